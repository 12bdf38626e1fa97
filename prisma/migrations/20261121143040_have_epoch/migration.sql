-- AlterTable
ALTER TABLE "relay_haves" ADD COLUMN     "epoch" VARCHAR(40);
