import { describe, expect, it } from "vitest";
import { call, send, sendGridFor } from "./sendgrid-fixture";
import { mailBody, personalization } from "./mail-body";

const many = (count: number) =>
  mailBody({
    personalizations: Array.from({ length: count }, (_, index) =>
      personalization({ to: [{ email: `p${index}@firm.example` }], substitutions: { "-name-": `No ${index}` } }),
    ),
    subject: "To -name-",
  });

describe("the mailbox", () => {
  it("lists the newest first, 50 to a page", async () => {
    const sendGrid = await sendGridFor();
    await send(sendGrid, many(120));
    const first = (await call(sendGrid, "/mailbox")).text;
    expect(first).toContain("120 messages, 1 to 50 shown");
    expect(first.indexOf("To No 119")).toBeGreaterThan(0);
    expect(first.indexOf("To No 119")).toBeLessThan(first.indexOf("To No 118"));
    expect(first).not.toContain("To No 69<");
    const last = (await call(sendGrid, "/mailbox?page=3")).text;
    expect(last).toContain("101 to 120 shown");
    expect(last).toContain("To No 0<");
    expect((await call(sendGrid, "/mailbox?page=99")).text).toContain("Page 3 of 3");
  });

  it("searches by recipient", async () => {
    const sendGrid = await sendGridFor();
    await send(sendGrid, many(30));
    expect((await call(sendGrid, "/mailbox?to=P7@firm")).text).toContain("1 message for");
    expect((await call(sendGrid, "/mailbox?to=nobody")).text).toContain("Nobody with such an address");
  });

  it("answers scripts in JSON, by exact address or part of one", async () => {
    const sendGrid = await sendGridFor();
    await send(sendGrid, many(30));
    expect((await call(sendGrid, "/mailbox.json?to=p1@firm.example")).json).toMatchObject({
      total: 1,
      messages: [{ to: "p1@firm.example", subject: "To No 1", text: "Hello No 1", customArgs: { recipient: "r1" } }],
    });
    expect((await call(sendGrid, "/mailbox.json?to=p1")).json).toEqual({ total: 0, messages: [] });
    expect((await call(sendGrid, "/mailbox.json?q=p1&limit=1&offset=1")).json).toMatchObject({
      total: 11,
      messages: [{ to: "p18@firm.example" }],
    });
  });

  it("shows a message with its headers, and never runs what is in it", async () => {
    const sendGrid = await sendGridFor();
    const evil = "<script>alert(1)</script>";
    await send(
      sendGrid,
      mailBody({
        subject: `Hello ${evil}`,
        headers: { "X-Note": evil },
        content: [
          { type: "text/plain", value: `${evil} see https://shop.example/a?b=1&c=2.` },
          {
            type: "text/html",
            value: `<html><head></head><body>${evil}<a href="https://shop.example/">x</a></body></html>`,
          },
        ],
      }),
    );
    const page = await call(sendGrid, "/mailbox/1");
    expect(page.text).not.toContain("<script");
    expect(page.text).toContain("List-Unsubscribe-Post");
    expect(page.text).toMatch(/<iframe [^>]*sandbox="allow-popups [^"]*"/);
    expect(page.text).not.toContain("allow-scripts");
    expect((await call(sendGrid, "/mailbox/1?view=text")).text).toContain(
      '<a href="https://shop.example/a?b=1&amp;c=2">https://shop.example/a?b=1&amp;c=2</a>.',
    );
    const html = await call(sendGrid, "/mailbox/1/html");
    expect(html.text).toContain('<head><base target="_top"></head>');
    expect(html.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox allow-popups/);
  });

  it.each(["/mailbox/1", "/mailbox/x", "/mailbox/1/raw", "/other"])("has nothing at %s", async (path) => {
    expect((await call(await sendGridFor(), path)).status).toBe(404);
  });
});
