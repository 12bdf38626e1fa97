-- AlterTable
ALTER TABLE "users" ADD COLUMN     "hides_address" BOOLEAN NOT NULL DEFAULT false;
