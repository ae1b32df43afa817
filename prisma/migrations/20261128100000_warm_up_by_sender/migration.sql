-- A warm-up is of a sender, whichever campaign its mails are of.
ALTER TABLE "batch" ADD COLUMN "sender_domain" TEXT NOT NULL DEFAULT '';

-- What went before: from the sender of now, as far as anybody knows.
UPDATE "batch" b SET "sender_domain" = lower(substring(s."from_email" from '@(.*)$'))
FROM "shop_settings" s WHERE s."shop_id" = b."shop_id" AND s."from_email" LIKE '%@%';

CREATE INDEX "batch_shop_id_sender_domain_attempted_at_idx" ON "batch"("shop_id", "sender_domain", "attempted_at");
