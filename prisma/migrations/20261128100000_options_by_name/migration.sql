-- What the criteria of an audience can name, found by name: a campaign's row is wide (its mail is in it), and so is a list's, so the names stand in an index of the shop's own.
CREATE INDEX "campaign_names_idx" ON "campaign" ("shop_id", "id" DESC) INCLUDE ("name") WHERE "started_at" IS NOT NULL;
CREATE INDEX "prospect_list_names_idx" ON "prospect_list" ("shop_id", "id" DESC) INCLUDE ("name") WHERE "state" = 'imported';
