import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import { composeCampaign, seenOf } from "../simulators/demo/admin-acts";
import type { StaffBrowser } from "../simulators/demo/browser-like";
import { prepareShop } from "../simulators/demo/story";
import { until } from "../simulators/demo/until";
import { startWorld, type World, type WorldOptions } from "../simulators/demo/world";
import { writeStore } from "../simulators/store/generate";
import { dropDatabase, recreateDatabase, uniqueName } from "./databases";

const WITHIN_MS = 60_000;

/** A running app with a shop that is installed, synced and set up. */
export interface TestShop {
  readonly world: World;
  readonly staff: StaffBrowser;
  /** What the app has logged so far. */
  log(): string;
}

/** Starts the built app behind the simulators for this file's tests, with a small generated store. Read the result inside tests only. */
export function useShop(options: { customers?: number } & Partial<WorldOptions> = {}): TestShop {
  const name = uniqueName("twostage_world");
  const folder = mkdtempSync(path.join(tmpdir(), "twostage-"));
  const logFile = path.join(folder, "app.log");
  let world: World | undefined;
  let staff: StaffBrowser | undefined;
  beforeAll(async () => {
    const storeFile = path.join(folder, "store.jsonl");
    await writeStore({ customers: options.customers ?? 150, seed: 7 }, storeFile);
    const databaseUrl = await recreateDatabase(inject("serverUrl"), name, inject("templateDatabase"));
    world = await startWorld({ databaseUrl, storeFile, logFile, ...options });
    staff = await prepareShop(world, () => undefined);
  });
  afterAll(async () => {
    await world?.close();
    await dropDatabase(inject("serverUrl"), name);
    rmSync(folder, { recursive: true, force: true });
  });
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error("the world is there inside tests only");
    return part;
  };
  return {
    get world() {
      return started(world);
    },
    get staff() {
      return started(staff);
    },
    log: () => readFileSync(logFile, "utf8"),
  };
}

/** Sends a campaign to everybody and waits until it is finished. Gives its id. */
export async function sendCampaign({ world, staff }: TestShop, name = "Offers"): Promise<number> {
  const id = await composeCampaign(staff, {
    name,
    subject: `${name} for the trade`,
    body: "Hello,\n\nnew spares are in.",
  });
  await staff.submit(`/app/campaigns/${id}`, { intent: "start", ...(await seenOf(staff, id)) });
  await until(WITHIN_MS, () =>
    world.database.query("SELECT 1 FROM campaign WHERE id = $1 AND state = 'finished'", [id]),
  );
  return id;
}

/** A marketing mail with the links in it. */
export interface MailLinks {
  readonly to: string;
  readonly token: string;
  readonly optOutUrl: string;
  readonly oneClickUrl: string;
}

/** The marketing mails of a campaign, oldest first. */
export function mailsOf({ world }: TestShop, campaignId: number): MailLinks[] {
  return world.sendgrid.sent().flatMap((message) => {
    const id = message.personalization.custom_args?.twostage_recipient;
    const optOutUrl = /https?:\/\/\S+\/apps\/twostage\/optout\?token=[\w-]+/.exec(message.text ?? "")?.[0];
    const oneClickUrl = /<([^>]+)>/.exec(message.headers["List-Unsubscribe"] ?? "")?.[1];
    if (id?.split("-")[1] !== String(campaignId) || !optOutUrl || !oneClickUrl) return [];
    return [{ to: message.to, token: new URL(optOutUrl).searchParams.get("token") ?? "", optOutUrl, oneClickUrl }];
  });
}

/** Whether an address is on the exclusion list, as the database has it. */
export async function isListed({ world }: TestShop, email: string): Promise<boolean> {
  const { rows } = await world.database.query("SELECT 1 FROM exclusion WHERE lower(email) = lower($1)", [email]);
  return rows.length > 0;
}
