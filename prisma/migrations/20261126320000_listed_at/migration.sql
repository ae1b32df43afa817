-- From when an address counts as excluded, where that is later than when the person asked: opt-outs that come at once wait for one another, and all wait for a batch that is being decided.
ALTER TABLE "exclusion" ADD COLUMN "listed_at" TIMESTAMPTZ(3);
