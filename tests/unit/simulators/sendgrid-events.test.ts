import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { type SendGridEvent } from "../../simulators/sendgrid/events";
import { outcomeByLocalPart } from "../../simulators/sendgrid/outcomes";
import { type SendGrid } from "../../simulators/sendgrid/sendgrid";
import { call, send, sendGridFor, until } from "./sendgrid-fixture";
import { mailBody, personalization } from "./mail-body";

interface Post {
  body: Buffer;
  timestamp: string;
  signature: string;
  events: SendGridEvent[];
}

/** A receiver of events that answers with the given statuses in turn, the last one from then on. */
async function receiver(...statuses: number[]) {
  const posts: Post[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const header = (name: string) => String(request.headers[`x-twilio-email-event-webhook-${name}`] ?? "");
      const events = JSON.parse(body.toString()) as SendGridEvent[];
      posts.push({ body, timestamp: header("timestamp"), signature: header("signature"), events });
      response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { posts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events` };
}

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const bodyTo = (...emails: string[]) =>
  mailBody({
    personalizations: emails.map((email, index) =>
      personalization({ to: [{ email }], custom_args: { id: `r${index}` } }),
    ),
  });
const kinds = (events: SendGridEvent[]) => events.map(({ event }) => event);

function isGenuine(sendGrid: SendGrid, { timestamp, body, signature }: Post): boolean {
  const key = createPublicKey({
    key: Buffer.from(sendGrid.controls.eventPublicKey(), "base64"),
    format: "der",
    type: "spki",
  });
  return verify("sha256", Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, "base64"));
}

describe("events", () => {
  it("come signed over timestamp and raw bytes", async () => {
    const { posts, url } = await receiver();
    const sendGrid = await sendGridFor({ eventWebhook: { url, privateKey } });
    await send(sendGrid, bodyTo("a@firm.example"));
    await sendGrid.controls.flushEvents();
    const [post] = posts;
    if (!post) throw new Error("nothing was posted");
    expect(isGenuine(sendGrid, post)).toBe(true);
    expect(post.timestamp).toBe("1795167000");
    expect(isGenuine(sendGrid, { ...post, timestamp: "1795167001" })).toBe(false);
    const reserialised = Buffer.from(JSON.stringify(post.events));
    expect(isGenuine(sendGrid, { ...post, body: reserialised })).toBe(false);
  });

  it("carry address, ids and custom arguments", async () => {
    const { posts, url } = await receiver();
    const sendGrid = await sendGridFor({ eventWebhook: { url } });
    await send(sendGrid, bodyTo("Ann@firm.example"));
    await sendGrid.controls.flushEvents();
    const [message] = sendGrid.sent();
    expect(posts[0]?.signature).toBe("");
    expect(posts[0]?.events).toMatchObject([
      { event: "processed", email: "Ann@firm.example", id: "r0", sg_message_id: message?.sgMessageId },
      { event: "delivered", timestamp: 1_795_167_000, id: "r0", response: "250 2.0.0 OK" },
    ]);
    expect(new Set(posts[0]?.events.map((event) => event.sg_event_id)).size).toBe(2);
  });

  it.each([
    ["bounce+1@firm.example", ["processed", "bounce"], { type: "bounce", status: "5.1.1" }, "bounces"],
    ["blocked@firm.example", ["processed", "bounce"], { type: "blocked", status: "5.7.1" }, "blocks"],
    ["deferred@firm.example", ["processed", "deferred", "delivered"], {}, undefined],
    ["drop@firm.example", ["dropped"], { reason: "Invalid" }, undefined],
    ["spam+x@firm.example", ["processed", "delivered", "spamreport"], {}, "spam_reports"],
    ["unsubscribe@firm.example", ["processed", "delivered", "unsubscribe"], {}, "unsubscribes"],
    ["lost@firm.example", [], {}, undefined],
    ["bouncer@firm.example", ["processed", "delivered"], {}, undefined],
  ] as const)("tell the course of a message to %s", async (email, expected, last, list) => {
    const { posts, url } = await receiver();
    const sendGrid = await sendGridFor({ eventWebhook: { url }, outcome: ({ to }) => outcomeByLocalPart(to) });
    await send(sendGrid, bodyTo(email));
    await sendGrid.controls.flushEvents();
    const events = posts.flatMap((post) => post.events);
    expect(kinds(events)).toEqual(expected);
    expect(events.at(-1) ?? {}).toMatchObject(last);
    for (const name of ["bounces", "blocks", "spam_reports", "unsubscribes"] as const)
      expect(sendGrid.controls.suppressions.get(name, email) !== undefined, name).toBe(name === list);
  });

  it.each([
    ["unsubscribes", "Unsubscribed Address"],
    ["bounces", "Bounced Address"],
    ["spam_reports", "Spam Reporting Address"],
  ] as const)("say that a message to one of the %s was dropped, though it was accepted", async (list, reason) => {
    const { posts, url } = await receiver();
    const sendGrid = await sendGridFor({ eventWebhook: { url } });
    sendGrid.controls.suppressions.add(list, { created: 1, email: "A@firm.example" });
    expect((await send(sendGrid, bodyTo("a@firm.example"))).status).toBe(202);
    await sendGrid.controls.flushEvents();
    expect(posts[0]?.events).toMatchObject([{ event: "dropped", reason }]);
    expect(sendGrid.deliveries()).toEqual([]);
  });

  it("tell of what happens later", async () => {
    const { posts, url } = await receiver();
    const sendGrid = await sendGridFor({ eventWebhook: { url } });
    await send(sendGrid, bodyTo("a@firm.example"));
    const [message] = sendGrid.sentTo("a@firm.example");
    if (message) sendGrid.controls.happen(message, "spamreport");
    await sendGrid.controls.flushEvents();
    expect(kinds(posts[0]?.events ?? [])).toEqual(["processed", "delivered", "spamreport"]);
  });

  it("are posted in batches", async () => {
    const { posts, url } = await receiver();
    const sendGrid = await sendGridFor({ eventWebhook: { url }, eventBatchSize: 4 });
    await send(sendGrid, bodyTo("a@firm.example", "b@firm.example", "c@firm.example"));
    expect(await sendGrid.controls.flushEvents()).toEqual({ taken: 6, waiting: 0 });
    expect(posts.map(({ events }) => events.length)).toEqual([4, 2]);
  });

  it("are posted again until they are taken, signed each time", async () => {
    const { posts, url } = await receiver(500, 302, 200);
    const sendGrid = await sendGridFor({ eventWebhook: { url, privateKey } });
    await send(sendGrid, bodyTo("a@firm.example"));
    expect(await sendGrid.controls.flushEvents()).toEqual({ taken: 0, waiting: 2 });
    expect(await sendGrid.controls.flushEvents()).toEqual({ taken: 0, waiting: 2 });
    expect(await sendGrid.controls.flushEvents()).toEqual({ taken: 2, waiting: 0 });
    expect(posts.map((post) => isGenuine(sendGrid, post))).toEqual([true, true, true]);
    expect(posts[2]?.events).toEqual(posts[0]?.events);
    expect(sendGrid.webhookPosts.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 302],
      [3, 200],
    ]);
  });

  it("may carry other event ids when posted again", async () => {
    const { posts, url } = await receiver(503, 200);
    const sendGrid = await sendGridFor({ eventWebhook: { url } });
    sendGrid.controls.disturbEvents({ freshIdsOnRetry: true });
    await send(sendGrid, bodyTo("a@firm.example"));
    await sendGrid.controls.flushEvents();
    await sendGrid.controls.flushEvents();
    const ids = posts.flatMap(({ events }) => events.map((event) => event.sg_event_id));
    expect(new Set(ids).size).toBe(4);
  });

  it("may come twice and in another order, the same for the same seed", async () => {
    const run = async () => {
      const { posts, url } = await receiver();
      const sendGrid = await sendGridFor({ eventWebhook: { url } });
      sendGrid.controls.disturbEvents({ duplicate: true, shuffleSeed: 7 });
      await send(sendGrid, bodyTo("a@firm.example", "b@firm.example", "c@firm.example"));
      await sendGrid.controls.flushEvents();
      return posts.flatMap(({ events }) => events.map(({ event, email }) => `${event} ${email}`));
    };
    const order = await run();
    expect(order).toHaveLength(12);
    expect(new Set(order).size).toBe(6);
    expect(order).not.toEqual(order.toSorted());
    expect(order[0]).not.toBe("processed a@firm.example");
    expect(await run()).toEqual(order);
  });

  it("flow by themselves by size and by time, and wait longer after every failure", async () => {
    const { posts, url } = await receiver(500, 500, 200);
    const waits: { run: () => void; ms: number }[] = [];
    const sendGrid = await sendGridFor({
      eventWebhook: { url },
      eventMode: "automatic",
      eventBatchSize: 3,
      eventBatchMs: 200,
      eventRetryMs: 1000,
      scheduler: (run, ms) => {
        const wait = { run, ms };
        waits.push(wait);
        return () => void waits.splice(waits.indexOf(wait), 1);
      },
    });
    const next = async (ms: number) => {
      await until(() => waits.length > 0);
      const wait = waits.shift();
      expect(wait?.ms).toBe(ms);
      wait?.run();
    };
    await send(sendGrid, bodyTo("a@firm.example"));
    await next(200);
    await next(1000);
    await next(2000);
    await until(() => posts.length === 3 && sendGrid.controls.pendingEvents() === 0);
    await send(sendGrid, bodyTo("a@firm.example", "b@firm.example"));
    await next(0);
    await until(() => posts.length === 5);
  });

  it("are kept back while held", async () => {
    const { posts, url } = await receiver();
    const sendGrid = await sendGridFor({ eventWebhook: { url }, eventMode: "automatic", eventBatchMs: 0 });
    sendGrid.controls.holdEvents();
    await send(sendGrid, bodyTo("a@firm.example"));
    expect([posts.length, sendGrid.controls.pendingEvents()]).toEqual([0, 2]);
    sendGrid.controls.releaseEvents();
    await until(() => posts.length === 1);
  });
});

describe("the event webhook's settings", () => {
  const settings = "/v3/user/webhooks/event/settings";

  it("can be made, signed and read back, and then sign", async () => {
    const { posts, url } = await receiver();
    const sendGrid = await sendGridFor();
    const made = await call(sendGrid, settings, { body: { url, enabled: true, delivered: true, bounce: true } });
    expect(made.status).toBe(201);
    const { id } = made.json as { id: string };
    expect(made.json).toMatchObject({ url, delivered: true, processed: false, public_key: "" });
    const signed = await call(sendGrid, `${settings}/signed/${id}`, { method: "PATCH", body: { enabled: true } });
    const { public_key: key } = signed.json as { public_key: string };
    expect(key).toBe(sendGrid.controls.eventPublicKey());
    expect((await call(sendGrid, `${settings}/signed`)).json).toEqual({ id, public_key: key });
    expect((await call(sendGrid, `${settings}/all`)).json).toMatchObject({ webhooks: [{ id, public_key: key }] });
    await send(sendGrid, bodyTo("a@firm.example"));
    await sendGrid.controls.flushEvents();
    expect(posts.map((post) => [kinds(post.events), isGenuine(sendGrid, post)])).toEqual([[["delivered"], true]]);
  });

  it("can be changed, switched off and removed", async () => {
    const { posts, url } = await receiver();
    const sendGrid = await sendGridFor({ eventWebhook: { url } });
    const { id } = (await call(sendGrid, settings)).json as { id: string };
    const off = await call(sendGrid, `${settings}/${id}`, { method: "PATCH", body: { url, enabled: false } });
    expect(off.json).toMatchObject({ id, enabled: false, delivered: true });
    await send(sendGrid, bodyTo("a@firm.example"));
    expect(await sendGrid.controls.flushEvents()).toEqual({ taken: 0, waiting: 0 });
    expect(posts).toEqual([]);
    expect((await call(sendGrid, `${settings}/${id}`, { method: "DELETE" })).status).toBe(204);
    expect((await call(sendGrid, `${settings}/${id}`)).status).toBe(404);
  });

  it.each([
    ["no address", {}, 400],
    ["something that is no address", { url: "nonsense" }, 400],
    ["an unknown field", { url: "https://a.example", spy: true }, 400],
    ["a switch that is a text", { url: "https://a.example", bounce: "yes" }, 400],
    ["an address that another webhook has", { url: "https://taken.example/" }, 400],
  ])("refuses %s", async (_what, body, status) => {
    const sendGrid = await sendGridFor({ eventWebhook: { url: "https://taken.example/" } });
    expect((await call(sendGrid, settings, { body })).status).toBe(status);
  });
});
