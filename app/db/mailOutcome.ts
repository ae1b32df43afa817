/** A recipient `r` who was neither left out at hand-over nor refused as an address: in its batch's request, if one was made. */
export const IN_REQUEST = "r.withheld = '{}' AND r.refusal IS NULL";

/** A batch `b` whose request was made, or may have been: an attempt without an answer counts, since nobody can tell. */
export const ATTEMPTED = "b.state IN ('sending', 'accepted', 'unknown')";

/** The mail of a recipient `r` in its batch `b` was handed over, or may have been. */
export const HANDED_OVER = `${ATTEMPTED} AND r.basis IS NOT NULL AND ${IN_REQUEST}`;

/** The same once its request is over: what is in flight at this moment is in no report. */
export const HANDED_OVER_BY_NOW = `b.state IN ('accepted', 'unknown') AND r.basis IS NOT NULL AND ${IN_REQUEST}`;

/**
 * What became of a recipient `r` in a campaign `k`, whose batch is `b` where there is one. Of an unknown batch SendGrid may have reported on some since: theirs was taken, whoever else's was not (docs/decisions/0023).
 */
export const MAIL_OUTCOME = `CASE WHEN r.basis IS NULL THEN 'left_out' WHEN r.withheld <> '{}' THEN 'withheld' WHEN r.refusal IS NOT NULL THEN 'refused_address'
  WHEN k.state = 'cancelled' AND coalesce(b.state, 'claimed') = 'claimed' THEN 'never_sent'
  WHEN b.state = 'unknown' AND EXISTS (SELECT 1 FROM mail_event e WHERE e.shop_id = r.shop_id AND e.campaign_id = r.campaign_id AND e.recipient_seq = r.seq) THEN 'reported'
  ELSE coalesce(b.state, 'claimed')::text END`;

/** The outcomes of mails that SendGrid has taken, by its answer or by what it reported later: what is called handed to SendGrid, as `readProgress` counts it from the batches. */
export const ACCEPTED_OUTCOMES = "('accepted', 'reported')";
