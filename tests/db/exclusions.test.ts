import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { MAX_FURTHER_ADDRESSES, MAX_FURTHER_PER_LINK } from "~/policy/furtherAddresses";
import { transaction } from "~/db/transaction";
import { exclude, isListed } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { listExclusions } from "~/services/exclusions/listExclusions";
import { shopOfLink } from "~/services/exclusions/linkTarget";
import { excludeFurther, optOutByLink } from "~/services/exclusions/optOut";
import { addressKeys, currentLinkKey } from "~/services/shops/keys";
import { readContact } from "~/services/customers/readContact";
import { useAppDatabase } from "../support/app-database";
import { eventsOf, giveConsent } from "../support/consent-steps";
import {
  after,
  customer,
  emailOf,
  firms,
  importLines,
  makeSendingCampaign,
  makeShop,
  START,
} from "../support/factories";
import { until, waitingForLock } from "../support/until";

useAppDatabase();

let shopId: number;
let otherShop: number;
let campaignId: number;
let otherCampaign: number;
beforeAll(async () => {
  [shopId, otherShop] = [await makeShop(), await makeShop()];
  for (const shop of [shopId, otherShop]) await importLines(shop, firms(40));
  campaignId = await makeSendingCampaign(shopId);
  otherCampaign = await makeSendingCampaign(otherShop);
});

const link = async (recipientSeq: number, shop = shopId, campaign = campaignId) =>
  makeLinkToken({ shopId: shop, campaignId: campaign, recipientSeq }, await currentLinkKey());

async function excluded(shop: number, email: string): Promise<boolean> {
  return isListed(pool(), shop, (await addressKeys(shop)).exclusionKey(email));
}

async function historyOf(shop: number, email: string) {
  const key = new Uint8Array((await addressKeys(shop)).exclusionKey(email));
  return prisma().exclusionEvent.findMany({ where: { shopId: shop, key }, orderBy: { id: "asc" } });
}

const lines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `further-${from + index}@firm.example`);

describe("an opt-out link", () => {
  test("excludes the address it was made for, with the mail it came in", async () => {
    expect(await excluded(shopId, emailOf(1))).toBe(false);
    expect(await optOutByLink(shopId, await link(1), "body_link", after(1))).toMatchObject({ state: "excluded" });
    expect(await excluded(shopId, emailOf(1))).toBe(true);
    const { rows } = await listExclusions(shopId, { search: emailOf(1) });
    expect(rows).toMatchObject([
      { email: emailOf(1), source: "body_link", at: after(1), actor: null, campaignId, campaignName: "Spring offer" },
    ]);
  });

  test("opened again changes nothing but the history", async () => {
    await optOutByLink(shopId, await link(2), "body_link", after(1));
    await optOutByLink(undefined, await link(2), "one_click", after(2));
    const { rows } = await listExclusions(shopId, { search: emailOf(2) });
    expect(rows).toMatchObject([{ source: "body_link", at: after(1) }]);
    expect((await historyOf(shopId, emailOf(2))).map(({ source }) => source)).toEqual(["body_link", "one_click"]);
  });

  test("opened many times at once excludes once and fails for nobody", async () => {
    const token = await link(3);
    const results = await Promise.all(
      Array.from({ length: 50 }, () => optOutByLink(shopId, token, "one_click", after(1))),
    );
    expect(new Set(results.map(({ state }) => state))).toEqual(new Set(["excluded"]));
    expect((await listExclusions(shopId, { search: emailOf(3) })).rows).toHaveLength(1);
  });

  test("of a test mail excludes nobody", async () => {
    const before = await prisma().exclusion.count();
    expect(await optOutByLink(shopId, await link(0), "body_link", after(1))).toMatchObject({ state: "test" });
    expect(await prisma().exclusion.count()).toBe(before);
  });

  test("that was tampered with in any character is refused, and excludes nobody", async () => {
    const token = await link(4);
    const before = await prisma().exclusion.count();
    const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const changed = Array.from(token, (character, at) => {
      const others = Array.from(ALPHABET).filter((other) => other !== character);
      // Every other last character, since that one has bits to spare; one other for each of the rest.
      const tried = at === token.length - 1 ? others : others.slice(0, 1);
      return tried.map((other) => token.slice(0, at) + other + token.slice(at + 1));
    }).flat();
    expect(changed).toHaveLength(token.length - 1 + 63);
    for (const tampered of changed) {
      await expect(optOutByLink(shopId, tampered, "body_link", after(1)), tampered).rejects.toMatchObject({
        code: "link_invalid",
      });
    }
    for (const made of ["", "x", `${token}${token}`]) {
      await expect(optOutByLink(shopId, made, "body_link", after(1))).rejects.toMatchObject({ code: "link_invalid" });
    }
    expect(await prisma().exclusion.count()).toBe(before);
  });

  test("with line breaks and punctuation that a mail program put in still works", async () => {
    const token = await link(5);
    expect(
      await optOutByLink(shopId, `${token.slice(0, 20)}\r\n${token.slice(20)}>.`, "body_link", after(1)),
    ).toMatchObject({ state: "excluded" });
  });

  test("of another shop is refused on this storefront, and works on its own and on the app's domain", async () => {
    const token = await link(6, otherShop, otherCampaign);
    await expect(optOutByLink(shopId, token, "body_link", after(1))).rejects.toMatchObject({ code: "link_invalid" });
    expect(await excluded(otherShop, emailOf(6))).toBe(false);
    expect(await optOutByLink(undefined, token, "one_click", after(1))).toMatchObject({ state: "excluded" });
    expect(await excluded(otherShop, emailOf(6))).toBe(true);
    expect(await excluded(shopId, emailOf(6))).toBe(false);
    expect(await shopOfLink(token)).toBe(otherShop);
    expect(await shopOfLink("not-a-link")).toBeUndefined();
  });

  test("for a recipient that does not exist is refused", async () => {
    await expect(optOutByLink(shopId, await link(4000), "body_link", after(1))).rejects.toMatchObject({
      code: "link_invalid",
    });
  });

  test("withdraws the consent held by any spelling of the address", async () => {
    await giveConsent(shopId, "Buyer+shop@firm-7.example", START);
    await optOutByLink(shopId, await link(7), "body_link", after(1));
    expect((await eventsOf(shopId, "Buyer+shop@firm-7.example")).at(-1)).toBe("withdrawn");
    const { consentKey } = await addressKeys(shopId);
    const standing = await prisma().addressStanding.findFirstOrThrow({
      where: { shopId, consentKey: new Uint8Array(consentKey("buyer+shop@firm-7.example")) },
    });
    expect(standing.standing).toBe("withdrawn");
  });

  test("works after the contact was deleted, and outlives its coming back", async () => {
    const store = firms(40);
    await importLines(
      shopId,
      store.filter(({ id }) => !id.endsWith("/8")),
      after(10),
    );
    await optOutByLink(shopId, await link(8), "body_link", after(11));
    await importLines(shopId, store, after(12));
    const contact = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: 8 } });
    expect(contact.deletedAt).toBeNull();
    expect((await readContact(shopId, String(contact.id), after(13))).decision).toMatchObject({
      decision: "ineligible",
      reasons: ["excluded"],
    });
  });

  test("outlives a new customer with the same mailbox in another spelling", async () => {
    await optOutByLink(shopId, await link(9), "body_link", after(1));
    await importLines(shopId, [...firms(40), customer(90, { email: "BUYER+again@Firm-9.example" })], after(20));
    const contact = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: 90 } });
    expect((await readContact(shopId, String(contact.id), after(21))).decision).toMatchObject({
      reasons: ["excluded"],
    });
  });
});

describe("further addresses", () => {
  test("are excluded with the link that named them, and the lines that hold none are named by number", async () => {
    const typed = [
      "  First@further.example ",
      "",
      "no address",
      "second@further.example, third@further.example",
      "two words@further.example",
      "@further.example",
    ].join("\r\n");
    expect(await excludeFurther(shopId, await link(10), typed, after(1))).toEqual({
      taken: 3,
      unreadableLines: [3, 5, 6],
    });
    for (const email of ["first@further.example", "second@further.example", "third@further.example"]) {
      expect(await excluded(shopId, email), email).toBe(true);
      expect(await historyOf(shopId, email)).toMatchObject([
        { source: "further_address", at: after(1), campaignId, recipientSeq: 10 },
      ]);
    }
    expect(await excluded(otherShop, "first@further.example")).toBe(false);
  });

  test("answer the same for an address that is known and one that is not", async () => {
    const known = await excludeFurther(shopId, await link(11), emailOf(12), after(1));
    const unknown = await excludeFurther(shopId, await link(11), "nobody-knows@further.example", after(1));
    expect(known).toEqual(unknown);
  });

  test("cover every spelling that reaches the same mailbox", async () => {
    await excludeFurther(
      shopId,
      await link(12),
      "Jo.Bloggs+offers@GoogleMail.com\nsam+a@further.example\nkai@Bücher.example",
      after(1),
    );
    for (const email of [
      "jobloggs@gmail.com",
      "j.o.bloggs@gmail.com",
      "JOBLOGGS+x@googlemail.com",
      "SAM@further.example",
      "sam+b@further.example",
      "kai@xn--bcher-kva.example",
    ]) {
      expect(await excluded(shopId, email), email).toBe(true);
    }
    for (const email of ["s.am@further.example", "bloggs@gmail.com", "sam@other.example"]) {
      expect(await excluded(shopId, email), email).toBe(false);
    }
  });

  test(`are at most ${MAX_FURTHER_ADDRESSES} at once; past that none is taken`, async () => {
    const tooMany = lines(MAX_FURTHER_ADDRESSES + 1, 1000);
    await expect(excludeFurther(shopId, await link(13), tooMany.join("\n"), after(1))).rejects.toMatchObject({
      code: "too_many_addresses",
    });
    expect(await excluded(shopId, "further-1000@firm.example")).toBe(false);
    expect(await excludeFurther(shopId, await link(13), tooMany.slice(1).join("\n"), after(1))).toEqual({
      taken: MAX_FURTHER_ADDRESSES,
      unreadableLines: [],
    });
  });

  test.each([
    ["a recipient's link", 14],
    ["the link of a test mail", 0],
  ])(`are at most ${MAX_FURTHER_PER_LINK} through %s, also when they come at once`, async (_case, seq) => {
    const token = await link(seq);
    const batches = Array.from({ length: 8 }, (_, index) =>
      lines(MAX_FURTHER_ADDRESSES, 2000 + 1000 * seq + index * 20).join("\n"),
    );
    const answers = await Promise.allSettled(batches.map((batch) => excludeFurther(shopId, token, batch, after(1))));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    for (const answer of answers) {
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "too_many_addresses" });
    }
    expect(
      await prisma().exclusionEvent.count({
        where: { shopId, campaignId, recipientSeq: seq, source: "further_address" },
      }),
    ).toBe(MAX_FURTHER_PER_LINK);
  });

  test("named by two at once in opposite orders are taken from both", async () => {
    const [first, middle, last] = lines(3, 9000) as [string, string, string];
    const tokens = await Promise.all([link(20), link(21)]);
    let requests: Promise<unknown>[] = [];
    // Holds the address in the middle until both have begun and wait.
    const rolledBack = transaction(async (tx) => {
      const { exclusionKey } = await addressKeys(shopId);
      await exclude(tx, shopId, [{ key: exclusionKey(middle), source: "staff", at: START }]);
      requests = [
        [first, middle, last],
        [last, middle, first],
      ].map((typed, index) => excludeFurther(shopId, tokens[index] ?? "", typed.join("\n"), after(1)));
      await until(() => waitingForLock(2));
      throw new Error("rolled back");
    });
    await expect(rolledBack).rejects.toThrow("rolled back");
    expect(await Promise.all(requests)).toEqual([0, 1].map(() => ({ taken: 3, unreadableLines: [] })));
  });

  test("need a genuine link of this shop", async () => {
    await expect(
      excludeFurther(shopId, await link(15, otherShop, otherCampaign), "a@further.example", after(1)),
    ).rejects.toMatchObject({ code: "link_invalid" });
    await expect(excludeFurther(shopId, "made-up", "a@further.example", after(1))).rejects.toMatchObject({
      code: "link_invalid",
    });
    expect(await excluded(shopId, "a@further.example")).toBe(false);
  });
});

describe("staff", () => {
  test("exclude an address with why and by whom", async () => {
    await excludeByStaff(shopId, { email: " rang@staff.example ", note: "Rang on Monday", actor: "jo", at: after(3) });
    expect((await listExclusions(shopId, { search: "rang@staff.example" })).rows).toMatchObject([
      { email: "rang@staff.example", source: "staff", actor: "jo", note: "Rang on Monday", at: after(3) },
    ]);
  });

  test("can exclude an address that could not be mailed", async () => {
    await excludeByStaff(shopId, { email: "odd..one@staff.example", note: "wrote", actor: "jo", at: after(3) });
    expect(await excluded(shopId, "odd..one@staff.example")).toBe(true);
  });

  test.each([
    ["no address", { email: "nobody", note: "wrote" }, "address_invalid"],
    ["two addresses", { email: "a@staff.example b@staff.example", note: "wrote" }, "address_invalid"],
    ["no reason", { email: "c@staff.example", note: "  " }, "input_invalid"],
  ])("are refused with %s", async (_case, entry, code) => {
    const before = await prisma().exclusion.count();
    await expect(excludeByStaff(shopId, { ...entry, actor: "jo", at: START })).rejects.toMatchObject({ code });
    expect(await prisma().exclusion.count()).toBe(before);
  });
});

describe("the exclusion list", () => {
  let shop: number;
  const total = 123;
  beforeAll(async () => {
    shop = await makeShop();
    // Ten of each moment, so that pages end within equal times.
    for (let number = 0; number < total; number++) {
      await excludeByStaff(shop, {
        email: `person-${number}@list.example`,
        note: "wrote",
        actor: "jo",
        at: after(Math.floor(number / 10)),
      });
    }
  });

  test("pages through everybody once, newest first", async () => {
    const seen: { email: string | null; at: Date }[] = [];
    let next: string | null | undefined;
    const sizes: number[] = [];
    do {
      const page = await listExclusions(shop, next ? { after: next } : {});
      sizes.push(page.rows.length);
      seen.push(...page.rows);
      next = page.next;
    } while (next);
    expect(sizes).toEqual([50, 50, 23]);
    expect(new Set(seen.map(({ email }) => email)).size).toBe(total);
    const times = seen.map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  test("finds an address by any spelling of it, also once the address itself is erased", async () => {
    const find = async (search: string) => (await listExclusions(shop, { search })).rows.map(({ email }) => email);
    expect(await find("PERSON-7+tag@List.example")).toEqual(["person-7@list.example"]);
    await pool().query("UPDATE exclusion SET email = NULL WHERE shop_id = $1 AND email = 'person-8@list.example'", [
      shop,
    ]);
    expect(await find("person-8@list.example")).toEqual([null]);
  });

  test("finds addresses that begin with a text, taken as it is", async () => {
    const find = async (search: string) =>
      (await listExclusions(shop, { search })).rows.map(({ email }) => email).sort();
    expect(await find("Person-11")).toEqual(
      ["person-11@list.example", ...Array.from({ length: 10 }, (_, index) => `person-11${index}@list.example`)].sort(),
    );
    expect(await find("person_11")).toEqual([]);
    expect(await find("%")).toEqual([]);
  });

  test("of another shop is not seen", async () => {
    expect((await listExclusions(otherShop, { search: "person-7@list.example" })).rows).toEqual([]);
    expect((await listExclusions(otherShop, { search: "person-1" })).rows).toEqual([]);
  });

  test("of two shops holds different keys for one address", async () => {
    const [one, other] = [await addressKeys(shopId), await addressKeys(otherShop)];
    expect(one.exclusionKey("a@b.example").equals(other.exclusionKey("a@b.example"))).toBe(false);
    expect(one.exclusionKey("a@b.example").equals(one.consentKey("a@b.example"))).toBe(false);
  });
});
