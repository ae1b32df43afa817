import { createReadStream } from "node:fs";
import { pool, prisma } from "~/db/client";
import { audienceCriteria } from "~/services/campaigns/audience";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { previewAudience } from "~/services/campaigns/previewAudience";
import { importFile } from "~/services/customers/importFile";
import { decideSlowly } from "../support/audience-oracle";
import { checkpoint } from "../support/checkpoint";
import { makeDraft, makeShop } from "../support/factories";
import type { Bench } from "./bench";
import { compare, type Result, type Turn } from "./measure";
import { storeOf } from "./store-files";

/** Enough that the first, on connections that have to map the server's memory page by page yet, is not the one that counts. */
const TURNS = 5;
const LOOKS = 3;
/** Of the contacts, one in so many is on the exclusion list. */
const ONE_IN_EXCLUDED = 5;
/** When the assessment is in date. */
const AT = new Date("2026-03-02T12:00:00Z");

/**
 * A shop with a million contacts, 200,000 exclusions and two million rows in the ledger. How many decisions a second are stored, against an INSERT ... SELECT of as many plain rows into the same table, without facts, verdicts or mailboxes;
 * and how long a look at the audience takes, against counting the same contacts by their class. Then the stored decisions are compared with an oracle's, contact by contact: one that differs ends the benchmark with an error.
 */
export async function benchAudience(bench: Bench): Promise<Result[]> {
  const shopId = await fullShop(bench);
  const items = await countContacts(shopId);
  const results = [
    await compare(
      { name: "audience-store", unit: "decisions/s", items, better: "larger", wanted: { atLeast: 150_000 } },
      TURNS,
      async () => store(items, () => build(shopId)),
      async () => store(items, () => insertPlainly(shopId)),
    ),
    await compare(
      { name: "audience-preview", unit: "ms", items, better: "smaller", wanted: { atMost: 5000 } },
      TURNS,
      () => look(() => previewAudience(shopId, audienceCriteria.parse({}), AT)),
      () => look(() => countByClass(shopId)),
    ),
    await compare(
      { name: "audience-preview-criteria", unit: "ms", items, better: "smaller", wanted: { atMost: 5000 } },
      TURNS,
      () => look(() => previewAudience(shopId, audienceCriteria.parse({ minimumOrders: 2, countries: ["GB"] }), AT)),
      () => look(() => countByClass(shopId)),
    ),
  ];
  await pool().query("TRUNCATE recipient");
  await build(shopId);
  const compared = await compareWithOracle(shopId);
  console.log(`${compared} stored decisions are equal, contact by contact, to those of the oracle`);
  return results;
}

/** Runs one side with no recipients stored before, and tells how many it stored a second. */
async function store(items: number, run: () => Promise<number>): Promise<Turn> {
  await pool().query("TRUNCATE recipient");
  const cpu = process.cpuUsage();
  const start = performance.now();
  const stored = await run();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (stored !== items) throw new Error(`${stored} of ${items} contacts were stored`);
  return { value: stored / seconds, cpuMicros: user + system, peakMb: process.memoryUsage.rss() / 1024 / 1024 };
}

async function build(shopId: number): Promise<number> {
  const campaignId = await makeDraft(shopId);
  await pool().query("UPDATE campaign SET state = 'sending' WHERE shop_id = $1 AND id = $2", [shopId, campaignId]);
  await buildAudience(shopId, campaignId, AT);
  const { eligibleCount, ineligibleCount } = await prisma().campaign.findUniqueOrThrow({
    where: { shopId_id: { shopId, id: campaignId } },
  });
  return eligibleCount + ineligibleCount;
}

async function insertPlainly(shopId: number): Promise<number> {
  const { rowCount } = await pool().query(
    `INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, reasons, basis_since, policy_version, fact_class)
     SELECT shop_id, 0, row_number() OVER (), id, email, exclusion_key, 'legitimate_interest', relation, '{}', relation_since, 1, fact_class
     FROM contact WHERE shop_id = $1 AND deleted_at IS NULL`,
    [shopId],
  );
  return rowCount ?? 0;
}

async function countByClass(shopId: number): Promise<void> {
  await pool().query("SELECT fact_class, count(*) FROM contact WHERE shop_id = $1 AND deleted_at IS NULL GROUP BY 1", [
    shopId,
  ]);
}

/** The slowest of some looks. */
async function look(at: () => Promise<unknown>): Promise<Turn> {
  const cpu = process.cpuUsage();
  let slowest = 0;
  for (let turn = 0; turn < LOOKS; turn++) {
    const start = performance.now();
    await at();
    slowest = Math.max(slowest, performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { value: slowest, cpuMicros: (user + system) / LOOKS, peakMb: process.memoryUsage.rss() / 1024 / 1024 };
}

async function countContacts(shopId: number): Promise<number> {
  return prisma().contact.count({ where: { shopId, deletedAt: null } });
}

/** Throws at the first decision that differs, and when there are more or fewer than contacts. */
async function compareWithOracle(shopId: number): Promise<number> {
  const stored = new Map<string, string>();
  for (let after = "0"; ;) {
    const { rows } = await pool().query<{ id: string; decision: string }>(
      `SELECT contact_id::text AS id, coalesce(basis::text, array_to_string(reasons, ',')) AS decision FROM recipient
       WHERE shop_id = $1 AND contact_id > $2 ORDER BY recipient.contact_id LIMIT 50000`,
      [shopId, after],
    );
    for (const { id, decision } of rows) stored.set(id, decision);
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
  }
  let compared = 0;
  for await (const { contactId, basis, reasons } of decideSlowly(shopId, AT)) {
    const wanted = basis ?? reasons.join(",");
    const found = stored.get(contactId);
    if (found !== wanted) throw new Error(`contact ${contactId} was stored as ${found}, the oracle says ${wanted}`);
    compared++;
  }
  if (compared !== stored.size) throw new Error(`${stored.size} decisions were stored for ${compared} contacts`);
  return compared;
}

/** The shop with the store of this size, its exclusions and its ledger, made once. */
async function fullShop({ folder, items }: Bench): Promise<number> {
  const domain = `audience-${items}.myshopify.com`;
  const known = await prisma().shop.findUnique({ where: { domain } });
  if (known) return known.id;
  const shopId = await makeShop();
  const readAt = new Date();
  const run = await prisma().syncRun.create({ data: { shopId, state: "running", part: "customers", readAt } });
  const file = await storeOf(folder, items);
  await importFile({ ...run, readAt, expected: items }, () => createReadStream(file), readAt);
  // In any order of the addresses, but the same in each run.
  await pool().query(
    `INSERT INTO exclusion (shop_id, key, source, at)
     SELECT DISTINCT shop_id, exclusion_key, 'body_link'::exclusion_source, now() FROM contact
     WHERE shop_id = $1 AND exclusion_key IS NOT NULL AND id % ${ONE_IN_EXCLUDED} = 0 ON CONFLICT DO NOTHING`,
    [shopId],
  );
  // Two events for each address on an average, in histories of five kinds.
  await pool().query(
    `WITH histories AS (
       SELECT * FROM (VALUES (0, 1, 'requested'), (1, 1, 'requested'), (1, 2, 'confirmed'), (2, 1, 'requested'), (2, 2, 'confirmed'), (2, 3, 'withdrawn'),
         (3, 1, 'requested'), (3, 2, 'expired'), (4, 1, 'requested'), (4, 2, 'confirmed')) AS h (history, step, kind)
     )
     INSERT INTO consent_event (shop_id, at, kind, consent_key)
     SELECT $1, timestamptz '2026-01-01' + make_interval(mins => h.step), h.kind::consent_event_kind, c.consent_key
     FROM (SELECT DISTINCT consent_key, get_byte(consent_key, 0) % 5 AS history FROM contact WHERE shop_id = $1 AND consent_key IS NOT NULL) c
     JOIN histories h USING (history) ORDER BY h.step, c.consent_key`,
    [shopId],
  );
  await pool().query(
    `INSERT INTO address_standing (shop_id, consent_key, standing, since, last_event_id)
     SELECT DISTINCT ON (consent_key) shop_id, consent_key, kind::text::consent_standing, at, id FROM consent_event WHERE shop_id = $1 ORDER BY consent_key, id DESC`,
    [shopId],
  );
  await pool().query(
    `UPDATE contact c SET excluded = x.key IS NOT NULL, consent = coalesce(a.standing, 'none')
     FROM contact o LEFT JOIN exclusion x ON x.shop_id = o.shop_id AND x.key = o.exclusion_key
     LEFT JOIN address_standing a ON a.shop_id = o.shop_id AND a.consent_key = o.consent_key
     WHERE o.shop_id = $1 AND c.shop_id = o.shop_id AND c.id = o.id`,
    [shopId],
  );
  // As the import leaves them: it writes each contact once, with what it copies, where the statement above has left a dead row for each.
  await pool().query("VACUUM FULL contact");
  for (const table of ["contact", "exclusion", "consent_event", "address_standing"])
    await pool().query(`VACUUM ANALYZE ${table}`);
  await checkpoint();
  await prisma().shop.update({ where: { id: shopId }, data: { domain } });
  return shopId;
}
