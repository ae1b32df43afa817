import { beforeAll, describe, expect, it } from "vitest";
import { composeCampaign, seenOf } from "../simulators/demo/admin-acts";
import { USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { forgedToken } from "../support/forged-token";
import { LED_AWAY } from "../support/without-token";
import { sendCampaign, useShop } from "../support/world";

const shop = useShop({ customers: 60 });
const TEXT = { name: "Offers", subject: "Offers for the trade", body: "Hello,\n\nnew spares are in." };
const stateOf = async (id: number) =>
  (await shop.world.database.query<{ state: string }>("SELECT state FROM campaign WHERE id = $1", [id])).rows[0]?.state;
const progress = (id: number | string, token: string | undefined) =>
  fetch(`${shop.world.shopify.appUrl}/app/campaigns/${id}/progress.data`, {
    redirect: "manual",
    headers: { "user-agent": USER_AGENT, ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });

describe("the page of a campaign", () => {
  let id: number;
  beforeAll(async () => {
    id = await composeCampaign(shop.staff, TEXT);
  });
  const page = () => `/app/campaigns/${id}`;
  const plan = {
    windowDays: "1,2",
    windowFrom: "09:00",
    windowUntil: "17:00",
    perHour: "500",
    perDay: "",
    warmUp: "no",
  };

  it("takes when and how fast it goes, and names what is wrong", async () => {
    await shop.staff.submit(page(), { intent: "plan", ...plan });
    const { rows } = await shop.world.database.query(
      "SELECT window_days, window_from, window_until, per_hour, per_day, warm_up FROM campaign WHERE id = $1",
      [id],
    );
    expect(rows).toEqual([
      { window_days: [1, 2], window_from: 540, window_until: 1020, per_hour: 500, per_day: null, warm_up: false },
    ]);
    await expect(shop.staff.submit(page(), { intent: "plan", ...plan, perHour: "many" })).rejects.toThrow(/perHour/);
    await expect(shop.staff.submit(page(), { intent: "plan", ...plan, windowFrom: "9 am" })).rejects.toThrow(
      /windowFrom/,
    );
    await expect(shop.staff.submit(page(), { intent: "plan", ...plan, windowDays: "9" })).rejects.toThrow(/windowDays/);
  });

  it("schedules it for a time to come, and takes it off again", async () => {
    await expect(
      shop.staff.submit(page(), {
        intent: "schedule",
        date: "2020-01-01",
        time: "09:00",
        ...(await seenOf(shop.staff, id)),
      }),
    ).rejects.toThrow(/input_invalid/);
    await shop.staff.submit(page(), {
      intent: "schedule",
      date: "2099-01-01",
      time: "09:00",
      ...(await seenOf(shop.staff, id)),
    });
    expect(await stateOf(id)).toBe("scheduled");
    await expect(shop.staff.submit(page(), { intent: "plan", ...plan })).rejects.toThrow(/wrong_state/);
    await shop.staff.submit(page(), { intent: "unschedule" });
    expect(await stateOf(id)).toBe("draft");
  });

  it("starts or schedules none whose audience or plan is another than was seen", async () => {
    const before = await seenOf(shop.staff, id);
    await shop.staff.submit(page(), { intent: "plan", ...plan, perHour: "400" });
    for (const intent of ["start", "schedule"])
      await expect(shop.staff.submit(page(), { intent, date: "2099-01-01", time: "09:00", ...before })).rejects.toThrow(
        /409.*draft_changed/s,
      );
    expect(await stateOf(id)).toBe("draft");
  });

  it("starts a scheduled one by itself when its time comes, also in another process of the app", async () => {
    const soon = await composeCampaign(shop.staff, { ...TEXT, name: "Soon" });
    await shop.staff.submit(`/app/campaigns/${soon}`, {
      intent: "schedule",
      date: "2099-01-01",
      time: "09:00",
      ...(await seenOf(shop.staff, soon)),
    });
    await shop.world.database.query("UPDATE campaign SET scheduled_for = now() WHERE id = $1", [soon]);
    await shop.world.database.query(
      "UPDATE pgboss.job SET start_after = now() WHERE name = 'campaign-start' AND (data->>'campaignId')::int = $1",
      [soon],
    );
    await until(30_000, () =>
      shop.world.database.query("SELECT 1 FROM campaign WHERE id = $1 AND state = 'finished'", [soon]),
    );
  });

  it("refuses the approval of whoever wrote it, and what is not open", async () => {
    await expect(shop.staff.submit(page(), { intent: "approve", seen: "" })).rejects.toThrow(/own_approval/);
    await expect(shop.staff.submit(page(), { intent: "resend" })).rejects.toThrow(/wrong_state/);
  });

  it("makes a copy, which is a draft", async () => {
    await shop.staff.submit(page(), { intent: "duplicate" });
    const { rows } = await shop.world.database.query<{ name: string; state: string }>(
      "SELECT name, state FROM campaign ORDER BY id DESC LIMIT 1",
    );
    expect(rows).toEqual([{ name: "Offers (copy)", state: "draft" }]);
  });
});

describe("a campaign that is sending", () => {
  const inState = (id: number, ...states: string[]) =>
    until(30_000, () =>
      shop.world.database.query("SELECT 1 FROM campaign WHERE id = $1 AND state::text = ANY($2)", [id, states]),
    );
  const batches = async (id: number) =>
    (
      await shop.world.database.query<{ state: string }>(
        "SELECT state FROM batch WHERE campaign_id = $1 ORDER BY number",
        [id],
      )
    ).rows.map(({ state }) => state);
  const act = (id: number, intent: string) => shop.staff.submit(`/app/campaigns/${id}`, { intent });
  /** Starts one whose request SendGrid answers late, and waits until it is in flight. */
  const inFlight = async (name: string) => {
    shop.world.sendgrid.controls.fault({ kind: "slow", ms: 1500 }, { times: 1 });
    const id = await composeCampaign(shop.staff, { ...TEXT, name });
    await shop.staff.submit(`/app/campaigns/${id}`, { intent: "start", ...(await seenOf(shop.staff, id)) });
    await until(30_000, () =>
      shop.world.database.query("SELECT 1 FROM batch WHERE campaign_id = $1 AND state = 'sending'", [id]),
    );
    return id;
  };

  it("is paused and resumed by its page, and what was in flight gets its answer", async () => {
    const id = await inFlight("Paused by the page");
    await act(id, "pause");
    expect(await stateOf(id)).toBe("paused");
    await until(30_000, async () => ({ rows: (await batches(id)).includes("accepted") ? [1] : [] }));
    expect(await stateOf(id)).toBe("paused");
    await expect(act(id, "pause")).rejects.toThrow(/wrong_state/);
    await act(id, "resume");
    await inState(id, "finished");
  });

  it("is cancelled by its page for good", async () => {
    const id = await inFlight("Cancelled by the page");
    await act(id, "cancel");
    expect(await stateOf(id)).toBe("cancelled");
    for (const intent of ["resume", "pause", "cancel"]) await expect(act(id, intent)).rejects.toThrow(/wrong_state/);
    await until(30_000, async () => ({ rows: (await batches(id)).includes("accepted") ? [1] : [] }));
    expect(await stateOf(id)).toBe("cancelled");
  });

  it("has what SendGrid refused as a whole sent again by its page", async () => {
    shop.world.sendgrid.controls.fault({ kind: "status", status: 400 }, { times: 1 });
    const id = await sendCampaign(shop, "Refused at first");
    expect(await batches(id)).toEqual(["refused"]);
    await act(id, "resend");
    await until(30_000, async () => ({ rows: (await batches(id)).includes("accepted") ? [1] : [] }));
    await inState(id, "finished");
  });
});

describe("a campaign's progress", () => {
  it("is told to staff of the shop, with what has been delivered, and to nobody else", async () => {
    const id = await sendCampaign(shop, "Progress");
    await until(30_000, async () => {
      const response = await progress(id, await shop.world.shopify.sessionToken());
      expect(response.status).toBe(200);
      return { rows: (await response.text()).includes("finished") ? [true] : [] };
    });
    expect((await progress(id, undefined)).status).toBe(LED_AWAY.data);
    const forged = await forgedToken(shop);
    expect((await progress(id, forged)).status).toBe(401);
  });

  it.each(["999999", "0", "-1", "x", "99999999999999"])("of what there is not says nothing: %s", async (id) => {
    const response = await progress(id, await shop.world.shopify.sessionToken());
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain("eligible");
  });
});
