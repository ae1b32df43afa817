import { generateKeyPairSync } from "node:crypto";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pool, prisma } from "~/db/client";
import { env } from "~/lib/env";
import { seal } from "~/lib/seal";
import { resumeCampaign, startCampaign } from "~/services/campaigns/startCampaign";
import { startApp, type AppProcess } from "../simulators/demo/app-process";
import { SENDER_DOMAIN, SENDGRID_KEY } from "../simulators/demo/world";
import { seededRandom } from "../simulators/seeded";
import { FULL_ACCESS } from "../simulators/sendgrid/access";
import { startSendGrid, type SendGrid } from "../simulators/sendgrid/sendgrid";
import { simulateWeb } from "../simulators/web.mjs";
import { checkpoint } from "../support/checkpoint";
import { firms, importLines, makeDraft, makeShop } from "../support/factories";
import type { Database } from "./server";

/** A campaign that is being handed over. */
export interface Send {
  readonly shopId: number;
  readonly campaignId: number;
}

export interface Sizes {
  /** People of a send that is killed again and again, recipients of a batch, and how often it is killed. */
  readonly large: number;
  readonly batch: number;
  readonly kills: number;
  /** People of the other sends. */
  readonly small: number;
}

/** What every fault is inflicted on: the built processes of the app, a strict SendGrid and a database. */
export type Stage = Awaited<ReturnType<typeof setStage>>;

/** Sets it: two shops with their people, and no process of the app yet. */
export async function setStage(database: Database, sizes: Sizes, folder: string, seed: number) {
  // A start looks at the links of a mail and at the sender's domain, from this process.
  await simulateWeb();
  const port = await freePort();
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  /** When each request of a campaign came in. */
  const requests = new Map<number, number[]>();
  // A few thousand people in many batches: what the app would put into one is parted, as it is fixed at the start.
  await pool().query(
    `CREATE TABLE faults_batch (size int NOT NULL); INSERT INTO faults_batch VALUES (1000);
     CREATE FUNCTION faults_batch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.batch_size := (SELECT size FROM faults_batch); RETURN NEW; END $$;
     CREATE TRIGGER faults_batch BEFORE UPDATE OF batch_size ON campaign FOR EACH ROW EXECUTE FUNCTION faults_batch()`,
  );
  const large = await prepareShop(sizes.large);
  const small = await prepareShop(sizes.small);
  // The first blow would have the database read again the log of all these people, ten seconds of it.
  await checkpoint();
  await prisma().shopSettings.updateMany({
    where: { shopId: { in: [large, small] } },
    data: { eventPublicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64") },
  });
  const reportsOf = (shopId: number) => `http://127.0.0.1:${port}/sendgrid/events/${shopId}`;
  const sendgrid: SendGrid = await startSendGrid({
    apiKeys: [{ key: SENDGRID_KEY, scopes: FULL_ACCESS }],
    authenticatedDomains: [SENDER_DOMAIN],
    seed: String(seed),
    eventWebhook: { url: reportsOf(small), privateKey },
    eventRetryMs: 200,
    onMailSend: (body) => {
      const campaignId = campaignOf(body);
      requests.set(campaignId, [...(requests.get(campaignId) ?? []), Date.now()]);
    },
  });
  const setWebhook = async (change: { enabled: boolean; url?: string }): Promise<void> => {
    const { ok, status } = await fetch(`${sendgrid.origin}/v3/user/webhooks/event/settings`, {
      method: "PATCH",
      headers: { Authorization: `Bearer ${SENDGRID_KEY}`, "Content-Type": "application/json" },
      body: JSON.stringify(change),
    });
    if (!ok) throw new Error(`SendGrid does not change its webhook: ${status}`);
  };
  const reportNothing = () => setWebhook({ enabled: false });
  // Reports are made only where a web process takes them.
  await reportNothing();
  // A start asks SendGrid for the sender, from this process too.
  Object.assign(env(), { SENDGRID_BASE_URL: sendgrid.origin });
  const environment = {
    DATABASE_URL: process.env.DATABASE_URL ?? "",
    SHOPIFY_API_KEY: env().SHOPIFY_API_KEY,
    SHOPIFY_API_SECRET: env().SHOPIFY_API_SECRET,
    SHOPIFY_APP_URL: env().SHOPIFY_APP_URL,
    SCOPES: "read_customers",
    APP_SECRET: process.env.APP_SECRET ?? "",
    SENDGRID_BASE_URL: sendgrid.origin,
    LOG_LEVEL: "info",
  };
  const logFile = path.join(folder, "faults.log");
  const running = new Set<AppProcess>();
  let standing: AppProcess | undefined;
  const start = async (role: "web" | "worker", more: Record<string, string> = {}): Promise<AppProcess> => {
    const app = await startApp({
      role,
      environment: { ...environment, PORT: role === "web" ? String(port) : "0", ...more },
      logFile,
    });
    running.add(app);
    return app;
  };

  return {
    database,
    sendgrid,
    sizes,
    random: seededRandom(seed),
    startWorker: (more?: Record<string, string>) => start("worker", more),
    /** The worker that faults share which hurt no process. */
    async standingWorker(): Promise<void> {
      if (!standing || !running.has(standing)) standing = await start("worker");
    },
    /** The web process, and SendGrid reporting to it on one of the shops. */
    async startWeb(to: "large" | "small"): Promise<AppProcess> {
      const web = await start("web");
      await setWebhook({ enabled: true, url: reportsOf(to === "large" ? large : small) });
      return web;
    },
    reportNothing,
    /** When the first report was taken that was posted after this moment. */
    reportTakenAfter: async (moment: number): Promise<number> =>
      waitFor(async () => {
        const taken = sendgrid.webhookPosts.find(({ at, status }) => at.getTime() > moment && status === 200);
        return Promise.resolve(taken?.at.getTime());
      }, 20_000),
    async end(app: AppProcess, how: "kill" | "stop"): Promise<void> {
      running.delete(app);
      await app[how]();
    },
    /** Ends all processes of the app that are still there. */
    async endAll(): Promise<void> {
      await Promise.all([...running].map((app) => app.stop()));
      running.clear();
    },
    /** Starts a campaign to everybody of a shop, in batches of this size; whichever worker is there takes it up. */
    async send(
      to: "large" | "small",
      batch = to === "large" ? sizes.batch : Math.ceil(sizes.small / 100),
    ): Promise<Send> {
      const shopId = to === "large" ? large : small;
      const campaignId = await makeDraft(shopId);
      await pool().query("UPDATE faults_batch SET size = $1", [batch]);
      await startCampaign(shopId, campaignId, "owner", new Date());
      return { shopId, campaignId };
    },
    /** When the requests of a campaign came in, oldest first. */
    requestsOf: ({ campaignId }: Send): readonly number[] => requests.get(campaignId) ?? [],
    /** Waits for the next requests of a campaign, or for its end. Gives `false` when it ended before. */
    async afterRequests(send: Send, more: number, withinMs = 30_000): Promise<boolean> {
      const wanted = (requests.get(send.campaignId) ?? []).length + more;
      return waitFor(
        async () =>
          (requests.get(send.campaignId) ?? []).length >= wanted ? true : (await leftToClaim(send)) ? undefined : false,
        withinMs,
      );
    },
    /** Waits until a campaign has handed everybody over or ended; staff resume it when it paused itself. Batches of lost workers may be open still. */
    async handedOver(send: Send, withinMs: number): Promise<void> {
      await waitFor(async () => {
        const state = await stateOf(send);
        if (state === "paused") await resumeCampaign(send.shopId, send.campaignId, "owner", new Date());
        return state === "finished" || (state === "sending" && !(await openBatches(send))) ? true : undefined;
      }, withinMs);
    },
    /** Waits until a campaign has come to its end, the batches of lost workers included. */
    async ended(send: Send, withinMs: number): Promise<void> {
      await waitFor(async () => {
        const state = await stateOf(send);
        if (state === "paused") await resumeCampaign(send.shopId, send.campaignId, "owner", new Date());
        return state === "finished" || state === "cancelled" ? true : undefined;
      }, withinMs);
    },
    /** Batches in flight at this moment. */
    inFlight: async ({ shopId, campaignId }: Send): Promise<number> =>
      count("SELECT count(*)::int AS n FROM batch WHERE shop_id = $1 AND campaign_id = $2 AND state = 'sending'", [
        shopId,
        campaignId,
      ]),
    async close(): Promise<void> {
      for (const app of running) await app.stop();
      await sendgrid.close();
    },
  };
}

async function prepareShop(people: number): Promise<number> {
  const shopId = await makeShop();
  await prisma().shopSettings.update({
    where: { shopId },
    data: {
      fromEmail: `offers@${SENDER_DOMAIN}`,
      sendgridKey: new Uint8Array(seal(Buffer.from(SENDGRID_KEY), "sendgrid", env().APP_SECRET)),
      sendgridVerifiedAt: new Date(),
    },
  });
  await importLines(shopId, firms(people));
  await pool().query("VACUUM ANALYZE contact");
  return shopId;
}

/** Asks until there is an answer, also over a database that is gone for a while. */
export async function waitFor<T>(ask: () => Promise<T | undefined>, withinMs: number): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`nothing came within ${withinMs / 1000} s`);
    await pause(50);
  }
}

async function count(sql: string, values: unknown[]): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(sql, values);
  return rows[0]?.n ?? 0;
}

const leftToClaim = ({ shopId, campaignId }: Send) =>
  count(
    "SELECT count(*)::int AS n FROM campaign WHERE shop_id = $1 AND id = $2 AND state = 'sending' AND (audience_built_at IS NULL OR next_seq <= eligible_count)",
    [shopId, campaignId],
  );

/** Batches that are not claimed yet, or claimed and not attempted. */
const openBatches = async (send: Send) =>
  (await leftToClaim(send)) +
  (await count("SELECT count(*)::int AS n FROM batch WHERE shop_id = $1 AND campaign_id = $2 AND state = 'claimed'", [
    send.shopId,
    send.campaignId,
  ]));

async function stateOf({ shopId, campaignId }: Send): Promise<string> {
  const { rows } = await pool().query<{ state: string }>("SELECT state FROM campaign WHERE shop_id = $1 AND id = $2", [
    shopId,
    campaignId,
  ]);
  return rows[0]?.state ?? "";
}

/** The campaign that a request is of, by our opaque ids in it. */
function campaignOf(body: unknown): number {
  const { personalizations } = body as { personalizations?: { custom_args?: Record<string, string> }[] };
  return Number(personalizations?.[0]?.custom_args?.twostage_recipient?.split("-")[1]);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
