-- Why SendGrid could not be made to report what became of mails: Settings says it, and what to do.
ALTER TABLE "shop_settings" ADD COLUMN "event_failure" TEXT;
