-- AlterTable
ALTER TABLE "shop_settings" ADD COLUMN     "suppress_at_sendgrid" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "exclusion_return" ADD COLUMN     "looked_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "suppression_write" (
    "shop_id" INTEGER NOT NULL,
    "key" BYTEA NOT NULL,
    "email" TEXT,
    "act" TEXT NOT NULL,
    "state" "store_write_state" NOT NULL DEFAULT 'pending',
    "version" INTEGER NOT NULL DEFAULT 1,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT,

    CONSTRAINT "suppression_write_pkey" PRIMARY KEY ("shop_id","key")
);

-- CreateIndex
CREATE INDEX "suppression_write_shop_id_state_not_before_idx" ON "suppression_write"("shop_id", "state", "not_before");
