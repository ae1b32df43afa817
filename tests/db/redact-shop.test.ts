import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { sealLedger } from "~/services/consent/sealLedger";
import { verifyLedger } from "~/services/consent/verifyLedger";
import { exportEvidence } from "~/services/evidence/exportEvidence";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { isListed } from "~/services/exclusions/exclude";
import { refreshCompany } from "~/services/customers/refreshCompany";
import { refreshCustomer } from "~/services/customers/refreshCustomer";
import { optOutByLink } from "~/services/exclusions/optOut";
import { ERASED, KEPT, redactShop, REDUCED } from "~/services/privacy/redactShop";
import { noteInstallation, noteUninstallation } from "~/services/shops/install";
import { addressKeys, currentLinkKey } from "~/services/shops/keys";
import { takeWebhook } from "~/services/webhooks/takeWebhook";
import { useAppDatabase } from "../support/app-database";
import { ask, askAndTakeMail, giveConsent } from "../support/consent-steps";
import {
  after,
  customer,
  emailOf,
  firms,
  importLines,
  makeDraft,
  makeSendingCampaign,
  makeShop,
  START,
} from "../support/factories";
import { jobs } from "../support/jobs";

useAppDatabase();

let shopId: number;
let domain: string;
let campaignId: number;
beforeEach(async () => {
  shopId = await makeShop();
  ({ domain } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId } }));
  await importLines(shopId, firms(12));
  await makeDraft(shopId, { name: "A draft about Mrs Secret" });
  campaignId = await makeSendingCampaign(shopId);
  await giveConsent(shopId, emailOf(1), START);
  await excludeByStaff(shopId, { email: emailOf(2), note: "Mrs Secret rang", actor: "jo", at: after(1) });
  const { id } = await prisma().contact.findFirstOrThrow({ where: { shopId, email: emailOf(1) } });
  await exportEvidence(shopId, String(id), { format: "json", reason: "Mrs Secret asked", actor: "jo", at: after(2) });
  await sealLedger(shopId);
});

let webhooks = 0;
const redact = (shop: string) =>
  takeWebhook(
    { shop, topic: "shop/redact", webhookId: `redact-${++webhooks}`, payload: { shop_domain: shop } },
    after(200_000),
  );

/** What the queue would do with the request of this shop. */
async function carryOut(): Promise<void> {
  const mine = (await jobs("shop-redact")).filter((job) => job.shopId === shopId);
  expect(mine).toHaveLength(1);
  await redactShop(shopId, mine[0]?.requestId ?? "", after(200_001));
}

const doneAt = async () => (await prisma().privacyRequest.findFirstOrThrow({ where: { shop: domain } })).doneAt;
const tokenOf = async (recipientSeq: number) =>
  makeLinkToken({ shopId, campaignId, recipientSeq }, await currentLinkKey());

/** Everything a table says of the shop, as text. */
async function textOf(table: string): Promise<string> {
  const { rows } = await pool().query<{ row: string }>(`SELECT t::text AS row FROM ${table} t WHERE shop_id = $1`, [
    shopId,
  ]);
  return rows.map(({ row }) => row).join("\n");
}

test("every table of a shop is either erased, reduced or kept, and none twice", async () => {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'shop_id' ORDER BY 1`,
  );
  const sorted = [...ERASED, ...REDUCED.map(({ table }) => table), ...KEPT].sort();
  expect(sorted).toEqual(rows.map(({ name }) => name));
});

describe("shop/redact", () => {
  test("leaves no address, IP, user agent, name or secret of the shop's people anywhere", async () => {
    await noteUninstallation(domain, after(10));
    await redact(domain);
    await carryOut();
    for (const table of ERASED) expect(await textOf(table), table).toBe("");
    for (const table of [...REDUCED.map((each) => each.table), ...KEPT]) {
      expect(await textOf(table), table).not.toMatch(/firm-\d|192\.0\.2|Firefox|Secret|SG\./);
    }
    expect(await doneAt()).toEqual(after(200_001));
  });

  test("keeps exclusions by keyed hash, date and reason, also for who comes back", async () => {
    await noteUninstallation(domain, after(10));
    await redact(domain);
    await carryOut();
    const { rows } = await pool().query("SELECT email, note, source, at FROM exclusion WHERE shop_id = $1", [shopId]);
    expect(rows).toEqual([{ email: null, note: null, source: "staff", at: after(1) }]);
    await noteInstallation(domain);
    await importLines(shopId, firms(3), after(300_000));
    const { rows: contacts } = await pool().query<{ excluded: boolean }>(
      "SELECT excluded FROM contact WHERE shop_id = $1 ORDER BY shopify_id",
      [shopId],
    );
    expect(contacts.map(({ excluded }) => excluded)).toEqual([false, true, false]);
  });

  test("leaves every opt-out link answering, and what it excludes is excluded", async () => {
    await noteUninstallation(domain, after(10));
    await redact(domain);
    await carryOut();
    for (const seq of [1, 2, 3])
      expect(await optOutByLink(shopId, await tokenOf(seq), "body_link", after(400_000))).toMatchObject({
        state: "excluded",
      });
    const { rows } = await pool().query<{ email: string | null }>("SELECT email FROM exclusion WHERE shop_id = $1", [
      shopId,
    ]);
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(rows.every(({ email }) => email === null)).toBe(true);
  });

  test("keeps the ledger, which an opt-out by an old link still reaches", async () => {
    const before = await textOf("consent_event");
    await noteUninstallation(domain, after(10));
    await redact(domain);
    await carryOut();
    expect(await textOf("consent_event")).toBe(before);
    const { rows } = await pool().query<{ seq: number }>(
      "SELECT seq FROM recipient WHERE shop_id = $1 AND campaign_id = $2 AND exclusion_key = $3",
      [shopId, campaignId, (await addressKeys(shopId)).exclusionKey(emailOf(1))],
    );
    await optOutByLink(shopId, await tokenOf(rows[0]?.seq ?? 0), "one_click", after(400_000));
    const { rows: standings } = await pool().query("SELECT standing FROM address_standing WHERE shop_id = $1", [
      shopId,
    ]);
    expect(standings).toEqual([{ standing: "withdrawn" }]);
  });

  test("leaves the ledger's chain whole, and who took evidence out and when, without their words", async () => {
    await noteUninstallation(domain, after(10));
    await redact(domain);
    await carryOut();
    const proof = await verifyLedger(shopId);
    expect(proof).toMatchObject({ sealed: 3, unsealed: 0 });
    expect(proof.tampered).toBeUndefined();
    const { rows } = await pool().query("SELECT actor, at, format, reason FROM evidence_export WHERE shop_id = $1", [
      shopId,
    ]);
    expect(rows).toEqual([{ actor: "jo", at: after(2), format: "json", reason: null }]);
  });

  test("leaves no verification link that could be pressed", async () => {
    const token = await askAndTakeMail(shopId, "asks@firm-9.example", after(2));
    await noteUninstallation(domain, after(10));
    await redact(domain);
    await carryOut();
    expect(await confirmConsent(shopId, token, { ip: null, userAgent: null }, after(20))).toMatchObject({
      state: "invalid",
      fresh: false,
    });
  });

  test("of a shop that has the app again erases nothing, and is done", async () => {
    await noteUninstallation(domain, after(10));
    await redact(domain);
    await noteInstallation(domain);
    const before = await textOf("contact");
    await carryOut();
    expect(await textOf("contact")).toBe(before);
    expect(await prisma().campaign.count({ where: { shopId, state: "draft" } })).toBe(1);
    expect(await doneAt()).toEqual(after(200_001));
  });

  test("is not undone by work that began before the app was removed and ends after the erasure", async () => {
    const company = {
      id: "gid://shopify/Company/7",
      name: "Secret Works Ltd",
      createdAt: "2024-01-01T00:00:00Z",
      updatedAt: "2025-01-01T00:00:00Z",
      locations: { nodes: [], pageInfo: { hasNextPage: false } },
      contacts: { nodes: [], pageInfo: { hasNextPage: false } },
    };
    // The store answers what was asked while the app was there, and the answer comes after everything has gone.
    const slowStore = (data: object) => async () => {
      await noteUninstallation(domain, after(10));
      await redact(domain);
      await carryOut();
      return data;
    };
    await refreshCustomer(
      shopId,
      "77",
      slowStore({ customer: customer(77, { marketingState: "UNSUBSCRIBED" }) }),
      after(9),
    );
    await refreshCompany(shopId, "7", () => Promise.resolve({ company }), after(9));
    expect(await ask(shopId, "late@firm-9.example", after(11))).toBeUndefined();
    for (const table of ERASED) expect(await textOf(table), table).toBe("");
    for (const table of [...REDUCED.map((each) => each.table), ...KEPT])
      expect(await textOf(table), table).not.toMatch(/firm-\d|Secret/);
  });

  test("touches no other shop, and may run again", async () => {
    const other = await makeShop();
    await importLines(other, firms(2));
    await excludeByStaff(other, { email: emailOf(1), note: "rang", actor: "jo", at: after(1) });
    await noteUninstallation(domain, after(10));
    await redact(domain);
    await carryOut();
    await carryOut();
    expect(await prisma().contact.count({ where: { shopId: other } })).toBe(2);
    const { rows } = await pool().query("SELECT email, note FROM exclusion WHERE shop_id = $1", [other]);
    expect(rows).toEqual([{ email: emailOf(1), note: "rang" }]);
  });

  test("comes to its end for more rows than one chunk", async () => {
    await pool().query(
      `INSERT INTO exclusion (shop_id, key, email, source, at) SELECT $1, decode(md5(n::text), 'hex'), 'p' || n || '@x.example', 'staff', $2 FROM generate_series(1, 12000) n`,
      [shopId, START],
    );
    await noteUninstallation(domain, after(10));
    await redact(domain);
    await carryOut();
    const { rows } = await pool().query<{ all: number; known: number }>(
      `SELECT count(*)::int AS "all", count(email)::int AS known FROM exclusion WHERE shop_id = $1`,
      [shopId],
    );
    expect(rows).toEqual([{ all: 12_001, known: 0 }]);
  });

  test("of a shop that never had the app is done at once", async () => {
    await redact("never.myshopify.com");
    const request = await prisma().privacyRequest.findFirstOrThrow({ where: { shop: "never.myshopify.com" } });
    expect(request.doneAt).toEqual(after(200_000));
    expect(await isListed(pool(), shopId, (await addressKeys(shopId)).exclusionKey(emailOf(2)))).toBe(true);
  });
});
