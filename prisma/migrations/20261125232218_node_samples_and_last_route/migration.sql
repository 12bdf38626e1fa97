-- AlterTable
ALTER TABLE "transfers" ADD COLUMN     "last_route" VARCHAR(10);

-- CreateTable
CREATE TABLE "node_samples" (
    "node_id" UUID NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,
    "gauges" JSONB NOT NULL,
    "counters" JSONB NOT NULL,

    CONSTRAINT "node_samples_pkey" PRIMARY KEY ("node_id","minute")
);

-- CreateIndex
CREATE INDEX "node_samples_minute_idx" ON "node_samples"("minute");

-- CreateIndex
CREATE INDEX "transfers_ended_at_idx" ON "transfers"("ended_at");
