import { generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { until } from "../simulators/demo/until";
import { signEvents } from "../simulators/sendgrid/event-signature";
import { isListed, mailsOf, sendCampaign, useShop, type MailLinks } from "../support/world";

const shop = useShop();
let mails: MailLinks[] = [];
const take = () => {
  const mail = mails.shift();
  if (!mail) throw new Error("the store has too few recipients for these tests");
  return mail;
};
const messageTo = (email: string) => {
  const message = shop.world.sendgrid.sentTo(email).at(-1);
  if (!message) throw new Error("nothing was sent");
  return message;
};
const events = async (sql: string) =>
  (await shop.world.database.query(`SELECT 1 FROM mail_event WHERE ${sql}`)).rows.length;

beforeAll(async () => {
  mails = mailsOf(shop, await sendCampaign(shop));
  const total = mails.length;
  await until(60_000, async () => ({ rows: (await events("event = 'delivered'")) === total ? [1] : [] }));
});

describe("what SendGrid tells of a mail", () => {
  it.each([
    ["bounce", "bounce"],
    ["spamreport", "spam_report"],
    ["unsubscribe", "sendgrid_unsubscribe"],
  ] as const)("excludes the address on %s", async (outcome, source) => {
    const mail = take();
    shop.world.sendgrid.controls.happen(messageTo(mail.to), outcome);
    await until(30_000, () =>
      shop.world.database.query("SELECT 1 FROM exclusion WHERE lower(email) = lower($1) AND source::text = $2", [
        mail.to,
        source,
      ]),
    );
  });

  it("excludes who reports a verification mail as spam, at once", async () => {
    const email = "unasked@shopper.example";
    await shop.world.shopify.placeOrder({ email, name: "Una Sked", consent: true });
    const message = await until(30_000, () => ({ rows: shop.world.sendgrid.sentTo(email).slice(0, 1) }));
    expect(await isListed(shop, email)).toBe(false);
    shop.world.sendgrid.controls.happen(message, "spamreport");
    await until(30_000, () =>
      shop.world.database.query("SELECT 1 FROM exclusion WHERE email = $1 AND source::text = 'spam_report'", [email]),
    );
  });

  it.each(["blocked", "deferred"] as const)("does not exclude on %s, which passes", async (outcome) => {
    const mail = take();
    const before = await events("true");
    shop.world.sendgrid.controls.happen(messageTo(mail.to), outcome);
    await until(30_000, async () => ({ rows: (await events("true")) > before ? [1] : [] }));
    expect(await isListed(shop, mail.to)).toBe(false);
  });

  it("is stored once, however often and in whatever order it comes", async () => {
    const mail = take();
    shop.world.sendgrid.controls.disturbEvents({ duplicate: true, shuffleSeed: 3, freshIdsOnRetry: true });
    shop.world.sendgrid.controls.happen(messageTo(mail.to), "bounce");
    await until(30_000, () =>
      shop.world.database.query("SELECT 1 FROM exclusion WHERE lower(email) = lower($1)", [mail.to]),
    );
    await shop.world.sendgrid.controls.flushEvents();
    expect(await events(`event = 'bounce' AND message_id = '${messageTo(mail.to).sgMessageId}'`)).toBe(1);
  });
});

describe("reports of spam that pass the threshold", () => {
  it("pause the campaign that is sending, by the webhook itself", async () => {
    const id = await sendCampaign(shop, "Alarming");
    const told = mailsOf(shop, id).slice(0, 3);
    expect(told).toHaveLength(3);
    // As if more of it were to come, and a worker were at it: else one looks after it within seconds, and finds it at its end.
    await shop.world.database.query(
      `WITH watched AS (
         INSERT INTO campaign_watch (shop_id, campaign_id, until) SELECT shop_id, id, now() + interval '1 hour' FROM campaign WHERE id = $1
         ON CONFLICT (shop_id, campaign_id) DO UPDATE SET until = excluded.until
       )
       UPDATE campaign SET state = 'sending', finished_at = NULL WHERE id = $1`,
      [id],
    );
    for (const { to } of told) shop.world.sendgrid.controls.happen(messageTo(to), "spamreport");
    await until(30_000, () =>
      shop.world.database.query(
        "SELECT 1 FROM campaign WHERE id = $1 AND state = 'paused' AND pause_reason = 'spam_alarm'",
        [id],
      ),
    );
  });
});

describe("the event webhook", () => {
  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${shop.world.shopify.appUrl}/sendgrid/events/1`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });
  const now = () => String(Math.floor(Date.now() / 1000));

  it.each([
    ["without headers", () => ({})],
    ["without a signature", () => ({ "x-twilio-email-event-webhook-timestamp": now() })],
    ["without a timestamp", () => ({ "x-twilio-email-event-webhook-signature": "MEUCIQ==" })],
    [
      "signed with another key",
      () => {
        const timestamp = now();
        return {
          "x-twilio-email-event-webhook-timestamp": timestamp,
          "x-twilio-email-event-webhook-signature": signEvents(stranger, timestamp, Buffer.from("[]")),
        };
      },
    ],
  ])("refuses events %s", async (_name, headers) => {
    expect((await post("[]", headers() as Record<string, string>)).status).toBe(401);
  });

  it("takes what is signed with a key that was set up a moment ago, though it had the key of before at hand, and then refuses that one", async () => {
    const signed = (key: KeyObject) => {
      const timestamp = now();
      return post("[]", {
        "x-twilio-email-event-webhook-timestamp": timestamp,
        "x-twilio-email-event-webhook-signature": signEvents(key, timestamp, Buffer.from("[]")),
      });
    };
    const setUp = (key: string) =>
      shop.world.database.query("UPDATE shop_settings SET event_public_key = $1 WHERE shop_id = 1", [key]);
    const { rows } = (await shop.world.database.query(
      "SELECT event_public_key AS key FROM shop_settings WHERE shop_id = 1",
    )) as { rows: { key: string }[] };
    const makeKeys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
    const [first, second] = [makeKeys(), makeKeys()];
    const text = ({ publicKey }: KeyPairKeyObjectResult) => publicKey.export({ format: "der", type: "spki" }).toString("base64"); // prettier-ignore
    await setUp(text(first));
    expect((await signed(first.privateKey)).status).toBe(200);
    await setUp(text(second));
    expect((await signed(second.privateKey)).status).toBe(200);
    expect((await signed(first.privateKey)).status).toBe(401);
    await setUp(String(rows[0]?.key));
  });

  it("knows no shop that has not set it up", async () => {
    const response = await fetch(`${shop.world.shopify.appUrl}/sendgrid/events/999`, { method: "POST", body: "[]" });
    expect(response.status).toBe(404);
  });

  it("takes POST only", async () => {
    expect((await fetch(`${shop.world.shopify.appUrl}/sendgrid/events/1`)).status).toBe(405);
  });
});
