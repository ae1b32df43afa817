import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { makeLinkToken } from "~/lib/linkToken";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { listContacts } from "~/services/customers/listContacts";
import { mendContactsOf } from "~/services/customers/keepContacts";
import { readContact } from "~/services/customers/readContact";
import { handOverCampaign } from "~/services/delivery/handOver";
import { recordMailEvents } from "~/services/delivery/recordMailEvents";
import { exclude, isListed } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { excludeFurther, optOutByLink } from "~/services/exclusions/optOut";
import { pullSuppressions } from "~/services/exclusions/pullSuppressions";
import { releaseByLink } from "~/services/exclusions/releaseByLink";
import { releaseByStaff } from "~/services/exclusions/releaseByStaff";
import { withdrawByHand } from "~/services/exclusions/withdrawByHand";
import { writeSuppressions } from "~/services/exclusions/writeSuppressions";
import { addressKeys, currentLinkKey } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { ask, askAndTakeMail, eventsOf, giveConsent } from "../support/consent-steps";
import {
  after,
  customer,
  emailOf,
  firms,
  importLines,
  makeSendingCampaign,
  makeShop,
  person,
  START,
  type CustomerSpec,
} from "../support/factories";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const DAY = 86_400;
let shopId: number;
let campaignId: number;
beforeEach(async () => {
  shopId = await makeShop();
  await importLines(shopId, [...firms(3), person(9, { email: "person@firm.example" })]);
  await giveConsent(shopId, "person@firm.example", START);
  campaignId = await makeSendingCampaign(shopId);
});

const tokenFor = async (email: string, shop = shopId) => {
  const { seq } = await prisma().recipient.findFirstOrThrow({ where: { shopId, campaignId, email } });
  return makeLinkToken({ shopId: shop, campaignId, recipientSeq: seq }, await currentLinkKey());
};
const listed = async (email: string) => {
  const { exclusionKey } = await addressKeys(shopId);
  return isListed(pool(), shopId, exclusionKey(email));
};
const contactOf = (email: string) => prisma().contact.findFirstOrThrow({ where: { shopId, email } });
const decisionOn = async (email: string, at: Date) =>
  (await readContact(shopId, String((await contactOf(email)).id), at)).decision;
const history = async (email: string) => {
  const { exclusionKey } = await addressKeys(shopId);
  const { rows } = await pool().query<{ act: string; source: string }>(
    "SELECT act, source FROM exclusion_event WHERE shop_id = $1 AND key = $2 ORDER BY id",
    [shopId, exclusionKey(email)],
  );
  return rows.map(({ act, source }) => `${act} ${source}`);
};
const outAndBack = async (email: string, out = after(10), back = after(20)) => {
  const token = await tokenFor(email);
  await optOutByLink(shopId, token, "body_link", out);
  return releaseByLink(shopId, token, back);
};

describe("the way back by the link in a mail", () => {
  test("takes exactly that address off the list, and writes it into the history", async () => {
    const token = await tokenFor(emailOf(1));
    await optOutByLink(shopId, token, "body_link", after(10));
    await excludeFurther(shopId, token, "colleague@firm-1.example", after(11));
    expect(await releaseByLink(shopId, token, after(20))).toBe("released");
    expect([await listed(emailOf(1)), await listed("colleague@firm-1.example")]).toEqual([false, true]);
    expect(await history(emailOf(1))).toEqual(["excluded body_link", "released body_link"]);
    const event = await prisma().exclusionEvent.findFirstOrThrow({ where: { shopId, act: "released" } });
    expect(event).toMatchObject({ campaignId, recipientSeq: expect.any(Number) as number, at: after(20), actor: null });
  });

  test("pressed again, or without having been needed, changes nothing", async () => {
    const token = await tokenFor(emailOf(1));
    expect(await releaseByLink(shopId, token, after(5))).toBe("released");
    expect(await history(emailOf(1))).toEqual([]);
    await outAndBack(emailOf(1));
    await releaseByLink(shopId, token, after(30));
    expect(await history(emailOf(1))).toEqual(["excluded body_link", "released body_link"]);
  });

  test("leaves a person unmailed until they have asked and confirmed anew", async () => {
    const email = "person@firm.example";
    await outAndBack(email);
    expect(await eventsOf(shopId, email)).toEqual(["requested", "verification_mailed", "confirmed", "withdrawn"]);
    expect(await decisionOn(email, after(21))).toMatchObject({
      decision: "ineligible",
      reasons: expect.arrayContaining(["consent_withdrawn"]) as string[],
    });
    const token = await askAndTakeMail(shopId, email, after(30));
    expect(await decisionOn(email, after(31))).toMatchObject({ decision: "ineligible" });
    await confirmConsent(shopId, token, { ip: null, userAgent: null }, after(40));
    expect(await decisionOn(email, after(41))).toEqual({ decision: "eligible", basis: "consent" });
  });

  test("lets a company that was never asked be mailed again on legitimate interest", async () => {
    await outAndBack(emailOf(1));
    expect(await decisionOn(emailOf(1), after(21))).toEqual({ decision: "eligible", basis: "legitimate_interest" });
    const list = await listContacts(shopId, { decision: "eligible" }, { at: after(21) });
    expect(list.rows.map(({ email }) => email)).toContain(emailOf(1));
  });

  test("ends links that were mailed before it, and lets a new one be asked for", async () => {
    const email = "person@firm.example";
    const old = await askAndTakeMail(shopId, email, after(1), { email: "person+x@firm.example" });
    await outAndBack(email);
    const press = await confirmConsent(shopId, old, { ip: null, userAgent: null }, after(21));
    expect(press).toMatchObject({ state: "expired", fresh: false });
    expect(await ask(shopId, "person+x@firm.example", after(22))).toBeDefined();
  });

  test.each(["bounce", "spam_report"] as const)(
    "is for staff only after a %s, also an older or a later one",
    async (source) => {
      const token = await tokenFor(emailOf(2));
      const { exclusionKey } = await addressKeys(shopId);
      const told = { key: exclusionKey(emailOf(2)), email: emailOf(2), source, at: after(5) };
      await transaction((tx) => exclude(tx, shopId, [told]));
      await optOutByLink(shopId, token, "body_link", after(10));
      expect(await releaseByLink(shopId, token, after(20))).toBe("staff_only");
      expect(await listed(emailOf(2))).toBe(true);
      const row = {
        key: exclusionKey(emailOf(2)).toString("hex"),
        askedHow: "phone",
        askedOn: "2026-03-02",
        note: "New mailbox",
      };
      await releaseByStaff(shopId, row, "jo", after(30));
      await optOutByLink(shopId, token, "body_link", after(40));
      expect(await releaseByLink(shopId, token, after(50))).toBe("released");
    },
  );

  test("of a test mail stands for nobody", async () => {
    const token = makeLinkToken({ shopId, campaignId, recipientSeq: 0 }, await currentLinkKey());
    expect(await releaseByLink(shopId, token, after(1))).toBe("test");
  });

  test.each<[string, () => Promise<string>]>([
    ["of another shop", async () => tokenFor(emailOf(1), await makeShop())],
    ["that was altered", async () => (await tokenFor(emailOf(1))).replace(/.$/, "_")],
    ["of nobody", async () => makeLinkToken({ shopId, campaignId, recipientSeq: 9999 }, await currentLinkKey())],
    ["that is empty", () => Promise.resolve("")],
  ])("is refused by a link %s", async (_case, token) => {
    await optOutByLink(shopId, await tokenFor(emailOf(1)), "body_link", after(10));
    await expect(releaseByLink(shopId, await token(), after(20))).rejects.toMatchObject({ code: "link_invalid" });
    expect(await listed(emailOf(1))).toBe(true);
  });

  test("opened once more after it excludes once more", async () => {
    await outAndBack(emailOf(1));
    await optOutByLink(shopId, await tokenFor(emailOf(1)), "body_link", after(30));
    expect(await listed(emailOf(1))).toBe(true);
  });

  test("and opting out at the same time end as one of them: the list, its history and the copies agree", async () => {
    const token = await tokenFor(emailOf(1));
    for (let round = 0; round < 10; round++) {
      await optOutByLink(shopId, token, "body_link", after(round * 10));
      await Promise.all([
        releaseByLink(shopId, token, after(round * 10 + 1)),
        optOutByLink(shopId, token, "one_click", after(round * 10 + 1)),
        withdrawByHand(shopId, emailOf(1), null, after(round * 10 + 1)),
      ]);
      const last = (await history(emailOf(1))).at(-1);
      expect(await listed(emailOf(1))).toBe(last !== "released body_link");
      expect((await contactOf(emailOf(1))).excluded).toBe(await listed(emailOf(1)));
    }
    expect(await mendContactsOf(shopId)).toBe(0);
  });

  test("has SendGrid take the address off its own list, where the app had put it there", async () => {
    const told: string[] = [];
    const deps = {
      suppress: (_shop: number, emails: readonly string[]) => {
        told.push(...emails.map((email) => `add ${email}`));
        return Promise.resolve({ kind: "done" as const });
      },
      unsuppress: (_shop: number, email: string) => {
        told.push(`remove ${email}`);
        return Promise.resolve({ kind: "done" as const });
      },
      now: () => after(100),
      stopping: false,
    };
    const token = await tokenFor(emailOf(1));
    await optOutByLink(shopId, token, "body_link", after(10));
    await writeSuppressions(shopId, deps);
    await releaseByLink(shopId, token, after(20));
    await writeSuppressions(shopId, deps);
    expect(told).toEqual([`add ${emailOf(1)}`, `remove ${emailOf(1)}`]);
  });

  test("lets the next batch mail the company that came back, not the person, nor whoever has not come back", async () => {
    for (const email of [emailOf(1), "person@firm.example"]) await outAndBack(email);
    await optOutByLink(shopId, await tokenFor(emailOf(2)), "body_link", after(25));
    const sendGrid = scriptedSendGrid(after(30));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees().sort()).toEqual([emailOf(1), emailOf(3)]);
  });
});

describe("the way back by staff", () => {
  const row = async (over: object = {}, email = emailOf(1)) => {
    const { exclusionKey } = await addressKeys(shopId);
    const key = exclusionKey(email).toString("hex");
    return { key, askedHow: "email", askedOn: "2026-03-03", note: "Wrote from that address", ...over };
  };
  const NOW = after(3 * DAY);
  beforeEach(() => excludeByStaff(shopId, { email: emailOf(1), note: "rang us", actor: "jo", at: after(10) }));

  test("records how and when the person had asked, what they said, and who took it down", async () => {
    await releaseByStaff(shopId, await row(), "rhian", NOW);
    expect(await listed(emailOf(1))).toBe(false);
    const event = await prisma().exclusionEvent.findFirstOrThrow({ where: { shopId, act: "released" } });
    expect(event).toMatchObject({
      source: "staff",
      actor: "rhian",
      at: NOW,
      askedHow: "email",
      askedAt: new Date("2026-03-03T00:00:00Z"),
      note: "Wrote from that address",
    });
    const { exclusion } = await readContact(shopId, String((await contactOf(emailOf(1))).id), NOW);
    expect(exclusion).toMatchObject({
      listed: null,
      history: [
        { act: "released", source: "staff", actor: "rhian", askedHow: "email" },
        { act: "excluded", source: "staff", actor: "jo" },
      ],
    });
  });

  test.each<[string, object, string]>([
    ["how they asked", { askedHow: "" }, "askedHow"],
    ["a way that is one", { askedHow: "telepathy" }, "askedHow"],
    ["the day", { askedOn: "" }, "askedOn"],
    ["a day that has been", { askedOn: "2026-03-09" }, "askedOn"],
    ["a day since the exclusion", { askedOn: "2026-02-27" }, "askedOn"],
    ["a day that is one", { askedOn: "2026-02-30" }, "askedOn"],
    ["what they said", { note: "  " }, "note"],
    ["the row", { key: "00" }, "key"],
  ])("is refused without %s", async (_case, over, field) => {
    await expect(releaseByStaff(shopId, await row(over), "jo", NOW)).rejects.toMatchObject({
      code: "input_invalid",
      fields: [field],
    });
    expect(await listed(emailOf(1))).toBe(true);
  });

  test("finds no row that is not there, nor another shop's", async () => {
    await expect(releaseByStaff(shopId, await row({}, emailOf(2)), "jo", NOW)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(releaseByStaff(await makeShop(), await row(), "jo", NOW)).rejects.toMatchObject({ code: "not_found" });
    expect(await listed(emailOf(1))).toBe(true);
  });
});

describe("after a release, what is told from elsewhere counts when it is newer", () => {
  const sync = (spec: CustomerSpec & { unsubscribedAt?: string }, at: Date) => {
    const line = customer(1, { marketingState: "UNSUBSCRIBED", updatedAt: at.toISOString(), ...spec });
    const consent = { ...(line.defaultEmailAddress as object), marketingUpdatedAt: spec.unsubscribedAt };
    return importLines(shopId, [{ ...line, defaultEmailAddress: consent }, ...firms(2, 2)], at);
  };
  const iso = (seconds: number) => after(seconds).toISOString();

  test.each<[string, string | undefined, boolean]>([
    ["an unsubscribe in Shopify from before it does not", iso(10), false],
    ["nor one from the very moment", iso(20), false],
    ["a newer one excludes again", iso(21), true],
    ["one that Shopify does not date excludes again", undefined, true],
  ])("%s", async (_case, unsubscribedAt, excluded) => {
    await outAndBack(emailOf(1));
    await sync(unsubscribedAt === undefined ? {} : { unsubscribedAt }, after(100));
    expect(await listed(emailOf(1))).toBe(excluded);
    // Again with every sync, and by a message of this one customer alike.
    await sync(unsubscribedAt === undefined ? { name: "B" } : { name: "B", unsubscribedAt }, after(200));
    expect(await listed(emailOf(1))).toBe(excluded);
    expect((await contactOf(emailOf(1))).excluded).toBe(excluded);
  });

  test("the newest of several customers with the mailbox counts", async () => {
    await outAndBack(emailOf(1));
    const twin = (id: number, email: string, at: string) => {
      const line = customer(id, { email, marketingState: "UNSUBSCRIBED", updatedAt: iso(90) });
      return { ...line, defaultEmailAddress: { ...(line.defaultEmailAddress as object), marketingUpdatedAt: at } };
    };
    await importLines(shopId, [twin(1, emailOf(1), iso(10)), twin(51, "buyer+b@firm-1.example", iso(30))], after(100));
    expect(await listed(emailOf(1))).toBe(true);
  });

  test.each([
    ["a suppression at SendGrid from before it does not", 15, false],
    ["a newer one does", 25, true],
  ])("%s", async (_case, seconds, excluded) => {
    await outAndBack(emailOf(1));
    await pool().query(
      "UPDATE exclusion_return SET pull = 'waiting', list = 0, position = 0, until = NULL WHERE shop_id = $1",
      [shopId],
    );
    await pullSuppressions(shopId, {
      page: (_shop, list) =>
        Promise.resolve(
          list === "unsubscribes"
            ? { kind: "page", read: 1, entries: [{ email: emailOf(1), at: after(seconds) }] }
            : { kind: "page", read: 0, entries: [] },
        ),
      now: () => after(100),
      stopping: false,
    });
    expect(await listed(emailOf(1))).toBe(excluded);
  });

  test.each([
    ["an event of SendGrid's that is told late does not", 15, false],
    ["a newer one does", 25, true],
  ])("%s", async (_case, seconds, excluded) => {
    await outAndBack(emailOf(1));
    const { seq } = await prisma().recipient.findFirstOrThrow({ where: { shopId, email: emailOf(1) } });
    await recordMailEvents(
      shopId,
      [
        {
          event: "spamreport",
          timestamp: Math.floor(after(seconds).getTime() / 1000),
          sg_message_id: "message-0.1",
          twostage_recipient: `${shopId}-${campaignId}-${seq}`,
        },
      ],
      after(seconds),
    );
    expect(await listed(emailOf(1))).toBe(excluded);
  });

  test("what the person says themselves counts always", async () => {
    await outAndBack(emailOf(1), after(10), after(1000));
    await withdrawByHand(shopId, emailOf(1), null, after(20));
    expect(await listed(emailOf(1))).toBe(true);
  });
});

test("whatever happens in whatever order: on the list is who was last put there, and the copy says the same", async () => {
  const email = emailOf(1);
  const token = await tokenFor(email);
  const { exclusionKey } = await addressKeys(shopId);
  const key = exclusionKey(email).toString("hex");
  const acts = {
    link: (at: Date) => optOutByLink(shopId, token, "body_link", at),
    hand: (at: Date) => withdrawByHand(shopId, email, null, at),
    back: (at: Date) => releaseByLink(shopId, token, at),
    staff: (at: Date) =>
      releaseByStaff(
        shopId,
        { key, askedHow: "phone", askedOn: at.toISOString().slice(0, 10), note: "rang" },
        "jo",
        at,
      ).catch(() => undefined),
  };
  let second = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...(["link", "hand", "back", "staff"] as const)), { maxLength: 6 }),
      async (names) => {
        let expected = await listed(email);
        for (const name of names) {
          await acts[name](after((second += 1)));
          expected = name === "link" || name === "hand";
        }
        expect(await listed(email)).toBe(expected);
        expect((await contactOf(email)).excluded).toBe(expected);
      },
    ),
    { seed: 20_261_126, numRuns: 25 },
  );
  expect(await mendContactsOf(shopId)).toBe(0);
});
