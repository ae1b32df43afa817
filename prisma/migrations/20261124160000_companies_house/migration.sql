-- AlterTable
ALTER TABLE "shop_settings" ADD COLUMN     "companies_house_key" BYTEA,
ADD COLUMN     "companies_house_key_hint" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "companies_house_verified_at" TIMESTAMPTZ(3),
ADD COLUMN     "companies_house_wait_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "company_look_up" (
    "shop_id" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "type" TEXT NOT NULL DEFAULT '',
    "status" TEXT,
    "jurisdiction" TEXT,
    "previous_names" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "company_look_up_pkey" PRIMARY KEY ("shop_id","number")
);

-- CreateTable
CREATE TABLE "company_look_up_call" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "company_look_up_call_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "contact_look_up" (
    "shop_id" INTEGER NOT NULL,
    "contact_id" BIGINT NOT NULL,
    "number" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "requested_by" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "contact_look_up_pkey" PRIMARY KEY ("shop_id","contact_id","number")
);

