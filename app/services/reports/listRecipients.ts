import { pool } from "~/db/client";
import { mailedTo } from "~/db/mailedTo";
import { ACCEPTED_OUTCOMES, IN_REQUEST, MAIL_OUTCOME } from "~/db/mailOutcome";
import { readTypedAddresses } from "~/policy/typedAddresses";
import type { Basis, Reason } from "~/policy/reasons";
import type { RecipientView } from "~/policy/reports";
import type { MailOutcome } from "~/services/customers/readContactMails";
import { isOptOut } from "~/services/exclusions/optOutWays";
import { addressKeys } from "~/services/shops/keys";

/** One recipient: what became of the mail, and on which ground it was decided. */
export interface ListedRecipient {
  readonly seq: number;
  readonly contactId: string | null;
  /** Empty once erased. */
  readonly email: string;
  readonly name: string;
  readonly outcome: MailOutcome;
  readonly basis: Basis | null;
  readonly basisSince: Date | null;
  readonly reasons: readonly Reason[];
  readonly withheld: readonly Reason[];
  readonly at: Date | null;
  /** What SendGrid reported, oldest first. */
  readonly events: readonly string[];
}

export interface RecipientPage {
  readonly rows: readonly ListedRecipient[];
  /** Hand back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

const PAGE = 50;

/** Each view as a condition, with the campaign's row at hand as `k` and that of the batch as `b`. Whoever is in was numbered before whoever is out. */
const VIEWS: Readonly<Record<RecipientView, string>> = {
  all: "true",
  decided: `r.seq <= k.eligible_count AND ${IN_REQUEST}`,
  accepted: `r.seq <= k.eligible_count AND ${MAIL_OUTCOME} IN ${ACCEPTED_OUTCOMES}`,
  unknown: `b.state = 'unknown' AND ${MAIL_OUTCOME} = 'unknown'`,
  left_out: "r.seq > k.eligible_count",
  kept_back: "(r.withheld <> '{}' OR r.refusal IS NOT NULL)",
  bounced: inReports("bounce"),
  spam: inReports("spamreport"),
  opted_out: `r.seq IN (SELECT x.recipient_seq FROM exclusion_event x WHERE x.shop_id = $1 AND x.campaign_id = $2 AND ${isOptOut("x")})`,
};

function inReports(event: "bounce" | "spamreport"): string {
  return `r.seq IN (SELECT e.recipient_seq FROM mail_event e WHERE e.shop_id = $1 AND e.campaign_id = $2 AND e.event = '${event}')`;
}

/**
 * A page of who got a campaign, on which ground, and who did not and why, in the order in which they were decided. `address` narrows it to one mailbox, in whatever spelling. To be read in the admin only: it is no list to be taken out (P6).
 */
export async function listRecipients(
  shopId: number,
  campaignId: number,
  options: { readonly view: RecipientView; readonly address?: string; readonly after?: string },
): Promise<RecipientPage> {
  const conditions = [VIEWS[options.view], "r.seq > $3"];
  const values: unknown[] = [shopId, campaignId, /^\d{1,9}$/.test(options.after ?? "") ? options.after : 0];
  if (options.address) {
    const [address] = readTypedAddresses(options.address).addresses;
    if (address === undefined) return { rows: [], next: null };
    const { exclusionKey } = await addressKeys(shopId);
    values.push(exclusionKey(address));
    conditions.push(mailedTo("r", "$1", "ARRAY[$4::bytea]"));
  }
  const { rows } = await pool().query<ListedRecipient>(
    // SendGrid tells whole seconds: what happened in one is in the order in which it can have.
    `SELECT r.seq, r.contact_id::text AS "contactId", r.email, coalesce(c.name, '') AS name, ${MAIL_OUTCOME} AS outcome, r.basis, r.basis_since AS "basisSince", r.reasons, r.withheld,
            b.attempted_at AS at,
            coalesce((SELECT array_agg(e.event ORDER BY e.at, array_position(ARRAY['processed', 'deferred', 'delivered', 'bounce'], e.event)) FROM mail_event e WHERE e.shop_id = r.shop_id AND e.campaign_id = r.campaign_id AND e.recipient_seq = r.seq), '{}') AS events
     FROM recipient r
     JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
     LEFT JOIN contact c ON c.shop_id = r.shop_id AND c.id = r.contact_id
     LEFT JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.number = (r.seq - 1) / k.batch_size + 1 AND r.basis IS NOT NULL
     WHERE r.shop_id = $1 AND r.campaign_id = $2 AND ${conditions.join(" AND ")} ORDER BY r.seq LIMIT ${PAGE + 1}`,
    values,
  );
  const page = rows.slice(0, PAGE);
  return { rows: page, next: rows.length > PAGE ? String(page.at(-1)?.seq) : null };
}
