-- CreateTable
CREATE TABLE "audience" (
    "shop_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "audience_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "audience_version" (
    "shop_id" INTEGER NOT NULL,
    "audience_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "rationale" TEXT NOT NULL,
    "criteria" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by" TEXT NOT NULL,

    CONSTRAINT "audience_version_pkey" PRIMARY KEY ("shop_id","audience_id","version")
);

-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "audience_id" INTEGER,
ADD COLUMN     "audience_version" INTEGER;

-- AlterTable
ALTER TABLE "shop_settings" ADD COLUMN     "cap_days" INTEGER,
ADD COLUMN     "cap_mails" INTEGER;

-- AlterTable
ALTER TABLE "contact" ADD COLUMN     "amount_spent" DECIMAL(20,2);

-- CreateIndex
CREATE INDEX "campaign_shop_id_audience_id_idx" ON "campaign"("shop_id", "audience_id");

-- CreateIndex
CREATE INDEX "batch_shop_id_campaign_id_first_seq_idx" ON "batch"("shop_id", "campaign_id", "first_seq");

-- CreateIndex
CREATE INDEX "batch_shop_id_attempted_at_idx" ON "batch"("shop_id", "attempted_at");

-- A cap is both numbers, or there is none: half a one would let everybody through.
ALTER TABLE shop_settings ADD CONSTRAINT shop_settings_cap CHECK (
  (cap_mails IS NULL) = (cap_days IS NULL) AND coalesce(cap_mails BETWEEN 1 AND 100, true) AND coalesce(cap_days BETWEEN 1 AND 365, true));

-- What a sent campaign used is never written over. Rows may go: an audience that no campaign ever used can be deleted.
CREATE FUNCTION refuse_audience_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a version of an audience is never changed';
END $$;
CREATE TRIGGER audience_version_kept BEFORE UPDATE ON audience_version FOR EACH ROW EXECUTE FUNCTION refuse_audience_change();

-- The audiences that campaigns have had until now, equal ones as one. Campaigns without any keep none, and choose one before they are sent.
WITH used AS (
  SELECT shop_id, audience_name AS name, audience_rationale AS rationale, audience_criteria AS criteria, min(created_at) AS created_at,
         (array_agg(created_by ORDER BY id))[1] AS created_by, array_agg(id) AS campaigns
  FROM campaign WHERE audience_name <> '' OR audience_rationale <> '' GROUP BY 1, 2, 3, 4
), numbered AS (
  SELECT used.*, nextval('audience_id_seq')::int AS id FROM used
), made AS (
  INSERT INTO audience (shop_id, id, created_at) SELECT shop_id, id, created_at FROM numbered
), versions AS (
  INSERT INTO audience_version (shop_id, audience_id, version, name, rationale, criteria, saved_at, saved_by)
  SELECT shop_id, id, 1, coalesce(nullif(name, ''), 'Audience ' || id), rationale, criteria, created_at, created_by FROM numbered
)
UPDATE campaign c SET audience_id = n.id, audience_version = 1, audience_name = coalesce(nullif(n.name, ''), 'Audience ' || n.id)
FROM numbered n WHERE c.shop_id = n.shop_id AND c.id = ANY(n.campaigns);
