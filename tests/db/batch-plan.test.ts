import { expect, test } from "vitest";
import { pool } from "~/db/client";
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
  };
  let plan = "";
  await transaction(async (tx) => {
    const query: Sql["query"] = async (text, values) => {
      if (!text.startsWith("WITH")) return tx.query(text, values);
      const { rows } = await tx.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
      plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      return { ...(await tx.query("SELECT 1")), rows: [] };
    };
    await readRecipients({ query }, batch);
  });
  expect(plan).toMatch(
    /exclusion_pkey on exclusion x .*\n *Index Cond: \(\(shop_id = c\.shop_id\) AND \(key = c\.exclusion_key\)\)/,
  );
  expect(plan).toMatch(/address_standing_pkey on address_standing a .*\n *Index Cond: \(\(shop_id = c\.shop_id\) AND \(consent_key = c\.consent_key\)\)/); // prettier-ignore
  expect(plan).toContain("contact_pkey on contact c");
  expect(plan).toContain("Hash Full Join");
  expect(plan).not.toContain("Seq Scan");
});

/** 3,000 exclusions, of the shop that this SQL tells of the number of each. */
async function exclude(shop: string): Promise<void> {
  await pool().query(
    `INSERT INTO exclusion (shop_id, key, email, source, at)
     SELECT ${shop}, decode(md5('k' || n), 'hex'), 'r' || n || '@firm.example', 'body_link', now() FROM generate_series(1, 3000) n`,
  );
}
