import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { ATTEMPT_LIMITS } from "~/policy/attemptLimits";
import { withdrawFromAccount, readAccountStanding, requestConsentFromAccount } from "~/services/consent/accountConsent";
import { requestConsentFromOrderPage, type OrderPageTick } from "~/services/consent/orderConsent";
import { useAppDatabase } from "../support/app-database";
import { ask, giveConsent } from "../support/consent-steps";
import { after, importLines, makeShop, person, soleTrader, START, WORDING } from "../support/factories";

useAppDatabase();

const HOUR = 3600;
let shopId: number;
beforeAll(async () => {
  shopId = await makeShop();
});

/** A store that has this one order, placed at the start, and these customers. */
const storeOf =
  (email: string | null, customerId = "7"): AdminGraphql =>
  (document) =>
    Promise.resolve(
      document.includes("OrderConsent")
        ? {
            order: {
              id: "gid://shopify/Order/1",
              createdAt: START.toISOString(),
              email,
              clientIp: null,
              customer: { id: `gid://shopify/Customer/${customerId}` },
              metafield: null,
            },
          }
        : { customer: { id: `gid://shopify/Customer/${customerId}`, defaultEmailAddress: { emailAddress: email } } },
    );

let orders = 100;
const tick = (over: Partial<OrderPageTick> = {}): OrderPageTick => ({
  surface: "thank_you",
  orderId: String(++orders),
  customerId: undefined,
  wordingVersion: 1,
  wording: WORDING,
  locale: "en",
  ip: null,
  userAgent: null,
  ...over,
});

describe("a page of an order", () => {
  test.each([
    ["thank_you", 24],
    ["order_status", 30 * 24],
  ] as const)("%s takes a tick for %i hours and no longer", async (surface, hours) => {
    const at = (seconds: number) =>
      requestConsentFromOrderPage(shopId, tick({ surface }), storeOf(`${surface}@firm.example`), after(seconds));
    await at(hours * HOUR);
    await expect(at(hours * HOUR + 1)).rejects.toMatchObject({ code: "not_found" });
    expect(await prisma().consentRequest.count({ where: { shopId, surface } })).toBe(1);
  });

  test.each([
    ["nobody", undefined, true],
    ["the order's customer", "7", true],
    ["another customer", "8", false],
  ])("takes a tick while %s is logged in: %s, %s", async (_who, customerId, taken) => {
    const asked = requestConsentFromOrderPage(shopId, tick({ customerId }), storeOf("who@firm.example"), after(1));
    await (taken ? asked : expect(asked).rejects.toMatchObject({ code: "not_found" }));
  });

  test("takes none of an order without an address", async () => {
    await expect(requestConsentFromOrderPage(shopId, tick(), storeOf(null), after(1))).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("gives the legal form that was said to the contact as evidence: of an individual at once", async () => {
    const shop = await makeShop();
    await importLines(shop, [person(1, { email: "said@firm.example" })]);
    await requestConsentFromOrderPage(
      shop,
      tick({ statedForm: "Sole trader" }),
      storeOf("said@firm.example"),
      after(1),
    );
    const contact = await prisma().contact.findFirstOrThrow({ where: { shopId: shop, shopifyId: 1 } });
    expect(contact.legalForm).toBe("individual");
    expect(await prisma().formEvidence.findMany({ where: { shopId: shop } })).toMatchObject([
      { source: "stated_by_person", detail: "Sole trader", says: "individual" },
    ]);
  });
});

describe("the holder of an account", () => {
  const account = { wordingVersion: 1, wording: WORDING, locale: "en", ip: null, userAgent: null };

  test("who withdraws is no longer mailed, in any spelling of the address, and the ledger says so", async () => {
    const shop = await makeShop();
    await importLines(shop, [soleTrader(1, { email: "jo@firm.example" })]);
    await giveConsent(shop, "jo@firm.example", START);
    const admin = storeOf("Jo+Shop@firm.example");
    expect(await readAccountStanding(shop, "7", admin)).toMatchObject({ standing: "none" });
    expect(await withdrawFromAccount(shop, "7", admin, after(60))).toEqual({
      standing: "stopped",
      since: after(60),
      contact: "office@beacon-spares.example",
    });
    const contact = await prisma().contact.findFirstOrThrow({ where: { shopId: shop, shopifyId: 1 } });
    expect(contact).toMatchObject({ excluded: true, consent: "withdrawn" });
    const event = await prisma().consentEvent.findFirstOrThrow({ where: { shopId: shop, kind: "withdrawn" } });
    expect(event.proof).toEqual({ by: "account" });
  });

  test("who withdraws again stays stopped since the first time", async () => {
    const shop = await makeShop();
    const admin = storeOf("again@firm.example");
    await withdrawFromAccount(shop, "7", admin, after(60));
    expect(await withdrawFromAccount(shop, "7", admin, after(90))).toMatchObject({ since: after(60) });
  });

  test("without an address, or whom the store does not have, can do nothing", async () => {
    await expect(readAccountStanding(shopId, "7", storeOf(null))).rejects.toMatchObject({ code: "not_found" });
    await expect(withdrawFromAccount(shopId, "7", storeOf("no address"), after(1))).rejects.toMatchObject({
      code: "address_invalid",
    });
    const gone: AdminGraphql = () => Promise.resolve({ customer: null });
    await expect(requestConsentFromAccount(shopId, "7", account, gone, after(1))).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("is told when the mailbox has had as many verification emails as it may", async () => {
    const shop = await makeShop();
    for (let time = 0; time < ATTEMPT_LIMITS.mailbox[0].most; time++)
      await ask(shop, `full+${time}@firm.example`, after(time));
    const asking = requestConsentFromAccount(shop, "7", account, storeOf("full@firm.example"), after(60));
    await expect(asking).rejects.toMatchObject({ code: "too_many_attempts" });
    expect(await readAccountStanding(shop, "7", storeOf("full@firm.example"))).toMatchObject({ standing: "none" });
  });

  test("who has confirmed and asks again stays confirmed and gets no mail", async () => {
    const shop = await makeShop();
    await giveConsent(shop, "sure@firm.example", START);
    const before = await prisma().singleMail.count({ where: { shopId: shop } });
    const standing = await requestConsentFromAccount(shop, "7", account, storeOf("sure@firm.example"), after(60));
    expect(standing).toMatchObject({ standing: "confirmed" });
    expect(await prisma().singleMail.count({ where: { shopId: shop } })).toBe(before);
  });
});
