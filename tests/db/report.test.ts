import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { confirmConsent, readConfirmation } from "~/services/consent/confirmConsent";
import { readReportedRequest, reportRequest } from "~/services/consent/reportRequest";
import { LINK_DAYS } from "~/services/consent/requestConsent";
import { resendLink } from "~/services/consent/resendLink";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { release } from "~/services/exclusions/release";
import { addressKeys } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { ask, askAndTakeMail, eventsOf, tokenIn } from "../support/consent-steps";
import { after, importLines, makeShop, person, START, WORDING } from "../support/factories";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const DAY = 86_400;
const BROWSER = { ip: "192.0.2.9", userAgent: "Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0" };
const VISITOR = { ...BROWSER, page: "/apps/twostage/confirm/" };
const EMAIL = "victim@firm.example";
let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const report = (token: string, at = after(60)) => reportRequest(shopId, token, BROWSER.userAgent, at);
const confirm = (token: string, at: Date) => confirmConsent(shopId, token, BROWSER, at);
const listed = async () =>
  (
    await pool().query<{ source: string; email: string }>("SELECT source, email FROM exclusion WHERE shop_id = $1", [
      shopId,
    ])
  ).rows;

describe("the report of a request that the person never made", () => {
  test("is in the ledger, withdraws, excludes, and ends every link of the mailbox", async () => {
    await importLines(shopId, [person(1, { email: EMAIL })]);
    const other = await askAndTakeMail(shopId, EMAIL, START);
    const token = await askAndTakeMail(shopId, EMAIL, after(1));
    await report(token);
    expect(await eventsOf(shopId, EMAIL)).toEqual([
      "requested",
      "verification_mailed",
      "requested",
      "verification_mailed",
      "reported",
    ]);
    expect(await listed()).toEqual([{ source: "abuse_report", email: EMAIL }]);
    for (const each of [token, other]) {
      expect(await confirm(each, after(61))).toMatchObject({ state: "excluded", fresh: false });
      expect((await readReportedRequest(shopId, each))?.email).toBe(EMAIL);
    }
    const contact = await prisma().contact.findFirstOrThrow({ where: { shopId } });
    expect(contact).toMatchObject({ excluded: true, consent: "withdrawn" });
    const { proof } = await prisma().consentEvent.findFirstOrThrow({ where: { shopId, kind: "reported" } });
    expect(proof).toEqual({ act: "button", browser: "Firefox" });
  });

  test("ends the link for good, also once the address is off the list again", async () => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    await report(token);
    const { exclusionKey } = await addressKeys(shopId);
    await transaction((tx) =>
      release(tx, shopId, {
        key: exclusionKey(EMAIL),
        source: "staff",
        actor: "jo",
        askedHow: "phone",
        askedAt: after(70),
        note: "rang us",
        at: after(71),
      }),
    );
    expect(await confirm(token, after(72))).toMatchObject({ state: "expired", fresh: false });
    expect(await eventsOf(shopId, EMAIL)).not.toContain("confirmed");
  });

  test("works after the link has run out, and takes back what was confirmed", async () => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    await confirm(token, after(30));
    await report(token, after((LINK_DAYS + 100) * DAY));
    expect(await eventsOf(shopId, EMAIL)).toEqual(["requested", "verification_mailed", "confirmed", "reported"]);
    expect(await listed()).toHaveLength(1);
  });

  test("pressed again, or many times at once, is one report", async () => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    await Promise.all(Array.from({ length: 10 }, () => report(token)));
    await report(token, after(DAY));
    expect((await eventsOf(shopId, EMAIL)).filter((kind) => kind === "reported")).toHaveLength(1);
    expect(await listed()).toHaveLength(1);
  });

  test("pressed again after the person came back excludes once more", async () => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    await report(token);
    const { exclusionKey } = await addressKeys(shopId);
    const entry = { key: exclusionKey(EMAIL), source: "body_link", campaignId: 1, recipientSeq: 1 } as const;
    await transaction((tx) => release(tx, shopId, { ...entry, at: after(70) }));
    await report(token, after(80));
    expect(await listed()).toHaveLength(1);
  });

  test.each<[string, (token: string) => Promise<[number, string]>]>([
    ["of another shop", async (token) => [await makeShop(), token]],
    [
      "that was altered",
      (token) => Promise.resolve([shopId, `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`]),
    ],
    ["that is cut short", (token) => Promise.resolve([shopId, token.slice(0, -2)])],
    ["that is empty", () => Promise.resolve([shopId, ""])],
  ])("by a link %s changes nothing", async (_case, given) => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    const [shop, other] = await given(token);
    await expect(reportRequest(shop, other, null, after(1))).rejects.toMatchObject({ code: "link_invalid" });
    expect(await listed()).toEqual([]);
    expect((await readConfirmation(shopId, token, after(1))).state).toBe("open");
  });

  test("beats a button that is pressed in the same moment, or comes after it: never is a reported address confirmed", async () => {
    for (let round = 0; round < 8; round++) {
      const email = `round-${round}@firm.example`;
      const token = await askAndTakeMail(shopId, email, START);
      await Promise.all([confirm(token, after(60)), report(token), confirm(token, after(60))]);
      expect((await eventsOf(shopId, email)).at(-1)).toBe("reported");
    }
  });
});

describe("a link that has run out", () => {
  const RUN_OUT = (LINK_DAYS + 1) * DAY;

  test("brings a new one with the same words, once, that confirms", async () => {
    const token = await askAndTakeMail(shopId, EMAIL, START, { statedForm: "Sole trader", locale: "cy" });
    await prisma().consentWording.create({ data: { shopId, version: 2, locale: "en", text: "Other words." } });
    await resendLink(shopId, token, VISITOR, after(RUN_OUT));
    const [first, second, ...more] = await prisma().consentRequest.findMany({
      where: { shopId },
      orderBy: { id: "asc" },
    });
    expect(more).toEqual([]);
    expect(first).toMatchObject({ orderId: expect.any(BigInt) as bigint });
    expect(second).toMatchObject({
      email: EMAIL,
      surface: "storefront_page",
      page: "/apps/twostage/confirm/",
      wordingVersion: 1,
      wording: WORDING,
      locale: "cy",
      orderId: null,
      statedForm: "Sole trader",
      ip: BROWSER.ip,
    });
    const mail = await prisma().singleMail.findFirstOrThrow({ where: { shopId }, orderBy: { id: "desc" } });
    const sendGrid = scriptedSendGrid(after(RUN_OUT));
    await sendSingleMail(shopId, String(mail.id), sendGrid);
    expect(await confirm(tokenIn(sendGrid), after(RUN_OUT + 60))).toMatchObject({ state: "confirmed", fresh: true });
    expect(await confirm(token, after(RUN_OUT + 61))).toMatchObject({ fresh: false });
  });

  test("is bound to the mailbox's limit", async () => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    for (let time = 0; time < 10; time++) await resendLink(shopId, token, VISITOR, after(RUN_OUT + time));
    expect(await prisma().singleMail.count({ where: { shopId } })).toBe(1 + 3);
  });

  test.each<[string, number]>([
    ["still open", 60],
    ["confirmed", -60],
  ])("brings nothing new while it is %s", async (_case, seconds) => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    if (seconds < 0) await confirm(token, after(1));
    await resendLink(shopId, token, VISITOR, after(seconds < 0 ? RUN_OUT : seconds));
    expect(await prisma().singleMail.count({ where: { shopId } })).toBe(1);
  });

  test("brings nothing to an excluded address", async () => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    await report(token);
    await resendLink(shopId, token, VISITOR, after(RUN_OUT));
    expect(await prisma().singleMail.count({ where: { shopId } })).toBe(1);
  });

  test("of another shop brings nothing", async () => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    await expect(resendLink(await makeShop(), token, VISITOR, after(RUN_OUT))).rejects.toMatchObject({
      code: "link_invalid",
    });
  });
});

describe("a verification link", () => {
  test("confirms the words it showed, also when others are current", async () => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    await prisma().consentWording.create({ data: { shopId, version: 2, locale: "en", text: "Other words." } });
    await confirm(token, after(60));
    const event = await prisma().consentEvent.findFirstOrThrow({ where: { shopId, kind: "confirmed" } });
    expect(event).toMatchObject({ wordingVersion: 1, wording: WORDING });
  });

  test("confirms the address that it was mailed to and no other: one person's link is none of another's", async () => {
    const mine = await askAndTakeMail(shopId, "mine@firm.example", START);
    await askAndTakeMail(shopId, EMAIL, START);
    await confirm(mine, after(60));
    expect(await eventsOf(shopId, EMAIL)).toEqual(["requested", "verification_mailed"]);
  });

  test.each([
    ["at the last moment", LINK_DAYS * DAY - 1, "confirmed"],
    ["when it has run out", LINK_DAYS * DAY, "expired"],
  ])("%s is %s", async (_case, seconds, state) => {
    const token = await askAndTakeMail(shopId, EMAIL, START);
    expect(await confirm(token, after(seconds))).toMatchObject({ state });
  });

  test("of a request whose mail has not gone yet does not exist", async () => {
    await ask(shopId, EMAIL, START);
    expect((await readConfirmation(shopId, "", after(1))).state).toBe("invalid");
  });
});
