import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { makeLinkToken } from "~/lib/linkToken";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { proveStandings } from "~/services/consent/proveStandings";
import { mendContactsOf } from "~/services/customers/keepContacts";
import { readContact } from "~/services/customers/readContact";
import { readContactExclusion } from "~/services/customers/readContactExclusion";
import { exclude, isListed } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { excludeDomain } from "~/services/exclusions/excludeDomain";
import { excludeFurther, optOutByLink } from "~/services/exclusions/optOut";
import { releaseByLink } from "~/services/exclusions/releaseByLink";
import { releaseByStaff } from "~/services/exclusions/releaseByStaff";
import { undoFurther, undoOptOut } from "~/services/exclusions/undoOptOut";
import { withdrawByHand } from "~/services/exclusions/withdrawByHand";
import { addressKeys, currentLinkKey } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { ask, askAndTakeMail, eventsOf, giveConsent } from "../support/consent-steps";
import { after, emailOf, firms, importLines, makeSendingCampaign, makeShop, person, START } from "../support/factories";

useAppDatabase();

const PERSON = "person@firm.example";
let shopId: number;
let campaigns: number[];
beforeEach(async () => {
  shopId = await makeShop();
  await importLines(shopId, [...firms(2), person(9, { email: PERSON })]);
  await giveConsent(shopId, PERSON, START);
  campaigns = [await makeSendingCampaign(shopId), await makeSendingCampaign(shopId), await makeSendingCampaign(shopId)];
});

const link = async (email: string, nth = 0) => {
  const campaignId = campaigns[nth] ?? 0;
  const { seq } = await prisma().recipient.findFirstOrThrow({ where: { shopId, campaignId, email } });
  return makeLinkToken({ shopId, campaignId, recipientSeq: seq }, await currentLinkKey());
};
const keyOf = async (email: string) => (await addressKeys(shopId)).exclusionKey(email);
const listed = async (email: string) => isListed(pool(), shopId, await keyOf(email));

/** All that an opt-out changes: the list, the copies, the ledger's standing, the links that are out, and the decision. */
async function stateOf(email: string) {
  const key = await keyOf(email);
  const { rows: list } = await pool().query("SELECT * FROM exclusion WHERE shop_id = $1 AND key = $2", [shopId, key]);
  const { rows: contacts } = await pool().query<{ id: string }>(
    "SELECT id::text, excluded, consent, fact_class FROM contact WHERE shop_id = $1 AND exclusion_key = $2",
    [shopId, key],
  );
  const { rows: standings } = await pool().query(
    `SELECT * FROM address_standing WHERE shop_id = $1 AND consent_key IN (SELECT consent_key FROM consent_request WHERE shop_id = $1 AND exclusion_key = $2) ORDER BY consent_key`,
    [shopId, key],
  );
  const { rows: requests } = await pool().query(
    "SELECT id, expires_at, token_hash, confirmed_at FROM consent_request WHERE shop_id = $1 AND exclusion_key = $2 ORDER BY id",
    [shopId, key],
  );
  const { decision } = await readContact(shopId, contacts[0]?.id ?? "", after(5));
  return { list, contacts, standings, requests, decision };
}

describe("an opt-out taken back by the button on its page", () => {
  test("leaves everything as it was before the link was opened, and says so in the history, the ledger and the audit", async () => {
    const before = await stateOf(PERSON);
    const token = await link(PERSON);
    await optOutByLink(shopId, token, "body_link", after(10));
    expect(await listed(PERSON)).toBe(true);
    expect(await undoOptOut(shopId, token, after(20))).toBe("undone");
    expect(await stateOf(PERSON)).toEqual(before);
    expect(await eventsOf(shopId, PERSON)).toEqual([
      "requested",
      "verification_mailed",
      "confirmed",
      "withdrawn",
      "withdrawal_undone",
    ]);
    const { rows } = await pool().query<{ act: string }>(
      "SELECT e.act, e.undoes IS NOT NULL AS undoes, e.at FROM exclusion_event e WHERE e.shop_id = $1 AND e.key = $2 ORDER BY e.id",
      [shopId, await keyOf(PERSON)],
    );
    expect(rows).toMatchObject([{ act: "excluded" }, { act: "released", undoes: true, at: after(20) }]);
    const audit = await prisma().auditEvent.findMany({ where: { shopId, act: "opt_out_undone" } });
    expect(audit).toMatchObject([{ actor: "The person", subjectKind: "exclusion" }]);
    expect(await proveStandings(shopId, { mend: false })).toMatchObject({ wrong: 0 });
    expect(await mendContactsOf(shopId)).toBe(0);
  });

  test("does so for a page opened twice, and by the mail program's button as well", async () => {
    const before = await stateOf(PERSON);
    const token = await link(PERSON);
    for (const [n, source] of (["body_link", "one_click", "body_link"] as const).entries())
      await optOutByLink(shopId, token, source, after(10 + n));
    expect(await undoOptOut(shopId, token, after(20))).toBe("undone");
    expect(await stateOf(PERSON)).toEqual(before);
  });

  test("pressed again, or without an opt-out, changes nothing", async () => {
    const token = await link(PERSON);
    const count = async () =>
      (await pool().query("SELECT 1 FROM exclusion_event WHERE shop_id = $1", [shopId])).rowCount;
    expect(await undoOptOut(shopId, token, after(5))).toBe("undone");
    expect(await count()).toBe(0);
    await optOutByLink(shopId, token, "body_link", after(10));
    for (let press = 0; press < 3; press++) expect(await undoOptOut(shopId, token, after(20))).toBe("undone");
    expect(await count()).toBe(2);
  });

  test.each<[string, "kept" | "kept_for_staff", () => Promise<unknown>]>([
    [
      "staff had excluded",
      "kept",
      () => excludeByStaff(shopId, { email: PERSON, note: "rang", actor: "jo", at: after(5) }),
    ],
    [
      "another link had excluded",
      "kept",
      async () => optOutByLink(shopId, await link(PERSON, 1), "body_link", after(5)),
    ],
    ["somebody had typed", "kept", () => withdrawByHand(shopId, PERSON, null, after(5))],
    [
      "a mail had bounced from",
      "kept_for_staff",
      async () => {
        const told = { key: await keyOf(PERSON), email: PERSON, source: "bounce" as const, at: after(5) };
        await transaction((tx) => exclude(tx, shopId, [told]));
      },
    ],
  ])("keeps an address on the list that %s before it, with its reason and its day", async (_who, result, happen) => {
    await happen();
    const before = await stateOf(PERSON);
    const token = await link(PERSON);
    await optOutByLink(shopId, token, "body_link", after(10));
    expect(await undoOptOut(shopId, token, after(20))).toBe(result);
    expect(await stateOf(PERSON)).toEqual(before);
    expect(before.list).toMatchObject([{ at: after(5) }]);
    const exclusion = await readContactExclusion(shopId, await keyOf(PERSON), PERSON);
    // Told once, by the list: what put the address there as it is now.
    expect(exclusion?.history.map(({ act, at }) => [act, at])).toEqual([
      ["undone", after(20)],
      ["excluded", after(10)],
    ]);
  });

  test("keeps an address that something else excluded since, for that", async () => {
    const token = await link(PERSON);
    await optOutByLink(shopId, token, "body_link", after(10));
    await excludeByStaff(shopId, { email: PERSON, note: "rang", actor: "jo", at: after(15) });
    expect(await undoOptOut(shopId, token, after(20))).toBe("kept");
    expect((await stateOf(PERSON)).list).toMatchObject([
      { source: "staff", actor: "jo", at: after(15), campaign_id: null },
    ]);
    const exclusion = await readContactExclusion(shopId, await keyOf(PERSON), PERSON);
    expect(exclusion?.listed).toMatchObject({ source: "staff", at: after(15) });
    expect(exclusion?.history.map(({ source, at }) => [source, at])).toEqual([
      ["body_link", after(20)],
      ["body_link", after(10)],
    ]);
    expect(await eventsOf(shopId, PERSON)).not.toContain("withdrawal_undone");
    expect(await releaseByLink(shopId, token, after(30))).toBe("released");
    expect((await stateOf(PERSON)).decision).toMatchObject({ decision: "ineligible" });
  });

  test("of two links: both must be taken back, and then the consent counts again", async () => {
    const before = await stateOf(PERSON);
    const [one, two] = [await link(PERSON, 0), await link(PERSON, 1)];
    await optOutByLink(shopId, one, "body_link", after(10));
    await optOutByLink(shopId, two, "body_link", after(11));
    expect(await undoOptOut(shopId, one, after(20))).toBe("kept");
    expect(await undoOptOut(shopId, two, after(21))).toBe("undone");
    expect(await stateOf(PERSON)).toEqual(before);
  });

  test("keeps everybody at a domain that is excluded as a whole", async () => {
    await excludeDomain(shopId, { domain: "firm.example", note: "asked", actor: "jo", at: after(5) });
    const token = await link(PERSON);
    await optOutByLink(shopId, token, "body_link", after(10));
    expect(await undoOptOut(shopId, token, after(20))).toBe("kept_for_staff");
    expect(await listed(PERSON)).toBe(false);
    expect((await stateOf(PERSON)).contacts).toMatchObject([{ excluded: true }]);
  });

  test("lets a link that was mailed before confirm as it would have", async () => {
    const email = emailOf(1);
    const mailed = await askAndTakeMail(shopId, email, after(1));
    const token = await link(email);
    await optOutByLink(shopId, token, "body_link", after(10));
    await undoOptOut(shopId, token, after(20));
    expect(await confirmConsent(shopId, mailed, { ip: null, userAgent: null }, after(30))).toMatchObject({
      fresh: true,
    });
  });

  test("takes the typed addresses back only when that is pressed for, and only those of this link", async () => {
    const token = await link(PERSON);
    await optOutByLink(shopId, token, "body_link", after(10));
    await excludeFurther(shopId, await link(PERSON, 1), "both@firm.example", after(11));
    await excludeFurther(shopId, token, `both@firm.example\nalone@firm.example\n${emailOf(1)}`, after(12));
    await undoOptOut(shopId, token, after(20));
    expect([await listed(PERSON), await listed("alone@firm.example"), await listed(emailOf(1))]).toEqual([
      false,
      true,
      true,
    ]);
    await undoFurther(shopId, token, after(30));
    expect([await listed("both@firm.example"), await listed("alone@firm.example"), await listed(emailOf(1))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("is nobody's by the link of a test mail, and refused by a link that is not the shop's", async () => {
    const test_ = makeLinkToken({ shopId, campaignId: campaigns[0] ?? 0, recipientSeq: 0 }, await currentLinkKey());
    expect(await undoOptOut(shopId, test_, after(1))).toBe("test");
    for (const undo of [undoOptOut, undoFurther])
      await expect(undo(await makeShop(), await link(PERSON), after(1))).rejects.toMatchObject({
        code: "link_invalid",
      });
  });
});

test("whatever happened before: opting out by a link and taking it back leaves all as it was", async () => {
  let second = 0;
  const next = () => after((second += 10));
  const staffBack = async () =>
    releaseByStaff(
      shopId,
      { key: (await keyOf(PERSON)).toString("hex"), askedHow: "phone", askedOn: "2026-03-02", note: "rang" },
      "jo",
      next(),
    ).catch(() => undefined);
  const acts = {
    linkA: async () => optOutByLink(shopId, await link(PERSON, 0), "body_link", next()),
    linkB: async () => optOutByLink(shopId, await link(PERSON, 1), "one_click", next()),
    undoA: async () => undoOptOut(shopId, await link(PERSON, 0), next()),
    undoB: async () => undoOptOut(shopId, await link(PERSON, 1), next()),
    backA: async () => releaseByLink(shopId, await link(PERSON, 0), next()),
    typed: async () => excludeFurther(shopId, await link(emailOf(1), 0), PERSON, next()),
    untyped: async () => undoFurther(shopId, await link(emailOf(1), 0), next()),
    hand: () => withdrawByHand(shopId, PERSON, null, next()),
    staff: () => excludeByStaff(shopId, { email: PERSON, note: "rang", actor: "jo", at: next() }),
    staffBack,
    ask: () => ask(shopId, PERSON, next(), { ip: null }),
    consent: () => giveConsent(shopId, PERSON, next()).catch(() => undefined),
  };
  const names = Object.keys(acts) as (keyof typeof acts)[];
  const ways = fc.array(fc.constantFrom("body_link" as const, "one_click" as const), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...names), { maxLength: 7 }), ways, async (history, opened) => {
      for (const name of history) await acts[name]();
      const before = await stateOf(PERSON);
      const token = await link(PERSON, 2);
      for (const way of opened) await optOutByLink(shopId, token, way, next());
      expect(await listed(PERSON)).toBe(true);
      const result = await undoOptOut(shopId, token, next());
      expect(await stateOf(PERSON), history.join()).toEqual(before);
      expect(result === "undone", history.join()).toBe(before.list.length === 0);
    }),
    { seed: 20_261_126, numRuns: 40 },
  );
  expect(await proveStandings(shopId, { mend: false })).toMatchObject({ wrong: 0 });
  expect(await mendContactsOf(shopId)).toBe(0);
});
