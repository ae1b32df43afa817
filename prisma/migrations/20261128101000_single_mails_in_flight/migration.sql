-- Looked at every two seconds, over all shops: a handful of rows among all that were ever sent.
CREATE INDEX "single_mail_in_flight_idx" ON "single_mail"("attempted_at") WHERE "state" = 'sending';
