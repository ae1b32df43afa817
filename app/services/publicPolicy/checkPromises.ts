import { pool, prisma } from "~/db/client";
import { ATTEMPTED, IN_REQUEST } from "~/db/mailOutcome";
import { joinByHashing } from "~/db/joinByHashing";
import { enqueue } from "~/db/queue";
import { transaction, type Transaction } from "~/db/transaction";
import { byMail } from "~/services/exclusions/optOutWays";
import { CLAUSES, type Clause } from "~/policy/publicPolicy";

/** What the last check of a promise counted. */
export interface PromiseCheck {
  readonly clause: Clause;
  /** Null when it was never checked. */
  readonly checkedAt: Date | null;
  readonly kept: number;
  readonly broken: number;
}

/** Everybody whose mail was handed over, or may have been, with the moment of the attempt. The number of their batch is made before they meet it (OFFSET 0), so that the batches can be hashed by it. */
const MAILED = `(SELECT r.*, (r.seq - 1) / k.batch_size + 1 AS batch_number FROM recipient r JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id WHERE r.shop_id = $1 OFFSET 0) r
  JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND b.number = r.batch_number AND ${ATTEMPTED} AND b.attempted_at IS NOT NULL AND ${IN_REQUEST} AND r.seq BETWEEN b.first_seq AND b.last_seq`;

/** Handed over after the entry `x` of the exclusion list counted. */
const TOO_LATE = "b.attempted_at > greatest(x.at, x.listed_at)";

/** Mails handed over after their address was put on the exclusion list. */
const mailedThough = (source: string) =>
  `SELECT count(*) FROM exclusion x JOIN ${MAILED} ON r.shop_id = x.shop_id AND r.exclusion_key = x.key WHERE x.shop_id = $1 AND ${TOO_LATE} ${source}`;

/** The same of whole domains. */
const mailedThoughDomain = `SELECT count(*) FROM ${MAILED} JOIN exclusion x ON x.shop_id = r.shop_id AND x.domain = ANY(mail_domains(r.email)) WHERE r.shop_id = $1 AND ${TOO_LATE}
  AND EXISTS (SELECT 1 FROM exclusion WHERE shop_id = $1 AND domain IS NOT NULL)`;

const started = "SELECT count(*) FROM campaign WHERE shop_id = $1 AND started_at IS NOT NULL";
const frozen = "SELECT count(*) FROM campaign WHERE shop_id = $1 AND content IS NOT NULL";

/**
 * For each promise, two counts from the originals and not from what decided: how often it was kept, or how much it is about, and how often it was broken. A check reads what was sent, to whom, when and why; the decision itself is not asked
 * again. `$1` is the shop, `$2` the moment.
 */
const CHECKS: Readonly<Record<Clause, { readonly kept: string; readonly broken: string }>> = {
  P1: {
    kept: `SELECT count(*) FROM ${MAILED} WHERE r.shop_id = $1 AND r.relation = 'customer'`,
    broken: `SELECT count(*) FROM ${MAILED} WHERE r.shop_id = $1 AND r.relation = 'none' AND r.basis = 'legitimate_interest'`,
  },
  P2: {
    kept: `SELECT count(*) FROM ${MAILED} WHERE r.shop_id = $1 AND r.basis = 'legitimate_interest'`,
    broken: `SELECT count(*) FROM ${MAILED} WHERE r.shop_id = $1 AND r.basis = 'legitimate_interest'
      AND NOT EXISTS (SELECT 1 FROM assessment a WHERE a.shop_id = $1 AND a.signed_at <= b.attempted_at AND a.review_at > b.attempted_at)`,
  },
  P3: {
    kept: `SELECT count(*) FROM ${MAILED} WHERE r.shop_id = $1 AND r.basis IS NOT NULL`,
    broken: `SELECT count(*) FROM ${MAILED} WHERE r.shop_id = $1 AND r.basis IS NULL`,
  },
  P4: {
    kept: `SELECT count(*) FROM ${MAILED} WHERE r.shop_id = $1 AND r.basis = 'consent'`,
    broken: `SELECT count(*) FROM ${MAILED} WHERE r.shop_id = $1 AND
      (r.basis = 'legitimate_interest' AND substr(r.fact_class, 6, 1) <> 'c' OR r.basis = 'consent' AND (r.basis_since IS NULL OR r.basis_since > b.attempted_at))`,
  },
  P5: {
    kept: started,
    broken: `${started} AND (purpose = '' OR audience_name = '' OR audience_rationale = '')`,
  },
  P6: {
    kept: "SELECT count(*) FROM exclusion_export WHERE shop_id = $1",
    broken: "SELECT count(*) FROM exclusion_export WHERE shop_id = $1 AND (actor = '' OR reason = '')",
  },
  P7: {
    kept: `SELECT count(*) FROM ${MAILED} WHERE r.shop_id = $1 AND r.relation = 'prospect'`,
    broken: `SELECT count(*) FROM ${MAILED} WHERE r.shop_id = $1 AND r.relation = 'prospect' AND r.basis = 'legitimate_interest' AND substr(r.fact_class, 9, 1) NOT IN ('s', 'i')`,
  },
  P8: {
    kept: frozen,
    broken: `${frozen} AND NOT (content->>'html' LIKE '%\\%twostage_why\\%%' AND content->>'text' LIKE '%\\%twostage_why\\%%')`,
  },
  P9: {
    kept: frozen,
    broken: `${frozen} AND NOT (content->>'html' LIKE '%\\%twostage_opt_out_url\\%%' AND content->>'text' LIKE '%\\%twostage_opt_out_url\\%%')`,
  },
  P10: {
    kept: `SELECT count(*) FROM exclusion x WHERE x.shop_id = $1 AND ${byMail("x")}`,
    broken: mailedThough(`AND ${byMail("x")}`),
  },
  P11: {
    kept: "SELECT count(*) FROM exclusion WHERE shop_id = $1 AND source = 'further_address'",
    broken: mailedThough("AND x.source = 'further_address'"),
  },
  P12: {
    kept: "SELECT count(*) FROM exclusion WHERE shop_id = $1",
    broken: `SELECT (${mailedThough("")}) + (${mailedThoughDomain})`,
  },
  P13: {
    kept: "SELECT count(*) FROM consent_event WHERE shop_id = $1 AND kind = 'confirmed'",
    broken: `SELECT count(*) FROM consent_event e WHERE e.shop_id = $1 AND e.kind = 'confirmed'
      AND NOT EXISTS (SELECT 1 FROM consent_event v WHERE v.shop_id = $1 AND v.consent_key = e.consent_key AND v.kind = 'verification_mailed' AND v.id < e.id)
      AND NOT EXISTS (SELECT 1 FROM single_mail m WHERE m.shop_id = $1 AND m.request_id = e.request_id AND m.attempted_at IS NOT NULL)`,
  },
  P14: {
    kept: "SELECT count(*) FROM feedback_case WHERE shop_id = $1 AND acknowledged_at IS NOT NULL",
    broken: `SELECT count(*) FROM feedback_case WHERE shop_id = $1 AND kind IN ('complaint', 'objection')
      AND coalesce(acknowledged_at, closed_at, $2) > received_at + interval '30 days'`,
  },
  P15: {
    kept: "SELECT (SELECT count(*) FROM feedback_case WHERE shop_id = $1 AND theme IS NOT NULL) + (SELECT count(*) FROM opt_out_reason WHERE shop_id = $1)",
    broken:
      "SELECT count(*) FROM feedback_case WHERE shop_id = $1 AND state = 'closed' AND campaign_id IS NOT NULL AND theme IS NULL",
  },
};

/** Checks every promise of the published policy against what was sent and recorded, and keeps what was counted. Safe to run again. */
export async function checkPromises(shopId: number, at: Date): Promise<void> {
  for (const clause of CLAUSES) {
    const { kept, broken } = CHECKS[clause];
    const counted = await transaction(async (tx) => {
      await joinByHashing(tx);
      // Excluded domains meet their mails by comparing, which is then thought dear: it would be compiled.
      await tx.query("SET LOCAL jit = off");
      return [await count(tx, shopId, kept, at), await count(tx, shopId, broken, at)];
    });
    await pool().query(
      `INSERT INTO policy_check (shop_id, clause, checked_at, kept, broken) SELECT id, $2, $3, $4, $5 FROM shop WHERE id = $1 AND uninstalled_at IS NULL
       ON CONFLICT (shop_id, clause) DO UPDATE SET checked_at = $3, kept = $4, broken = $5`,
      [shopId, clause, at, ...counted],
    );
  }
}

async function count(tx: Transaction, shopId: number, sql: string, at: Date): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(`SELECT (${sql})::int AS n WHERE $2::timestamptz IS NOT NULL`, [
    shopId,
    at,
  ]);
  return rows[0]?.n ?? 0;
}

/** Asks for the checks of one shop. */
export async function requestChecks(shopId: number): Promise<void> {
  await enqueue(pool(), "policy-check", { shopId });
}

/** Asks for the checks of every shop that has the app, each night. */
export async function requestNightlyChecks(): Promise<void> {
  const shops = await prisma().shop.findMany({ where: { uninstalledAt: null }, select: { id: true } });
  for (const { id } of shops) await requestChecks(id);
}

/** What the last checks of a shop counted, one for each clause in its order. */
export async function readChecks(shopId: number): Promise<PromiseCheck[]> {
  const rows = await prisma().policyCheck.findMany({ where: { shopId } });
  return CLAUSES.map((clause) => {
    const found = rows.find((row) => row.clause === clause);
    return { clause, checkedAt: found?.checkedAt ?? null, kept: found?.kept ?? 0, broken: found?.broken ?? 0 };
  });
}
