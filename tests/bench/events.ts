import { execFile } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { EventWebhook } from "@sendgrid/eventwebhook";
import { pool } from "~/db/client";
import { eventPublicKey, verifyEvents } from "~/integrations/sendgrid/verifyEvents";
import { NODE_FLAGS } from "../../scripts/node-flags.mjs";
import { publicKeyText, SIGNATURE_HEADER, signEvents, TIMESTAMP_HEADER } from "../simulators/sendgrid/event-signature";
import { makeDraft, makeShop } from "../support/factories";
import type { Bench } from "./bench";
import { eventsFor } from "./bench-events";
import { bundleForBench } from "./bundle";
import { compare, type Result, type Turn } from "./measure";
import type { Visit } from "./visitor";
import { startApp, visitAll } from "./web-process";

const TURNS = 3;
/** Posts that are not counted, before the first turn. */
const WARM_UP = 20;
/** Posts of a thousand come from few connections, posts of one from many. */
const SIZES = [
  { name: "events-by-1000", size: 1000, connections: 4, share: 0.1, wanted: { ratio: 0.8 } },
  { name: "events-by-1", size: 1, connections: 64, share: 0.02, wanted: { atLeast: 3000 } },
] as const;

/**
 * SendGrid's signed events, posted to the app's web process as it is built, in posts of a thousand and of one, in events a second, against a bare loop over the same statements for the same batches; and the check of a signature
 * against SendGrid's own helper.
 */
export async function benchEvents(bench: Bench): Promise<Result[]> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const results = [await compareChecks(privateKey)];
  const anchor = await bundleForBench(bench.folder, "events-process");
  const { shopId, campaignId } = await fill(
    publicKeyText(privateKey),
    2 * TURNS * Math.round(bench.items * 0.12) + WARM_UP * 2000,
  );
  const app = await startApp();
  let next = 1;
  const take = (count: number) => (next += count) - count;
  try {
    for (const { name, size, connections, share, wanted } of SIZES) {
      const items = bench.items * share;
      const ours = async (count = items / size): Promise<Turn> => {
        const timestamp = Math.floor(Date.now() / 1000);
        const first = take(count * size);
        const posts = Array.from({ length: count }, (_, index): Visit => {
          const body = Buffer.from(
            JSON.stringify(eventsFor(shopId, campaignId, first + index * size, size, timestamp)),
          );
          const signature = signEvents(privateKey, String(timestamp), body);
          const headers = { [SIGNATURE_HEADER]: signature, [TIMESTAMP_HEADER]: String(timestamp) };
          return { method: "POST", path: `/sendgrid/events/${shopId}`, headers, body };
        });
        const turn = await visitAll(app, posts, connections);
        return { ...turn, value: turn.value * size };
      };
      const bare = async (): Promise<Turn> => {
        const { stdout } = await promisify(execFile)(
          process.execPath,
          [...NODE_FLAGS, anchor, ...[shopId, campaignId, take(items), items / size, size, connections].map(String)],
          { env: process.env },
        );
        return { value: items / (JSON.parse(stdout) as { seconds: number }).seconds };
      };
      await ours(WARM_UP);
      results.push(
        await compare({ name, unit: "events/s", items, better: "larger", wanted }, TURNS, () => ours(), bare),
      );
    }
    const { rows } = await pool().query<{ stored: number }>(
      "SELECT count(*)::int AS stored FROM mail_event WHERE shop_id = $1",
      [shopId],
    );
    if (rows[0]?.stored !== next - 1) throw new Error(`${next - 1} events were sent and ${rows[0]?.stored} are stored`);
    return results;
  } finally {
    app.child.kill();
  }
}

/** Checks of the signature of a post of ten events, one after the other. */
function compareChecks(privateKey: KeyObject): Promise<Result> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const body = Buffer.from(JSON.stringify(eventsFor(1, 1, 1, 10, Number(timestamp))));
  const signature = signEvents(privateKey, timestamp, body);
  const text = publicKeyText(privateKey);
  const [key, helper] = [eventPublicKey(text), new EventWebhook()];
  const theirs = helper.convertPublicKeyToECDSA(text);
  const turn = (checks: number, check: () => boolean | Promise<boolean>) => async (): Promise<Turn> => {
    const before = process.cpuUsage();
    const began = performance.now();
    for (let done = 0; done < checks; done++) if (!(await check())) throw new Error("a good signature was refused");
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(before);
    return { value: checks / seconds, cpuMicros: user + system };
  };
  return compare(
    { name: "events-check", unit: "checks/s", items: 2000, better: "larger", wanted: { ratio: 20 } },
    TURNS,
    turn(2000, () => verifyEvents(body, { signature, timestamp }, key, new Date())),
    turn(100, () => helper.verifySignature(theirs, body, signature, timestamp)),
  );
}

/** A shop whose campaign went to so many recipients, each batch handed over. */
async function fill(publicKey: string, recipients: number): Promise<{ shopId: number; campaignId: number }> {
  const shopId = await makeShop();
  const campaignId = await makeDraft(shopId);
  await pool().query(
    "INSERT INTO shop_settings (shop_id, event_public_key) VALUES ($1, $2) ON CONFLICT (shop_id) DO UPDATE SET event_public_key = $2",
    [shopId, publicKey],
  );
  await pool().query(
    `INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, reasons, policy_version)
     SELECT $1, $2, n, n, 'r' || n || '@firm.example', decode(md5('r' || n), 'hex'), 'legitimate_interest', 'customer', '{}', 1 FROM generate_series(1, $3::int) n`,
    [shopId, campaignId, recipients],
  );
  await pool().query(
    `INSERT INTO batch (shop_id, campaign_id, number, first_seq, last_seq, state, lease_until, attempts, attempted_at, handed_over)
     SELECT $1, $2, n, (n - 1) * 1000 + 1, n * 1000, 'accepted', now(), 1, now(), 1000 FROM generate_series(1, $3::int / 1000) n`,
    [shopId, campaignId, recipients],
  );
  await pool().query("VACUUM ANALYZE recipient, batch");
  return { shopId, campaignId };
}
