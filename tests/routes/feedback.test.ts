import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { openLink, pressButton, USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { SENDER_DOMAIN } from "../simulators/demo/world";
import { SIGNATURE_HEADER, signEvents, TIMESTAMP_HEADER } from "../simulators/sendgrid/event-signature";
import { encode, type IncomingMail } from "../simulators/sendgrid/inbound";
import { signProxy } from "../simulators/shopify/sign";
import { LED_AWAY } from "../support/without-token";
import { isListed, mailsOf, sendCampaign, useShop, type MailLinks } from "../support/world";

const shop = useShop();
const DOMAIN = `feedback.${SENDER_DOMAIN}`;
let mails: MailLinks[] = [];
let campaignId = 0;
const take = () => {
  const mail = mails.shift();
  if (!mail) throw new Error("the store has too few recipients for these tests");
  return mail;
};
const MAIL = { to: `hello@${DOMAIN}`, subject: "Your emails", text: "Do you sell fans?" };
const receive = (mail: Partial<IncomingMail> & { from: string }) =>
  shop.world.sendgrid.controls.receive({ ...MAIL, ...mail });
const casesOf = async (email: string) =>
  (
    await shop.world.database.query<{ id: number; kind: string; channel: string; state: string }>(
      "SELECT id, kind, channel, state FROM feedback_case WHERE email = $1 ORDER BY id",
      [email],
    )
  ).rows;
const countCases = async () =>
  (await shop.world.database.query<{ n: number }>("SELECT count(*)::int AS n FROM feedback_case")).rows[0]?.n;

beforeAll(async () => {
  await shop.staff.submit("/app/settings", { intent: "inbound", inboundDomain: DOMAIN });
  await receive({ from: "first@firm.example" });
  campaignId = await sendCampaign(shop);
  mails = mailsOf(shop, campaignId);
});

describe("setting up the domain for replies", () => {
  it("has SendGrid post whole mails, signed, to an address with a secret of which the database knows a hash alone", async () => {
    const setting = shop.world.sendgrid.controls.parseSettings.find(DOMAIN);
    expect(setting).toMatchObject({ sendRaw: true, spamCheck: false });
    expect(setting?.securityPolicy).toBeTruthy();
    const secret = setting?.url.split("/").at(-1) ?? "";
    expect(secret).toMatch(/^[\w-]{32}$/);
    const { rows } = await shop.world.database.query<{ row: string }>("SELECT t::text AS row FROM shop_settings t");
    expect(rows[0]?.row).not.toContain(secret);
    expect(shop.log()).not.toContain(secret);
    expect(shop.log()).toContain('"path":"/sendgrid/inbound/1/[redacted]"');
  });

  it("is refused for a domain that is not the account's", async () => {
    await expect(
      shop.staff.submit("/app/settings", { intent: "inbound", inboundDomain: "feedback.elsewhere.example" }),
    ).rejects.toThrow(/inbound_domain_refused/);
    await expect(
      shop.staff.submit("/app/settings", { intent: "inbound", inboundDomain: "not a domain" }),
    ).rejects.toThrow(/input_invalid/);
  });

  it("names the domain in campaigns only once mail has come in", () => {
    const message = shop.world.sendgrid.sentTo(mails[0]?.to ?? "").at(-1);
    expect(message?.replyTo[0]?.email).toMatch(new RegExp(`^r[0-9a-f]{62}@${DOMAIN.replaceAll(".", "\\.")}$`));
    expect(message?.headers["List-Unsubscribe"]).toMatch(
      /^<http[^>]+one-click[^>]+>, <mailto:u[0-9a-f]{62}@[^>]+\?subject=unsubscribe>$/,
    );
  });
});

describe("mail that comes in", () => {
  it("becomes a case, and the sender's stop an exclusion", async () => {
    await receive({ from: "jo@firm.example", text: "I want to complain about your emails." });
    expect(await casesOf("jo@firm.example")).toMatchObject([
      { kind: "complaint", channel: "reply_mail", state: "open" },
    ]);
    const mail = take();
    const to =
      /<mailto:([^?]+)/.exec(shop.world.sendgrid.sentTo(mail.to).at(-1)?.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
    await receive({ from: mail.to, to, subject: "unsubscribe", text: "" });
    expect(await isListed(shop, mail.to)).toBe(true);
    expect(await casesOf(mail.to)).toEqual([]);
    const other = take();
    const answers = shop.world.sendgrid.sentTo(other.to).at(-1)?.replyTo[0]?.email ?? "";
    await receive({ from: other.to, to: answers, text: "STOP" });
    expect(await isListed(shop, other.to)).toBe(true);
  });

  it("is read also where SendGrid posts it taken apart, in other characters", async () => {
    const setting = shop.world.sendgrid.controls.parseSettings.find(DOMAIN);
    if (!setting) throw new Error("no setting");
    setting.sendRaw = false;
    await receive({
      from: "gross@firm.example",
      text: "Größe?",
      subject: "Größe",
      charset: "iso-8859-1",
      files: [{ name: "plate.html", type: "text/html", content: Buffer.from("<script>alert(1)</script>") }],
    });
    setting.sendRaw = true;
    const [found] = await casesOf("gross@firm.example");
    const { rows } = await shop.world.database.query<{ body: string }>(
      "SELECT body FROM feedback_message WHERE case_id = $1",
      [found?.id],
    );
    expect(rows).toEqual([{ body: "Größe?" }]);
  });

  it("gives a file to staff to save, never to be shown, whatever it says it is", async () => {
    const [found] = await casesOf("gross@firm.example");
    const { rows } = await shop.world.database.query<{ id: string }>(
      "SELECT id FROM feedback_attachment WHERE case_id = $1",
      [found?.id],
    );
    const fetchFile = async (method: string, headers: Record<string, string> = {}) =>
      fetch(`${shop.world.shopify.appUrl}/app/feedback/${found?.id}/files/${rows[0]?.id}`, {
        method,
        redirect: "manual",
        headers: { "user-agent": USER_AGENT, ...headers },
      });
    const authorization = `Bearer ${await shop.world.shopify.sessionToken()}`;
    const response = await fetchFile("POST", { authorization });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''plate.html");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.text()).toBe("<script>alert(1)</script>");
    expect((await fetchFile("GET", { authorization })).status).toBe(405);
    expect((await fetchFile("POST")).status).toBe(LED_AWAY.document);
  });

  it("twice is one case, and of a machine none", async () => {
    const headers = { "Message-ID": "<same@firm.example>" };
    for (let n = 0; n < 3; n += 1) await receive({ from: "twice@firm.example", headers });
    expect(await casesOf("twice@firm.example")).toHaveLength(1);
    await receive({ from: "away@firm.example", headers: { "Auto-Submitted": "auto-replied" } });
    expect(await casesOf("away@firm.example")).toEqual([]);
  });

  it("is asked for again by nobody once it was taken", () => {
    expect(shop.world.sendgrid.inboundPosts.every(({ status, attempt }) => status === 200 && attempt === 1)).toBe(true);
  });
});

describe("a post to the inbound address", () => {
  const { body, contentType } = encode(
    { ...MAIL, from: "forger@evil.example" },
    { sendRaw: true, spamCheck: false },
    new Date(),
  );
  const setting = () => {
    const found = shop.world.sendgrid.controls.parseSettings.find(DOMAIN);
    if (!found) throw new Error("no setting");
    return found;
  };
  const signed = (bytes: Buffer, at = new Date()) => {
    const key = shop.world.sendgrid.controls.parseSettings.policy(setting().securityPolicy ?? "")?.privateKey;
    if (!key) throw new Error("no policy");
    const timestamp = String(Math.floor(at.getTime() / 1000));
    return { [SIGNATURE_HEADER]: signEvents(key, timestamp, bytes), [TIMESTAMP_HEADER]: timestamp };
  };
  const post = (bytes: Buffer, headers: Record<string, string>, url = setting().url) =>
    fetch(url, { method: "POST", body: new Uint8Array(bytes), headers: { "content-type": contentType, ...headers } });

  it.each([
    ["another secret", (url: string) => `${url.slice(0, -4)}AAAA`],
    ["another shop", (url: string) => url.replace("/inbound/1/", "/inbound/2/")],
  ])("with %s leads nowhere", async (_name, alter) => {
    const before = await countCases();
    expect((await post(body, signed(body), alter(setting().url))).status).toBe(404);
    expect(await countCases()).toBe(before);
  });

  it.each([
    ["without a signature", () => ({})],
    ["without its timestamp", () => ({ [SIGNATURE_HEADER]: signed(body)[SIGNATURE_HEADER] ?? "" })],
    ["signed for another mail", () => signed(Buffer.from("other"))],
    ["signed a week ago", () => signed(body, new Date(Date.now() - 7 * 86_400_000))],
  ])("%s is not taken, and SendGrid would keep it", async (_name, headers) => {
    const before = await countCases();
    expect((await post(body, headers())).status).toBe(503);
    expect(await countCases()).toBe(before);
  });

  it.each([
    ["broken off", () => body.subarray(0, body.length - 300), contentType],
    ["of another kind", () => Buffer.from("{}"), "application/json"],
    ["far too large", () => Buffer.alloc(41 * 1024 * 1024, "x"), contentType],
  ])("%s is not taken, and SendGrid would keep it", async (_name, bytes, type) => {
    expect((await post(bytes(), { ...signed(bytes()), "content-type": type })).status).toBe(503);
  });

  it("takes POST only", async () => {
    expect((await fetch(setting().url)).status).toBe(405);
  });

  it("of a body without a length is read all the same", async () => {
    const before = (await countCases()) ?? 0;
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(body));
        controller.close();
      },
    });
    const init = {
      method: "POST",
      body: stream,
      duplex: "half",
      headers: { "content-type": contentType, ...signed(body) },
    };
    expect((await fetch(setting().url, init as RequestInit)).status).toBe(200);
    expect(await countCases()).toBe(before + 1);
  });

  it("whatever its content, is taken or kept by SendGrid, never dropped", async () => {
    const field = fc.constantFrom(
      "email",
      "headers",
      "text",
      "html",
      "from",
      "envelope",
      "charsets",
      "subject",
      "attachment1",
    );
    const part = fc.tuple(field, fc.uint8Array({ maxLength: 400 }));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), fc.uint8Array({ maxLength: 30 }), async (parts, tail) => {
        const bytes = Buffer.concat([
          ...parts.flatMap(([name, content]) => [
            Buffer.from(`--xYzZY\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
            Buffer.from(content),
            Buffer.from("\r\n"),
          ]),
          Buffer.from("--xYzZY--\r\n"),
          Buffer.from(tail),
        ]);
        const { status } = await post(bytes, signed(bytes));
        expect([200, 503]).toContain(status);
      }),
      { seed: 11, numRuns: 60 },
    );
    expect((await fetch(`${shop.world.shopify.appUrl}/readyz`)).status).toBe(200);
  });
});

describe("the form on the storefront", () => {
  const feedbackUrl = (mail: MailLinks) => mail.optOutUrl.replace("/optout", "/feedback");
  const press = async (url: string, typed: Record<string, string>) =>
    pressButton({ url, html: (await openLink(url)).html }, "/apps/twostage/feedback/", typed);

  it("is led to from every mail, in HTML and in text, beside the policy", () => {
    const message = shop.world.sendgrid.sentTo(mails[0]?.to ?? "").at(-1);
    for (const part of [message?.html, message?.text]) {
      expect(part).toMatch(/https?:\/\/[^\s"]+\/apps\/twostage\/feedback\?token=[\w-]{42}/);
      expect(part).toMatch(/https?:\/\/[^\s"]+\/apps\/twostage\/policy/);
    }
  });

  it("takes a message for the campaign, but not within three seconds", async () => {
    const mail = take();
    const url = feedbackUrl(mail);
    const { html } = await openLink(url);
    const typed = { message: "The pumps offer came twice.", kind: "complaint", email: "", name: "" };
    const fast = await pressButton({ url, html }, "/apps/twostage/feedback/", typed);
    expect(fast.status).toBe(422);
    expect(fast.html).toContain("The pumps offer came twice.");
    const done = await until(30_000, async () => {
      const after = await pressButton({ url, html }, "/apps/twostage/feedback/", typed);
      return { rows: after.status === 200 ? [after] : [] };
    });
    expect(done.html).toContain("Thank you, we have your message");
    const { rows } = await shop.world.database.query("SELECT kind, campaign_id FROM feedback_case WHERE email = $1", [
      mail.to,
    ]);
    expect(rows).toEqual([{ kind: "complaint", campaign_id: campaignId }]);
  });

  it("says what is missing, and shows again what was typed, as text", async () => {
    const url = feedbackUrl(take()).split("?")[0] ?? "";
    const page = await press(url, { message: "<script>alert(1)</script>{{ shop }}", email: "", name: "" });
    expect(page.status).toBe(422);
    expect(page.html).toContain("Please enter an email address that we can answer to.");
    expect(page.html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&#123;&#123; shop &#125;&#125;");
  });

  it("is refused without the storefront's signature", async () => {
    const { settings, appUrl } = shop.world.shopify;
    const parameters = {
      shop: settings.shop.domain,
      path_prefix: "/apps/twostage",
      timestamp: String(Math.floor(Date.now() / 1000)),
      logged_in_customer_id: "",
    };
    const before = await countCases();
    for (const page of ["feedback", "policy"]) {
      const good = signProxy(parameters, settings.app.apiSecret);
      expect((await fetch(`${appUrl}/proxy/${page}?${good}`, { headers: { "user-agent": USER_AGENT } })).status).toBe(
        200,
      );
      for (const query of [
        signProxy(parameters, settings.app.apiSecret, { signature: "0".repeat(64) }),
        `${good}&extra=1`,
        "shop=x",
      ])
        expect(
          (await fetch(`${appUrl}/proxy/${page}?${query}`, { headers: { "user-agent": USER_AGENT } })).status,
        ).toBe(400);
      const forged = await fetch(`${appUrl}/proxy/feedback?shop=${settings.shop.domain}`, {
        method: "POST",
        body: new URLSearchParams({ message: "x" }),
        headers: { "user-agent": USER_AGENT },
      });
      expect(forged.status).toBe(400);
    }
    expect(await countCases()).toBe(before);
  });
});

describe("the opt-out page", () => {
  it("takes a reason and words, and neither is needed", async () => {
    const mail = take();
    const page = await openLink(mail.optOutUrl);
    const say = (typed: Record<string, string>) =>
      pressButton({ url: mail.optOutUrl, html: page.html }, "/apps/twostage/optout/", typed);
    expect((await say({ note: "" })).html).toContain("Thank you for telling us");
    expect((await say({ note: "Twice a week is too much.", reason: "too_many" })).html).toContain(
      "You are still opted out",
    );
    expect(await casesOf(mail.to)).toMatchObject([{ kind: "objection", channel: "opt_out_note" }]);
    const { rows } = await shop.world.database.query("SELECT reason FROM opt_out_reason WHERE campaign_id = $1", [
      campaignId,
    ]);
    expect(rows).toEqual([{ reason: "too_many" }]);
  });

  it("leads to the form and to the policy", async () => {
    const { html } = await openLink(take().optOutUrl);
    expect(html).toContain('href="/apps/twostage/feedback"');
    expect(html).toContain('href="/apps/twostage/policy"');
    const oneClick = await (await fetch(take().oneClickUrl)).text();
    expect(oneClick).toMatch(/href="https?:\/\/[^"]+\/apps\/twostage\/policy"/);
  });
});

describe("the published policy", () => {
  it("is on the store's own domain, as the software enforces it, with the merchant's words as text around it", async () => {
    const url = `${shop.world.shopify.storefrontOrigin}/apps/twostage/policy`;
    const before = (await openLink(url)).html;
    expect(before).toContain("Everybody else: only after saying yes twice");
    expect(before).toContain("Plumbing and heating trade");
    await shop.staff.submit("/app/policy", {
      intent: "publish",
      introduction: "<b>Dear</b> {{ customer }}",
      closing: "Yours, Rhian",
    });
    const after = (await openLink(url)).html;
    expect(after).toContain("&lt;b&gt;Dear&lt;/b&gt; &#123;&#123; customer &#125;&#125;");
    expect(after).toContain("Where other words of ours say something else, this counts.");
    expect(after).toContain("Version 1, published on");
    await expect(
      shop.staff.submit("/app/policy", { intent: "publish", introduction: "x".repeat(3001), closing: "" }),
    ).rejects.toThrow(/input_invalid/);
  });

  it("has its promises checked when staff ask", async () => {
    await shop.staff.submit("/app/policy", { intent: "check" });
    const found = await until(30_000, () =>
      shop.world.database.query<{ clause: string; broken: number }>(
        "SELECT clause, broken FROM policy_check WHERE clause = 'P15'",
      ),
    );
    expect(found.broken).toBe(0);
    const { rows } = await shop.world.database.query("SELECT clause FROM policy_check WHERE broken > 0");
    expect(rows).toEqual([]);
  });
});

describe("the desk", () => {
  it("sends the answer of staff to whoever wrote, without marketing, and their next mail goes on with the case", async () => {
    await receive({ from: "ask@firm.example", text: "Do you sell fans?" });
    const [found] = await casesOf("ask@firm.example");
    await shop.staff.submit(`/app/feedback/${found?.id}`, { intent: "reply", body: "Yes, we do. Rhian" });
    const mail = await until(30_000, () =>
      Promise.resolve({ rows: shop.world.sendgrid.sentTo("ask@firm.example").slice(0, 1) }),
    );
    expect(mail.text).toContain("Yes, we do. Rhian");
    expect(mail.text).not.toMatch(/Marketing email|Stop these emails|optout/);
    expect(mail.customArgs).toEqual({ twostage_reply: expect.stringMatching(/^1-\d+$/) as string });
    await receive({ from: "ask@firm.example", to: mail.replyTo[0]?.email ?? "", text: "Thank you!" });
    expect(await casesOf("ask@firm.example")).toMatchObject([{ state: "open" }]);
  });

  it("reaches with its answer also whom SendGrid itself knows as unsubscribed", async () => {
    const mail = take();
    await openLink(mail.optOutUrl);
    await until(30_000, () =>
      Promise.resolve({
        rows: [shop.world.sendgrid.controls.suppressions.get("unsubscribes", mail.to)].filter(Boolean),
      }),
    );
    await receive({ from: mail.to, text: "Where did you get my address from?" });
    const [found] = await casesOf(mail.to);
    await shop.staff.submit(`/app/feedback/${found?.id}`, { intent: "reply", body: "From your order. Rhian" });
    const answer = await until(30_000, () =>
      Promise.resolve({
        rows: shop.world.sendgrid.sentTo(mail.to).filter(({ text }) => text?.includes("From your order")),
      }),
    );
    expect(answer.state).toBe("delivered");
  });

  it.each([
    "/app/feedback",
    "/app/feedback?overdue=yes&kind=complaint&state=open",
    "/app/feedback/themes",
    "/app/feedback/new",
    "/app/policy",
    "/app/policy?version=1",
  ])("opens %s", async (page) => {
    expect(await shop.staff.open(page)).toContain("<main");
  });

  it("is closed to whoever is no member of staff", async () => {
    const request = (path: string, init: RequestInit = {}) =>
      fetch(`${shop.world.shopify.appUrl}${path}.data`, {
        redirect: "manual",
        ...init,
        headers: { "user-agent": USER_AGENT },
      });
    for (const page of ["/app/feedback", "/app/policy"]) expect((await request(page)).status).toBe(LED_AWAY.data);
    const body = new URLSearchParams({ intent: "check" });
    expect((await request("/app/policy", { method: "POST", body })).status).toBe(LED_AWAY.data);
  });
});

it("wrote neither an address nor a token to the log", () => {
  expect(shop.log()).not.toMatch(/[\w.+-]+@[\w-]+\.\w/);
});
