-- AlterTable
ALTER TABLE "consent_request" ADD COLUMN     "traces_reduced_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "consent_unsealed" (
    "shop_id" INTEGER NOT NULL,
    "event_id" BIGINT NOT NULL,

    CONSTRAINT "consent_unsealed_pkey" PRIMARY KEY ("shop_id","event_id")
);

-- CreateTable
CREATE TABLE "consent_seal" (
    "shop_id" INTEGER NOT NULL,
    "position" BIGINT NOT NULL,
    "event_id" BIGINT NOT NULL,
    "version" SMALLINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "consent_seal_pkey" PRIMARY KEY ("shop_id","position")
);

-- CreateTable
CREATE TABLE "consent_seal_head" (
    "shop_id" INTEGER NOT NULL,
    "position" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "mac" BYTEA NOT NULL,

    CONSTRAINT "consent_seal_head_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "evidence_export" (
    "shop_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "contact_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "evidence_export_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "consent_seal_shop_id_event_id_key" ON "consent_seal"("shop_id", "event_id");

-- CreateIndex
CREATE INDEX "evidence_export_shop_id_contact_id_id_idx" ON "evidence_export"("shop_id", "contact_id", "id");

-- Requests whose IP addresses and user agents are still as they came, oldest act first: looked through every night.
CREATE INDEX consent_request_traces_idx ON consent_request (shop_id, (coalesce(confirmed_at, requested_at)))
  WHERE traces_reduced_at IS NULL AND (ip IS NOT NULL OR user_agent IS NOT NULL OR confirmed_ip IS NOT NULL OR confirmed_user_agent IS NOT NULL);


-- Every event that is not in its shop's chain yet is noted in the transaction that appends it: writers take no lock for it, and nothing that is committed can be missed.
CREATE FUNCTION note_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO consent_unsealed (shop_id, event_id) SELECT shop_id, id FROM fresh;
  RETURN NULL;
END;
$$;
CREATE TRIGGER consent_event_note_unsealed AFTER INSERT ON consent_event REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION note_unsealed();
INSERT INTO consent_unsealed (shop_id, event_id) SELECT shop_id, id FROM consent_event;

CREATE TRIGGER consent_seal_append_only BEFORE UPDATE OR DELETE ON consent_seal
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consent_seal_no_truncate BEFORE TRUNCATE ON consent_seal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Append-only but for one column, named by the trigger: erasure may take out what staff wrote in their own words, and nothing else.
CREATE OR REPLACE FUNCTION refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  erasable text := TG_ARGV[0];
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = jsonb_set(to_jsonb(OLD), ARRAY[erasable], 'null') AND to_jsonb(OLD) -> erasable <> 'null' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% of % refused: the table is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
DROP TRIGGER exclusion_event_append_only ON exclusion_event;
CREATE TRIGGER exclusion_event_append_only BEFORE UPDATE OR DELETE ON exclusion_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('note');
CREATE TRIGGER evidence_export_append_only BEFORE UPDATE OR DELETE ON evidence_export
  FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('reason');
CREATE TRIGGER evidence_export_no_truncate BEFORE TRUNCATE ON evidence_export
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
