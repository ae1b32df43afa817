import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { expireConsents } from "~/services/consent/expireConsents";
import { appendConsentEvent } from "~/services/consent/ledger";
import { reduceTraces } from "~/services/consent/reduceTraces";
import { sealLedger } from "~/services/consent/sealLedger";
import { readContact } from "~/services/customers/readContact";
import { exportEvidence, type EvidencePack } from "~/services/evidence/exportEvidence";
import { listEvidenceExports } from "~/services/evidence/listExports";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { release } from "~/services/exclusions/release";
import { optOutByLink } from "~/services/exclusions/optOut";
import { addressKeys } from "~/services/shops/keys";
import { evidenceJson } from "~/ui/evidence/evidenceJson";
import { asSuperuser, useAppDatabase } from "../support/app-database";
import { ask, askAndTakeMail, giveConsent } from "../support/consent-steps";
import {
  after,
  customer,
  importLines,
  makeSendingCampaign,
  makeShop,
  soleTrader,
  START,
  WORDING,
} from "../support/factories";
import { handOverToTheEnd, optOutTokens } from "../support/hand-over-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const AGENT = "Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0";
const ASK = { format: "json", reason: "They asked why", actor: "jo", at: after(9000) } as const;

const NOBODY_ASKED = { act: "excluded", askedHow: null, askedAt: null };

async function contactId(shopId: number, shopifyId: number): Promise<string> {
  const { id } = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: BigInt(shopifyId) } });
  return String(id);
}

/** A store in which every other person's data has a word of its own: Alice is 1, the others are not her. */
async function makeStore(): Promise<number> {
  const shopId = await makeShop();
  await importLines(shopId, [
    soleTrader(1, { email: "alice@plumb.example", name: "Alice Ŵyn" }),
    soleTrader(2, { email: "bob@otherfirm.example", name: "Bob Secretname" }),
    customer(3, { email: "carol@otherfirm.example", name: "Carol Secretname", company: "Secretname Ltd" }),
  ]);
  const token = await askAndTakeMail(shopId, "alice@plumb.example", after(1), {
    ip: "203.0.113.1",
    userAgent: AGENT,
    statedForm: "Sole trader",
  });
  await confirmConsent(shopId, token, { ip: "203.0.113.2", userAgent: AGENT }, after(60));
  await giveConsent(shopId, "bob@otherfirm.example", after(70));
  await ask(shopId, "nobody@otherfirm.example", after(71), { ip: "192.0.2.99" });
  return shopId;
}

describe("the evidence about one person", () => {
  let shopId: number;
  let pack: EvidencePack;
  beforeAll(async () => {
    shopId = await makeStore();
    const campaignId = await makeSendingCampaign(
      shopId,
      { name: "First", subject: "{{first_name|there}}, first offers" },
      after(100),
    );
    const sendGrid = scriptedSendGrid(after(110));
    await handOverToTheEnd(shopId, campaignId, sendGrid);
    const tokens = sendGrid.requests.map(optOutTokens);
    await optOutByLink(
      shopId,
      tokens.flatMap((each) => each.get("alice@plumb.example") ?? [])[0] ?? "",
      "body_link",
      after(200),
    );
    await optOutByLink(
      shopId,
      tokens.flatMap((each) => each.get("bob@otherfirm.example") ?? [])[0] ?? "",
      "one_click",
      after(201),
    );
    await makeSendingCampaign(shopId, { name: "Second", subject: "Second offers" }, after(300));
    await sealLedger(shopId);
    await excludeByStaff(shopId, { email: "alice@plumb.example", note: "rang as well", actor: "jo", at: after(400) });
    pack = await exportEvidence(shopId, await contactId(shopId, 1), ASK);
  });

  test("says who, and what the standing is", () => {
    expect(pack.person).toMatchObject({ email: "alice@plumb.example", name: "Alice Ŵyn", customerId: "1" });
    expect(pack.standing).toMatchObject({ standing: "withdrawn", since: after(200), byEvent: pack.events.at(-1)?.id });
  });

  test("has every event in order, with its words, order and way", () => {
    expect(pack.events.map(({ kind }) => kind)).toEqual(["requested", "verification_mailed", "confirmed", "withdrawn"]);
    expect(pack.events[0]).toMatchObject({
      at: after(1),
      surface: "checkout",
      wording: WORDING,
      wordingVersion: 1,
    });
    expect(pack.requests[0]).toMatchObject({ id: pack.events[0]?.requestId, orderId: expect.any(String) as string });
    expect(pack.events[2]).toMatchObject({ at: after(60), proof: { act: "button", browser: "Firefox" } });
    expect(pack.events[3]).toMatchObject({ at: after(200), proof: { by: "body_link" } });
  });

  test("has each event's seal, which holds, and where the chain ends", async () => {
    const { rows } = await pool().query<{ event: string; position: number; hash: string }>(
      "SELECT event_id::text AS event, position::int, encode(hash, 'hex') AS hash FROM consent_seal WHERE shop_id = $1 ORDER BY consent_seal.position",
      [shopId],
    );
    const sealOf = (id: string) => rows.find(({ event }) => event === id);
    for (const { id, seal } of pack.events)
      expect(seal).toEqual({ position: sealOf(id)?.position, hash: sealOf(id)?.hash, holds: true });
    const last = rows.at(-1);
    expect(pack.chain).toEqual({ position: last?.position, hash: last?.hash });
  });

  test("has how it was asked and confirmed, as long as that is kept", () => {
    expect(pack.requests).toMatchObject([
      {
        requestedAt: after(1),
        ip: "203.0.113.1",
        userAgent: AGENT,
        confirmedAt: after(60),
        confirmedIp: "203.0.113.2",
        statedForm: "Sole trader",
        tracesReducedAt: null,
      },
    ]);
  });

  test("has every mail with its subject, ground and facts, and what sent nothing", () => {
    expect(pack.mails).toMatchObject([
      {
        campaign: "First",
        subject: "there, first offers",
        at: after(110),
        outcome: "accepted",
        basis: "consent",
        basisSince: after(60),
        facts: { consent: "confirmed", legalForm: "individual", excluded: false },
        why: "You asked us to email you, and confirmed it on 2 March 2026 by the link we sent to this address.",
      },
      {
        campaign: "Second",
        outcome: "left_out",
        basis: null,
        why: null,
        reasons: expect.arrayContaining(["excluded"]) as string[],
      },
    ]);
    expect(pack.verificationMails).toMatchObject([{ outcome: "accepted", requestId: pack.requests[0]?.id }]);
    expect(pack.elsewhere).toBe(0);
  });

  test("has the exclusion with when and how, and each time again", () => {
    expect(pack.exclusions).toEqual([
      { ...NOBODY_ASKED, at: after(200), source: "body_link", actor: null, note: null, campaign: "First" },
      { ...NOBODY_ASKED, at: after(400), source: "staff", actor: "jo", note: "rang as well", campaign: null },
    ]);
    expect(pack.excludedSince).toEqual(after(200));
  });

  test("has the decision as it is now, with every reason and the facts", () => {
    expect(pack.decision).toMatchObject({
      decision: "ineligible",
      reasons: ["excluded", "consent_withdrawn", "individual_without_consent"],
      facts: { excluded: true, consent: "withdrawn" },
    });
  });

  test("holds nothing of anybody else, neither address, name, IP, key nor number", async () => {
    const json = evidenceJson(pack);
    expect(json).toContain("alice@plumb.example");
    expect(json).not.toMatch(/otherfirm|Secretname|Bob|Carol|nobody|192\.0\.2/i);
    const keys = await addressKeys(shopId);
    for (const email of ["bob@otherfirm.example", "carol@otherfirm.example", "nobody@otherfirm.example"]) {
      expect(json).not.toContain(keys.consentKey(email).toString("hex"));
      expect(json).not.toContain(keys.exclusionKey(email).toString("hex"));
    }
    const { rows: others } = await pool().query<{ id: string }>(
      "SELECT id::text FROM consent_event WHERE shop_id = $1 AND consent_key <> $2",
      [shopId, keys.consentKey("alice@plumb.example")],
    );
    expect(others.length).toBeGreaterThan(3);
    const mine = pack.events.map(({ id }) => id);
    expect(others.filter(({ id }) => mine.includes(id))).toEqual([]);
    const requests = await prisma().consentRequest.findMany({
      where: { shopId, NOT: { email: "alice@plumb.example" } },
    });
    expect(requests.length).toBe(2);
    for (const { id, orderId } of requests) {
      expect(pack.requests.map((request) => request.id)).not.toContain(String(id));
      expect(json).not.toContain(`"${orderId}"`);
    }
  });

  test("is logged with who, whom, when, why and in which form, before it leaves", async () => {
    const id = await contactId(shopId, 1);
    expect(await listEvidenceExports(shopId, id)).toEqual([
      { id: pack.exported.number, at: after(9000), actor: "jo", format: "json", reason: "They asked why" },
    ]);
    await exportEvidence(shopId, id, { ...ASK, format: "pdf", reason: "  Again  ", actor: "sam" });
    expect((await listEvidenceExports(shopId, id)).map(({ actor, format, reason }) => [actor, format, reason])).toEqual(
      [
        ["sam", "pdf", "Again"],
        ["jo", "json", "They asked why"],
      ],
    );
    expect(await listEvidenceExports(shopId, await contactId(shopId, 2))).toEqual([]);
  });

  test.each(["", "  ", "ab", "x".repeat(301)])(
    "is refused for the reason %j, and nothing is logged",
    async (reason) => {
      const id = await contactId(shopId, 3);
      await expect(exportEvidence(shopId, id, { ...ASK, reason })).rejects.toMatchObject({
        code: "input_invalid",
        fields: ["reason"],
      });
      expect(await listEvidenceExports(shopId, id)).toEqual([]);
    },
  );

  test.each(["0", "999999999", "x", "", "1; DROP TABLE contact", "9".repeat(30)])(
    "of contact %j is not found",
    async (id) => {
      await expect(exportEvidence(shopId, id, ASK)).rejects.toMatchObject({ code: "not_found" });
    },
  );

  test("of another shop's contact is not found, and nothing is logged", async () => {
    const other = await makeShop();
    const id = await contactId(shopId, 1);
    await expect(exportEvidence(other, id, ASK)).rejects.toMatchObject({ code: "not_found" });
    expect(await listEvidenceExports(other, id)).toEqual([]);
  });

  test("of the same address in another shop has that shop's only", async () => {
    const other = await makeShop();
    await importLines(other, [customer(1, { email: "alice@plumb.example", name: "Alice Ŵyn" })]);
    await ask(other, "alice@plumb.example", after(5));
    const theirs = await exportEvidence(other, await contactId(other, 1), ASK);
    expect(theirs.events.map(({ kind }) => kind)).toEqual(["requested"]);
    expect([theirs.mails, theirs.exclusions]).toEqual([[], []]);
  });
});

describe("the evidence about one mailbox", () => {
  test("leaves out, and counts, what went through the same customer record to another address", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [customer(1, { email: "old@firm.example", name: "Former Buyer" })]);
    await handOverToTheEnd(shopId, await makeSendingCampaign(shopId, {}, after(1)), scriptedSendGrid(after(2)));
    await importLines(
      shopId,
      [customer(1, { email: "new@firm.example", name: "New Buyer", updatedAt: "2026-03-02T11:00:00Z" })],
      after(5),
    );
    const pack = await exportEvidence(shopId, await contactId(shopId, 1), ASK);
    expect([pack.mails, pack.elsewhere]).toEqual([[], 1]);
    expect(evidenceJson(pack)).not.toContain("old@firm.example");
  });

  test("has what reached it through another customer record", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [
      customer(1, { email: "info@firm.example", name: "One Buyer" }),
      customer(2, { email: "Info@firm.example", name: "Other Secretname" }),
    ]);
    await handOverToTheEnd(shopId, await makeSendingCampaign(shopId, {}, after(1)), scriptedSendGrid(after(2)));
    for (const number of [1, 2]) {
      const pack = await exportEvidence(shopId, await contactId(shopId, number), ASK);
      expect(pack.mails.filter(({ outcome }) => outcome === "accepted")).toHaveLength(1);
      if (number === 1) expect(evidenceJson(pack)).not.toContain("Secretname");
    }
  });

  test("tells how its address came off the exclusion list again", async () => {
    const shopId = await makeStore();
    await excludeByStaff(shopId, { email: "alice@plumb.example", note: "rang", actor: "jo", at: after(400) });
    const { exclusionKey } = await addressKeys(shopId);
    await transaction((tx) =>
      release(tx, shopId, {
        key: exclusionKey("alice@plumb.example"),
        at: after(500),
        source: "staff",
        actor: "sam",
        askedHow: "phone",
        askedAt: after(450),
        note: "wants offers again",
      }),
    );
    const pack = await exportEvidence(shopId, await contactId(shopId, 1), ASK);
    expect(pack.excludedSince).toBeNull();
    expect(pack.exclusions).toMatchObject([
      { act: "excluded", at: after(400) },
      { act: "released", at: after(500), source: "staff", actor: "sam", askedHow: "phone", askedAt: after(450) },
    ]);
    expect(pack.standing.standing).toBe("withdrawn");
  });

  test("is not to be had of a contact whose data was removed", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [customer(1)]);
    const id = await contactId(shopId, 1);
    await pool().query(
      "UPDATE contact SET removed_at = $2, deleted_at = $2, email = '', exclusion_key = NULL, consent_key = NULL WHERE shop_id = $1",
      [shopId, after(1)],
    );
    await expect(exportEvidence(shopId, id, ASK)).rejects.toMatchObject({ code: "not_found" });
  });

  test("of a contact without an address, or of whom nothing is known, is empty and can still be taken", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [customer(1, { email: null })]);
    const pack = await exportEvidence(shopId, await contactId(shopId, 1), ASK);
    expect(pack).toMatchObject({
      events: [],
      requests: [],
      mails: [],
      exclusions: [],
      chain: null,
      standing: { standing: "none" },
    });
  });

  test("shows that IP address and browser were reduced", async () => {
    const shopId = await makeStore();
    await reduceTraces(new Date("2027-04-01T00:00:00Z"));
    const pack = await exportEvidence(shopId, await contactId(shopId, 1), ASK);
    expect(pack.requests).toMatchObject([
      {
        ip: "203.0.113.0/24",
        userAgent: "Firefox",
        confirmedIp: "203.0.113.0/24",
        tracesReducedAt: new Date("2027-04-01T00:00:00Z"),
      },
    ]);
  });

  test("shows a seal that does not hold, as does the contact's page", async () => {
    const shopId = await makeStore();
    await sealLedger(shopId);
    await ask(shopId, "alice@plumb.example", after(500));
    await asSuperuser(
      (client) =>
        client.query("UPDATE consent_event SET wording = 'Anything' WHERE shop_id = $1 AND kind = 'confirmed'", [
          shopId,
        ]),
      { triggers: false },
    );
    const id = await contactId(shopId, 1);
    const pack = await exportEvidence(shopId, id, ASK);
    expect(pack.events.map(({ kind, seal }) => [kind, seal?.holds])).toEqual([
      ["requested", true],
      ["verification_mailed", true],
      ["confirmed", false],
      ["requested", undefined],
    ]);
    const { consent } = await readContact(shopId, id, after(600));
    expect(consent.events.map(({ event, seal }) => [event, seal])).toEqual([
      ["requested", "waiting"],
      ["confirmed", "broken"],
      ["verification_mailed", "sealed"],
      ["requested", "sealed"],
    ]);
    expect(consent.events.at(-1)).toMatchObject({
      surface: "checkout",
      wordingVersion: 1,
      position: 1,
      orderId: expect.any(String) as string,
    });
  });
});

describe("clocks that disagree", () => {
  const DAYS = 14 * 86_400;

  test.each([
    ["behind by an hour", -3600],
    ["behind by a second", -1],
    ["ahead by an hour", 3600],
  ])("a confirmation by a clock that is %s counts, and the fold goes by the order", async (_case, skew) => {
    const shopId = await makeShop();
    await importLines(shopId, [soleTrader(1, { email: "alice@plumb.example" })]);
    const token = await askAndTakeMail(shopId, "alice@plumb.example", START);
    const pressed = await confirmConsent(shopId, token, { ip: null, userAgent: null }, after(skew));
    expect(pressed).toMatchObject({ state: "confirmed", fresh: true });
    const pack = await exportEvidence(shopId, await contactId(shopId, 1), ASK);
    // Both are there: the order by number, and the time by the clock of who wrote it.
    expect(pack.events.map(({ kind, at }) => [kind, at])).toEqual([
      ["requested", START],
      ["verification_mailed", START],
      ["confirmed", after(skew)],
    ]);
    const numbers = pack.events.map(({ id }) => Number(id));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(pack.standing).toMatchObject({ standing: "confirmed", since: after(skew) });
    const consent = (
      JSON.parse(evidenceJson(pack)) as { inWords: { sections: { heading: string; sentences: string[] }[] } }
    ).inWords.sections.find(({ heading }) => heading === "Consent");
    expect(consent?.sentences.join().includes("do not agree with that order")).toBe(skew < 0);
  });

  test.each([
    ["behind by a minute, half a minute after the end", -60, DAYS + 30, true],
    ["behind by a minute, a minute after the end", -60, DAYS + 60, false],
    ["ahead by a minute, a second more than a minute before the end", 60, DAYS - 61, true],
    ["ahead by a minute, half a minute before the end", 60, DAYS - 30, false],
  ])(
    "a link pressed by a clock that is %s ends no more than the skew early or late",
    async (_case, skew, truly, counts) => {
      const shopId = await makeShop();
      const token = await askAndTakeMail(shopId, "alice@plumb.example", START);
      const pressed = await confirmConsent(shopId, token, { ip: null, userAgent: null }, after(truly + skew));
      expect(pressed.state).toBe(counts ? "confirmed" : "expired");
    },
  );

  test("a link that a clock ahead called expired can still be pressed by one that is right, until the end", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [soleTrader(1, { email: "alice@plumb.example" })]);
    const token = await askAndTakeMail(shopId, "alice@plumb.example", START);
    await expireConsents(after(DAYS + 30));
    await confirmConsent(shopId, token, { ip: null, userAgent: null }, after(DAYS - 30));
    const pack = await exportEvidence(shopId, await contactId(shopId, 1), ASK);
    expect(pack.events.map(({ kind }) => kind)).toEqual(["requested", "verification_mailed", "expired", "confirmed"]);
    expect(pack.standing).toMatchObject({ standing: "confirmed", since: after(DAYS - 30) });
  });

  test("a withdrawal by a clock that is behind still ends the consent it came after", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [soleTrader(1, { email: "alice@plumb.example" })]);
    await giveConsent(shopId, "alice@plumb.example", after(3600));
    const { consentKey } = await addressKeys(shopId);
    await transaction((tx) =>
      appendConsentEvent(tx, shopId, { kind: "withdrawn", consentKey: consentKey("alice@plumb.example"), at: START }),
    );
    const pack = await exportEvidence(shopId, await contactId(shopId, 1), ASK);
    expect(pack.standing).toMatchObject({ standing: "withdrawn", since: START });
    expect(pack.decision.decision).toBe("ineligible");
  });
});
