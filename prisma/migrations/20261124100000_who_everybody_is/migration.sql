-- AlterEnum
ALTER TYPE "sync_state" ADD VALUE 'cancelled';

-- DropIndex
DROP INDEX "contact_shop_id_legal_form_id_idx";

-- AlterTable
ALTER TABLE "contact" ADD COLUMN     "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "classifier" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "company_key" TEXT,
ADD COLUMN     "consent" "consent_standing" NOT NULL DEFAULT 'none',
ADD COLUMN     "excluded" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "held_evidence" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "in_uk" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "notice_given_at" TIMESTAMPTZ(3),
ADD COLUMN     "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "removed_at" TIMESTAMPTZ(3),
ADD COLUMN     "search_words" tsvector,
ADD COLUMN     "source_mark" BYTEA;

-- AlterTable
ALTER TABLE "recipient" ADD COLUMN     "carries_notice" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "fact_class" TEXT;

-- AlterTable
ALTER TABLE "sync_run" ADD COLUMN     "bytes" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "cancelled_by" TEXT,
ADD COLUMN     "cause" TEXT NOT NULL DEFAULT 'staff',
ADD COLUMN     "companies" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "importing_since" TIMESTAMPTZ(3),
ADD COLUMN     "lines" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "missing" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "part" TEXT NOT NULL DEFAULT 'companies',
ADD COLUMN     "read_at" TIMESTAMPTZ(3),
ADD COLUMN     "restarts" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "sync_set_aside" DROP CONSTRAINT "sync_set_aside_pkey",
ADD COLUMN     "part" TEXT NOT NULL DEFAULT 'customers',
ADD CONSTRAINT "sync_set_aside_pkey" PRIMARY KEY ("shop_id", "run_id", "part", "line");

-- CreateTable
CREATE TABLE "contact_count" (
    "id" BIGSERIAL NOT NULL,
    "shop_id" INTEGER NOT NULL,
    "fact_class" TEXT NOT NULL,
    "contacts" INTEGER NOT NULL,

    CONSTRAINT "contact_count_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "company" (
    "shop_id" INTEGER NOT NULL,
    "shopify_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "customer_since" TIMESTAMPTZ(3),
    "order_count" INTEGER NOT NULL DEFAULT 0,
    "stated_form" TEXT,
    "company_number" TEXT,
    "source_updated_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "company_pkey" PRIMARY KEY ("shop_id","shopify_id")
);

-- CreateTable
CREATE TABLE "company_location" (
    "shop_id" INTEGER NOT NULL,
    "shopify_id" BIGINT NOT NULL,
    "company_id" BIGINT NOT NULL,
    "tax_registration_id" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "company_location_pkey" PRIMARY KEY ("shop_id","shopify_id")
);

-- CreateIndex
CREATE INDEX "company_location_shop_id_company_id_idx" ON "company_location"("shop_id", "company_id");

-- CreateTable
CREATE TABLE "company_contact" (
    "shop_id" INTEGER NOT NULL,
    "company_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,

    CONSTRAINT "company_contact_pkey" PRIMARY KEY ("shop_id","company_id","customer_id")
);

-- CreateTable
CREATE TABLE "sync_seen" (
    "shop_id" INTEGER NOT NULL,
    "run_id" INTEGER NOT NULL,
    "shopify_id" BIGINT NOT NULL,

    CONSTRAINT "sync_seen_pkey" PRIMARY KEY ("shop_id","run_id","shopify_id")
);

-- CreateIndex
CREATE INDEX "contact_count_shop_id_fact_class_idx" ON "contact_count"("shop_id", "fact_class");

-- CreateIndex
CREATE INDEX "company_contact_shop_id_customer_id_idx" ON "company_contact"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "contact_shop_id_company_key_id_idx" ON "contact"("shop_id", "company_key", "id");

-- CreateIndex
CREATE INDEX "contact_search_words_idx" ON "contact" USING GIN ("search_words");

-- What the copies on contacts were before there were copies.
UPDATE contact c SET
  excluded = EXISTS (SELECT 1 FROM exclusion x WHERE x.shop_id = c.shop_id AND x.key = c.exclusion_key),
  consent = coalesce((SELECT a.standing FROM address_standing a WHERE a.shop_id = c.shop_id AND a.consent_key = c.consent_key), 'none'),
  in_uk = coalesce(c.country, s.country) = 'GB'
FROM shop s WHERE s.id = c.shop_id;

-- All facts of one contact that the decision is made from, one character each, so that equal facts are one text. It gathers and decides nothing: app/db/contactFacts.ts reads it back,
-- app/policy/decide.ts judges it. The cast of an enum to text is not immutable, and a generated column must be.
CREATE FUNCTION fact_class(
  excluded boolean, address_usable boolean, freemail boolean, in_uk boolean, consent consent_standing,
  legal_form legal_form, evidence evidence_strength, relation relation, origin prospect_origin
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN excluded THEN 't' ELSE 'f' END
      || CASE WHEN address_usable THEN 't' ELSE 'f' END
      || CASE WHEN freemail THEN 't' ELSE 'f' END
      || CASE WHEN in_uk THEN 't' ELSE 'f' END
      || CASE consent WHEN 'none' THEN 'n' WHEN 'requested' THEN 'r' WHEN 'confirmed' THEN 'c' WHEN 'withdrawn' THEN 'w' WHEN 'expired' THEN 'e' ELSE '?' END
      || CASE legal_form WHEN 'corporate' THEN 'c' WHEN 'individual' THEN 'i' WHEN 'unknown' THEN 'u' ELSE '?' END
      || CASE evidence WHEN 'sufficient' THEN 's' WHEN 'insufficient' THEN 'i' WHEN 'contradicted' THEN 'c' ELSE '?' END
      || CASE relation WHEN 'customer' THEN 'c' WHEN 'prospect' THEN 'p' WHEN 'none' THEN 'n' ELSE '?' END
      || CASE origin WHEN 'self_generated' THEN 's' WHEN 'in_sector' THEN 'i' WHEN 'out_of_sector' THEN 'o' WHEN 'refused' THEN 'r' WHEN 'none' THEN 'n' ELSE '?' END
$$;

ALTER TABLE contact ADD COLUMN fact_class text
  GENERATED ALWAYS AS (fact_class(excluded, address_usable, freemail, in_uk, consent, legal_form, evidence_strength, relation, prospect_origin)) STORED;

-- CreateIndex
CREATE INDEX "contact_shop_id_fact_class_id_idx" ON "contact"("shop_id", "fact_class", "id") WHERE deleted_at IS NULL;

-- The exclusion list is searched by the beginning of an address.
CREATE INDEX exclusion_email_prefix_idx ON exclusion (shop_id, lower(email) text_pattern_ops);

-- Present contacts by class, kept by the statement that changes them: one row a class and statement, never an update, so that an opt-out never waits for an import.
CREATE FUNCTION count_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO contact_count (shop_id, fact_class, contacts)
    SELECT shop_id, fact_class, count(*) FROM fresh WHERE deleted_at IS NULL GROUP BY 1, 2;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO contact_count (shop_id, fact_class, contacts)
    SELECT shop_id, fact_class, -count(*) FROM stale WHERE deleted_at IS NULL GROUP BY 1, 2;
  ELSE
    INSERT INTO contact_count (shop_id, fact_class, contacts)
    SELECT shop_id, fact_class, sum(n) FROM (
      SELECT shop_id, fact_class, 1 AS n FROM fresh WHERE deleted_at IS NULL
      UNION ALL SELECT shop_id, fact_class, -1 FROM stale WHERE deleted_at IS NULL
    ) moved GROUP BY 1, 2 HAVING sum(n) <> 0;
  END IF;
  RETURN NULL;
END;
$$;

INSERT INTO contact_count (shop_id, fact_class, contacts)
SELECT shop_id, fact_class, count(*) FROM contact WHERE deleted_at IS NULL GROUP BY 1, 2;

CREATE TRIGGER contact_counted_insert AFTER INSERT ON contact REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION count_contacts();
CREATE TRIGGER contact_counted_update AFTER UPDATE ON contact REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION count_contacts();
CREATE TRIGGER contact_counted_delete AFTER DELETE ON contact REFERENCING OLD TABLE AS stale
  FOR EACH STATEMENT EXECUTE FUNCTION count_contacts();
