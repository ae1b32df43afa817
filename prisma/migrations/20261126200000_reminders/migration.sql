-- AlterEnum
ALTER TYPE "mail_kind" ADD VALUE 'reminder';

-- AlterTable
ALTER TABLE "feedback_case" ADD COLUMN "reminded_at" TIMESTAMPTZ(3);
