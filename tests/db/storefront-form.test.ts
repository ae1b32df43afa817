import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { askByForm, openForm, type FilledForm, type FormOutcome } from "~/services/consent/askByForm";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { currentWordings, pickWording } from "~/services/consent/currentWording";
import { makeFormToken, MAX_HOURS, MIN_SECONDS } from "~/services/consent/formToken";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { readContact } from "~/services/customers/readContact";
import { listContacts } from "~/services/customers/listContacts";
import { useAppDatabase } from "../support/app-database";
import { askAndTakeMail, eventsOf, giveConsent, tokenIn } from "../support/consent-steps";
import { after, importLines, makeShop, person, START, WORDING } from "../support/factories";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const VISITOR = { ip: "203.0.113.7", userAgent: "Firefox/140" };
const LATER = after(MIN_SECONDS + 5);
let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const tokenOf = (over: Partial<Parameters<typeof makeFormToken>[1]> = {}, shop = shopId) =>
  makeFormToken(shop, { surface: "storefront_page", wordingVersion: 1, shownAt: START, ...over });
const filled = (over: Partial<FilledForm> = {}): FilledForm => ({
  intent: "request",
  email: "new@firm.example",
  buyAs: "",
  agreed: true,
  formToken: tokenOf(),
  trap: "",
  version: "",
  page: "/apps/twostage/subscribe/",
  locale: "en",
  ...over,
});
const take = (over: Partial<FilledForm> = {}, at = LATER) => askByForm(shopId, filled(over), VISITOR, at);
const publish = (version: number, locale: string, text: string) =>
  prisma().consentWording.create({ data: { shopId, version, locale, text } });

/** Everything that a form could have left behind. */
async function traces(): Promise<Record<string, number>> {
  const { rows } = await pool().query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM consent_request WHERE shop_id = $1) AS requests, (SELECT count(*)::int FROM consent_event WHERE shop_id = $1) AS events,
            (SELECT count(*)::int FROM single_mail WHERE shop_id = $1) AS mails, (SELECT count(*)::int FROM consent_attempt WHERE shop_id = $1) AS attempts,
            (SELECT count(*)::int FROM contact WHERE shop_id = $1) AS contacts`,
    [shopId],
  );
  return rows[0] ?? {};
}
const NOTHING = { requests: 0, events: 0, mails: 0, attempts: 0, contacts: 0 };

describe("the words of a form", () => {
  test("are the newest of each language, and English where there are none", async () => {
    await publish(2, "cy", "Iawn, fersiwn dau");
    await publish(3, "cy", "Iawn, fersiwn tri");
    await publish(4, "fr", "Oui, version quatre");
    expect((await currentWordings(shopId)).map(({ version }) => version)).toEqual([1, 4, 3]);
    const versions: unknown[] = [];
    for (const tag of ["en", "cy", "cy-GB", "CY", "de", "fr-CA", "pl"])
      versions.push((await pickWording(shopId, tag))?.version);
    expect(versions).toEqual([1, 3, 3, 3, 1, 4, 1]);
  });

  test("are none in a shop without any: then there is no form", async () => {
    const { id } = await prisma().shop.create({ data: { domain: `bare-${shopId}.myshopify.com` } });
    expect(await openForm(id, "en", START)).toBeUndefined();
    expect(await askByForm(id, filled(), VISITOR, LATER)).toEqual({ outcome: "closed" });
  });
});

describe("a form from the app's own page", () => {
  test("asks for a verification mail, in the language and with the words that were shown", async () => {
    await publish(2, "cy", "Iawn, caiff Beacon Spares anfon cynigion ataf.");
    const form = await openForm(shopId, "cy", START);
    expect(await take({ formToken: form?.formToken ?? "", locale: "cy", buyAs: "sole_trader" })).toEqual({
      outcome: "sent",
    });
    const request = await prisma().consentRequest.findFirstOrThrow({ where: { shopId } });
    expect(request).toMatchObject({
      email: "new@firm.example",
      surface: "storefront_page",
      page: "/apps/twostage/subscribe/",
      wordingVersion: 2,
      wording: "Iawn, caiff Beacon Spares anfon cynigion ataf.",
      locale: "cy",
      statedForm: "Sole trader",
      ...VISITOR,
    });
    const { id } = await prisma().singleMail.findFirstOrThrow({ where: { shopId } });
    const sendGrid = scriptedSendGrid(LATER);
    await sendSingleMail(shopId, String(id), sendGrid);
    expect(sendGrid.requests[0]?.body.subject).toBe("Cadarnhewch: a ofynnoch chi i Beacon Spares anfon e-byst atoch?");
    expect(sendGrid.requests[0]?.body.content[0]?.value).toContain("> Iawn, caiff Beacon Spares anfon cynigion ataf.");
    expect(sendGrid.requests[0]?.body.headers).toBeUndefined();
  });

  test("asks with the words that were shown, also when others were published meanwhile", async () => {
    await publish(2, "en", "Yes, and other words.");
    await take();
    expect(await prisma().consentRequest.findFirstOrThrow({ where: { shopId } })).toMatchObject({
      wordingVersion: 1,
      wording: WORDING,
    });
  });

  test.each<[string, () => Partial<FilledForm>, Date?]>([
    ["filled in the field that nobody sees", () => ({ trap: "https://spam.example" })],
    ["came back sooner than a person could", () => ({}), after(MIN_SECONDS - 1)],
    ["came back later than a page stays open", () => ({}), after(MAX_HOURS * 3600 + 1)],
    ["has no token", () => ({ formToken: "" })],
    ["has a forged token", () => ({ formToken: "A".repeat(150) })],
    ["has the token of another shop", () => ({ formToken: tokenOf({}, shopId + 1) })],
    ["has an altered token", () => ({ formToken: tokenOf().replace(/^./, (letter) => (letter === "A" ? "B" : "A")) })],
  ])("that %s is told the same as everybody, and nothing is asked", async (_case, over, at) => {
    const genuine = await take({ email: "genuine@firm.example" });
    await prisma().$executeRawUnsafe(`DELETE FROM consent_attempt WHERE shop_id = ${shopId}`);
    const before = await traces();
    expect(await take(over(), at)).toEqual(genuine);
    expect(await traces()).toEqual(before);
  });

  test.each<[string, Partial<FilledForm>, readonly string[]]>([
    ["no address", { email: "" }, ["email"]],
    ["something that is no address", { email: "nobody" }, ["email"]],
    ["an address that cannot be mailed", { email: "a b@firm.example" }, ["email"]],
    ["no tick", { agreed: false }, ["agree"]],
    ["neither", { email: "x", agreed: false }, ["email", "agree"]],
  ])("with %s is given back with what is wrong, and nothing is asked", async (_case, over, faults) => {
    const formToken = tokenOf();
    const outcome = await take({ ...over, formToken });
    // Its token still counts: who puts it right need not wait.
    expect(outcome).toMatchObject({ outcome: "faulty", faults, wording: { version: 1, text: WORDING }, formToken });
    expect(await traces()).toEqual(NOTHING);
  });

  test("takes of what somebody buys as only what was offered", async () => {
    await take({ buyAs: "toString" });
    expect((await prisma().consentRequest.findFirstOrThrow({ where: { shopId } })).statedForm).toBeNull();
  });

  test("records no page but a path without anything of the person", async () => {
    await take({ page: "/pages/emails" });
    await take({ email: "two@firm.example", page: "/search?q=jo@firm.example" });
    await take({ email: "three@firm.example", page: "https://evil.example/" });
    const pages = await prisma().consentRequest.findMany({ where: { shopId }, orderBy: { id: "asc" } });
    expect(pages.map(({ page }) => page)).toEqual(["/pages/emails", null, null]);
  });
});

describe("a form from the block in the theme", () => {
  const block = (over: Partial<FilledForm> = {}, at = START) =>
    take({ intent: "check", formToken: "", version: "1", page: "/pages/emails", ...over }, at);

  test("asks nothing by itself, and leads by one more press to a request from that block", async () => {
    const checked = await block();
    expect(checked).toMatchObject({ outcome: "check", wording: { version: 1, text: WORDING } });
    expect(await traces()).toEqual(NOTHING);
    const { formToken } = checked as Extract<FormOutcome, { outcome: "check" }>;
    expect(await take({ formToken, page: "/pages/emails" })).toEqual({ outcome: "sent" });
    expect(await prisma().consentRequest.findFirstOrThrow({ where: { shopId } })).toMatchObject({
      surface: "storefront_form",
      page: "/pages/emails",
    });
  });

  test("is too quick when a machine presses at once", async () => {
    const { formToken } = (await block()) as Extract<FormOutcome, { outcome: "check" }>;
    expect(await take({ formToken }, after(1))).toEqual({ outcome: "sent" });
    expect(await traces()).toEqual(NOTHING);
  });

  test.each<[string, Partial<FilledForm>, readonly string[]]>([
    ["without a tick", { agreed: false }, ["agree"]],
    ["with words that are no longer the current ones", { version: "0" }, ["words"]],
    ["without saying which words", { version: "" }, ["words"]],
    ["without an address", { email: "" }, ["email"]],
  ])("%s is shown again in full", async (_case, over, faults) => {
    expect(await block(over)).toMatchObject({ outcome: "faulty", faults });
    expect(await traces()).toEqual(NOTHING);
  });

  test("filled in by a machine is told the same as everybody", async () => {
    expect(await block({ trap: "x" })).toEqual({ outcome: "sent" });
  });
});

describe("whatever is known of the address", () => {
  test("the outcome is the same, and so is what a known, an excluded, a confirmed and a limited one leave behind of it", async () => {
    await importLines(shopId, [person(1, { email: "known@firm.example" })]);
    await excludeByStaff(shopId, { email: "excluded@firm.example", note: "rang us", actor: "jo", at: START });
    await giveConsent(shopId, "confirmed@firm.example", START);
    for (let time = 0; time < 3; time++) await askAndTakeMail(shopId, "limited@firm.example", START);
    const who = ["unknown", "known", "excluded", "confirmed", "limited"];
    const queued = async () => prisma().singleMail.count({ where: { shopId } });
    const left: Record<string, number> = {};
    for (const each of who) {
      const before = await queued();
      expect(await take({ email: `${each}@firm.example` })).toEqual({ outcome: "sent" });
      left[each] = (await queued()) - before;
    }
    expect(left).toEqual({ unknown: 1, known: 1, excluded: 0, confirmed: 0, limited: 0 });
    expect(await prisma().consentRequest.count({ where: { shopId, email: "excluded@firm.example" } })).toBe(0);
  });

  test("the database is asked the same things in the same order", async () => {
    await excludeByStaff(shopId, { email: "excluded@firm.example", note: "rang us", actor: "jo", at: START });
    await giveConsent(shopId, "confirmed@firm.example", START);
    for (let time = 0; time < 3; time++) await askAndTakeMail(shopId, "limited@firm.example", START);
    const statements = async (email: string) => {
      const said: string[] = [];
      const client = await pool().connect();
      const { query } = Object.getPrototypeOf(client) as { query: (...args: unknown[]) => unknown };
      client.release();
      const prototype = Object.getPrototypeOf(client) as { query: typeof query };
      prototype.query = function (this: unknown, ...args: unknown[]) {
        const [first] = args;
        const text = typeof first === "string" ? first : ((first as { text?: string } | undefined)?.text ?? "");
        said.push(text.replace(/\s+/g, " ").slice(0, 60));
        return query.apply(this, args);
      };
      try {
        await take({ email });
      } finally {
        prototype.query = query;
      }
      // What is undone, and a standing that stays as it is, of which nothing is written.
      return said.filter((text) => !/^(ROLLBACK TO|UPDATE contact|INSERT INTO address_standing)/.test(text));
    };
    const unknown = await statements("unknown@firm.example");
    expect(unknown.length).toBeGreaterThan(15);
    expect(unknown.join("\n")).toContain("INSERT INTO single_mail");
    for (const each of ["excluded", "confirmed", "limited"])
      expect(await statements(`${each}@firm.example`), each).toEqual(unknown);
  });
});

describe("somebody who is no customer and confirms", () => {
  const subscribe = async (email: string, buyAs = "") => {
    await take({ email, buyAs });
    const mail = await prisma().singleMail.findFirstOrThrow({ where: { shopId }, orderBy: { id: "desc" } });
    const sendGrid = scriptedSendGrid(LATER);
    await sendSingleMail(shopId, String(mail.id), sendGrid);
    await confirmConsent(shopId, tokenIn(sendGrid), { ip: null, userAgent: null }, after(60));
  };
  const contacts = () => prisma().contact.findMany({ where: { shopId, deletedAt: null }, orderBy: { id: "asc" } });

  test("becomes a contact who may be mailed by consent, and is found by the address", async () => {
    await subscribe("new@firm.example");
    const [contact, ...more] = await contacts();
    expect(more).toEqual([]);
    expect(contact).toMatchObject({
      email: "new@firm.example",
      relation: "none",
      legalForm: "unknown",
      consent: "confirmed",
      excluded: false,
      shopifyId: null,
    });
    const detail = await readContact(shopId, String(contact?.id), after(61));
    expect(detail.decision).toEqual({ decision: "eligible", basis: "consent" });
    expect(detail.ground).toMatchObject({ ground: "consent" });
    const found = await listContacts(shopId, { search: "new@firm" }, { at: after(61) });
    expect(found.rows.map(({ email }) => email)).toEqual(["new@firm.example"]);
  });

  test("is weighed by what they said to buy as", async () => {
    await subscribe("trader@firm.example", "sole_trader");
    expect((await contacts())[0]).toMatchObject({ legalForm: "individual", consent: "confirmed" });
  });

  test("becomes one contact, however often they press and ask", async () => {
    await subscribe("new@firm.example");
    await prisma().$executeRawUnsafe(`DELETE FROM consent_attempt WHERE shop_id = ${shopId}`);
    await take({ email: "NEW@firm.example" });
    expect(await contacts()).toHaveLength(1);
  });

  test("gives way to the store's customer with the same address, and not to one of another spelling", async () => {
    await subscribe("new+offers@firm.example");
    await importLines(shopId, [person(1, { email: "new@firm.example" })], after(100));
    expect((await contacts()).map(({ email, consent }) => [email, consent])).toEqual([
      ["new+offers@firm.example", "confirmed"],
      ["new@firm.example", "none"],
    ]);
    await importLines(
      shopId,
      [person(1, { email: "new+offers@firm.example", updatedAt: "2026-03-03T00:00:00Z" })],
      after(200),
    );
    expect((await contacts()).map(({ email, consent, shopifyId }) => [email, consent, shopifyId])).toEqual([
      ["new+offers@firm.example", "confirmed", 1n],
    ]);
  });

  test("before the button, is no contact at all", async () => {
    await take({ email: "new@firm.example" });
    expect(await contacts()).toEqual([]);
    expect(await eventsOf(shopId, "new@firm.example")).toEqual(["requested"]);
  });
});
