import { beforeEach, describe, expect, it } from "vitest";
import { composeCampaign, seenOf } from "../simulators/demo/admin-acts";
import { until } from "../simulators/demo/until";
import { exclusionForm } from "~/policy/emailAddress";
import { useShop } from "../support/world";

// Web and worker apart, as on several machines, so that a worker can be lost while the web process serves.
const shop = useShop({ customers: 16_000, processes: "apart" });
const WITHIN_MS = 150_000;

interface Accounts {
  state: string;
  eligible: number;
  accepted: number;
  unknown: number;
  withheld: number;
  unfinished: number;
}

async function accounts(id: number): Promise<Accounts> {
  const { rows } = await shop.world.database.query<Accounts>(
    `SELECT k.state, k.eligible_count AS eligible, coalesce(sum(b.handed_over) FILTER (WHERE b.state = 'accepted'), 0)::int AS accepted,
            coalesce(sum(b.handed_over) FILTER (WHERE b.state = 'unknown'), 0)::int AS unknown, coalesce(sum(b.withheld), 0)::int AS withheld,
            count(*) FILTER (WHERE b.state IN ('claimed', 'sending'))::int AS unfinished
     FROM campaign k LEFT JOIN batch b ON b.shop_id = k.shop_id AND b.campaign_id = k.id WHERE k.id = $1 GROUP BY k.shop_id, k.id`,
    [id],
  );
  if (!rows[0]) throw new Error("no such campaign");
  return rows[0];
}
const addressesOf = (id: number) =>
  shop.world.sendgrid
    .sent()
    .filter(({ personalization }) => personalization.custom_args?.twostage_recipient?.split("-")[1] === String(id))
    .map(({ to }) => exclusionForm(to));
const worker = () => {
  const last = shop.world.processes.at(-1);
  if (!last) throw new Error("there is no worker");
  return last;
};

async function startCampaign(name: string): Promise<number> {
  const id = await composeCampaign(shop.staff, { name, subject: name, body: "Hello." });
  await shop.staff.submit(`/app/campaigns/${id}`, { intent: "start", ...(await seenOf(shop.staff, id)) });
  return id;
}
const someAccepted = (id: number) =>
  until(WITHIN_MS, async () => ({ rows: (await accounts(id)).accepted > 0 ? [1] : [] }));
/** Everybody is in a batch, and no batch waits: what is left is in flight, or was when its worker was killed. */
const handedOver = (id: number) =>
  until(WITHIN_MS, () =>
    shop.world.database.query(
      `SELECT 1 FROM campaign k WHERE id = $1 AND next_seq > eligible_count AND NOT EXISTS (
         SELECT 1 FROM batch b WHERE b.shop_id = k.shop_id AND b.campaign_id = k.id AND (b.state = 'claimed' OR b.state = 'sending' AND b.attempted_at > now() - interval '3 seconds')
       )`,
      [id],
    ),
  );
const finished = (id: number) =>
  until(WITHIN_MS, async () => ({ rows: (await accounts(id)).state === "finished" ? [1] : [] }));

describe("a send that is interrupted", () => {
  beforeEach(() => shop.world.sendgrid.controls.clearFaults());

  it("by a deploy goes on with the next worker: nobody is lost, nobody is mailed twice", async () => {
    shop.world.sendgrid.controls.fault({ kind: "slow", ms: 400 }, { times: 1000 });
    const id = await startCampaign("Deploy in the middle");
    await someAccepted(id);
    await worker().stop();
    const halfway = await accounts(id);
    expect(halfway.state).toBe("sending");
    expect(halfway.unfinished).toBe(0);
    expect(halfway.accepted).toBeLessThan(halfway.eligible);
    await shop.world.addProcess("worker");
    await finished(id);
    const { eligible, accepted, unknown } = await accounts(id);
    expect({ accepted, unknown }).toEqual({ accepted: eligible, unknown: 0 });
    const mailed = addressesOf(id);
    expect(mailed).toHaveLength(eligible);
    expect(new Set(mailed).size).toBe(eligible);
  });

  it("by a killed worker mails nobody twice, and only what was in flight is unknown", async () => {
    shop.world.sendgrid.controls.fault({ kind: "slow", ms: 700 }, { times: 1000 });
    const id = await startCampaign("Killed in the middle");
    await someAccepted(id);
    await worker().kill();
    await shop.world.addProcess("worker");
    await handedOver(id);
    // What was in flight is kept for longer than a request may take: the rest of that time is skipped.
    await shop.world.database.query(
      "UPDATE batch SET lease_until = now() WHERE campaign_id = $1 AND state = 'sending'",
      [id],
    );
    await finished(id);
    const { eligible, accepted, unknown, withheld } = await accounts(id);
    expect(accepted + unknown + withheld).toBe(eligible);
    expect(unknown).toBeLessThanOrEqual(3000);
    const mailed = addressesOf(id);
    expect(new Set(mailed).size).toBe(mailed.length);
    expect(mailed.length).toBeGreaterThanOrEqual(accepted);
  }, 200_000);
});
