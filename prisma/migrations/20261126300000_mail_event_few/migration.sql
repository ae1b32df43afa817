-- Lists and alarms look for the few events that are a bounce or a report of spam. Whole, the index was as good as the one by recipient to a planner that had not seen the table yet: it took it, read all events of a campaign for each new
-- one, and stored 1,700 events a second instead of 50,000 until the table had first been analysed.
DROP INDEX "mail_event_shop_id_campaign_id_event_idx";
CREATE INDEX mail_event_few_idx ON "mail_event"("shop_id", "campaign_id", "event") WHERE "event" IN ('bounce', 'spamreport');
