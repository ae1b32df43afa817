import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { currentWordings, pickWording } from "~/services/consent/currentWording";
import { discardWordingDraft, publishWording, saveWordingDraft } from "~/services/consent/publishWording";
import { readWordingPage } from "~/services/consent/readWordingPage";
import { requestMissedWordings, sendWordings } from "~/services/consent/sendWordings";
import { noteUninstallation, setUpShop } from "~/services/shops/install";
import { useAppDatabase } from "../support/app-database";
import { after, makeShop, START, WORDING } from "../support/factories";
import { jobs } from "../support/jobs";
import { startStore } from "../support/simulated-store";

useAppDatabase();

const WELSH = "Iawn, caiff Beacon Spares e-bostio cynigion ataf. Gallaf roi'r gorau i hyn unrhyw bryd.";
const ENGLISH = "Yes, Beacon Spares may send me its offers by email. I can unsubscribe whenever I like.";

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});
const publish = (locale: string, text: string, at = START) => publishWording(shopId, { locale, text }, "Rhian", at);
const faultsOf = (locale: string, text: string) =>
  publish(locale, text).catch((error: { fields?: unknown }) => error.fields);

describe("publishing a wording", () => {
  test("makes the next version over all languages, with who and when, and ends the draft", async () => {
    await saveWordingDraft(shopId, { locale: "cy", text: "Iawn" }, "Rhian", START);
    expect(await publish("cy", `  ${WELSH}\n`, after(1))).toBe(2);
    expect(await publish("en", ENGLISH, after(2))).toBe(3);
    const page = await readWordingPage(shopId, "cy", after(3));
    expect(page.versions).toEqual([
      { version: 2, locale: "cy", text: WELSH, publishedAt: after(1), publishedBy: "Rhian" },
    ]);
    expect(page.draft).toBeNull();
    expect(page.languages).toEqual([
      { locale: "en", version: 3 },
      { locale: "cy", version: 2 },
      { locale: "fr", version: null },
      { locale: "de", version: null },
    ]);
  });

  test("at once by many gives each a version of its own", async () => {
    const texts = Array.from({ length: 8 }, (_, number) => ENGLISH.replace("its offers", `its offers ${number}`));
    const versions = await Promise.all(texts.map((text) => publish("en", text)));
    expect(versions.sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("is refused for what is wrong with the words, and nothing is published", async () => {
    expect(await faultsOf("en", "I accept the terms")).toContain("wording_terms");
    expect(await faultsOf("en", WORDING)).toEqual(["wording_unchanged"]);
    expect(await faultsOf("tlh", WELSH)).toEqual(["locale"]);
    expect(await prisma().consentWording.count({ where: { shopId } })).toBe(1);
  });

  test("looks at the trading name of this shop, and of the store where there is none", async () => {
    await prisma().shopSettings.update({ where: { shopId }, data: { tradingName: "Lighthouse" } });
    expect(await faultsOf("en", ENGLISH)).toEqual(["wording_sender_missing"]);
    expect((await readWordingPage(shopId, "en", START)).faults).toEqual(["wording_sender_missing"]);
    await prisma().shopSettings.update({ where: { shopId }, data: { tradingName: "" } });
    expect(await publish("en", ENGLISH)).toBe(2);
  });

  test("leaves what was published as it was: the database refuses to change it", async () => {
    await expect(
      pool().query("UPDATE consent_wording SET text = 'Other words' WHERE shop_id = $1", [shopId]),
    ).rejects.toThrow(/append-only|permission denied/);
    await expect(pool().query("DELETE FROM consent_wording WHERE shop_id = $1", [shopId])).rejects.toThrow();
  });
});

describe("a draft", () => {
  test("is kept in each language apart, and counts for nothing", async () => {
    await saveWordingDraft(shopId, { locale: "fr", text: " Oui " }, "Rhian", START);
    await saveWordingDraft(shopId, { locale: "fr", text: "Oui, Beacon" }, "Sam", after(5));
    expect((await readWordingPage(shopId, "fr", after(6))).draft).toEqual({
      text: "Oui, Beacon",
      savedAt: after(5),
      savedBy: "Sam",
    });
    expect((await readWordingPage(shopId, "en", after(6))).draft).toBeNull();
    expect(await pickWording(shopId, "fr")).toMatchObject({ locale: "en" });
    await discardWordingDraft(shopId, "fr", "Sam", after(6));
    expect((await readWordingPage(shopId, "fr", after(7))).draft).toBeNull();
  });

  test("far too long, or in an unknown language, is refused", async () => {
    await expect(
      saveWordingDraft(shopId, { locale: "en", text: "x".repeat(2001) }, "Rhian", START),
    ).rejects.toMatchObject({ code: "input_invalid", fields: ["wording_too_long"] });
    await expect(saveWordingDraft(shopId, { locale: "xx", text: "" }, "Rhian", START)).rejects.toMatchObject({
      fields: ["locale"],
    });
  });
});

describe("the wording for somebody", () => {
  test("is the newest in their language, else the default's", async () => {
    await publish("cy", WELSH);
    await publish("en", ENGLISH);
    expect(await currentWordings(shopId)).toEqual([
      { version: 3, locale: "en", text: ENGLISH },
      { version: 2, locale: "cy", text: WELSH },
    ]);
    for (const [language, version] of [
      ["cy-GB", 2],
      ["en-US", 3],
      ["nl", 3],
      ["", 3],
    ] as const)
      expect(await pickWording(shopId, language), language).toMatchObject({ version });
  });

  test("is of no other shop", async () => {
    const other = await makeShop();
    await publish("cy", WELSH);
    expect(await pickWording(other, "cy")).toMatchObject({ locale: "en", version: 1 });
    const { id } = await prisma().shop.create({ data: { domain: `bare-${shopId}.myshopify.com` } });
    expect(await pickWording(id, "en")).toBeUndefined();
  });
});

describe("telling Shopify", () => {
  const unreachable: AdminGraphql = () => Promise.reject(new AdminFailure("unavailable", "HTTP_503"));
  const metafieldOf = async (graphql: AdminGraphql) => {
    const answer = (await graphql('{ shop { metafield(namespace: "$app", key: "consent_wording") { value } } }')) as {
      shop: { metafield: { value: string } };
    };
    return JSON.parse(answer.shop.metafield.value) as Record<string, unknown>;
  };
  let graphql: AdminGraphql;
  beforeEach(async () => {
    ({ graphql } = await startStore());
  });
  const queued = async (id: number) => (await jobs("wording-send")).filter((job) => job.shopId === id).length;

  test("gives all languages, with the default where older builds look, and what the extension asks with", async () => {
    await publish("cy", WELSH);
    expect((await readWordingPage(shopId, "cy", START)).shopify).toEqual({ state: "waiting" });
    expect(await queued(shopId)).toBe(1);
    await sendWordings(shopId, graphql);
    expect(await metafieldOf(graphql)).toEqual({
      version: "1",
      locale: "en",
      text: WORDING,
      endpoint: "https://app.twostage.test/api/consent",
      accountEndpoint: "https://app.twostage.test/api/account",
      statedForms: ["Limited company", "Limited liability partnership", "Sole trader", "Partnership", "Private person"],
      wordings: [
        { version: "1", locale: "en", text: WORDING },
        { version: "2", locale: "cy", text: WELSH },
      ],
    });
    expect((await readWordingPage(shopId, "cy", START)).shopify).toEqual({ state: "told" });
  });

  test("that fails leaves the version published, says so, and is tried again until it is told", async () => {
    await publish("cy", WELSH);
    await expect(sendWordings(shopId, unreachable)).rejects.toThrow("HTTP_503");
    expect(await readWordingPage(shopId, "cy", START)).toMatchObject({
      versions: [{ version: 2 }],
      shopify: { state: "failing", code: "HTTP_503" },
    });
    await sendWordings(shopId, graphql);
    expect((await readWordingPage(shopId, "cy", START)).shopify).toEqual({ state: "told" });
  });

  test("gives the newest also when it is published in the middle of it", async () => {
    await publish("cy", WELSH);
    let published = false;
    const meanwhile: AdminGraphql = async (document, variables) => {
      const answer = await graphql(document, variables);
      if (document.includes("SetMetafields") && !published) {
        published = true;
        await publish("en", ENGLISH);
      }
      return answer;
    };
    await sendWordings(shopId, meanwhile);
    expect(await metafieldOf(graphql)).toMatchObject({ version: "3", text: ENGLISH });
    expect((await readWordingPage(shopId, "en", START)).shopify).toEqual({ state: "told" });
  });

  test("is queued every night for a shop whose Shopify lacks a version, and for no other", async () => {
    await prisma().shop.update({ where: { id: shopId }, data: { checkoutReadyAt: START } });
    const removed = await makeShop();
    await prisma().shop.update({ where: { id: removed }, data: { checkoutReadyAt: START } });
    const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: removed } });
    await noteUninstallation(domain, START);
    await requestMissedWordings();
    expect(await queued(shopId)).toBe(1);
    expect(await queued(removed)).toBe(0);
    await sendWordings(shopId, graphql);
    await pool().query("DELETE FROM pgboss.job WHERE name = 'wording-send'");
    await requestMissedWordings();
    expect(await queued(shopId)).toBe(0);
  });

  test("is part of setting a shop up, which lets customer accounts read the wordings", async () => {
    const { graphql: fresh, simulator } = await startStore();
    await setUpShop(shopId, fresh, START);
    expect(await metafieldOf(fresh)).toMatchObject({ version: "1", text: WORDING });
    const [definition] = simulator.store.metafields.definitions("SHOP");
    expect(definition).toMatchObject({ key: "consent_wording", access: { customerAccount: "READ" } });
    await setUpShop(shopId, fresh, START);
    expect(simulator.store.metafields.definitions("SHOP")).toHaveLength(1);
  });

  test("is part of setting up also where Shopify refuses to let customer accounts read", async () => {
    const refusing: AdminGraphql = (document, variables) =>
      document.includes("CreateMetafieldDefinition") && JSON.stringify(variables).includes('"SHOP"')
        ? Promise.resolve({
            metafieldDefinitionCreate: { userErrors: [{ code: "INVALID", message: "not for this type" }] },
          })
        : graphql(document, variables);
    await setUpShop(shopId, refusing, START);
    expect(await metafieldOf(graphql)).toMatchObject({ text: WORDING });
  });
});
