-- CreateTable
CREATE TABLE "form_evidence" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "contact_id" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "says" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "mark" TEXT,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT,
    "overrides" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "group_id" UUID,
    "undone_at" TIMESTAMPTZ(3),
    "undone_by" TEXT,

    CONSTRAINT "form_evidence_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "form_evidence_shop_id_contact_id_id_idx" ON "form_evidence"("shop_id", "contact_id", "id");

-- CreateIndex
CREATE INDEX "form_evidence_shop_id_group_id_idx" ON "form_evidence"("shop_id", "group_id");

