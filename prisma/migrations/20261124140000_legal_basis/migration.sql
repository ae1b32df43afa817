-- AlterTable
ALTER TABLE "assessment" ADD COLUMN     "recorded_by" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "contact" ADD COLUMN     "company_ordered_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "contact_count" ADD COLUMN     "month" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "assessment_draft" (
    "shop_id" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "necessity" TEXT NOT NULL,
    "balancing" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by" TEXT NOT NULL,

    CONSTRAINT "assessment_draft_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "retention_rule" (
    "shop_id" INTEGER NOT NULL,
    "months" INTEGER NOT NULL DEFAULT 24,
    "changed_at" TIMESTAMPTZ(3),
    "changed_by" TEXT,
    "nightly_since" TIMESTAMPTZ(3),
    "nightly_by" TEXT,

    CONSTRAINT "retention_rule_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "retention_run" (
    "shop_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "started_by" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "months" INTEGER NOT NULL,
    "before_month" INTEGER NOT NULL,
    "removed" INTEGER NOT NULL DEFAULT 0,
    "kept" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "retention_run_pkey" PRIMARY KEY ("shop_id","id")
);

-- One run at a time a shop.
CREATE UNIQUE INDEX retention_run_under_way_idx ON retention_run (shop_id) WHERE finished_at IS NULL;

-- Consents that were asked for and not answered yet: looked through every night for links that have expired.
CREATE INDEX address_standing_requested_idx ON address_standing (shop_id, consent_key) WHERE standing = 'requested';

-- Month of the last relation with a contact, counted from the year 0: its last order or that of its company, since when it is known, the first mail with the notice of Art 14. Of whom nothing of that is known:
-- since when it is held, or the store last changed it, whichever is earlier. What the retention rule counts from.
CREATE FUNCTION related_month(
  last_order_at timestamptz, relation_since timestamptz, company_ordered_at timestamptz, notice_given_at timestamptz, added_at timestamptz, source_updated_at timestamptz
) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (extract(year FROM last_known) * 12 + extract(month FROM last_known) - 1)::integer
  FROM (SELECT coalesce(greatest(last_order_at, relation_since, company_ordered_at, notice_given_at), least(added_at, source_updated_at)) AT TIME ZONE 'UTC' AS last_known) known
$$;

ALTER TABLE contact ADD COLUMN related_month integer
  GENERATED ALWAYS AS (related_month(last_order_at, relation_since, company_ordered_at, notice_given_at, added_at, source_updated_at)) STORED;

-- The register's lists, oldest relation first within each class. Present contacts only: the removed ones are all of one class, and a page would have to pass over them.
CREATE INDEX contact_register_idx ON contact (shop_id, fact_class, related_month, id) WHERE deleted_at IS NULL;

-- Contacts that the store deleted, or that gave way to another, and whose data is still here.
CREATE INDEX contact_gone_idx ON contact (shop_id, related_month, id) WHERE deleted_at IS NOT NULL AND removed_at IS NULL;

-- The same counts as before, by month as well.
CREATE OR REPLACE FUNCTION count_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO contact_count (shop_id, fact_class, month, contacts)
    SELECT shop_id, fact_class, related_month, count(*) FROM fresh WHERE deleted_at IS NULL GROUP BY 1, 2, 3;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO contact_count (shop_id, fact_class, month, contacts)
    SELECT shop_id, fact_class, related_month, -count(*) FROM stale WHERE deleted_at IS NULL GROUP BY 1, 2, 3;
  ELSE
    INSERT INTO contact_count (shop_id, fact_class, month, contacts)
    SELECT shop_id, fact_class, related_month, sum(n) FROM (
      SELECT shop_id, fact_class, related_month, 1 AS n FROM fresh WHERE deleted_at IS NULL
      UNION ALL SELECT shop_id, fact_class, related_month, -1 FROM stale WHERE deleted_at IS NULL
    ) moved GROUP BY 1, 2, 3 HAVING sum(n) <> 0;
  END IF;
  RETURN NULL;
END;
$$;

DELETE FROM contact_count;
INSERT INTO contact_count (shop_id, fact_class, month, contacts)
SELECT shop_id, fact_class, related_month, count(*) FROM contact WHERE deleted_at IS NULL GROUP BY 1, 2, 3;
