import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { mailedTo } from "~/db/mailedTo";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { startCampaign } from "~/services/campaigns/startCampaign";
import { readCampaignMails } from "~/services/evidence/readMails";
import { reduceOld } from "~/services/privacy/reduceOld";
import { listRecipients } from "~/services/reports/listRecipients";
import { transaction } from "~/db/transaction";
import { useAppDatabase } from "../support/app-database";
import { after, customer, emailOf, firms, importLines, makeDraft, makeSendingCampaign, makeShop } from "../support/factories"; // prettier-ignore
import { eraseByShopify, exclusionKeyOf, markedCustomer, ADDRESS } from "../support/privacy-steps";
import { until, waitingForLock } from "../support/until";

useAppDatabase();

const MOVED = "new@elsewhere.example";

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const mailsTo = async (email: string) =>
  (await readCampaignMails(pool(), shopId, await exclusionKeyOf(shopId, email), "Europe/London")).map(
    ({ campaignId }) => campaignId,
  );
const listed = async (campaignId: number, address: string) =>
  (await listRecipients(shopId, campaignId, { view: "all", address })).rows.map(({ email }) => email);
const former = async () =>
  (await pool().query<{ n: number }>("SELECT count(*)::int AS n FROM former_mailbox WHERE shop_id = $1", [shopId]))
    .rows[0]?.n;

describe("mails to a mailbox are found by it", () => {
  test("after its contact has got another address, and those to the other by that", async () => {
    await importLines(shopId, firms(2));
    const first = await makeSendingCampaign(shopId);
    await importLines(shopId, [customer(1, { email: MOVED }), ...firms(1, 2)], after(60));
    const second = await makeSendingCampaign(shopId, {}, after(120));
    expect(await mailsTo(emailOf(1))).toEqual([first]);
    expect(await mailsTo(MOVED)).toEqual([second]);
    expect(await listed(first, emailOf(1))).toEqual([emailOf(1)]);
    expect(await listed(second, emailOf(1))).toEqual([]);
  });

  test("after its contact was erased, though the address is gone", async () => {
    await importLines(shopId, [markedCustomer(), ...firms(1)]);
    const campaignId = await makeSendingCampaign(shopId);
    await eraseByShopify(shopId);
    expect(await mailsTo(ADDRESS)).toEqual([campaignId]);
    expect(await listed(campaignId, ADDRESS)).toEqual([""]);
  });

  test("when somebody else has it now, and by the erasure of whoever has it now", async () => {
    await importLines(shopId, [customer(1, { email: ADDRESS }), ...firms(1, 2)]);
    const campaignId = await makeSendingCampaign(shopId);
    await importLines(shopId, [customer(1, { email: MOVED }), markedCustomer(), ...firms(1, 2)], after(60));
    expect(await mailsTo(ADDRESS)).toEqual([campaignId]);
    await eraseByShopify(shopId);
    expect(await listed(campaignId, ADDRESS)).toEqual([""]);
  });

  test("of an audience that was being stored while the contact left it", async () => {
    await importLines(shopId, firms(1));
    const campaignId = await makeDraft(shopId);
    await startCampaign(shopId, campaignId, "owner", after(1));
    let building: Promise<unknown> | undefined;
    await transaction(async (tx) => {
      // The first statement that writes waits: what it writes was read before.
      await tx.query("LOCK TABLE recipient IN SHARE MODE");
      building = buildAudience(shopId, campaignId, after(2));
      await until(() => waitingForLock(1));
      await importLines(shopId, [customer(1, { email: MOVED })], after(60));
    });
    await building;
    expect(await mailsTo(emailOf(1))).toEqual([campaignId]);
    expect(await mailsTo(MOVED)).toEqual([]);
  });

  test("whatever contacts come, move, share and go: always exactly those that were stored with it", async () => {
    const boxes = Array.from({ length: 4 }, (_, n) => `buyer@box-${n}.example`);
    const box = fc.option(fc.constantFrom(...boxes), { freq: 4 });
    // Of five customers each either has a mailbox or is gone from the store.
    const states = fc.array(fc.array(box, { minLength: 5, maxLength: 5 }), { minLength: 2, maxLength: 5 });
    let found = 0;
    await fc.assert(
      fc.asyncProperty(states, async (moves) => {
        shopId = await makeShop();
        for (const [step, mailboxes] of moves.entries()) {
          const lines = mailboxes.flatMap((email, index) => (email ? [customer(index + 1, { email })] : []));
          await importLines(shopId, [...lines, ...firms(1, 50)], after(step * 100));
          if (step % 2 === 1) await pool().query("DELETE FROM contact WHERE shop_id = $1 AND deleted_at IS NOT NULL", [shopId]); // prettier-ignore
          await makeSendingCampaign(shopId, {}, after(step * 100 + 50));
        }
        for (const email of boxes) {
          const key = await exclusionKeyOf(shopId, email);
          const by = async (condition: string) =>
            (
              await pool().query<{ campaign_id: number; seq: number }>(
                `SELECT r.campaign_id, r.seq FROM recipient r WHERE r.shop_id = $1 AND ${condition} ORDER BY 1, 2`,
                [shopId, key],
              )
            ).rows;
          const stored = await by("r.exclusion_key = $2");
          expect(await by(mailedTo("r", "$1", "ARRAY[$2::bytea]"))).toEqual(stored);
          found += stored.length;
        }
      }),
      { seed: 27, numRuns: 12 },
    );
    expect(found).toBeGreaterThan(60);
  }, 120_000);
});

test("no plan reads all recipients for one mailbox", async () => {
  await importLines(shopId, firms(2000));
  await makeSendingCampaign(shopId);
  await pool().query("ANALYZE recipient");
  const { rows } = await pool().query<{ "QUERY PLAN": string }>(
    `EXPLAIN SELECT 1 FROM recipient r WHERE r.shop_id = $1 AND ${mailedTo("r", "$1", "ARRAY[$2::bytea]")}`,
    [shopId, await exclusionKeyOf(shopId, emailOf(1))],
  );
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toContain("recipient_shop_id_contact_id_idx");
  expect(plan).not.toContain("Seq Scan on recipient");
});

describe("a former mailbox", () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000);

  test("is kept of every contact that leaves one, and of no other change", async () => {
    await importLines(shopId, firms(3));
    await importLines(shopId, [customer(1, { email: MOVED }), customer(2, { tags: ["new"] }), ...firms(1, 3)], after(60)); // prettier-ignore
    expect(await former()).toBe(1);
    await pool().query("DELETE FROM contact WHERE shop_id = $1", [shopId]);
    expect(await former()).toBe(4);
  });

  test("by which no mail can be found is forgotten, but not on its first day", async () => {
    await importLines(shopId, firms(2));
    await makeSendingCampaign(shopId, { audienceCriteria: { countries: ["IE"] } });
    await importLines(shopId, [customer(1, { email: MOVED }), ...firms(1, 2)], after(60));
    await reduceOld(day(0.9));
    expect(await former()).toBe(1);
    await reduceOld(day(1.1));
    expect(await former()).toBe(0);
  });

  test("to which there were mails stays", async () => {
    await importLines(shopId, firms(2));
    const campaignId = await makeSendingCampaign(shopId);
    await importLines(shopId, [customer(1, { email: MOVED }), ...firms(1, 2)], after(60));
    await reduceOld(day(1000));
    expect(await mailsTo(emailOf(1))).toEqual([campaignId]);
  });
});
