-- CreateTable
CREATE TABLE "relay_segments" (
    "id" UUID NOT NULL,
    "transfer_id" UUID NOT NULL,
    "uploader_id" UUID NOT NULL,
    "file" INTEGER NOT NULL,
    "first_block" INTEGER NOT NULL,
    "block_count" INTEGER NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ready_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relay_segments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "relay_roots" (
    "transfer_id" UUID NOT NULL,
    "file" INTEGER NOT NULL,
    "sealed_root" BYTEA NOT NULL,

    CONSTRAINT "relay_roots_pkey" PRIMARY KEY ("transfer_id","file")
);

-- CreateTable
CREATE TABLE "relay_haves" (
    "transfer_id" UUID NOT NULL,
    "runs" JSONB NOT NULL,

    CONSTRAINT "relay_haves_pkey" PRIMARY KEY ("transfer_id")
);

-- CreateIndex
CREATE INDEX "relay_segments_transfer_id_idx" ON "relay_segments"("transfer_id");

-- CreateIndex
CREATE INDEX "relay_segments_uploader_id_idx" ON "relay_segments"("uploader_id");

-- CreateIndex
CREATE INDEX "relay_segments_expires_at_idx" ON "relay_segments"("expires_at");

-- AddForeignKey
ALTER TABLE "relay_segments" ADD CONSTRAINT "relay_segments_transfer_id_fkey" FOREIGN KEY ("transfer_id") REFERENCES "transfers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relay_segments" ADD CONSTRAINT "relay_segments_uploader_id_fkey" FOREIGN KEY ("uploader_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relay_roots" ADD CONSTRAINT "relay_roots_transfer_id_fkey" FOREIGN KEY ("transfer_id") REFERENCES "transfers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relay_haves" ADD CONSTRAINT "relay_haves_transfer_id_fkey" FOREIGN KEY ("transfer_id") REFERENCES "transfers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
