import { beforeAll, describe, expect, it } from "vitest";
import { openLink, USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { signWebhook } from "../simulators/shopify/sign";
import { forgedToken } from "../support/forged-token";
import { proxied } from "../support/proxied";
import { LED_AWAY } from "../support/without-token";
import { mailsOf, sendCampaign, useShop, type MailLinks } from "../support/world";

const shop = useShop({ customers: 120 });
let campaignId = 0;
let mails: MailLinks[] = [];
let other = 0;
beforeAll(async () => {
  campaignId = await sendCampaign(shop, "Offers");
  mails = mailsOf(shop, campaignId);
  const { rows } = await shop.world.database.query<{ id: number }>(
    `WITH s AS (INSERT INTO shop (domain) VALUES ('another-shop.myshopify.com') RETURNING id)
     INSERT INTO campaign (shop_id, name, state, started_at) SELECT id, 'Secret campaign', 'finished', now() FROM s RETURNING id`,
  );
  other = rows[0]?.id ?? 0;
});
const mailTo = (place: number) => {
  const mail = mails[place];
  if (!mail) throw new Error("the store has too few recipients for these tests");
  return mail;
};
const request = (path: string, token: string | undefined, init: RequestInit = {}) =>
  fetch(`${shop.world.shopify.appUrl}${path}.data`, {
    redirect: "manual",
    ...init,
    headers: { "user-agent": USER_AGENT, ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });
/** Waits until so many messages that something of an order was undone have been acted on, of all tests before. */
const undone = (jobs: number) =>
  until(30_000, () =>
    shop.world.database.query(
      "SELECT 1 FROM (SELECT count(*) AS n FROM pgboss.job WHERE name = 'order-undone' AND state = 'completed') d WHERE n = $1",
      [jobs],
    ),
  );
const good = () => shop.world.shopify.sessionToken();

describe("the reports", () => {
  it("tell what came of a campaign, and of all of them", async () => {
    await until(30_000, () =>
      shop.world.database.query(
        "SELECT 1 FROM (SELECT count(DISTINCT recipient_seq) AS n FROM mail_event WHERE campaign_id = $1 AND event = 'delivered') e WHERE n = $2",
        [campaignId, mails.length],
      ),
    );
    expect(await shop.staff.open(`/app/campaigns/${campaignId}/report`)).toContain("What became of it");
    expect(await shop.staff.open(`/app/campaigns/${campaignId}/recipients`)).toContain(mailTo(0).to);
    expect(await shop.staff.open("/app/reports?days=30")).toContain("Offers");
  });

  it("count an order that a recipient places, by the webhook of the store", async () => {
    const { rows } = await shop.world.database.query<{ id: string }>(
      "SELECT shopify_id::text AS id FROM contact WHERE lower(email) = lower($1) AND shopify_id IS NOT NULL",
      [mailTo(1).to],
    );
    await shop.world.shopify.placeOrder({ email: mailTo(1).to, name: "Nora Noted" });
    const noted = await until(30_000, () =>
      shop.world.database.query<{ customer: string; amount: string }>(
        "SELECT customer_id::text AS customer, amount::text AS amount FROM store_order",
      ),
    );
    expect(noted.customer).toBe(rows[0]?.id);
    expect(Number(noted.amount)).toBeGreaterThan(0);
    expect(await shop.staff.open(`/app/campaigns/${campaignId}/report`)).toMatch(/1 \(£/);
  });

  it("take off what was paid back of it once the money has moved, by the webhooks of the store", async () => {
    const { webhooks, refunds } = shop.world.shopify;
    const { rows } = await shop.world.database.query<{ id: string; amount: string }>("SELECT id::text AS id, amount::text AS amount FROM store_order"); // prettier-ignore
    const { id = "", amount = "" } = rows[0] ?? {};
    const order = `gid://shopify/Order/${id}`;
    const told = (topic: string) => webhooks.deliveries.filter((delivery) => delivery.topic === topic);
    const worth = async () =>
      /1 \(£([\d,.]+)\)/.exec(await shop.staff.open(`/app/campaigns/${campaignId}/report`))?.[1];

    const pending = refunds.make(order, 250, true);
    await undone(1);
    expect([told("refunds/create").length, told("order_transactions/create").length]).toEqual([1, 0]);
    expect(Number(await worth())).toBe(Number(amount));
    refunds.settle(order, pending.id);
    // Of all that is told about it, twice and as it comes.
    webhooks.copies = 2;
    refunds.make(order, 125);
    webhooks.copies = 1;
    await webhooks.settled();
    await until(30_000, () => shop.world.database.query("SELECT 1 FROM store_order WHERE id = $1 AND refunded = 3.75", [id])); // prettier-ignore
    await undone(4);
    expect(Number(await worth())).toBe(Number(amount) - 3.75);
    expect(told("refunds/create").map(({ attempts }) => attempts)).toEqual([[200], [200], [200]]);
  });

  it("count it no more once it is cancelled, by the webhook of the store, and not before the store says so", async () => {
    const { settings, appUrl, webhooks, cancelOrder } = shop.world.shopify;
    const { rows } = await shop.world.database.query<{ id: string }>("SELECT id::text AS id FROM store_order");
    const id = rows[0]?.id ?? "";
    // Signed, but the store itself knows of no cancellation.
    const body = JSON.stringify({ id: Number(id), cancelled_at: new Date().toISOString() });
    const headers = signWebhook({ topic: "orders/cancelled", shop: settings.shop.domain, body, secret: settings.app.apiSecret }); // prettier-ignore
    expect((await fetch(`${appUrl}/webhooks`, { method: "POST", headers, body })).status).toBe(200);
    await undone(5);
    expect(await shop.staff.open(`/app/campaigns/${campaignId}/report`)).toMatch(/1 \(£/);

    await cancelOrder(`gid://shopify/Order/${id}`);
    await webhooks.settled();
    expect(webhooks.deliveries.filter(({ topic }) => topic === "orders/cancelled")).toMatchObject([{ attempts: [200] }]); // prettier-ignore
    const { at } = await until(30_000, () =>
      shop.world.database.query<{ at: Date }>(
        "SELECT cancelled_at AS at FROM store_order WHERE id = $1 AND cancelled_at IS NOT NULL",
        [id],
      ),
    );
    expect(at).toBeInstanceOf(Date);
    const report = await shop.staff.open(`/app/campaigns/${campaignId}/report`);
    expect(report).not.toMatch(/1 \(£/);
    for (const page of [report, await shop.staff.open("/app/reports")])
      expect(page).toContain("An order that follows several campaigns counts for each of them");
  });

  it("find one person by a posted address, which stands in no address of a page", async () => {
    const found = await request(`/app/campaigns/${campaignId}/recipients`, await good(), {
      method: "POST",
      body: new URLSearchParams({ address: mailTo(2).to.toUpperCase() }),
    });
    const text = await found.text();
    expect([found.status, text.includes(mailTo(2).to), text.includes(mailTo(3).to)]).toEqual([200, true, false]);
  });

  it.each(["report", "recipients"])("show no other shop's campaign: %s", async (page) => {
    const answer = await request(`/app/campaigns/${other}/${page}`, await good());
    expect([answer.status, (await answer.text()).includes("Secret")]).toEqual([404, false]);
    expect(await shop.staff.open("/app/reports")).not.toContain("Secret");
  });

  it("look nobody up in another shop's campaign", async () => {
    const body = () => new URLSearchParams({ address: mailTo(0).to });
    const path = `/app/campaigns/${other}/recipients`;
    expect((await request(path, await good(), { method: "POST", body: body() })).status).toBe(404);
  });

  it.each(["/app/reports", "report", "recipients"])("show nothing without a token of the shop: %s", async (page) => {
    const path = page.startsWith("/") ? page : `/app/campaigns/${campaignId}/${page}`;
    expect((await request(path, undefined)).status).toBe(LED_AWAY.data);
    expect((await request(path, await forgedToken(shop))).status).toBe(401);
    const body = new URLSearchParams({ address: mailTo(0).to });
    if (page === "recipients")
      expect((await request(path, await forgedToken(shop), { method: "POST", body })).status).toBe(401);
  });
});

describe("the page that tells a reader which emails they got", () => {
  const linkOf = ({ optOutUrl }: MailLinks) => optOutUrl.replace("/optout?", "/mails?");
  it("names the subject, the purpose and why, and no address; it is led to by the page about their data", async () => {
    const data = await openLink(mailTo(0).optOutUrl.replace("/optout?", "/data?"));
    expect(data.html).toMatch(/href="\/apps\/twostage\/mails\?token=[\w-]+"/);
    const page = await openLink(linkOf(mailTo(0)));
    expect(page.html).toContain("Offers for the trade");
    expect(page.html).not.toContain(mailTo(0).to);
    expect(page.html).not.toMatch(/<script/);
    const { rows } = await shop.world.database.query("SELECT 1 FROM exclusion WHERE lower(email) = lower($1)", [
      mailTo(0).to,
    ]);
    expect(rows).toEqual([]);
  });

  it.each([
    ["a forged signature", { signature: "0".repeat(64) }, 400],
    ["an empty signature", { signature: "" }, 400],
    ["an old request", { forge: { timestamp: "1700000000" } }, 400],
    ["a shop without the app", { forge: { shop: "no-app.myshopify.com" } }, 404],
    ["another shop's link", { forge: { shop: "another-shop.myshopify.com" } }, 404],
  ])("refuses %s", async (_name, request, status) => {
    const answer = await proxied(shop, "mails", { parameters: { token: mailTo(0).token }, ...request });
    expect([answer.status, answer.text.includes("Offers")]).toEqual([status, false]);
  });

  it.each([
    ["an altered link", (token: string) => `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`],
    ["half a link", (token: string) => token.slice(0, 20)],
    ["no link", () => ""],
  ])("says what to do about %s", async (_name, alter) => {
    const answer = await proxied(shop, "mails", { parameters: { token: alter(mailTo(0).token) } });
    expect([answer.status, answer.text.includes("We do not know this link")]).toEqual([404, true]);
  });
});
