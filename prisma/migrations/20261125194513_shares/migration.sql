-- AlterTable
ALTER TABLE "relay_segments" ADD COLUMN     "share_id" UUID,
ALTER COLUMN "transfer_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "shares" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "sealed_manifest" BYTEA NOT NULL,
    "file_count" INTEGER NOT NULL,
    "total_bytes" BIGINT NOT NULL,
    "most_downloads" INTEGER,
    "downloads" INTEGER NOT NULL DEFAULT 0,
    "is_direct" BOOLEAN NOT NULL,
    "has_password" BOOLEAN NOT NULL,
    "password_cost" JSONB,
    "wrapped_key" BYTEA,
    "access_token_hash" VARCHAR(64),
    "ended_as" VARCHAR(20),
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shares_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "share_downloads" (
    "id" UUID NOT NULL,
    "share_id" UUID NOT NULL,
    "token_hash" VARCHAR(64) NOT NULL,
    "state" VARCHAR(20) NOT NULL DEFAULT 'open',
    "hides_address" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "share_downloads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "share_roots" (
    "share_id" UUID NOT NULL,
    "file" INTEGER NOT NULL,
    "sealed_root" BYTEA NOT NULL,

    CONSTRAINT "share_roots_pkey" PRIMARY KEY ("share_id","file")
);

-- CreateIndex
CREATE INDEX "shares_owner_id_idx" ON "shares"("owner_id");

-- CreateIndex
CREATE INDEX "shares_ended_as_expires_at_idx" ON "shares"("ended_as", "expires_at");

-- CreateIndex
CREATE INDEX "share_downloads_share_id_state_idx" ON "share_downloads"("share_id", "state");

-- CreateIndex
CREATE INDEX "relay_segments_share_id_idx" ON "relay_segments"("share_id");

-- AddForeignKey
ALTER TABLE "relay_segments" ADD CONSTRAINT "relay_segments_share_id_fkey" FOREIGN KEY ("share_id") REFERENCES "shares"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shares" ADD CONSTRAINT "shares_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_downloads" ADD CONSTRAINT "share_downloads_share_id_fkey" FOREIGN KEY ("share_id") REFERENCES "shares"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_roots" ADD CONSTRAINT "share_roots_share_id_fkey" FOREIGN KEY ("share_id") REFERENCES "shares"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A segment is part of a transfer or of a share. What was there before is part of a transfer, and code from before goes on with it.
ALTER TABLE "relay_segments" ADD CONSTRAINT "relay_segments_of_one" CHECK (num_nonnulls("transfer_id", "share_id") = 1);
ALTER TABLE "shares" ADD CONSTRAINT "shares_not_overrun" CHECK ("most_downloads" IS NULL OR "downloads" <= "most_downloads");
