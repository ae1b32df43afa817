-- Customer segments of the store as they were last taken: a segment is the store's to define, and who is in it changes by the hour.
CREATE TABLE "store_segment" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "renamed_from" TEXT,
    "query" TEXT NOT NULL DEFAULT '',
    "take" INTEGER NOT NULL DEFAULT 0,
    "taken_at" TIMESTAMPTZ(3),
    "members" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "gone_at" TIMESTAMPTZ(3),
    "asked" INTEGER NOT NULL DEFAULT 0,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_by" TEXT NOT NULL,
    "failure" TEXT,
    "reading_since" TIMESTAMPTZ(3),
    "reading_name" TEXT,
    "reading_query" TEXT,
    "reading_after" TEXT,
    "reading_done" INTEGER NOT NULL DEFAULT 0,
    "reading_total" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "store_segment_pkey" PRIMARY KEY ("shop_id","id")
);

-- By the store's number of the customer, since the criterion selects contacts by it. Written by takes, so that those who ask see the one before until the next is whole.
CREATE TABLE "store_segment_member" (
    "shop_id" INTEGER NOT NULL,
    "segment_id" BIGINT NOT NULL,
    "take" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,

    CONSTRAINT "store_segment_member_pkey" PRIMARY KEY ("shop_id","segment_id","take","customer_id")
);

-- For the erasure of a person.
CREATE INDEX "store_segment_member_shop_id_customer_id_idx" ON "store_segment_member"("shop_id", "customer_id");
