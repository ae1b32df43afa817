import { createWriteStream } from "node:fs";
import { once } from "node:events";
import type { Client } from "pg";
import { checkPromises, type PromiseVerdict } from "./promises";
import type { World } from "./world";

/** Counts of the report: how many customers fell under each decision. */
export interface DecisionCount {
  readonly decision: "eligible" | "ineligible";
  readonly basis: string | null;
  /** The reason that decides; null when eligible. */
  readonly reason: string | null;
  readonly customers: number;
}

/** What the demo found. */
export interface Report {
  readonly counts: readonly DecisionCount[];
  readonly promises: readonly PromiseVerdict[];
}

/** Decisions as the app stored them for its first campaign, which was addressed to every customer. */
const CUSTOMERS = `
  SELECT 'gid://shopify/Customer/' || c.shopify_id AS id, r.email, c.legal_form AS "legalForm",
         CASE WHEN r.basis IS NULL THEN 'ineligible' ELSE 'eligible' END AS decision, r.basis, r.reasons,
         c.evidence || CASE WHEN r.basis = 'consent'
           THEN jsonb_build_array(jsonb_build_object('source', 'ledger', 'says', 'consent', 'detail', 'confirmed by a pressed button', 'at', r.basis_since))
           ELSE '[]' END AS evidence
  FROM recipient r JOIN contact c ON c.shop_id = r.shop_id AND c.id = r.contact_id
  WHERE r.campaign_id = $1 AND r.seq > $2 ORDER BY r.seq LIMIT 5000`;

const MAILS = `
  SELECT k.name AS campaign, r.email AS "to", r.basis, CASE WHEN r.refusal IS NOT NULL THEN 'refused' ELSE b.state::text END AS outcome
  FROM recipient r
  JOIN campaign k ON k.shop_id = r.shop_id AND k.id = r.campaign_id
  JOIN batch b ON b.shop_id = r.shop_id AND b.campaign_id = r.campaign_id AND r.seq BETWEEN b.first_seq AND b.last_seq
  WHERE r.basis IS NOT NULL AND r.withheld = '{}' AND r.campaign_id = $1 AND r.seq > $2 ORDER BY r.seq LIMIT 5000`;

/** Counts the decisions of the first campaign and checks every promise over all campaigns. */
export async function makeReport(world: World, firstCampaign: number): Promise<Report> {
  const { rows } = await world.database.query<DecisionCount>(
    `SELECT CASE WHEN basis IS NULL THEN 'ineligible' ELSE 'eligible' END AS decision, basis::text, reasons[1] AS reason, count(*)::int AS customers
     FROM recipient WHERE campaign_id = $1 GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC`,
    [firstCampaign],
  );
  return { counts: rows, promises: await checkPromises(world) };
}

/** Writes the report as JSON: customers, mails, promises. Streams, so that memory does not grow with the store. */
export async function writeReport(
  world: World,
  report: Report,
  campaigns: readonly number[],
  file: string,
): Promise<void> {
  const out = createWriteStream(file);
  const write = async (text: string) => {
    if (!out.write(text)) await once(out, "drain");
  };
  const client = await world.database.connect();
  try {
    await write('{\n"customers": [');
    await writeRows(client, CUSTOMERS, campaigns.slice(0, 1), write);
    await write('],\n"mails": [');
    await writeRows(client, MAILS, campaigns, write);
    await write(`],\n"counts": ${JSON.stringify(report.counts)},\n"promises": ${JSON.stringify(report.promises)}\n}\n`);
  } finally {
    client.release();
  }
  out.end();
  await once(out, "finish");
}

async function writeRows(
  client: Pick<Client, "query">,
  query: string,
  campaigns: readonly number[],
  write: (text: string) => Promise<void>,
): Promise<void> {
  let separator = "\n";
  for (const campaign of campaigns) {
    let seq = 0;
    for (;;) {
      const { rows } = await client.query<Record<string, unknown> & { seq: number }>(
        query.replace("SELECT ", "SELECT r.seq, "),
        [campaign, seq],
      );
      if (rows.length === 0) break;
      seq = rows.at(-1)?.seq ?? seq;
      await write(
        rows.map(({ seq: _seq, ...row }, index) => `${index === 0 ? separator : ",\n"}${JSON.stringify(row)}`).join(""),
      );
      separator = ",\n";
    }
  }
}
