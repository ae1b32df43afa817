import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { call, KEY, send, sendGridFor } from "./sendgrid-fixture";
import { mailBody, personalization, withPersonalization } from "./mail-body";

const errorOf = (message: string) => ({ errors: [{ message, field: null, help: null }] });

describe("access", () => {
  it.each([
    ["no key", { key: null }, 401, "Permission denied, wrong credentials"],
    ["an unknown key", { key: "SG.other" }, 401, "The provided authorization grant is invalid, expired, or revoked"],
    ["a key without the scope", { key: "SG.reader" }, 403, "access forbidden"],
    [
      "a body that is not called JSON",
      { headers: { "Content-Type": "text/plain" } },
      415,
      "Content-Type should be application/json.",
    ],
    ["a body that is not JSON", { raw: "{" }, 400, "Bad Request"],
    ["a body that is not UTF-8", { raw: new Uint8Array([0x22, 0xff, 0x22]) }, 415, "Invalid UTF8 in request"],
    ["a body of 30 MB", { raw: new Uint8Array(30 * 1024 * 1024) }, 413, "content too large"],
    ["another method", { method: "PUT" }, 405, "method not allowed"],
  ])("refuses %s", async (_what, options, status, message) => {
    const sendGrid = await sendGridFor({
      apiKeys: [
        { key: KEY, scopes: ["mail.send"] },
        { key: "SG.reader", scopes: ["user.account.read"] },
      ],
    });
    const answer = await call(sendGrid, "/v3/mail/send", { body: mailBody(), ...options });
    expect([answer.status, answer.json]).toEqual([status, errorOf(message)]);
    expect(sendGrid.sent()).toEqual([]);
  });

  it("knows no other paths", async () => {
    const answer = await call(await sendGridFor(), "/v3/nothing");
    expect([answer.status, answer.json]).toEqual([404, errorOf("not found")]);
  });

  it("refuses a sender who is neither verified nor of an authenticated domain, with 403", async () => {
    const sendGrid = await sendGridFor({ verifiedSenders: [{ email: "one@single.example" }] });
    const from = (email: string) => send(sendGrid, mailBody({ from: { email } }));
    expect((await from("x@shop.example")).status).toBe(202);
    expect((await from("One@single.example")).status).toBe(202);
    expect((await from("two@single.example")).status).toBe(403);
    const answer = await from("x@mail.shop.example");
    expect(answer.json).toMatchObject({
      errors: [
        {
          field: "from",
          message: expect.stringMatching(/^The from address does not match a verified Sender Identity\./) as string,
        },
      ],
    });
  });
});

describe("an accepted request", () => {
  it("is answered 202 with an empty body and its message id", async () => {
    const sendGrid = await sendGridFor();
    const answer = await send(sendGrid, mailBody());
    expect([answer.status, answer.text]).toEqual([202, ""]);
    const [message] = sendGrid.sent();
    expect(answer.headers.get("x-message-id")).toMatch(/^[\w-]{22}$/);
    expect(message?.xMessageId).toBe(answer.headers.get("x-message-id"));
    expect(message?.sgMessageId.startsWith(`${message.xMessageId}.recvd-`)).toBe(true);
  });

  it("may be compressed", async () => {
    const sendGrid = await sendGridFor();
    const raw = new Uint8Array(gzipSync(JSON.stringify(mailBody())));
    const answer = await call(sendGrid, "/v3/mail/send", { raw, headers: { "Content-Encoding": "gzip" } });
    expect(answer.status).toBe(202);
  });

  it("is only checked in sandbox mode", async () => {
    const sendGrid = await sendGridFor();
    const sandboxed = { mail_settings: { sandbox_mode: { enable: true } } };
    expect((await send(sendGrid, mailBody(sandboxed))).status).toBe(200);
    expect((await send(sendGrid, mailBody({ ...sandboxed, content: [] }))).status).toBe(400);
    expect(sendGrid.sent()).toEqual([]);
  });

  it("fills each recipient's substitutions into subject, both bodies and reply-to, but not into headers", async () => {
    const sendGrid = await sendGridFor();
    const one = (email: string, name: string) =>
      personalization({ to: [{ email }], substitutions: { "-name-": name, "-name-s": "!", "-link-": "-name-" } });
    await send(
      sendGrid,
      mailBody({
        personalizations: [one("a@firm.example", "Ann & $1"), one("b@firm.example", "Bob")],
        subject: "For -name-, yes -name-",
        reply_to: { email: "replies@shop.example", name: "-name-" },
        headers: { "X-Who": "-name-" },
        content: [
          { type: "text/plain", value: "-name-: -link- -name-s" },
          { type: "text/html", value: "<b>-name-</b>" },
        ],
      }),
    );
    const [ann] = sendGrid.sentTo("A@firm.example");
    expect(ann?.subject).toBe("For Ann & $1, yes Ann & $1");
    expect(ann?.text).toBe("Ann & $1: -name- !");
    expect(ann?.html).toBe("<b>Ann & $1</b>");
    expect(ann?.replyTo).toEqual([{ email: "replies@shop.example", name: "Ann & $1" }]);
    expect(ann?.headers).toEqual({
      "X-Who": "-name-",
      "List-Unsubscribe": "<https://app.example/one-click/abc>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    });
    expect(sendGrid.sentTo("b@firm.example")[0]?.html).toBe("<b>Bob</b>");
  });

  it("lets a personalization win over the message", async () => {
    const sendGrid = await sendGridFor();
    await send(sendGrid, {
      ...withPersonalization({ subject: "Mine", headers: { "x-a": "mine" }, custom_args: { a: "mine" } }),
      headers: { "X-A": "all", "X-B": "all" },
      custom_args: { a: "all", b: "all" },
    });
    const [message] = sendGrid.sent();
    expect(message?.subject).toBe("Mine");
    expect(message?.headers).toEqual({ "X-B": "all", "x-a": "mine" });
    expect(message?.customArgs).toEqual({ a: "mine", b: "all" });
  });

  it("is shown to the observer even when it is refused", async () => {
    const seen: unknown[] = [];
    const sendGrid = await sendGridFor({ onMailSend: (body) => void seen.push(body) });
    await send(sendGrid, mailBody());
    await send(sendGrid, { wrong: true });
    expect(seen).toEqual([mailBody(), { wrong: true }]);
  });
});

describe("faults on demand", () => {
  it("answers 429 with the time to wait, for as many requests as told", async () => {
    const sendGrid = await sendGridFor();
    sendGrid.controls.fault({ kind: "rate-limited", retryAfterSeconds: 7 }, { times: 2 });
    const answer = await send(sendGrid, mailBody());
    expect([answer.status, answer.json]).toEqual([429, errorOf("too many requests")]);
    expect(answer.headers.get("retry-after")).toBe("7");
    expect(answer.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(answer.headers.get("x-ratelimit-reset")).toBe("1795167007");
    expect((await send(sendGrid, mailBody())).status).toBe(429);
    expect((await send(sendGrid, mailBody())).status).toBe(202);
    expect(sendGrid.sent()).toHaveLength(1);
  });

  it.each([500, 502, 503, 504] as const)("answers %d until cleared", async (status) => {
    const sendGrid = await sendGridFor();
    sendGrid.controls.fault({ kind: "status", status });
    for (let time = 0; time < 3; time += 1) expect((await send(sendGrid, mailBody())).status).toBe(status);
    sendGrid.controls.clearFaults();
    expect((await send(sendGrid, mailBody())).status).toBe(202);
  });

  it.each([true, false])("never answers, with the mail accepted: %s", async (accept) => {
    const sendGrid = await sendGridFor();
    sendGrid.controls.fault({ kind: "unanswered", accept }, { times: 1 });
    await expect(send(sendGrid, mailBody(), { timeoutMs: 100 })).rejects.toThrow(/timeout/);
    expect(sendGrid.sent()).toHaveLength(accept ? 1 : 0);
    expect(sendGrid.requests).toEqual([{ method: "POST", path: "/v3/mail/send", status: 0 }]);
  });

  it.each([true, false])("cuts the connection, with the mail accepted: %s", async (accept) => {
    const sendGrid = await sendGridFor();
    sendGrid.controls.fault({ kind: "cut", accept }, { times: 1 });
    await expect(send(sendGrid, mailBody())).rejects.toThrow(/fetch failed/);
    expect(sendGrid.sent()).toHaveLength(accept ? 1 : 0);
  });

  it("answers late what it accepted at once", async () => {
    const waits: { run: () => void; ms: number }[] = [];
    const sendGrid = await sendGridFor({
      scheduler: (run, ms) => {
        waits.push({ run, ms });
        return () => undefined;
      },
    });
    sendGrid.controls.fault({ kind: "slow", ms: 30_000 }, { times: 1 });
    const answer = send(sendGrid, mailBody());
    await expect.poll(() => waits.length).toBe(1);
    expect(sendGrid.sent()).toHaveLength(1);
    expect(waits[0]?.ms).toBe(30_000);
    waits[0]?.run();
    expect((await answer).status).toBe(202);
  });

  it("answers with somebody else's HTML", async () => {
    const sendGrid = await sendGridFor();
    sendGrid.controls.fault({ kind: "html" }, { times: 1 });
    const answer = await send(sendGrid, mailBody());
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(sendGrid.sent()).toEqual([]);
  });

  it("refuses connections and takes them again at the same address", async () => {
    const sendGrid = await sendGridFor();
    await sendGrid.controls.refuseConnections();
    await expect(send(sendGrid, mailBody())).rejects.toThrow(/fetch failed/);
    await sendGrid.controls.acceptConnections();
    expect((await send(sendGrid, mailBody())).status).toBe(202);
  });

  it("strikes only the path it was armed for", async () => {
    const sendGrid = await sendGridFor();
    sendGrid.controls.fault({ kind: "status", status: 503 }, { path: "/v3/scopes" });
    expect((await call(sendGrid, "/v3/scopes")).status).toBe(503);
    expect((await send(sendGrid, mailBody())).status).toBe(202);
  });
});

describe("the account", () => {
  it("tells a key its scopes, and each read needs its own", async () => {
    const sendGrid = await sendGridFor({ apiKeys: [{ key: KEY, scopes: ["mail.send"] }] });
    expect((await call(sendGrid, "/v3/scopes")).json).toEqual({ scopes: ["mail.send"] });
    for (const path of [
      "/v3/user/account",
      "/v3/verified_senders",
      "/v3/whitelabel/domains",
      "/v3/suppression/bounces",
    ])
      expect((await call(sendGrid, path)).status, path).toBe(403);
  });

  it("tells who may send", async () => {
    const sendGrid = await sendGridFor({ verifiedSenders: [{ email: "one@single.example", name: "One" }] });
    expect((await call(sendGrid, "/v3/user/account")).json).toMatchObject({ type: "paid" });
    expect((await call(sendGrid, "/v3/verified_senders")).json).toMatchObject({
      results: [{ from_email: "one@single.example", from_name: "One", verified: true }],
    });
    expect((await call(sendGrid, "/v3/whitelabel/domains")).json).toMatchObject([
      { domain: "shop.example", valid: true },
    ]);
    expect((await call(sendGrid, "/v3/whitelabel/domains?domain=other.example")).json).toEqual([]);
  });
});

describe("suppressions", () => {
  it("adds, finds and removes global suppressions", async () => {
    const sendGrid = await sendGridFor();
    const path = "/v3/asm/suppressions/global";
    const added = await call(sendGrid, path, { body: { recipient_emails: ["a+b@firm.example"] } });
    expect([added.status, added.json]).toEqual([201, { recipient_emails: ["a+b@firm.example"] }]);
    const one = `${path}/${encodeURIComponent("A+B@firm.example")}`;
    expect((await call(sendGrid, one)).json).toEqual({ recipient_email: "a+b@firm.example" });
    expect((await call(sendGrid, "/v3/suppression/unsubscribes")).json).toEqual([
      { created: 1_795_167_000, email: "a+b@firm.example" },
    ]);
    expect((await call(sendGrid, one, { method: "DELETE" })).status).toBe(204);
    expect((await call(sendGrid, one)).json).toEqual({});
  });

  it.each([
    [{}],
    [{ recipient_emails: [] }],
    [{ recipient_emails: ["nonsense"] }],
    [{ recipient_emails: "a@b.example" }],
  ])("refuses to suppress %j", async (body) => {
    expect((await call(await sendGridFor(), "/v3/asm/suppressions/global", { body })).status).toBe(400);
  });

  it("pages and filters a list, and removes from it", async () => {
    const sendGrid = await sendGridFor();
    for (let index = 0; index < 5; index += 1)
      sendGrid.controls.suppressions.add("bounces", {
        created: 100 + index,
        email: `b${index}@firm.example`,
        reason: "550",
        status: "5.1.1",
      });
    const emails = async (query: string) =>
      ((await call(sendGrid, `/v3/suppression/bounces${query}`)).json as { email: string }[]).map(
        ({ email }) => email[1],
      );
    expect(await emails("")).toEqual(["4", "3", "2", "1", "0"]);
    expect(await emails("?start_time=101&end_time=103")).toEqual(["3", "2", "1"]);
    expect(await emails("?limit=2&offset=1")).toEqual(["3", "2"]);
    const one = "/v3/suppression/bounces/b2@firm.example";
    expect((await call(sendGrid, one, { method: "DELETE" })).status).toBe(204);
    expect((await call(sendGrid, one, { method: "DELETE" })).status).toBe(404);
    expect(await emails("")).toEqual(["4", "3", "1", "0"]);
  });
});
