import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { lockForHandOver } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { makeLinkToken } from "~/lib/linkToken";
import { optOutByLink } from "~/services/exclusions/optOut";
import { undoOptOut } from "~/services/exclusions/undoOptOut";
import { addressKeys, currentLinkKey } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { eventsOf, giveConsent } from "../support/consent-steps";
import { after, emailOf, makeShopThatMails } from "../support/factories";
import { until, waitingForLock } from "../support/until";

useAppDatabase();

const PEOPLE = 30;
let shopId: number;
let campaignId: number;
beforeEach(async () => {
  ({ shopId, campaignId } = await makeShopThatMails(PEOPLE));
});

const links = async () => {
  const key = await currentLinkKey();
  const { rows } = await pool().query<{ seq: number; email: string }>(
    "SELECT seq, email FROM recipient WHERE shop_id = $1 AND campaign_id = $2 ORDER BY seq",
    [shopId, campaignId],
  );
  return rows.map(({ seq, email }) => ({
    email,
    token: makeLinkToken({ shopId, campaignId, recipientSeq: seq }, key),
  }));
};
const listed = async () =>
  (
    await pool().query<{ email: string; xid: string }>(
      "SELECT email, xmin::text AS xid FROM exclusion WHERE shop_id = $1",
      [shopId],
    )
  ).rows;

describe("opt-outs that come at once", () => {
  test("are written in few transactions, each with what it came with", async () => {
    const all = await links();
    await Promise.all(
      all.map(({ token }, n) =>
        optOutByLink(
          shopId,
          token,
          n % 2 ? "one_click" : "body_link",
          after(n),
          n % 3 ? "curl/8.0" : "Mozilla/5.0 Firefox/140.0",
        ),
      ),
    );
    const rows = await listed();
    expect(rows.map(({ email }) => email).sort()).toEqual(all.map(({ email }) => email).sort());
    expect(new Set(rows.map(({ xid }) => xid)).size).toBeLessThan(PEOPLE / 3);
    const { rows: traces } = await pool().query<{ email: string; source: string; at: Date; agent: string | null }>(
      `SELECT x.email, e.source, e.at, t.agent FROM exclusion_event e JOIN exclusion x ON x.shop_id = e.shop_id AND x.key = e.key
       LEFT JOIN opt_out_trace t ON t.shop_id = e.shop_id AND t.event_id = e.id WHERE e.shop_id = $1 ORDER BY e.at`,
      [shopId],
    );
    expect(traces).toEqual(
      all.map(({ email }, n) => ({
        email,
        source: n % 2 ? "one_click" : "body_link",
        at: after(n),
        agent: n % 2 ? null : n % 3 ? "bot" : "Firefox",
      })),
    );
  });

  test("are answered only after the commit that holds them, which waits for a batch being decided", async () => {
    const all = await links();
    let answered = 0;
    let asked: Promise<unknown> = Promise.resolve();
    await transaction(async (tx) => {
      await lockForHandOver(tx, shopId);
      asked = Promise.all(
        all.map(({ token }) => optOutByLink(shopId, token, "one_click", after(1)).then(() => answered++)),
      );
      await until(() => waitingForLock());
      expect(answered).toBe(0);
      expect(await listed()).toEqual([]);
    });
    await asked;
    expect(answered).toBe(PEOPLE);
    expect(await listed()).toHaveLength(PEOPLE);
  });

  test("fail alone: neither a link to a mail that never was nor one that the database refuses takes another's with it", async () => {
    const all = await links();
    const key = await currentLinkKey();
    const never = makeLinkToken({ shopId, campaignId, recipientSeq: 9999 }, key);
    const absurd = makeLinkToken({ shopId, campaignId, recipientSeq: 2 ** 31 + 5 }, key);
    const tokens = [all[0]?.token ?? "", absurd, never, ...all.slice(1).map(({ token }) => token)];
    const results = await Promise.allSettled(tokens.map((token) => optOutByLink(shopId, token, "one_click", after(1))));
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
      ...all.slice(1).map(() => "fulfilled"),
    ]);
    expect(results[2]).toMatchObject({ reason: { code: "link_invalid" } });
    expect(await listed()).toHaveLength(PEOPLE);
  });

  test("of another shop go their own way", async () => {
    const [mine] = await links();
    const here = shopId;
    const { shopId: there, campaignId: elsewhere } = await makeShopThatMails(1);
    const token = makeLinkToken({ shopId: there, campaignId: elsewhere, recipientSeq: 1 }, await currentLinkKey());
    let asked: Promise<unknown> = Promise.resolve();
    await transaction(async (tx) => {
      await lockForHandOver(tx, here);
      asked = optOutByLink(here, mine?.token ?? "", "one_click", after(1));
      expect(await optOutByLink(there, token, "one_click", after(1))).toMatchObject({ state: "excluded" });
    });
    await asked;
    expect(await prisma().exclusion.count({ where: { shopId: { in: [here, there] } } })).toBe(2);
  });

  test("withdraw each person's own consent, which each can take back alone", async () => {
    const keys = await addressKeys(shopId);
    const people = [1, 2, 3].map(emailOf);
    for (const email of people) await giveConsent(shopId, email, after(1));
    const mine = (await links()).filter(({ email }) => people.includes(email));
    await Promise.all(mine.map(({ token }) => optOutByLink(shopId, token, "body_link", after(10))));
    for (const email of people) expect((await eventsOf(shopId, email)).at(-1), email).toBe("withdrawn");
    await undoOptOut(shopId, mine[1]?.token ?? "", after(20));
    const { rows } = await pool().query<{ consent_key: Buffer; standing: string }>(
      "SELECT consent_key, standing FROM address_standing WHERE shop_id = $1",
      [shopId],
    );
    const standing = (email: string) =>
      rows.find(({ consent_key }) => consent_key.equals(keys.consentKey(email)))?.standing;
    expect(mine.map(({ email }) => standing(email))).toEqual(["withdrawn", "confirmed", "withdrawn"]);
  });
});
