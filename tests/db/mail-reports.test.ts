import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { prisma } from "~/db/client";
import { createWork } from "~/jobs/handlers";
import { createMailer } from "~/jobs/mailer";
import { env } from "~/lib/env";
import { seal } from "~/lib/seal";
import { makeSureOfReports } from "~/services/shops/mailReports";
import { saveSender } from "~/services/shops/settings";
import { FULL_ACCESS } from "../simulators/sendgrid/access";
import type { SendGrid } from "../simulators/sendgrid/sendgrid";
import { useAppDatabase } from "../support/app-database";
import { after, makeShop } from "../support/factories";
import { call, KEY, sendGridFor } from "../unit/simulators/sendgrid-fixture";

useAppDatabase();

const OTHER_KEY = "SG.another-key";
const BEFORE = "a-public-key";
const SETTINGS = "/v3/user/webhooks/event/settings";
const WITHOUT_WEBHOOKS = FULL_ACCESS.filter((scope) => !scope.startsWith("user.webhooks.event"));

let known: { SENDGRID_BASE_URL: string; SHOPIFY_APP_URL: string };
beforeAll(() => {
  known = { SENDGRID_BASE_URL: env().SENDGRID_BASE_URL, SHOPIFY_APP_URL: env().SHOPIFY_APP_URL };
});
afterAll(() => {
  Object.assign(env(), known);
});

let shopId: number;
beforeEach(async () => {
  Object.assign(env(), known);
  shopId = await makeShop();
});

/** An account that takes the shop's key and another, both with the same rights. */
async function account(scopes: readonly string[] = FULL_ACCESS): Promise<SendGrid> {
  const sendGrid = await sendGridFor({
    apiKeys: [KEY, OTHER_KEY].map((key) => ({ key, scopes })),
    authenticatedDomains: ["beacon-spares.example"],
  });
  Object.assign(env(), { SENDGRID_BASE_URL: sendGrid.origin });
  return sendGrid;
}

const save = (apiKey = "") =>
  saveSender(
    shopId,
    { fromName: "Beacon", fromEmail: "offers@beacon-spares.example", replyTo: "", apiKey },
    "jo",
    after(1),
  );

async function stored() {
  const { eventPublicKey, eventFailure } = await prisma().shopSettings.findUniqueOrThrow({ where: { shopId } });
  return { publicKey: eventPublicKey, failure: eventFailure };
}

const fill = async (sendGrid: SendGrid) => {
  for (let n = 1; n <= 5; n += 1)
    await call(sendGrid, SETTINGS, { body: { url: `https://other.example/${n}`, enabled: true } });
};

/** Accounts of which nothing can be set up, by what is to be told of them. */
const FAILING = {
  not_allowed: () => account(WITHOUT_WEBHOOKS),
  no_room: async () => fill(await account()),
  unreachable: async () => {
    const sendGrid = await account();
    sendGrid.controls.fault({ kind: "status", status: 503 }, { path: `${SETTINGS}/all` });
  },
  refused: async () => {
    await account();
    Object.assign(env(), { SHOPIFY_APP_URL: "ftp://app.example" });
  },
} as const;
const REASONS = Object.keys(FAILING) as (keyof typeof FAILING)[];

describe("saving the sender", () => {
  test("has SendGrid report to the app, and keeps the public key it signs for", async () => {
    const sendGrid = await account();
    expect(await save(OTHER_KEY)).toBe("ready");
    expect(sendGrid.controls.eventPublicKey()).not.toBe("");
    expect(await stored()).toEqual({ publicKey: sendGrid.controls.eventPublicKey(), failure: null });
  });

  test.each(REASONS)("with another key tells %s, and keeps no public key of the account before", async (reason) => {
    await FAILING[reason]();
    expect(await save(OTHER_KEY)).toBe(reason);
    expect(await stored()).toEqual({ publicKey: "", failure: reason });
    expect(await prisma().shopSettings.findUniqueOrThrow({ where: { shopId } })).toMatchObject({ fromName: "Beacon" });
  });

  test.each([
    ["unreachable", BEFORE],
    ["not_allowed", BEFORE],
    ["no_room", ""],
    ["refused", ""],
  ] as const)(
    "with the same key tells %s, and keeps the public key only where the set-up may stand",
    async (reason, publicKey) => {
      await FAILING[reason]();
      expect(await save(KEY)).toBe(reason);
      expect(await stored()).toEqual({ publicKey, failure: reason });
    },
  );

  test("again, once what stood in the way has gone, forgets the failure", async () => {
    const sendGrid = await account();
    sendGrid.controls.fault({ kind: "status", status: 503 }, { path: `${SETTINGS}/all`, times: 1 });
    expect(await save(OTHER_KEY)).toBe("unreachable");
    expect(await save()).toBe("ready");
    expect(await stored()).toEqual({ publicKey: sendGrid.controls.eventPublicKey(), failure: null });
  });
});

describe("every night", () => {
  test("reports that are missing are set up again, before SendGrid's suppressions are looked through", async () => {
    const sendGrid = await account();
    await prisma().shopSettings.update({
      where: { shopId },
      data: { eventPublicKey: "", eventFailure: "unreachable" },
    });
    await createWork({ stopping: false }).handlers["suppressions-look"]({ shopId });
    expect(sendGrid.controls.eventPublicKey()).not.toBe("");
    expect(await stored()).toEqual({ publicKey: sendGrid.controls.eventPublicKey(), failure: null });
  });

  test("a set-up that was taken away at SendGrid is made again, or no longer shown as one", async () => {
    const sendGrid = await account();
    await save();
    const { json } = await call(sendGrid, `${SETTINGS}/all`);
    const [hook] = (json as { webhooks: { id: string }[] }).webhooks;
    await call(sendGrid, `${SETTINGS}/${hook?.id}`, { method: "DELETE" });
    await makeSureOfReports(shopId, createMailer());
    expect(await stored()).toEqual({ publicKey: sendGrid.controls.eventPublicKey(), failure: null });
    await FAILING.no_room();
    await makeSureOfReports(shopId, createMailer());
    expect(await stored()).toEqual({ publicKey: "", failure: "no_room" });
  });

  test("nothing is kept of what came of a key that was replaced meanwhile", async () => {
    const sendGrid = await account();
    sendGrid.controls.fault({ kind: "slow", ms: 300 }, { path: `${SETTINGS}/all`, times: 1 });
    const night = makeSureOfReports(shopId, createMailer());
    const sendgridKey = new Uint8Array(seal(Buffer.from(OTHER_KEY), "sendgrid", env().APP_SECRET));
    await prisma().shopSettings.update({ where: { shopId }, data: { sendgridKey, eventPublicKey: "of-the-other" } });
    await night;
    expect(await stored()).toEqual({ publicKey: "of-the-other", failure: null });
  });

  test("a shop without a key is passed over", async () => {
    await prisma().shopSettings.update({ where: { shopId }, data: { sendgridKey: null } });
    await makeSureOfReports(shopId, createMailer());
    expect(await stored()).toEqual({ publicKey: BEFORE, failure: null });
  });
});
