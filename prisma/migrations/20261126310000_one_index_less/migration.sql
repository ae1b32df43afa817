-- The same as exclusion_event_campaign_idx, which leaves out what no report asks for.
DROP INDEX "exclusion_event_shop_id_campaign_id_idx";
