import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "~/db/client";
import { ATTEMPT_LIMITS } from "~/policy/attemptLimits";
import { publishWording } from "~/services/consent/publishWording";
import { requestConsentByStaff, requestConsentForAddress, type StaffAsk } from "~/services/consent/requestByStaff";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { readContact } from "~/services/customers/readContact";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { useAppDatabase } from "../support/app-database";
import { giveConsent, tokenIn } from "../support/consent-steps";
import { after, importLines, makeShop, soleTrader, START, WORDING } from "../support/factories";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const ASK: StaffAsk = { how: "phone", askedOn: "2026-03-01", note: "Rang about boiler offers", locale: "en" };
const ACTOR = "Staff member 42";
const WELSH = "Iawn, caiff Beacon Spares e-bostio cynigion ataf. Gallaf roi'r gorau i hyn unrhyw bryd.";

let shopId: number;
beforeAll(async () => {
  shopId = await makeShop();
  await importLines(
    shopId,
    Array.from({ length: 8 }, (_, index) => soleTrader(index + 1, { email: `trader-${index + 1}@firm.example` })),
  );
  await publishWording(shopId, { locale: "cy", text: WELSH }, "Rhian", START);
});
const idOf = async (number: number) =>
  String((await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: number } })).id);
const ask = async (number: number, over: Partial<StaffAsk> = {}) =>
  requestConsentByStaff(shopId, await idOf(number), { ...ASK, ...over }, ACTOR, after(60));
const pageOf = async (number: number) => readContact(shopId, await idOf(number), after(120));

describe("asking for somebody who asked staff", () => {
  test("sends the verification email and grants nothing, until the person confirms", async () => {
    await ask(1);
    expect((await pageOf(1)).decision).toMatchObject({
      decision: "ineligible",
      reasons: ["consent_unconfirmed", "individual_without_consent"],
    });
    const mail = await prisma().singleMail.findFirstOrThrow({ where: { shopId, kind: "verification" } });
    const sendGrid = scriptedSendGrid(after(61));
    await sendSingleMail(shopId, String(mail.id), sendGrid);
    expect(sendGrid.addressees()).toEqual(["trader-1@firm.example"]);
    await confirmConsent(shopId, tokenIn(sendGrid), { ip: null, userAgent: "Firefox/140" }, after(62));
    expect((await pageOf(1)).decision).toMatchObject({ decision: "eligible", basis: "consent" });
  });

  test("is in the ledger with who, how and when, and never with the note", async () => {
    await ask(2, { how: "letter", askedOn: "2026-02-20" });
    const request = await prisma().consentRequest.findFirstOrThrow({
      where: { shopId, email: "trader-2@firm.example" },
    });
    expect(request).toMatchObject({
      surface: "staff",
      askedBy: ACTOR,
      askedHow: "letter",
      askedNote: ASK.note,
      wording: WORDING,
      ip: null,
    });
    const event = await prisma().consentEvent.findFirstOrThrow({ where: { shopId, requestId: request.id } });
    expect(event).toMatchObject({
      kind: "requested",
      surface: "staff",
      wording: WORDING,
      proof: { staff: ACTOR, how: "letter", askedOn: "2026-02-20" },
    });
    const ledger = await prisma().consentEvent.findMany({ where: { shopId } });
    const text = JSON.stringify(ledger, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    expect(text).not.toContain(ASK.note);
    expect((await pageOf(2)).consent.events).toMatchObject([
      { event: "requested", onBehalf: { staff: ACTOR, how: "letter", askedOn: new Date("2026-02-20") } },
    ]);
  });

  test.each([
    ["cy", WELSH, "cy"],
    ["de", WORDING, "en"],
  ])("in %s shows the words of that language, or the default's", async (locale, wording, shown) => {
    const number = locale === "cy" ? 3 : 4;
    await ask(number, { locale });
    const email = `trader-${number}@firm.example`;
    expect(await prisma().consentRequest.findFirstOrThrow({ where: { shopId, email } })).toMatchObject({
      wording,
      locale: shown,
    });
  });

  test.each<[string, Partial<StaffAsk>, string[]]>([
    ["how they asked", { how: "" }, ["how"]],
    ["a way there is", { how: "telepathy" }, ["how"]],
    ["when they asked", { askedOn: "" }, ["askedOn"]],
    ["a day that has come", { askedOn: "2026-03-04" }, ["askedOn"]],
    ["a note", { note: "  " }, ["note"]],
    ["a note of some length", { note: "x".repeat(501) }, ["note"]],
    ["a language", { locale: "" }, ["locale"]],
  ])("is refused without %s", async (_what, over, fields) => {
    await expect(ask(5, over)).rejects.toMatchObject({ code: "input_invalid", fields });
    expect(await prisma().consentRequest.count({ where: { shopId, email: "trader-5@firm.example" } })).toBe(0);
  });

  test("is refused for an excluded address, in any spelling, with the reason", async () => {
    await excludeByStaff(shopId, { email: "Trader-6+x@firm.example", note: "rang", actor: "owner", at: START });
    await expect(ask(6)).rejects.toMatchObject({ code: "address_excluded" });
    expect(await prisma().consentRequest.count({ where: { shopId, email: "trader-6@firm.example" } })).toBe(0);
  });

  test("is refused for somebody who has confirmed", async () => {
    await giveConsent(shopId, "trader-7@firm.example", START);
    await expect(ask(7)).rejects.toMatchObject({ code: "wrong_state" });
  });

  test("is refused when the address has had as many verification emails as it may", async () => {
    const shop = await makeShop();
    const asked = () => requestConsentForAddress(shop, "often@firm.example", ASK, ACTOR, after(count));
    let count = 0;
    for (; count < ATTEMPT_LIMITS.mailbox[0].most; count++) await asked();
    await expect(asked()).rejects.toMatchObject({ code: "too_many_attempts" });
    expect(await prisma().singleMail.count({ where: { shopId: shop } })).toBe(ATTEMPT_LIMITS.mailbox[0].most);
  });

  test("is refused for a contact that is gone, is another shop's, or never was", async () => {
    const id = await idOf(8);
    const other = await makeShop();
    await expect(requestConsentByStaff(other, id, ASK, ACTOR, after(60))).rejects.toMatchObject({ code: "not_found" });
    for (const none of ["0", "999999", "x", ""])
      await expect(requestConsentByStaff(shopId, none, ASK, ACTOR, after(60))).rejects.toMatchObject({
        code: "not_found",
      });
    await prisma().contact.update({ where: { shopId_id: { shopId, id: BigInt(id) } }, data: { deletedAt: START } });
    await expect(ask(8)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("asking for somebody who is no contact yet", () => {
  const askFor = (email: string, over: Partial<StaffAsk> = {}) =>
    requestConsentForAddress(shopId, email, { ...ASK, ...over }, ACTOR, after(300));

  test("makes a contact of them when they confirm, and not before", async () => {
    const contact = () => prisma().contact.findFirst({ where: { shopId, email: "New@reader.example" } });
    await askFor("New@reader.example");
    expect(await contact()).toBeNull();
    const mail = await prisma().singleMail.findFirstOrThrow({ where: { shopId }, orderBy: { id: "desc" } });
    const sendGrid = scriptedSendGrid(after(301));
    await sendSingleMail(shopId, String(mail.id), sendGrid);
    expect(sendGrid.addressees()).toEqual(["New@reader.example"]);
    await confirmConsent(shopId, tokenIn(sendGrid), { ip: null, userAgent: null }, after(302));
    const page = await readContact(shopId, String((await contact())?.id), after(303));
    expect(page.decision).toMatchObject({ decision: "eligible", basis: "consent" });
    expect(page.consent.events).toContainEqual(
      expect.objectContaining({ event: "requested", onBehalf: expect.objectContaining({ staff: ACTOR }) as object }),
    );
  });

  beforeAll(async () => {
    await excludeByStaff(shopId, { email: "out@reader.example", note: "rang", actor: "owner", at: START });
    await giveConsent(shopId, "sure@reader.example", START);
  });

  test.each<[string, string, Partial<StaffAsk>, object]>([
    ["no address", "nobody", {}, { code: "address_invalid" }],
    ["no note", "note@reader.example", { note: "" }, { code: "input_invalid", fields: ["note"] }],
    ["an excluded address", "out+1@reader.example", {}, { code: "address_excluded" }],
    ["somebody who has confirmed", "sure@reader.example", {}, { code: "wrong_state" }],
  ])("is refused with %s", async (_what, email, over, problem) => {
    await expect(askFor(email, over)).rejects.toMatchObject(problem);
    expect(await prisma().consentRequest.count({ where: { shopId, email, surface: "staff" } })).toBe(0);
  });
});
