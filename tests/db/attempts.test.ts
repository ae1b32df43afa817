import { beforeEach, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { ATTEMPT_LIMITS } from "~/policy/attemptLimits";
import { admitMail, admitRequest, admitWithdrawal, forgetAttempts } from "~/services/consent/attempts";
import { addressKeys, type AttemptKeys } from "~/services/shops/keys";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { useAppDatabase } from "../support/app-database";
import { ask, eventsOf, giveConsent } from "../support/consent-steps";
import { after, makeShop, START } from "../support/factories";

useAppDatabase();

const HOUR = 3600;
const DAY = 24 * HOUR;
const AT_ONCE = 60;
let shopId: number;
let keys: AttemptKeys;
beforeEach(async () => {
  shopId = await makeShop();
  keys = await addressKeys(shopId);
});

const mail = (email: string, at: Date) => transaction((tx) => admitMail(tx, shopId, keys, email, at));
const withdrawal = (ip: string, at: Date) => transaction((tx) => admitWithdrawal(tx, shopId, keys, ip, at));
/** How many of so many attempts are admitted, all at once. */
async function admitted(attempt: (index: number) => Promise<boolean>): Promise<number> {
  const results = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => attempt(index)));
  return results.filter(Boolean).length;
}
const connection = (index: number) => `198.51.${index >> 8}.${index & 255}`;

describe("of any number at once", () => {
  test("a mailbox gets no more verification mails than it may, in whatever spelling it is given", async () => {
    const spelled = (index: number) => `Jo.Bloggs+${index}@googlemail.com`;
    expect(await admitted((index) => mail(spelled(index), START))).toBe(ATTEMPT_LIMITS.mailbox[0].most);
  });

  test("a connection asks no more often than it may, and does not use up the shop's share in vain", async () => {
    const [{ most }] = ATTEMPT_LIMITS.requester;
    expect(await admitted(() => admitRequest(shopId, "203.0.113.9", START))).toBe(most);
    const { rows } = await pool().query<{ used: number }>(
      "SELECT cardinality(times) AS used FROM consent_attempt WHERE shop_id = $1 AND kind = 'shop'",
      [shopId],
    );
    expect(rows).toEqual([{ used: most }]);
  });

  test("a shop gets no more requests than it may", async () => {
    const [{ most }] = ATTEMPT_LIMITS.shop;
    await pool().query(
      "INSERT INTO consent_attempt (shop_id, kind, key, times) VALUES ($1, 'shop', $2, array_fill($3::timestamptz, ARRAY[$4::int]))",
      [shopId, keys.attemptKey("shop", ""), START, most - 10],
    );
    expect(await admitted((index) => admitRequest(shopId, connection(index), START))).toBe(10);
  });

  test("a connection withdraws no more often than it may", async () => {
    expect(await admitted(() => withdrawal("203.0.113.9", START))).toBe(ATTEMPT_LIMITS.withdrawer[0].most);
  });
});

describe("at the edge of a window", () => {
  test.each([
    ["a second before it has passed", DAY - 1, false],
    ["when it has passed", DAY, true],
  ])("a mailbox that is full for a day, %s", async (_case, seconds, expected) => {
    for (const { most } of [ATTEMPT_LIMITS.mailbox[0]])
      for (let time = 0; time < most; time++) expect(await mail("a@firm.example", START)).toBe(true);
    expect(await mail("a@firm.example", after(seconds))).toBe(expected);
  });

  test("slides: each attempt is free a window after its own moment", async () => {
    for (const seconds of [0, 6 * HOUR, 12 * HOUR]) expect(await mail("a@firm.example", after(seconds))).toBe(true);
    const results = [];
    for (const seconds of [DAY - 1, DAY, DAY + 1, DAY + 6 * HOUR - 1, DAY + 6 * HOUR])
      results.push(await mail("a@firm.example", after(seconds)));
    expect(results).toEqual([false, true, false, false, true]);
  });

  test("counts the longer window as well: ten in thirty days, three a day at most", async () => {
    let taken = 0;
    for (let day = 0; day < 30; day++)
      for (let time = 0; time < 4; time++) if (await mail("a@firm.example", after(day * DAY + time))) taken++;
    expect(taken).toBe(ATTEMPT_LIMITS.mailbox[1].most);
    expect(await mail("a@firm.example", after(30 * DAY - 1))).toBe(false);
    expect(await mail("a@firm.example", after(30 * DAY))).toBe(true);
  });

  test("what was refused does not count", async () => {
    const [{ most, hours }] = ATTEMPT_LIMITS.requester;
    for (let time = 0; time < most * 3; time++) await admitRequest(shopId, "203.0.113.9", START);
    expect(await admitRequest(shopId, "203.0.113.9", after(hours * HOUR))).toBe(true);
  });
});

describe("the limits", () => {
  test("are each shop's own", async () => {
    for (let time = 0; time < 5; time++) await mail("a@firm.example", START);
    const other = await makeShop();
    const others = await addressKeys(other);
    expect(await transaction((tx) => admitMail(tx, other, others, "a@firm.example", START))).toBe(true);
  });

  test("hold for a household, not for one of its addresses of IPv6", async () => {
    const [{ most }] = ATTEMPT_LIMITS.withdrawer;
    for (let time = 0; time < most; time++) await withdrawal(`2001:db8:1:2::${time}`, START);
    expect(await withdrawal("2001:db8:1:2:ffff::1", START)).toBe(false);
    expect(await withdrawal("2001:db8:1:3::1", START)).toBe(true);
  });

  test("keep neither address nor IP, and nothing once no window reaches back to it", async () => {
    await mail("secret@firm.example", START);
    await admitRequest(shopId, "203.0.113.77", START);
    await withdrawal("203.0.113.77", START);
    const kinds = async () => {
      const { rows } = await pool().query<{ kind: string; line: string }>(
        "SELECT kind, t::text AS line FROM consent_attempt t WHERE shop_id = $1 ORDER BY kind",
        [shopId],
      );
      expect(rows.filter(({ line }) => /secret|203\.0|113/.test(line))).toEqual([]);
      return rows.map(({ kind }) => kind);
    };
    expect(await kinds()).toEqual(["mailbox", "requester", "shop", "withdrawer"]);
    await forgetAttempts(after(HOUR - 1));
    expect(await kinds()).toEqual(["mailbox", "requester", "shop", "withdrawer"]);
    await forgetAttempts(after(HOUR));
    expect(await kinds()).toEqual(["mailbox"]);
    await forgetAttempts(after(30 * DAY));
    expect(await kinds()).toEqual([]);
  });

  test("do not hold up a request whose connection is not known", async () => {
    expect(await admitted(() => admitRequest(shopId, null, START))).toBe(AT_ONCE);
  });
});

describe("a request for consent", () => {
  const asked = async (email: string, over: Parameters<typeof ask>[3] = {}, at = START) =>
    (await ask(shopId, email, at, over)) !== undefined;

  test("past the mailbox's limit sends nothing and leaves nothing behind, whichever surface it comes from", async () => {
    const email = "bombed@firm.example";
    const surfaces = [
      "checkout",
      "thank_you",
      "storefront_form",
      "storefront_page",
      "order_status",
      "account",
    ] as const;
    const mailed = [];
    for (const surface of surfaces) mailed.push(await asked(email, { surface }));
    expect(mailed).toEqual([true, true, true, false, false, false]);
    expect(await eventsOf(shopId, email)).toEqual(["requested", "requested", "requested"]);
  });

  test("of one order that is told many times counts once", async () => {
    for (let time = 0; time < 30; time++)
      await ask(shopId, "told@firm.example", START, { orderId: "42", ip: "192.0.2.1" });
    const { rows } = await pool().query<{ kind: string; used: number }>(
      "SELECT kind, cardinality(times) AS used FROM consent_attempt WHERE shop_id = $1 ORDER BY kind",
      [shopId],
    );
    expect(rows).toEqual(["mailbox", "requester", "shop"].map((kind) => ({ kind, used: 1 })));
  });

  test("by staff for a person is not held up by their own connection", async () => {
    const onBehalf = { actor: "jo", how: "phone" as const, askedOn: "2026-03-02", note: "rang" };
    for (let person = 0; person < 30; person++)
      expect(await asked(`fair-${person}@firm.example`, { surface: "staff", ip: "192.0.2.1", onBehalf })).toBe(true);
  });

  test("of an excluded or a confirmed address uses nothing up of what the mailbox may have", async () => {
    await giveConsent(shopId, "yes@firm.example", START);
    await excludeByStaff(shopId, { email: "no@firm.example", note: "rang us", actor: "jo", at: START });
    for (let time = 0; time < 5; time++)
      for (const email of ["yes@firm.example", "no@firm.example"])
        expect(await asked(email, {}, after(2 * DAY + time))).toBe(false);
    expect(await mail("yes@firm.example", after(2 * DAY + 10))).toBe(true);
    expect(await mail("no@firm.example", after(2 * DAY + 10))).toBe(true);
  });
});
