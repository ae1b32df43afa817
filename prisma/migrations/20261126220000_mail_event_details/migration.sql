-- Details of delivery reports, oldest first, for taking them out when their time is over: few reports have one. Prisma knows no partial indexes.
CREATE INDEX mail_event_detail_idx ON "mail_event"("shop_id", "at") WHERE "detail" IS NOT NULL;
