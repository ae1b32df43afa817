-- AlterEnum
ALTER TYPE "mail_kind" ADD VALUE 'staff_address';

-- CreateTable
CREATE TABLE "staff_address" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "token_hash" BYTEA,
    "asked_by" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "verified_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_address_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "staff_address_shop_id_email_key" ON "staff_address"("shop_id", "email");
