import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { saveFrequencyCap } from "~/services/campaigns/frequencyCap";
import { audienceCriteria } from "~/services/campaigns/audience";
import { buildAudience, settleAudience } from "~/services/campaigns/buildAudience";
import { previewAudience } from "~/services/campaigns/previewAudience";
import { startCampaign } from "~/services/campaigns/startCampaign";
import { sealLedger } from "~/services/consent/sealLedger";
import { recordMailEvents } from "~/services/delivery/recordMailEvents";
import { requestMissedSuppressionWrites } from "~/services/exclusions/requestSuppressionWrites";
import { checkPromises, readChecks } from "~/services/publicPolicy/checkPromises";
import { noteCompanyOrders } from "~/services/register/companyOrders";
import { asSuperuser, useAppDatabase } from "../support/app-database";
import { after, firms, importLines, makeDraft, makeShop } from "../support/factories";

useAppDatabase();

const CONTACTS = 20_000;
const MAILS_A_BATCH = 5;

let shopId: number;
let first: number;

/** A campaign that is sending, whose audience the job builds. */
async function send(seconds: number, criteria: Parameters<typeof makeDraft>[1] = {}): Promise<number> {
  const id = await makeDraft(shopId, criteria);
  await startCampaign(shopId, id, "owner", after(seconds));
  await settleAudience(await buildAudience(shopId, id, after(seconds)));
  return id;
}

// A database of 3,000 shops with one row each in every table, and then one with 20,000 contacts: until PostgreSQL has looked at its tables again it expects one row of it as well, and of what a statement compares with each other.
beforeAll(async () => {
  const small = await makeShop();
  await importLines(small, firms(1));
  await makeDraft(small);
  await asSuperuser(
    async (client) => {
      await client.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = ''4s''', current_database()); END $$`); // prettier-ignore
      for (const table of ["contact", "campaign"]) {
        const { rows } = await client.query<{ columns: string; others: string }>(
          `SELECT string_agg(quote_ident(attname), ', ') AS columns, string_agg(CASE attname WHEN 'shop_id' THEN '1000000 + n' ELSE 'o.' || quote_ident(attname) END, ', ') AS others
           FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
          [table],
        );
        await client.query(
          `INSERT INTO ${table} (${rows[0]?.columns}) OVERRIDING SYSTEM VALUE SELECT ${rows[0]?.others} FROM ${table} o, generate_series(1, 3000) n`,
        );
      }
      const each = "FROM generate_series(1, 3000) n";
      for (const sql of [
        `exclusion (shop_id, key, source, at) SELECT 1000000 + n, decode(md5(n::text), 'hex'), 'body_link', now() ${each}`,
        `suppression_write (shop_id, key, act, not_before) SELECT 1000000 + n, decode(md5(n::text), 'hex'), 'add', now() ${each}`,
        `recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, reasons, policy_version) SELECT 1000000 + n, 1, 1, n, '', decode(md5(n::text), 'hex'), 'legitimate_interest', 'customer', '{}', 1 ${each}`,
        `batch (shop_id, campaign_id, number, first_seq, last_seq, state, lease_until) SELECT 1000000 + n, 1, 1, 1, 1, 'accepted', now() ${each}`,
        `mail_event (shop_id, message_id, event, at, campaign_id, recipient_seq) SELECT 1000000 + n, 'm' || n, 'delivered', now(), 1, 1 ${each}`,
        `consent_event (shop_id, at, kind, consent_key) SELECT 1000000 + n, now(), 'requested', decode(md5(n::text), 'hex') ${each}`,
        `consent_unsealed (shop_id, event_id) SELECT shop_id, id FROM consent_event`,
        `company_contact (shop_id, company_id, customer_id) SELECT 1000000 + n, n, n ${each}`,
      ])
        await client.query(`INSERT INTO ${sql}`);
      await client.query("ANALYZE");
    },
    { triggers: false },
  );
  shopId = await makeShop();
  for (let from = 1; from < CONTACTS; from += 5000) await importLines(shopId, firms(5000, from));
  await pool().query("UPDATE contact SET deleted_at = NULL WHERE shop_id = $1", [shopId]);
  // As a run of the store's whole file does at its end.
  await pool().query("ANALYZE contact");
  await saveFrequencyCap(shopId, { mails: 2, days: 7 }, "jo", after(0));
  first = await send(1);
  await pool().query("UPDATE campaign SET batch_size = $3 WHERE shop_id = $1 AND id = $2", [shopId, first, MAILS_A_BATCH]); // prettier-ignore
  await pool().query(
    `INSERT INTO batch (shop_id, campaign_id, number, first_seq, last_seq, state, lease_until, attempted_at, answered_at, handed_over)
     SELECT $1, $2, n, (n - 1) * $5::int + 1, n * $5::int, 'accepted', $3, $3, $3, $5 FROM generate_series(1, $4::int) n`,
    [shopId, first, after(2), CONTACTS / MAILS_A_BATCH, MAILS_A_BATCH],
  );
  await pool().query(
    "INSERT INTO exclusion (shop_id, key, email, source, at) SELECT shop_id, exclusion_key, email, 'body_link', $2 FROM contact WHERE shop_id = $1",
    [shopId, after(1000)],
  );
}, 120_000);

describe("in a new large shop among many small ones nothing compares all with all:", () => {
  test.each([
    ["those who had a campaign", "gotCampaigns", CONTACTS],
    ["those who had not", "notGotCampaigns", 0],
  ] as const)("the preview and the audience of %s, under a frequency cap", async (_, criterion, contacts) => {
    const { byBasis, byReason } = await previewAudience(
      shopId,
      audienceCriteria.parse({ [criterion]: [first] }),
      after(10),
    );
    expect([...byBasis, ...byReason].reduce((sum, row) => sum + row.contacts, 0)).toBe(contacts);
    const id = await makeDraft(shopId, { audienceCriteria: { [criterion]: [first] } });
    await pool().query("UPDATE campaign SET state = 'sending' WHERE shop_id = $1 AND id = $2", [shopId, id]);
    expect(await buildAudience(shopId, id, after(20))).toBe(contacts);
  });

  test("a post of events with the counts of their batches", async () => {
    const events = Array.from({ length: 1000 }, (_, n) => ({
      event: "delivered",
      timestamp: after(30).getTime() / 1000,
      sg_message_id: `m${n}`,
      twostage_recipient: `${shopId}-${first}-${n + 1}`,
    }));
    await recordMailEvents(shopId, events, after(31));
    const { rows } = await pool().query<{ delivered: number }>(
      "SELECT sum(delivered)::int AS delivered FROM batch WHERE shop_id = $1 AND campaign_id = $2",
      [shopId, first],
    );
    expect(rows[0]?.delivered).toBe(1000);
  });

  test("the check of the promises", async () => {
    await checkPromises(shopId, after(2000));
    expect((await readChecks(shopId)).find(({ clause }) => clause === "P12")).toMatchObject({ kept: CONTACTS, broken: 0 }); // prettier-ignore
  });

  test("what SendGrid has not been told", async () => {
    await prisma().shopSettings.update({ where: { shopId }, data: { suppressAtSendgrid: true, sendgridKey: Buffer.alloc(1) } }); // prettier-ignore
    await requestMissedSuppressionWrites();
    expect(await prisma().suppressionWrite.count({ where: { shopId } })).toBe(CONTACTS);
  });

  test("the newest orders of companies, each noted with all its people", async () => {
    await pool().query(
      "INSERT INTO company_contact (shop_id, company_id, customer_id) SELECT $1, n, n FROM generate_series(1, 40000) n",
      [shopId],
    );
    await noteCompanyOrders(shopId);
    const { rows } = await pool().query<{ other: number }>(
      "SELECT count(*)::int AS other FROM contact WHERE shop_id = $1 AND company_ordered_at IS DISTINCT FROM last_order_at",
      [shopId],
    );
    expect(rows[0]?.other).toBe(0);
  });

  test("the first sealing of its ledger", async () => {
    await pool().query(
      "INSERT INTO consent_event (shop_id, at, kind, consent_key) SELECT $1, now(), 'requested', decode(md5(n::text), 'hex') FROM generate_series(1, 120000) n",
      [shopId],
    );
    expect(await sealLedger(shopId)).toEqual({ sealed: 120_000, broken: false });
  }, 60_000);
});
