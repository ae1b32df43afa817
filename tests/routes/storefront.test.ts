import { beforeAll, describe, expect, it } from "vitest";
import { ATTEMPT_LIMITS } from "~/policy/attemptLimits";
import { makeFormToken } from "~/services/consent/formToken";
import { openLink, pressButton } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { APP_SECRET } from "../simulators/demo/world";
import { proxied, type ProxyRequest } from "../support/proxied";
import { isListed, mailsOf, sendCampaign, useShop, type MailLinks } from "../support/world";

const shop = useShop({ customers: 100 });
const WITHIN_MS = 30_000;
const HOUR_MS = 3_600_000;

const query = <T extends object>(sql: string, values: unknown[] = []) => shop.world.database.query<T>(sql, values);
let mails: MailLinks[] = [];
let shopId = 0;
let campaignId = 0;
const takeMail = () => {
  const mail = mails.shift();
  if (!mail) throw new Error("the store has too few recipients for these tests");
  return mail;
};
beforeAll(async () => {
  campaignId = await sendCampaign(shop);
  mails = mailsOf(shop, campaignId);
  const { rows } = await query<{ id: number }>("SELECT id FROM shop");
  shopId = rows[0]?.id ?? 0;
});

/** A form as it was shown some time ago. */
const formToken = (secondsAgo = 60, shopOf = shopId) =>
  makeFormToken(
    shopOf,
    { surface: "storefront_page", wordingVersion: 1, shownAt: new Date(Date.now() - secondsAgo * 1000) },
    [APP_SECRET],
  );
const filled = (email: string, over: Record<string, string> = {}) => ({
  intent: "request",
  email,
  buy_as: "",
  agree: "yes",
  form: formToken(),
  website: "",
  locale: "en",
  ...over,
});
const subscribe = (email: string, over: Record<string, string> = {}, request: ProxyRequest = {}) =>
  proxied(shop, "subscribe", { form: filled(email, over), ...request });
let people = 0;
const somebody = () => `somebody-${(people += 1)}@firm.example`;

/** The links of the verification mail that an address got, when it has got so many. */
async function verification(email: string, count = 1) {
  const mail = await until(WITHIN_MS, () => ({ rows: shop.world.sendgrid.sentTo(email).slice(count - 1, count) }));
  // The mail is on its way before the app has written down that it was taken.
  await until(WITHIN_MS, () =>
    query(
      "SELECT 1 FROM consent_event e JOIN consent_request r ON r.shop_id = e.shop_id AND r.id = e.request_id WHERE r.email = $1 AND e.kind = 'verification_mailed' OFFSET $2",
      [email, count - 1],
    ),
  );
  const link = (page: string) =>
    new RegExp(`https?://\\S+/apps/twostage/${page}\\?token=[\\w-]+`).exec(mail.text ?? "")?.[0] ?? "";
  const confirmUrl = link("confirm");
  return { mail, confirmUrl, reportUrl: link("report"), token: new URL(confirmUrl).searchParams.get("token") ?? "" };
}
/** Asks, and waits for the mail. */
async function asked(email = somebody()) {
  await subscribe(email);
  return { email, ...(await verification(email)) };
}
let staff = 0;
/** Asks an address of the staff from a campaign's page, and waits for the mail. */
async function askedStaff() {
  const email = `staff-${(staff += 1)}@thornbury.example`;
  // A shop has a few such addresses; those of other tests make room.
  await query("DELETE FROM staff_address");
  await shop.staff.submit(`/app/campaigns/${campaignId}`, { intent: "ask_address", email });
  const mail = await until(WITHIN_MS, () => ({ rows: [...shop.world.sendgrid.sentTo(email)] }));
  const link = /https?:\/\/\S+\/apps\/twostage\/staff-address\?token=[\w-]+/.exec(mail.text ?? "")?.[0] ?? "";
  return { email, link, token: new URL(link).searchParams.get("token") ?? "" };
}
const runOut = (email: string) =>
  query("UPDATE consent_request SET expires_at = now() - interval '1 second' WHERE email = $1", [email]);
const eventsOf = async (email: string) => {
  const { rows } = await query<{ kind: string }>(
    "SELECT kind FROM consent_event WHERE consent_key IN (SELECT consent_key FROM consent_request WHERE email = $1) ORDER BY id",
    [email],
  );
  return rows.map(({ kind }) => kind);
};

/** Everything that opening a page could have changed. */
async function state() {
  const { rows } = await query<object>(
    `SELECT (SELECT count(*) FROM consent_event) AS events, (SELECT count(*) FROM consent_request) AS requests, (SELECT count(*) FROM exclusion) AS excluded,
            (SELECT count(*) FROM exclusion_event) AS history, (SELECT count(*) FROM single_mail) AS mails, (SELECT count(*) FROM consent_attempt) AS attempts,
            (SELECT count(*) FROM consent_request WHERE confirmed_at IS NOT NULL) AS confirmed,
            (SELECT count(*) FROM staff_address WHERE verified_at IS NOT NULL) AS staff`,
  );
  return rows[0];
}

const UNATTENDED: readonly [string, ProxyRequest][] = [
  ["HEAD", { method: "HEAD" }],
  ["a prefetch that says Sec-Purpose", { headers: { "sec-purpose": "prefetch;prerender" } }],
  ["a prefetch that says Purpose", { headers: { purpose: "prefetch" } }],
  ["a preview that says X-Moz", { headers: { "x-moz": "prefetch" } }],
];

describe("opening a page", () => {
  const pages: readonly [string, string, () => Promise<Record<string, string>>, number][] = [
    ["the form", "subscribe", () => Promise.resolve({}), 200],
    ["the page that stops", "stop", () => Promise.resolve({}), 200],
    ["a confirmation that is open", "confirm", async () => ({ token: (await asked()).token }), 200],
    ["a report", "report", async () => ({ token: (await asked()).token }), 200],
    [
      "a confirmation that has run out",
      "confirm",
      async () => {
        const { email, token } = await asked();
        await runOut(email);
        return { token };
      },
      410,
    ],
    ["a confirmation of an unknown link", "confirm", () => Promise.resolve({ token: "A".repeat(32) }), 404],
    ["a report of an unknown link", "report", () => Promise.resolve({ token: "A".repeat(32) }), 404],
    ["the page of an address of the staff", "staff-address", async () => ({ token: (await askedStaff()).token }), 200],
    [
      "the page of an unknown link of the staff",
      "staff-address",
      () => Promise.resolve({ token: "A".repeat(32) }),
      404,
    ],
    ["the opt-out page of an unknown link", "optout", () => Promise.resolve({ token: "A".repeat(42) }), 404],
  ];
  const ways: readonly [string, ProxyRequest][] = [["GET", {}], ...UNATTENDED];
  const rows = pages.flatMap(([name, path, parameters, status]) =>
    ways
      // The opt-out page answers whoever only fetches it before it looks the link up.
      .filter(([way]) => path !== "optout" || way === "GET")
      .map(([way, request]) => ({ name, path, parameters, status, way, request })),
  );

  it.each(rows)("changes nothing: $name, by $way", async ({ path, parameters, status, request }) => {
    const given = await parameters();
    const before = await state();
    const answer = await proxied(shop, path, { ...request, parameters: given });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toContain("application/liquid");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.text).not.toMatch(/<script|<img/);
    if (request.method === "HEAD") expect(answer.text).toBe("");
    expect(await state()).toEqual(before);
  });

  it.each(UNATTENDED)("of an opt-out link by %s changes nothing", async (_name, request) => {
    const before = await state();
    await proxied(shop, "optout", { ...request, parameters: { token: takeMail().token } });
    expect(await state()).toEqual(before);
  });

  it("of an opt-out link by GET excludes, and is the only one that does anything", async () => {
    const mail = takeMail();
    await proxied(shop, "optout", { parameters: { token: mail.token } });
    expect(await isListed(shop, mail.to)).toBe(true);
  });
});

describe("the app proxy's signature", () => {
  const pages: readonly [string, ProxyRequest][] = [
    ["subscribe", {}],
    ["subscribe", { form: { intent: "request" } }],
    ["confirm", { parameters: { token: "x" } }],
    ["confirm", { form: { token: "x" } }],
    ["report", { parameters: { token: "x" } }],
    ["report", { form: { token: "x" } }],
    ["stop", {}],
    ["stop", { form: { addresses: "forged@firm.example" } }],
    ["optout", { parameters: { token: "x" } }],
    ["optout", { form: { token: "x", intent: "release" } }],
    ["staff-address", { parameters: { token: "x" } }],
    ["staff-address", { form: { token: "x" } }],
  ];
  const faults: readonly [string, ProxyRequest, number][] = [
    ["is forged", { signature: "0".repeat(64) }, 400],
    ["is empty", { signature: "" }, 400],
    ["is missing", { unsigned: true }, 400],
    ["is of an old request", { forge: { timestamp: "1700000000" } }, 400],
    ["is of a request without a time", { forge: { timestamp: undefined } }, 400],
    ["does not cover what was added after it", { appended: "&locale=cy" }, 400],
    ["does not cover a second shop", { appended: "&shop=evil.myshopify.com" }, 400],
    ["is of a request without a shop", { forge: { shop: undefined } }, 400],
    ["is for a shop without the app", { forge: { shop: "another-shop.myshopify.com" } }, 404],
  ];
  const rows = pages.flatMap(([path, request]) =>
    faults.map(([fault, forged, status]) => ({
      path,
      method: request.form ? "POST" : "GET",
      fault,
      status,
      request: { ...request, ...forged },
    })),
  );

  it.each(rows)("is refused by $method $path when it $fault", async ({ path, request, status }) => {
    const before = await state();
    expect((await proxied(shop, path, request)).status).toBe(status);
    expect(await state()).toEqual(before);
  });
});

describe("the form", () => {
  it("asks for one verification mail, without a header of marketing, from the page as it was shown", async () => {
    const email = somebody();
    const page = await openLink(`${shop.world.shopify.storefrontOrigin}/apps/twostage/subscribe`);
    expect(page.html).toContain("Emails from Thornbury Spares");
    const sent = await subscribe(email, { buy_as: "sole_trader" });
    expect([sent.status, sent.text.includes("Check your inbox")]).toEqual([200, true]);
    const { mail } = await verification(email);
    expect(mail.headers["List-Unsubscribe"]).toBeUndefined();
    const { rows } = await query("SELECT surface, stated_form, page FROM consent_request WHERE email = $1", [email]);
    expect(rows).toEqual([
      { surface: "storefront_page", stated_form: "Sole trader", page: "/apps/twostage/subscribe/" },
    ]);
  });

  it("leads from the block in the theme to one more press, and asks only by that", async () => {
    const email = somebody();
    const before = await state();
    const block = { intent: "check", email, agree: "yes", version: "1", page: "/pages/emails", locale: "en" };
    const check = await proxied(shop, "subscribe", { form: block });
    expect(check.text).toContain("Is this right?");
    expect(await state()).toEqual(before);
    const done = await pressButton(
      { url: `${shop.world.shopify.storefrontOrigin}/apps/twostage/subscribe`, html: check.text },
      "/apps/twostage/subscribe/",
      { form: formToken() },
    );
    expect(done.html).toContain("Check your inbox");
    await verification(email);
  });

  const known: [string, () => Promise<string> | string][] = [
    ["unknown", somebody],
    [
      "of a customer",
      async () =>
        (await query<{ email: string }>("SELECT email FROM contact WHERE NOT excluded LIMIT 1")).rows[0]?.email ?? "",
    ],
    [
      "excluded",
      async () => {
        const email = somebody();
        await shop.staff.submit("/app/exclusions", { intent: "exclude", email, note: "rang" });
        return email;
      },
    ],
    [
      "confirmed",
      async () => {
        const { email, token } = await asked();
        await proxied(shop, "confirm", { form: { token } });
        return email;
      },
    ],
    [
      "past its limit",
      async () => {
        const email = somebody();
        for (let time = 0; time <= ATTEMPT_LIMITS.mailbox[0].most; time++) await subscribe(email);
        return email;
      },
    ],
  ];

  it("answers with the same bytes whatever is known of the address, and whatever gave a machine away", async () => {
    const answers = new Map<string, string>();
    const note = (name: string, { status, headers, text }: Awaited<ReturnType<typeof subscribe>>) =>
      answers.set(name, JSON.stringify([status, headers.get("content-type"), headers.get("cache-control"), text]));
    for (const [name, email] of known) note(name, await subscribe(await email()));
    note("trapped", await subscribe(somebody(), { website: "x" }));
    note("too quick", await subscribe(somebody(), { form: formToken(0) }));
    note("too old", await subscribe(somebody(), { form: formToken(25 * 3600) }));
    note("without a token", await subscribe(somebody(), { form: "" }));
    note("with a forged token", await subscribe(somebody(), { form: "A".repeat(150) }));
    note("with another shop's token", await subscribe(somebody(), { form: formToken(60, shopId + 1) }));
    const crowd = { headers: { "x-forwarded-for": "203.0.113.200" } };
    for (let time = 0; time <= ATTEMPT_LIMITS.requester[0].most; time++)
      note(`of a crowded connection, ${time}`, await subscribe(somebody(), {}, crowd));
    expect(
      new Set(answers.values()).size,
      [...answers].map(([name, answer]) => `${name}: ${answer.length}`).join("\n"),
    ).toBe(1);
    expect([...answers.values()][0]).toContain("Check your inbox");
  });

  it("sends nothing to who is excluded, confirmed or past the limit, nor for a machine", async () => {
    const silent = [somebody(), somebody(), somebody()] as const;
    await subscribe(silent[0], { website: "x" });
    await subscribe(silent[1], { form: formToken(0) });
    await subscribe(silent[2], { form: "" });
    await asked();
    for (const email of silent) expect(shop.world.sendgrid.sentTo(email)).toEqual([]);
    const { rows } = await query<{ mails: number }>(
      `SELECT max(mails)::int AS mails FROM (SELECT count(*) AS mails FROM single_mail m JOIN consent_request q ON q.id = m.request_id GROUP BY lower(q.email)) counted`,
    );
    expect(rows[0]?.mails).toBeLessThanOrEqual(ATTEMPT_LIMITS.mailbox[0].most);
  });

  it.each([
    ["no address", { email: "" }, "Type an email address"],
    ["no tick", { agree: "" }, "Tick the box"],
    ["nothing at all", { email: "", agree: "", form: "" }, "Type an email address"],
  ])("says what is missing: %s", async (_name, over, words) => {
    const answer = await subscribe(somebody(), over);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(words);
    expect(answer.text).not.toContain("checked");
  });

  it("takes a body that is no form for an empty one", async () => {
    const answer = await proxied(shop, "subscribe", {
      method: "POST",
      headers: { "content-type": "multipart/form-data; boundary=x" },
    });
    expect(answer.status).toBe(422);
  });

  it.each([
    ["the address's", { parameters: { locale: "cy" } }, "Rwy"],
    ["the browser's", { headers: { "accept-language": "fr-CA,fr;q=0.9,en;q=0.8" } }, "J’achète"],
    ["English for any other", { headers: { "accept-language": "pl" } }, "I buy as"],
  ])("speaks %s language", async (_name, request: ProxyRequest, words) => {
    expect((await proxied(shop, "subscribe", request)).text.replaceAll("&#39;", "'")).toContain(words);
  });

  it("keeps the address out of the log and of every address", async () => {
    const email = somebody();
    await subscribe(email);
    await verification(email);
    const log = shop.log();
    expect(log).toContain('"path":"/proxy/subscribe"');
    expect(log).not.toMatch(/[\w.+-]+@[\w-]+\.\w/);
  });
});

describe("the mail in the person's language", () => {
  it("and the pages behind its links are in it, whatever the browser's", async () => {
    const email = somebody();
    await subscribe(email, { locale: "de" });
    const { mail, confirmUrl, reportUrl, token } = await verification(email);
    expect(mail.subject).toContain("Bitte bestätigen");
    expect((await openLink(confirmUrl)).html).toContain("Möchten Sie diese E-Mails?");
    expect((await openLink(reportUrl)).html).toContain("Waren Sie das nicht?");
    const pressed = await proxied(shop, "confirm", { form: { token }, headers: { "accept-language": "en" } });
    expect(pressed.text).toContain("Danke: Sie stehen auf der Liste");
  });
});

describe("a link that has run out", () => {
  it("brings a new one by a pressed button, and says the same when it brings none", async () => {
    const { email, token, confirmUrl } = await asked();
    await runOut(email);
    const page = await openLink(confirmUrl);
    expect(page.status).toBe(410);
    const resent = await pressButton({ url: confirmUrl, html: page.html }, "/apps/twostage/confirm/");
    expect([resent.status, resent.html.includes("Check your inbox")]).toEqual([200, true]);
    const second = await verification(email, 2);
    expect(second.token).not.toBe(token);
    const pressed = await proxied(shop, "confirm", { form: { token: second.token } });
    expect(pressed.text).toContain("you are on the list");
    // Confirmed meanwhile: nothing more is sent, and the answer is the same.
    const again = await proxied(shop, "confirm", { form: { token, intent: "resend" } });
    const { text } = await proxied(shop, "confirm", { form: { token: second.token, intent: "resend" } });
    expect(text).toBe(again.text);
    expect(shop.world.sendgrid.sentTo(email)).toHaveLength(2);
  });

  it("of nobody brings nothing", async () => {
    const before = await state();
    expect((await proxied(shop, "confirm", { form: { token: "A".repeat(32), intent: "resend" } })).status).toBe(404);
    expect(await state()).toEqual(before);
  });
});

describe("the report", () => {
  it("is made by the pressed button, excludes, and ends the link of the same mail", async () => {
    const { email, reportUrl, confirmUrl, token } = await asked();
    const page = await openLink(reportUrl);
    expect(page.html).toContain("Was it not you?");
    expect(await isListed(shop, email)).toBe(false);
    const done = await pressButton({ url: reportUrl, html: page.html }, "/apps/twostage/report/");
    expect([done.status, done.html.includes("Thank you for telling us")]).toEqual([200, true]);
    expect(await isListed(shop, email)).toBe(true);
    expect(await eventsOf(email)).toEqual(["requested", "verification_mailed", "reported"]);
    expect((await openLink(confirmUrl)).html).toContain("We will not email this address");
    const again = await proxied(shop, "report", { form: { token } });
    expect(again.text).toContain("Thank you for telling us");
    expect(await eventsOf(email)).toHaveLength(3);
  });

  it("works after the link has run out", async () => {
    const { email, token } = await asked();
    await runOut(email);
    expect((await proxied(shop, "report", { form: { token } })).status).toBe(200);
    expect(await isListed(shop, email)).toBe(true);
  });

  it.each([
    ["altered", (token: string) => `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`],
    ["empty", () => ""],
    ["something else", () => "../../etc/passwd"],
  ])("by a link that is %s is told that it is not known", async (_name, alter) => {
    const { email, token } = await asked();
    const answer = await proxied(shop, "report", { form: { token: alter(token) } });
    expect([answer.status, answer.text.includes("We do not know this link")]).toEqual([404, true]);
    expect(await isListed(shop, email)).toBe(false);
  });
});

describe("the link mailed to an address of the staff", () => {
  const verified = async (email: string) => {
    const { rows } = await query("SELECT 1 FROM staff_address WHERE email = $1 AND verified_at IS NOT NULL", [email]);
    return rows.length === 1;
  };

  it("lets tests go there once the button of its page is pressed", async () => {
    const { email, link } = await askedStaff();
    const page = await openLink(link);
    expect([page.status, await verified(email)]).toEqual([200, false]);
    const pressed = await pressButton({ url: link, html: page.html }, "/apps/twostage/staff-address/");
    expect([pressed.status, pressed.html.includes("Tests may come here")]).toEqual([200, true]);
    expect(await verified(email)).toBe(true);
  });

  it("is nobody's in another shop, and nothing when it is altered or cut", async () => {
    const { email, token } = await askedStaff();
    await query(
      "INSERT INTO shop (domain, name, storefront_url) VALUES ('next-door.myshopify.com', 'Next door', '') ON CONFLICT DO NOTHING",
    );
    const bad: ProxyRequest[] = [
      { form: { token }, forge: { shop: "next-door.myshopify.com" } },
      { form: { token: `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}` } },
      { form: { token: token.slice(0, 20) } },
      { form: { token: "" } },
      { form: {} },
    ];
    for (const request of bad) expect((await proxied(shop, "staff-address", request)).status).toBe(404);
    expect(await verified(email)).toBe(false);
  });
});

describe("a page whose button does something", () => {
  const pages = ["data", "staff-address"];
  it.each(pages.flatMap((path) => ["PUT", "PATCH", "DELETE"].map((method) => [path, method])))(
    "refuses, as %s, the method %s and changes nothing",
    async (path, method) => {
      const before = await state();
      const form = { token: takeMail().token, kind: "erasure" };
      expect((await proxied(shop, path, { form, method })).status).toBe(405);
      expect(await state()).toEqual(before);
      expect((await query("SELECT 1 FROM privacy_request")).rows).toEqual([]);
    },
  );
});

describe("the page that stops emails", () => {
  const stop = (addresses: string, request: ProxyRequest = {}) =>
    proxied(shop, "stop", { form: { addresses, locale: "en" }, ...request });

  it("excludes what was typed at once, and mails nobody", async () => {
    const { email, token } = await asked();
    await proxied(shop, "confirm", { form: { token } });
    const answer = await stop(`${email}\r\nno address\r\nother@firm.example`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain("We have taken 2 addresses");
    expect(answer.text).toContain("Line 2 held no email address");
    expect(await isListed(shop, email)).toBe(true);
    expect((await eventsOf(email)).at(-1)).toBe("withdrawn");
    const { rows } = await query("SELECT source, actor FROM exclusion WHERE email = 'other@firm.example'");
    expect(rows).toEqual([{ source: "storefront_page", actor: null }]);
    expect(shop.world.sendgrid.sentTo("other@firm.example")).toEqual([]);
    expect(shop.world.sendgrid.sentTo(email)).toHaveLength(1);
  });

  it("answers with the same bytes whether or not an address was known", async () => {
    const listed = somebody();
    await stop(listed);
    const { rows } = await query<{ email: string }>("SELECT email FROM contact WHERE NOT excluded LIMIT 1");
    const answers = [await stop(somebody()), await stop(listed), await stop(rows[0]?.email ?? "")];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  });

  it("takes no more than 20 at once, and none of too many", async () => {
    const answer = await stop(Array.from({ length: 21 }, (_, index) => `many-${index}@firm.example`).join("\n"));
    expect([answer.status, answer.text.includes("Too many addresses")]).toEqual([422, true]);
    expect(await isListed(shop, "many-0@firm.example")).toBe(false);
  });

  it("is told to wait by a connection that has sent too much, which takes nothing and says so", async () => {
    const crowd = { headers: { "x-forwarded-for": "203.0.113.201" } };
    for (let time = 0; time < ATTEMPT_LIMITS.withdrawer[0].most; time++)
      expect((await stop(somebody(), crowd)).status).toBe(200);
    const email = somebody();
    const refused = await stop(email, crowd);
    expect(refused.status).toBe(429);
    expect(refused.text).toContain("None of these addresses was taken");
    expect(refused.text).toContain(email);
    expect(await isListed(shop, email)).toBe(false);
    await query(
      "UPDATE consent_attempt SET times = array(SELECT t - interval '1 hour' FROM unnest(times) t) WHERE kind = 'withdrawer'",
    );
    expect((await stop(email, crowd)).status).toBe(200);
  });

  it("counts nothing where nothing was typed", async () => {
    const before = await state();
    expect((await stop("\n \n")).text).toContain("The box was empty");
    expect(await state()).toEqual(before);
  });

  it("is where an opt-out link that is not known leads", async () => {
    const page = await proxied(shop, "optout", { parameters: { token: "A".repeat(42) } });
    expect(page.text).toContain('action="/apps/twostage/stop/"');
    const typed = await proxied(shop, "stop", { form: { addresses: "by.hand@firm.example", locale: "en" } });
    expect(typed.status).toBe(200);
    expect(await isListed(shop, "by.hand@firm.example")).toBe(true);
  });
});

describe("the way back", () => {
  it("is pressed on the opt-out page, takes that address off the list, and leads to the form", async () => {
    const mail = takeMail();
    const page = await openLink(mail.optOutUrl);
    expect(await isListed(shop, mail.to)).toBe(true);
    const back = await proxied(shop, "optout", { form: { token: mail.token, intent: "release" } });
    expect(back.status).toBe(200);
    expect(back.text).toContain("/apps/twostage/subscribe/");
    expect(await isListed(shop, mail.to)).toBe(false);
    expect(page.html).toContain("Undo my opt-out");
    await shop.world.shopify.webhooks.settled();
    expect(await isListed(shop, mail.to)).toBe(false);
  });

  it("is for staff after a mail was reported as spam", async () => {
    const mail = takeMail();
    await query(
      `INSERT INTO exclusion (shop_id, key, email, source, at) SELECT shop_id, exclusion_key, email, 'spam_report', now() FROM recipient WHERE email = $1 LIMIT 1`,
      [mail.to],
    );
    await query(
      `INSERT INTO exclusion_event (shop_id, key, source, at) SELECT shop_id, exclusion_key, 'spam_report', now() FROM recipient WHERE email = $1 LIMIT 1`,
      [mail.to],
    );
    const refused = await proxied(shop, "optout", { form: { token: mail.token, intent: "release" } });
    expect(refused.text).toContain("You are still opted out");
    expect(await isListed(shop, mail.to)).toBe(true);
    const { rows } = await query<{ key: string }>("SELECT encode(key, 'hex') AS key FROM exclusion WHERE email = $1", [
      mail.to,
    ]);
    const asked = {
      askedHow: "phone",
      askedOn: new Date(Date.now() - HOUR_MS).toISOString().slice(0, 10),
      note: "Rang: it was a slip",
    };
    await expect(
      shop.staff.submit("/app/exclusions", { intent: "release", key: rows[0]?.key ?? "", ...asked, note: "" }),
    ).rejects.toThrow("input_invalid");
    await shop.staff.submit("/app/exclusions", { intent: "release", key: rows[0]?.key ?? "", ...asked });
    expect(await isListed(shop, mail.to)).toBe(false);
  });

  it("is needed where an undo finds another reason, and the page then offers it", async () => {
    const mail = takeMail();
    await openLink(mail.optOutUrl);
    await proxied(shop, "stop", { form: { addresses: mail.to } });
    const kept = await proxied(shop, "optout", { form: { token: mail.token, intent: "undo" } });
    expect(kept.text).toContain("I want to be mailed again");
    expect(await isListed(shop, mail.to)).toBe(true);
  });

  it("is short where the opt-out was a slip: the undo alone brings everything back", async () => {
    const mail = takeMail();
    await openLink(mail.optOutUrl);
    await proxied(shop, "optout", { form: { token: mail.token, intent: "further", addresses: "slip@firm.example" } });
    const undone = await proxied(shop, "optout", { form: { token: mail.token, intent: "undo" } });
    expect(undone.text).toContain("Your opt-out has been undone");
    expect([await isListed(shop, mail.to), await isListed(shop, "slip@firm.example")]).toEqual([false, true]);
    await proxied(shop, "optout", { form: { token: mail.token, intent: "undo_further" } });
    expect(await isListed(shop, "slip@firm.example")).toBe(false);
  });

  it("by a link that is not ours changes nothing", async () => {
    const mail = takeMail();
    await openLink(mail.optOutUrl);
    const altered = mail.token.startsWith("A") ? `B${mail.token.slice(1)}` : `A${mail.token.slice(1)}`;
    expect((await proxied(shop, "optout", { form: { token: altered, intent: "release" } })).status).toBe(404);
    expect(await isListed(shop, mail.to)).toBe(true);
  });
});
