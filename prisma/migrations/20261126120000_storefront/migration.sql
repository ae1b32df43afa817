-- CreateEnum
CREATE TYPE "exclusion_act" AS ENUM ('excluded', 'released');

-- AlterTable
ALTER TABLE "exclusion_event" ADD COLUMN     "act" "exclusion_act" NOT NULL DEFAULT 'excluded',
ADD COLUMN     "asked_at" TIMESTAMPTZ(3),
ADD COLUMN     "asked_how" TEXT;

-- CreateTable
CREATE TABLE "consent_attempt" (
    "shop_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "key" BYTEA NOT NULL,
    "times" TIMESTAMPTZ(3)[],

    CONSTRAINT "consent_attempt_pkey" PRIMARY KEY ("shop_id","kind","key")
);
