-- AlterTable
ALTER TABLE "matches" ADD COLUMN     "ratable_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "ratings" (
    "id" UUID NOT NULL,
    "match_id" UUID NOT NULL,
    "rater_id" UUID NOT NULL,
    "rated_id" UUID NOT NULL,
    "score" INTEGER NOT NULL,
    "comment" TEXT,
    "would_collaborate_again" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "visible_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ratings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ratings_rated_id_visible_at_id_idx" ON "ratings"("rated_id", "visible_at", "id");

-- CreateIndex
CREATE INDEX "ratings_rater_id_idx" ON "ratings"("rater_id");

-- CreateIndex
CREATE UNIQUE INDEX "ratings_match_id_rater_id_rated_id_key" ON "ratings"("match_id", "rater_id", "rated_id");

-- AddForeignKey
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_match_id_fkey" FOREIGN KEY ("match_id") REFERENCES "matches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_rater_id_fkey" FOREIGN KEY ("rater_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_rated_id_fkey" FOREIGN KEY ("rated_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is complete may be rated, also when a further transfer opens it again.
UPDATE "matches" SET "ratable_since" = "completed_at" WHERE "completed_at" IS NOT NULL;

-- Rules that the schema language cannot say.
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_score_1_to_5" CHECK ("score" BETWEEN 1 AND 5);
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_not_of_oneself" CHECK ("rater_id" <> "rated_id");
