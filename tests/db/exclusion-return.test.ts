import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { createSendGrid } from "~/integrations/sendgrid/client";
import type { SuppressionPage } from "~/integrations/sendgrid/suppressions";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { resumeCampaign, startCampaign } from "~/services/campaigns/startCampaign";
import { handOverCampaign } from "~/services/delivery/handOver";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { isListed } from "~/services/exclusions/exclude";
import { listExclusions } from "~/services/exclusions/listExclusions";
import { lookForSuppressions, requestSuppressionLooks } from "~/services/exclusions/lookForSuppressions";
import { pullSuppressions, type SuppressionDeps } from "~/services/exclusions/pullSuppressions";
import { readExclusionReturn, requestMissedSuppressions, requestPullAgain } from "~/services/shops/exclusionReturn";
import { noteInstallation, noteUninstallation } from "~/services/shops/install";
import { addressKeys } from "~/services/shops/keys";
import { loadSetUpGuide, loadShopState } from "~/services/shops/setUp";
import { FULL_ACCESS } from "../simulators/sendgrid/access";
import { useAppDatabase } from "../support/app-database";
import { ask } from "../support/consent-steps";
import {
  after,
  emailOf,
  firms,
  importLines,
  makeDraft,
  makeSendingCampaign,
  makeShop,
  START,
} from "../support/factories";
import { jobs } from "../support/jobs";
import { scriptedSendGrid } from "../support/scripted-sendgrid";
import { KEY, sendGridFor } from "../unit/simulators/sendgrid-fixture";

useAppDatabase();

let shopId: number;
let domain: string;
beforeEach(async () => {
  shopId = await makeShop();
  ({ domain } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId } }));
});

const UNTIL = after(100_000_000);

/** The reading of suppressions from a simulated account, with a clock. */
async function account(options: { scopes?: readonly string[] } = {}) {
  const sendGrid = await sendGridFor({ apiKeys: [{ key: KEY, scopes: options.scopes ?? FULL_ACCESS }] });
  const client = createSendGrid({ apiKey: KEY, baseUrl: sendGrid.origin, timeoutMs: 2000 });
  const deps: SuppressionDeps & { asked: number } = {
    asked: 0,
    page: (_shop, list, range) => {
      deps.asked += 1;
      return client.listSuppressions(list, range);
    },
    now: () => UNTIL,
    stopping: false,
  };
  const add = (list: "bounces" | "blocks" | "spam_reports" | "unsubscribes", email: string, status?: string) =>
    sendGrid.controls.suppressions.add(list, {
      created: Math.floor(START.getTime() / 1000),
      email,
      ...(status ? { status } : {}),
    });
  return { sendGrid, deps, add };
}

const excluded = async (email: string) => isListed(pool(), shopId, (await addressKeys(shopId)).exclusionKey(email));
const setUp = async () => (await loadShopState(shopId, START)).facts.setUp;
const stepDone = async (id: string) => (await loadSetUpGuide(shopId, START)).find((step) => step.id === id)?.done;

/** Removes the app and installs it again. */
async function reinstall(): Promise<void> {
  await noteUninstallation(domain, after(1));
  expect(await noteInstallation(domain)).toBe(shopId);
}

describe("after an installation", () => {
  test("nothing may be sent before the store has been synced whole and SendGrid has been read, in either order", async () => {
    await importLines(shopId, firms(2));
    expect(await setUp()).toBe("ready");
    await reinstall();
    expect(await setUp()).toBe("exclusions_returning");
    expect([await stepDone("sync"), await stepDone("exclusions")]).toEqual([false, false]);
    const { deps } = await account();
    await pullSuppressions(shopId, deps);
    expect(await setUp()).toBe("exclusions_returning");
    await importLines(shopId, firms(2), after(10));
    expect(await setUp()).toBe("ready");
    expect([await stepDone("sync"), await stepDone("exclusions")]).toEqual([true, true]);
    await reinstall();
    await importLines(shopId, firms(2), after(20));
    expect(await setUp()).toBe("exclusions_returning");
    await pullSuppressions(shopId, deps);
    expect(await setUp()).toBe("ready");
  });

  test("a sync of the installation before does not count, also when it was under way", async () => {
    const { id } = await prisma().syncRun.create({ data: { shopId, state: "running", bulkOperationId: "1" } });
    await reinstall();
    expect(await prisma().syncRun.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } })).toMatchObject({
      state: "failed",
      failure: "APP_REMOVED",
    });
    await prisma().syncRun.updateMany({ where: { shopId, id }, data: { state: "finished" } });
    expect((await readExclusionReturn(shopId)).storeRead).toBe(false);
  });

  test("who opted out before, and meanwhile in Shopify or at SendGrid, is excluded before anything can be sent", async () => {
    await importLines(shopId, firms(4));
    const { deps, add } = await account();
    await reinstall();
    add("unsubscribes", emailOf(2));
    const away = firms(4).map((line, index) =>
      index === 0
        ? { ...line, defaultEmailAddress: { emailAddress: emailOf(1), marketingState: "UNSUBSCRIBED" } }
        : line,
    );
    await importLines(shopId, away, after(10));
    await pullSuppressions(shopId, deps);
    expect(await setUp()).toBe("ready");
    const sendGrid = scriptedSendGrid(after(20));
    const campaignId = await makeSendingCampaign(shopId, {}, after(20));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees().sort()).toEqual([emailOf(3), emailOf(4)]);
  });

  test("a shop of which nothing is recorded may not send either", async () => {
    await pool().query("DELETE FROM exclusion_return WHERE shop_id = $1", [shopId]);
    expect(await setUp()).toBe("exclusions_returning");
  });

  test("two that install at once are one installation", async () => {
    await importLines(shopId, firms(1));
    await noteUninstallation(domain, after(1));
    await Promise.all(Array.from({ length: 5 }, () => noteInstallation(domain)));
    const { rows } = await pool().query("SELECT generation, pull FROM exclusion_return WHERE shop_id = $1", [shopId]);
    expect(rows).toEqual([{ generation: 2, pull: "waiting" }]);
  });

  test("neither a campaign nor a test nor a verification mail leaves", async () => {
    await importLines(shopId, firms(3));
    const mailId = await ask(shopId, "asks@firm.example", START);
    await reinstall();
    const draft = await makeDraft(shopId);
    await expect(startCampaign(shopId, draft, "owner", after(2))).rejects.toMatchObject({
      code: "set_up_incomplete",
      fields: ["exclusions_returning"],
    });
    const sendGrid = scriptedSendGrid(after(2));
    await expect(sendSingleMail(shopId, mailId ?? "", sendGrid)).rejects.toMatchObject({ code: "set_up_incomplete" });
    expect(sendGrid.requests).toEqual([]);
  });

  test("mails that waited are queued when SendGrid has been read", async () => {
    const mailId = await ask(shopId, "waits@firm.example", START);
    const before = (await jobs("single-mail")).filter((job) => job.shopId === shopId).length;
    await reinstall();
    const { deps } = await account();
    await pullSuppressions(shopId, deps);
    const queued = (await jobs("single-mail")).filter((job) => job.shopId === shopId);
    expect(queued.slice(before)).toEqual([{ shopId, mailId }]);
  });
});

describe("a campaign under way when exclusions must return", () => {
  test("pauses with nobody left out, and goes on to all when resumed afterwards", async () => {
    await importLines(shopId, firms(3));
    const campaignId = await makeSendingCampaign(shopId);
    await requestPullAgain(shopId, "jo", START);
    const sendGrid = scriptedSendGrid(after(5));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toEqual([]);
    const where = { shopId_id: { shopId, id: campaignId } };
    expect(await prisma().campaign.findUniqueOrThrow({ where })).toMatchObject({
      state: "paused",
      pauseReason: "exclusions_returning",
    });
    await expect(resumeCampaign(shopId, campaignId, "jo", after(6))).rejects.toMatchObject({
      code: "set_up_incomplete",
    });
    const { deps } = await account();
    await pullSuppressions(shopId, deps);
    await resumeCampaign(shopId, campaignId, "jo", after(7));
    sendGrid.clock = after(120);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees()).toHaveLength(3);
  });

  test("whose audience is not decided yet pauses undecided", async () => {
    await importLines(shopId, firms(3));
    const id = await makeDraft(shopId);
    await startCampaign(shopId, id, "owner", START);
    await requestPullAgain(shopId, "jo", START);
    await buildAudience(shopId, id, after(1));
    expect(await prisma().campaign.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } })).toMatchObject({
      state: "paused",
      audienceBuiltAt: null,
    });
    expect(await prisma().recipient.count({ where: { shopId, campaignId: id } })).toBe(0);
  });
});

describe("SendGrid's suppressions", () => {
  beforeEach(() => requestPullAgain(shopId, "jo", START));

  test("of the lasting kinds are excluded with why, the passing ones are not", async () => {
    const { deps, add } = await account();
    add("unsubscribes", "Left@firm.example");
    add("spam_reports", "angry@firm.example");
    add("bounces", "gone@firm.example", "5.1.1");
    add("bounces", "old@firm.example");
    add("bounces", "full@firm.example", "4.2.2");
    add("blocks", "blocked@firm.example");
    await pullSuppressions(shopId, deps);
    expect(await readExclusionReturn(shopId)).toMatchObject({ pull: "finished", found: 4, finishedAt: UNTIL });
    const { rows } = await listExclusions(shopId);
    expect(rows.map(({ email, source }) => [email, source]).sort()).toEqual([
      ["Left@firm.example", "sendgrid_unsubscribe"],
      ["angry@firm.example", "spam_report"],
      ["gone@firm.example", "bounce"],
      ["old@firm.example", "bounce"],
    ]);
    expect(rows[0]?.at).toEqual(START);
    expect(await excluded("full@firm.example")).toBe(false);
    expect(await excluded("left@firm.example")).toBe(true);
  });

  test("are read in pages, all of them, once each, and again without a second entry in the history", async () => {
    const { deps, add } = await account();
    for (let number = 0; number < 1203; number++) add("unsubscribes", `person-${number}@list.example`);
    for (let number = 0; number < 500; number++) add("bounces", `bounced-${number}@list.example`, "5.0.0");
    await pullSuppressions(shopId, deps);
    const count = async (table: string) =>
      (await pool().query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE shop_id = $1`, [shopId]))
        .rows[0]?.n;
    expect([await count("exclusion"), await count("exclusion_event")]).toEqual([1703, 1703]);
    await requestPullAgain(shopId, "jo", START);
    await pullSuppressions(shopId, deps);
    expect([await count("exclusion"), await count("exclusion_event")]).toEqual([1703, 1703]);
  });

  test("go on where a lost worker left them, and two workers at once read each page's people once", async () => {
    const { deps, add } = await account();
    for (let number = 0; number < 1100; number++) add("unsubscribes", `person-${number}@list.example`);
    let pages = 0;
    const dying: SuppressionDeps = {
      ...deps,
      page: (...range) => {
        if (++pages === 2) throw new Error("killed");
        return deps.page(...range);
      },
    };
    await expect(pullSuppressions(shopId, dying)).rejects.toThrow("killed");
    expect(await readExclusionReturn(shopId)).toMatchObject({ pull: "running", found: 500 });
    await Promise.all([pullSuppressions(shopId, deps), pullSuppressions(shopId, deps)]);
    expect(await readExclusionReturn(shopId)).toMatchObject({ pull: "finished", found: 1100 });
    const { rows } = await pool().query("SELECT 1 FROM exclusion_event WHERE shop_id = $1", [shopId]);
    expect(rows).toHaveLength(1100);
  });

  test("read with a key that was replaced meanwhile do not count", async () => {
    const { deps } = await account();
    const page: SuppressionDeps["page"] = async (...range) => {
      const read = await deps.page(...range);
      if (range[1] === "bounces") await requestPullAgain(shopId, "jo", START);
      return read;
    };
    await pullSuppressions(shopId, { ...deps, page });
    expect(await readExclusionReturn(shopId)).toMatchObject({ pull: "waiting", returned: false });
  });

  test.each<[string, readonly string[], string]>([
    ["may not read them", ["mail.send"], "not_allowed"],
    ["may read some of them", ["mail.send", "suppression.unsubscribes.read"], "not_allowed"],
  ])("with a key that %s fail with a code, nothing is sent, and staff can ask again", async (_case, scopes, code) => {
    const { deps } = await account({ scopes });
    await pullSuppressions(shopId, deps);
    expect(await readExclusionReturn(shopId)).toMatchObject({ pull: "failed", failure: code, returned: false });
    const allowed = await account();
    await pullSuppressions(shopId, allowed.deps);
    expect((await readExclusionReturn(shopId)).pull).toBe("failed");
    await requestPullAgain(shopId, "jo", START);
    await pullSuppressions(shopId, allowed.deps);
    expect((await readExclusionReturn(shopId)).pull).toBe("finished");
  });

  test("with a refused key fail with a code", async () => {
    const page = (): Promise<SuppressionPage> => Promise.resolve({ kind: "failed", code: "key_refused" });
    await pullSuppressions(shopId, { page, now: () => UNTIL, stopping: false });
    expect(await readExclusionReturn(shopId)).toMatchObject({ pull: "failed", failure: "key_refused" });
  });

  test("of a SendGrid that cannot be reached, or answers nonsense, are tried again by the queue", async () => {
    const { deps, sendGrid } = await account();
    const path = "/v3/suppression/unsubscribes";
    for (const fault of [
      { kind: "status", status: 503 } as const,
      { kind: "html" } as const,
      { kind: "cut", accept: false } as const,
    ]) {
      sendGrid.controls.fault(fault, { times: 1, path });
      await expect(pullSuppressions(shopId, deps)).rejects.toMatchObject({ code: "sendgrid_unreachable" });
    }
    await pullSuppressions(shopId, deps);
    expect((await readExclusionReturn(shopId)).pull).toBe("finished");
  });

  test("wait while there is no key, and are asked for every night until they are read", async () => {
    const page = () => Promise.resolve(undefined);
    await pullSuppressions(shopId, { page, now: () => UNTIL, stopping: false });
    expect((await readExclusionReturn(shopId)).returned).toBe(false);
    const asked = async () => (await jobs("suppressions-pull")).filter((job) => job.shopId === shopId).length;
    const before = await asked();
    await requestMissedSuppressions();
    expect(await asked()).toBe(before + 1);
    const { deps } = await account();
    await pullSuppressions(shopId, deps);
    await requestMissedSuppressions();
    expect(await asked()).toBe(before + 1);
  });
});

describe("what SendGrid adds to its lists later", () => {
  const DAY = 86_400;
  const lookAt = async (seconds: number, given: Awaited<ReturnType<typeof account>>) =>
    lookForSuppressions(shopId, { ...given.deps, now: () => after(seconds) });
  const addAt = (
    given: Awaited<ReturnType<typeof account>>,
    list: "bounces" | "spam_reports" | "unsubscribes",
    email: string,
    seconds: number,
  ) => given.sendGrid.controls.suppressions.add(list, { created: Math.floor(after(seconds).getTime() / 1000), email });
  const audited = async () =>
    (await prisma().auditEvent.findMany({ where: { shopId, act: "suppressions_looked" }, orderBy: { id: "asc" } })).map(
      ({ after: told }) => told,
    );

  test("is excluded by the next look, once, whichever list it is on", async () => {
    const given = await account();
    addAt(given, "unsubscribes", "gone@firm.example", DAY - 60);
    addAt(given, "spam_reports", "spam@firm.example", DAY - 60);
    addAt(given, "bounces", "dead@firm.example", DAY - 60);
    await lookAt(DAY, given);
    const { rows } = await listExclusions(shopId);
    expect(Object.fromEntries(rows.map(({ email, source }) => [email, source]))).toEqual({
      "gone@firm.example": "sendgrid_unsubscribe",
      "spam@firm.example": "spam_report",
      "dead@firm.example": "bounce",
    });
    await lookAt(DAY + 10, given);
    expect(await audited()).toEqual([{ found: 1 }, { found: 1 }, { found: 1 }]);
    expect((await pool().query("SELECT 1 FROM exclusion_event WHERE shop_id = $1", [shopId])).rowCount).toBe(3);
  });

  test("is asked for since the last look only, with a margin for what appears late", async () => {
    const given = await account();
    await lookAt(DAY, given);
    const asked: { since?: Date }[] = [];
    const watched = {
      ...given.deps,
      now: () => after(2 * DAY),
      page: (...[shop, list, range]: Parameters<SuppressionDeps["page"]>) => {
        asked.push(range);
        return given.deps.page(shop, list, range);
      },
    };
    addAt(given, "unsubscribes", "late@firm.example", DAY - 3600);
    addAt(given, "unsubscribes", "old@firm.example", DAY - 12 * 3600);
    await lookForSuppressions(shopId, watched);
    expect(asked.every(({ since }) => since?.getTime() === after(DAY - 6 * 3600).getTime())).toBe(true);
    expect([await excluded("late@firm.example"), await excluded("old@firm.example")]).toEqual([true, false]);
    expect((await readExclusionReturn(shopId)).lookedAt).toEqual(after(2 * DAY));
  });

  test("of more than one page is read to the end", async () => {
    const given = await account();
    for (let n = 0; n < 1203; n++) addAt(given, "unsubscribes", `many-${n}@firm.example`, DAY - 60 - n);
    await lookAt(DAY, given);
    expect(await audited()).toEqual([{ found: 500 }, { found: 500 }, { found: 203 }]);
  });

  test("goes on where it was after a look that broke off", async () => {
    const given = await account();
    addAt(given, "unsubscribes", "first@firm.example", DAY - 60);
    addAt(given, "bounces", "last@firm.example", DAY - 60);
    const broken = {
      ...given.deps,
      now: () => after(DAY),
      page: (...[shop, list, range]: Parameters<SuppressionDeps["page"]>) =>
        list === "bounces"
          ? Promise.resolve({ kind: "failed", code: "unreachable" } as const)
          : given.deps.page(shop, list, range),
    };
    await expect(lookForSuppressions(shopId, broken)).rejects.toMatchObject({ code: "sendgrid_unreachable" });
    expect((await readExclusionReturn(shopId)).lookedAt).toBeNull();
    await lookAt(DAY + 60, given);
    expect([await excluded("first@firm.example"), await excluded("last@firm.example")]).toEqual([true, true]);
    // What the broken one brought, and what the next one did.
    expect(await audited()).toEqual([{ found: 1 }, { found: 1 }]);
  });

  test("is not looked for before everything has been read, and a key that may not read it is told until it may", async () => {
    const given = await account();
    await requestPullAgain(shopId, "jo", after(10));
    await lookAt(DAY, given);
    expect(given.deps.asked).toBe(0);
    await requestSuppressionLooks();
    expect(await jobs("suppressions-look")).not.toContainEqual({ shopId });
    await pullSuppressions(shopId, { ...given.deps, now: () => after(DAY) });
    await requestSuppressionLooks();
    expect(await jobs("suppressions-look")).toContainEqual({ shopId });
    const blind = await account({ scopes: FULL_ACCESS.filter((scope) => !scope.startsWith("suppression")) });
    await lookAt(2 * DAY, blind);
    const told = await prisma().auditEvent.findMany({ where: { shopId, act: "suppressions_failed" } });
    expect(told).toMatchObject([{ after: { failure: "not_allowed" } }]);
    expect(await readExclusionReturn(shopId)).toMatchObject({
      pull: "finished",
      returned: true,
      failure: "not_allowed",
    });
    await lookAt(2 * DAY + 60, given);
    expect(await readExclusionReturn(shopId)).toMatchObject({ lookedAt: after(2 * DAY + 60), failure: null });
  });
});
