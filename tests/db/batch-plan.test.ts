import { expect, test } from "vitest";
import { pool } from "~/db/client";
import { cappedInBatch } from "~/db/frequencyCap";
import { transaction, type Sql } from "~/db/transaction";
import type { ClaimedBatch } from "~/services/delivery/batches";
import { readRecipients } from "~/services/delivery/readRecipients";
import { useAppDatabase } from "../support/app-database";
import { firms, importLines, makeSendingCampaign, makeShop } from "../support/factories";

useAppDatabase();

test("what a batch is decided on is found by its keys, also when the exclusion list was last analysed while shops had one exclusion each", async () => {
  const shopId = await makeShop();
  await importLines(shopId, firms(2000));
  const campaignId = await makeSendingCampaign(shopId);
  await exclude("1000000 + n");
  await pool().query("VACUUM ANALYZE exclusion");
  await exclude(String(shopId));
  const batch: ClaimedBatch = {
    shopId,
    campaignId,
    number: 1,
    firstSeq: 1,
    lastSeq: 50,
    attempts: 1,
    setAsides: 0,
  };
  const plan = await planOf("WITH", (tx) => readRecipients(tx, batch));
  const walked = (index: string, key: string) =>
    new RegExp(`${index} on \\w+ .*\\n *Index Cond: \\(\\(shop_id = \\d+\\) AND \\(${key} = ANY`);
  expect(plan).toMatch(walked("exclusion_pkey", "key"));
  expect(plan).toMatch(walked("address_standing_pkey", "consent_key"));
  expect(plan).toContain("contact_pkey on contact c");
  expect(plan.match(/Hash Full Join/g)).toHaveLength(3);
  expect(plan).not.toContain("Sort");
  expect(plan).not.toContain("Seq Scan");
});

test("the earlier mails of a batch's mailboxes are found by their contacts, also while the planner knows of no recipients", async () => {
  const shopId = await makeShop();
  await pool().query("ANALYZE recipient, batch");
  await importLines(shopId, firms(2000));
  const before = await makeSendingCampaign(shopId);
  await pool().query(
    `INSERT INTO batch (shop_id, campaign_id, number, first_seq, last_seq, state, lease_until, attempted_at, answered_at, handed_over)
     VALUES ($1, $2, 1, 1, 2000, 'accepted', now(), now(), now(), 2000)`,
    [shopId, before],
  );
  const batch = { campaignId: await makeSendingCampaign(shopId), firstSeq: 1, lastSeq: 500 };
  const plan = await planOf("SELECT own", (tx) =>
    cappedInBatch(tx, shopId, batch, { mails: 1, since: new Date(Date.now() - 86_400_000) }),
  );
  expect(plan).toMatch(/recipient_shop_id_contact_id_idx on recipient r\w* .*\n *Index Cond: \(\(shop_id = own\.shop_id\) AND \(contact_id = ANY/); // prettier-ignore
  expect(plan).not.toMatch(/recipient_pkey on recipient r/);
});

/** The plan of the statement that begins so, which is then not run. */
async function planOf(beginning: string, work: (tx: Sql) => Promise<unknown>): Promise<string> {
  let plan = "";
  await transaction(async (tx) => {
    const query: Sql["query"] = async (text, values) => {
      if (!text.startsWith(beginning)) return tx.query(text, values);
      const { rows } = await tx.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
      plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      return { ...(await tx.query("SELECT 1")), rows: [] };
    };
    await work({ query });
  });
  return plan;
}

/** 3,000 exclusions, of the shop that this SQL tells of the number of each. */
async function exclude(shop: string): Promise<void> {
  await pool().query(
    `INSERT INTO exclusion (shop_id, key, email, source, at)
     SELECT ${shop}, decode(md5('k' || n), 'hex'), 'r' || n || '@firm.example', 'body_link', now() FROM generate_series(1, 3000) n`,
  );
}
