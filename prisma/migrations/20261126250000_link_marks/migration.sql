-- Marks of a campaign's links to the store (UTM), the same for everybody: an empty source for none, an empty campaign for the campaign's own name.
ALTER TABLE "campaign"
  ADD COLUMN "utm_source" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "utm_medium" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "utm_campaign" TEXT NOT NULL DEFAULT '';
