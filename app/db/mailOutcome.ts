/**
 * What became of a recipient `r` in a campaign `k`, whose batch is `b` where there is one. Of an unknown batch SendGrid may have reported on some since: theirs was taken, whoever else's was not (docs/decisions/0023).
 */
export const MAIL_OUTCOME = `CASE WHEN r.basis IS NULL THEN 'left_out' WHEN r.withheld <> '{}' THEN 'withheld' WHEN r.refusal IS NOT NULL THEN 'refused_address'
  WHEN k.state = 'cancelled' AND coalesce(b.state, 'claimed') = 'claimed' THEN 'never_sent'
  WHEN b.state = 'unknown' AND EXISTS (SELECT 1 FROM mail_event e WHERE e.shop_id = r.shop_id AND e.campaign_id = r.campaign_id AND e.recipient_seq = r.seq) THEN 'reported'
  ELSE coalesce(b.state, 'claimed')::text END`;
