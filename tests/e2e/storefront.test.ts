import { beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { MIN_SECONDS } from "~/services/consent/formToken";
import { violations } from "./support/accessibility";
import { Admin } from "./support/admin";
import { ADMIN, picture, PUBLIC } from "./support/picture";
import { useStage } from "./support/stage";

const WORDS = "Yes, Thornbury Spares may email me offers for my trade. I can stop this at any time.";
/** The narrowest screen that WCAG 2.2 asks for (1.4.10). */
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 800 };

const stage = useStage();
let admin: Admin;
let people = 0;
const somebody = () => `somebody-${(people += 1)}@firm.example`;

beforeAll(async () => {
  admin = await Admin.open(stage.browser, stage.world);
  await admin.setUp();
  await admin.waitForSync();
});

const mailsTo = (email: string) => stage.world.sendgrid.sentTo(email);
const address = (path: string) => `${stage.world.shopify.storefrontOrigin}${path}`;

async function open(path: string): Promise<Page> {
  const page = await stage.browser.newPage();
  await page.goto(address(path));
  return page;
}

/** The link to a page in the newest mail to an address, once it has so many. */
async function linkIn(email: string, name: "confirm" | "report" | "optout", count = 1): Promise<string> {
  await expect.poll(() => mailsTo(email).length, { timeout: 20_000 }).toBe(count);
  const text = mailsTo(email).at(-1)?.text ?? "";
  const link = new RegExp(`https?:\\S+/apps/twostage/${name}\\?token=[\\w-]+`).exec(text)?.[0];
  if (!link) throw new Error(`the mail has no link to ${name}`);
  return link;
}

/** Takes as long over a form as a person does at least. */
async function readOver(since: number): Promise<void> {
  await expect.poll(() => Date.now() - since, { timeout: 10_000 }).toBeGreaterThan(MIN_SECONDS * 1000 + 100);
}

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name }).waitFor();

/** Fills the app's own form in, ticks and sends it. */
async function fillIn(page: Page, email: string): Promise<void> {
  const opened = Date.now();
  await page.getByLabel("Email address").fill(email);
  expect(await page.getByRole("checkbox", { name: WORDS }).isChecked()).toBe(false);
  await page.getByRole("checkbox", { name: WORDS }).check();
  await readOver(opened);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await heading(page, "Check your inbox");
}

async function confirm(email: string): Promise<void> {
  const page = await stage.browser.newPage();
  await page.goto(await linkIn(email, "confirm"));
  await page.getByRole("button", { name: "Yes, email me" }).click();
  await heading(page, "Thank you: you are on the list");
  await page.close();
}

/** The customer's page in the admin, found by the address. */
async function openCustomer(email: string): Promise<void> {
  await admin.goTo("Customers");
  await admin.fill({ "Search by name, company or email address": email });
  await admin.button("Search").click();
  await admin.app.getByRole("row").filter({ hasText: email }).getByRole("link").click();
  await admin.app.getByRole("heading", { name: "Consent", exact: true }).waitFor();
}

describe("the form on the storefront", () => {
  it("lets somebody who has never bought be mailed: from the tick to their page in the admin", async () => {
    const email = somebody();
    const page = await open("/apps/twostage/subscribe");
    await heading(page, "Emails from Thornbury Spares");
    await picture(page, "subscribe", PUBLIC);
    await page.getByLabel("I buy as").selectOption("a sole trader");
    await fillIn(page, email);
    await picture(page, "subscribe-sent", PUBLIC);
    await page.close();
    await confirm(email);
    await openCustomer(email);
    await admin.app.getByText("Yes, you may mail this customer: confirmed consent").waitFor();
    await admin.app.getByText("Asked to be mailed, on the storefront's page for email offers").waitFor();
    await picture(admin.page, "subscriber", ADMIN);
  });

  it("tells what is missing, and ticks nothing for anybody", async () => {
    const page = await open("/apps/twostage/subscribe");
    await page.locator("form").evaluate((form: HTMLFormElement) => (form.noValidate = true));
    await page.getByLabel("Email address").fill("nobody");
    await page.getByRole("button", { name: "Send me the link" }).click();
    await page.getByRole("alert").waitFor();
    await picture(page, "subscribe-faults", PUBLIC);
    expect(await page.getByRole("checkbox").isChecked()).toBe(false);
    await page.getByRole("link", { name: /^Type an email address/ }).click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("email");
    await page.close();
  });

  it("can be filled in and sent by keyboard alone, past the field that is for machines", async () => {
    const email = somebody();
    const page = await open("/apps/twostage/subscribe");
    const opened = Date.now();
    await page.getByLabel("Email address").focus();
    await page.keyboard.type(email);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("Send me the link");
    await readOver(opened);
    await page.keyboard.press("Enter");
    await heading(page, "Check your inbox");
    await linkIn(email, "confirm");
    await page.close();
  });
});

describe("the block in the theme", () => {
  it("leads over one more look to a mail, and to the customer's page in the admin", async () => {
    const email = somebody();
    const page = await open("/pages/emails");
    await picture(page, "theme-block", PUBLIC);
    const box = page.getByRole("checkbox", { name: WORDS });
    expect(await box.isChecked()).toBe(false);
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("I buy as").selectOption("a private person");
    await box.check();
    await page.getByRole("button", { name: "Continue" }).click();
    const opened = Date.now();
    await heading(page, "Is this right?");
    expect(new URL(page.url()).search).toBe("");
    await page.getByText(email).waitFor();
    await picture(page, "subscribe-check", PUBLIC);
    await readOver(opened);
    await page.getByRole("button", { name: "Send me the link" }).click();
    await heading(page, "Check your inbox");
    await page.close();
    await confirm(email);
    await openCustomer(email);
    await admin.app.getByText("Yes, you may mail this customer: confirmed consent").waitFor();
    await admin.app.getByText("Asked to be mailed, in the form of the theme").waitFor();
  });

  it("speaks the visitor's language, and so do the pages it leads to", async () => {
    const email = somebody();
    const page = await open("/cy/pages/emails");
    await picture(page, "theme-block-cy", PUBLIC);
    await page.getByLabel("Cyfeiriad e-bost").fill(email);
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Ymlaen" }).click();
    await heading(page, "Ydy hyn yn gywir?");
    await page.close();
  });

  it("is no form where the words cannot be read, but a way to the page", async () => {
    const { metafields } = stage.world.shopify.store;
    const definition = metafields.definitions("SHOP")[0];
    if (!definition) throw new Error("the app has made no definition");
    const { access } = definition;
    definition.access = { ...access, storefront: "NONE" };
    const page = await open("/pages/emails");
    await page.getByRole("link", { name: "Ask for emails from Thornbury Spares" }).click();
    await heading(page, "Emails from Thornbury Spares");
    definition.access = access;
    await page.close();
  });
});

describe("somebody else's address", () => {
  it("is reported by its holder, and shows so in the admin", async () => {
    const email = somebody();
    const asking = await open("/apps/twostage/subscribe");
    await fillIn(asking, email);
    await asking.close();
    const page = await stage.browser.newPage();
    await page.goto(await linkIn(email, "report"));
    await heading(page, "Was it not you?");
    await picture(page, "report", PUBLIC);
    await page.getByRole("button", { name: "It was not me" }).click();
    await heading(page, "Thank you for telling us");
    await picture(page, "report-done", PUBLIC);
    await page.goto(await linkIn(email, "confirm"));
    await heading(page, "We will not email this address");
    await picture(page, "confirm-excluded", PUBLIC);
    await page.close();
    await admin.goTo("Exclusion list");
    await admin.app
      .getByRole("row")
      .filter({ hasText: email })
      .getByText("Said that they never asked to be mailed")
      .waitFor();
  });
});

describe("the way out and back", () => {
  it("stops by hand on the storefront, and is undone by staff with a record of who asked", async () => {
    const email = somebody();
    const asking = await open("/apps/twostage/subscribe");
    await fillIn(asking, email);
    await confirm(email);
    await asking.goto(address("/apps/twostage/subscribe"));
    await asking.getByRole("link", { name: "I want no more emails" }).click();
    await heading(asking, "Stop marketing emails");
    await picture(asking, "stop", PUBLIC);
    await asking.getByLabel("Email addresses").fill(`${email}\nno address`);
    await asking.getByRole("button", { name: "Stop these emails" }).click();
    await heading(asking, "Done");
    await picture(asking, "stop-done", PUBLIC);
    await asking.close();

    await openCustomer(email);
    await admin.app.getByText("No, this customer is not mailed: On the exclusion list").waitFor();
    await admin.button("Take off the list").click();
    const dialog = admin.app.getByRole("dialog");
    await dialog.getByRole("button", { name: "Take off the list" }).click();
    await dialog.getByText("Choose how they asked").waitFor();
    await picture(admin.page, "release-form", ADMIN);
    expect(await violations(admin.frame)).toEqual([]);
    await dialog.getByLabel("How they asked").selectOption("By phone");
    await dialog.getByLabel("What they said").fill("Stopped by mistake, wants the offers");
    await dialog.getByRole("button", { name: "Take off the list" }).click();
    await admin.acknowledge("Taken off the exclusion list");
    await admin.app.getByText("No, this customer is not mailed: Consent withdrawn").waitFor();
    await admin.app.getByText("Not on the exclusion list any more.").waitFor();
    await picture(admin.page, "released", ADMIN);
    expect(await violations(admin.frame)).toEqual([]);
  });

  it("comes back by the link of a mail, and says what follows", async () => {
    await admin.compose({ name: "Valves", subject: "Valves in stock", body: "Hello." });
    await admin.send();
    const to = stage.world.sendgrid.sent().find(({ text }) => text?.includes("/apps/twostage/optout"))?.to ?? "";
    const page = await stage.browser.newPage();
    await page.goto(await linkIn(to, "optout", mailsTo(to).length));
    await heading(page, "You have opted out");
    await picture(page, "opt-out", PUBLIC);
    await page.getByRole("button", { name: "Undo my opt-out" }).click();
    await heading(page, "Your opt-out has been undone");
    await picture(page, "opt-out-undone", PUBLIC);
    const stopping = await open("/apps/twostage/stop");
    await stopping.getByLabel("Email addresses").fill(to);
    await stopping.getByRole("button", { name: "Stop these emails" }).click();
    await heading(stopping, "Done");
    await stopping.close();
    await page.goto(await linkIn(to, "optout", mailsTo(to).length));
    await page.getByRole("button", { name: "Undo my opt-out" }).click();
    await heading(page, "Undone, but you are still opted out");
    await picture(page, "opt-out-kept", PUBLIC);
    await page.getByRole("button", { name: "I want to be mailed again" }).click();
    await heading(page, "You are off the list of those we must not email");
    await picture(page, "opt-out-released", PUBLIC);
    await page.getByRole("link", { name: "Go to the form" }).click();
    await heading(page, "Emails from Thornbury Spares");
    await page.close();
  });
});

describe("the opt-out that takes effect when its page has loaded", () => {
  it("is chosen in Settings, works by itself in a browser, and by a button without JavaScript", async () => {
    await admin.goTo("Settings");
    await admin.app.getByText("once the page has loaded in a browser", { exact: true }).click();
    await admin.app.getByText("Some people close the page before it has loaded").waitFor();
    await picture(admin.page, "opt-out-setting", ADMIN);
    expect(await violations(admin.frame)).toEqual([]);
    await admin.button("Save when it takes effect").click();
    await admin.acknowledge("Saved");
    await admin.compose({ name: "Pumps", subject: "Pumps in stock", body: "Hello." });
    await admin.send();
    const links = stage.world.sendgrid
      .sent()
      .filter(({ subject }) => subject === "Pumps in stock")
      .flatMap(({ text }) => /https?:\S+\/apps\/twostage\/optout\?token=[\w-]+/.exec(text ?? "") ?? []);
    const [byScript = "", byButton = "", byProgram = ""] = links;
    const page = await stage.browser.newPage();
    await page.goto(byScript);
    await heading(page, "You have opted out");
    await page.close();
    const still = await stage.browser.newPage();
    // As without JavaScript: nothing of the page runs.
    await still.route("**/apps/twostage/optout**", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(/<script>[^]*?<\/script>/g, "") });
    });
    await still.goto(byButton);
    await heading(still, "Stop marketing emails");
    await picture(still, "opt-out-on-load", PUBLIC);
    await still.getByRole("button", { name: "Stop these emails" }).click();
    await heading(still, "You have opted out");
    await still.close();
    // A program that posts the form, for the list of probable machines.
    const token = new URL(byProgram).searchParams.get("token") ?? "";
    const posted = await fetch(address("/apps/twostage/optout/"), {
      method: "POST",
      headers: { "user-agent": "python-requests/2.32" },
      body: new URLSearchParams({ token, intent: "exclude" }),
    });
    expect(posted.status).toBe(200);
  });
});

describe("the exclusion list in the admin", () => {
  it("takes a whole domain, refuses a provider of personal mailboxes, and shows it with its way off", async () => {
    await admin.goTo("Exclusion list");
    await admin.button("More actions").or(admin.button("Exclude a whole domain")).first().click();
    const adding = admin.app.getByRole("dialog");
    if (!(await adding.isVisible()))
      await admin.app
        .getByRole("menuitem", { name: "Exclude a whole domain" })
        .or(admin.button("Exclude a whole domain"))
        .first()
        .click();
    await adding.getByLabel("Domain").fill("gmail.com");
    await adding.getByLabel("Reason").fill("Their office asked for it");
    await adding.getByRole("button", { name: "Exclude the domain" }).click();
    await adding.getByText("Anybody may have a mailbox there").waitFor();
    await adding.getByLabel("Domain").fill("@Quiet.Example");
    await adding.getByRole("button", { name: "Exclude the domain" }).click();
    await admin.acknowledge("Domain excluded");
    const row = admin.app.getByRole("row").filter({ hasText: "Whole domain: everybody at it and below it" });
    await row.getByText("quiet.example", { exact: true }).waitFor();
    await picture(admin.page, "exclusion-domain", ADMIN);
    expect(await violations(admin.frame)).toEqual([]);
    await row.getByRole("button", { name: "Take off the list: everybody at quiet.example" }).click();
    await admin.app.getByText("The domain quiet.example alone is taken off.").waitFor();
    await picture(admin.page, "exclusion-domain-release", ADMIN);
    expect(await violations(admin.frame)).toEqual([]);
    await admin.app.getByRole("dialog").getByRole("button", { name: "Leave it there" }).click();
  });

  it("takes a file in by the column that staff choose, after they have seen how it reads", async () => {
    await admin.goTo("Exclusion list");
    await admin.app.getByRole("link", { name: "Safe keeping" }).click();
    await admin.app.getByRole("heading", { name: "Take in a file" }).waitFor();
    const text = "Rep;Name;Email\nrep@us.example;Jo;jo@filed.example\nrep@us.example;Al;al@filed.example\n";
    await admin.app
      .locator("input[type=file]")
      .setInputFiles({ name: "stop.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await admin.app.getByLabel("Column with the address or the key").selectOption("Email");
    await picture(admin.page, "exclusion-file-columns", ADMIN);
    expect(await violations(admin.frame)).toEqual([]);
    await admin.button("Read the file").click();
    await admin.button("Exclude 2 addresses for good").click();
    await admin.app.getByText("2 of 2 excluded.").waitFor();
    await admin.goTo("Exclusion list");
    await admin.app.getByText("jo@filed.example").waitFor();
    expect(await admin.app.getByText("rep@us.example").count()).toBe(0);
  });

  it("lists opt-outs that a machine probably made, with whom to ring and the way off", async () => {
    await admin.goTo("Exclusion list");
    const link = admin.app.getByRole("link", { name: "Probable machine opt-outs" });
    if (!(await link.isVisible())) await admin.button("More actions").click();
    await link.first().click();
    await admin.app.getByRole("heading", { name: "Probable machine opt-outs" }).waitFor();
    await admin.app.getByText("A program opened the link, or something that does not say what it is").waitFor();
    await picture(admin.page, "exclusion-machines", ADMIN);
    expect(await violations(admin.frame)).toEqual([]);
    await admin.app
      .getByRole("button", { name: /^Take off the list: / })
      .first()
      .click();
    await admin.app.getByRole("dialog").getByText("Only if the person asked you for it").waitFor();
    await admin.app.getByRole("dialog").getByRole("button", { name: "Leave it there" }).click();
  });
});

describe("every public page, by day, by night, and on the narrowest screen", () => {
  /** Asks as a browser would, and gives the link of the mail that comes. */
  const asked = async (name: "confirm" | "report") => {
    const email = somebody();
    const page = await open("/apps/twostage/subscribe");
    await fillIn(page, email);
    await page.close();
    return linkIn(email, name);
  };
  const links = { confirm: [] as string[], report: [] as string[] };
  const nextLink = (name: "confirm" | "report") => {
    const link = links[name].pop();
    if (!link) throw new Error("more pages than people who asked");
    return link;
  };
  const press = async (page: Page, button: string) => page.getByRole("button", { name: button }).click();
  const pages: readonly [string, (page: Page) => Promise<unknown>][] = [
    ["the form", (page) => page.goto(address("/apps/twostage/subscribe"))],
    ["the form in French", (page) => page.goto(address("/apps/twostage/subscribe?locale=fr"))],
    [
      "the form at fault",
      async (page) => {
        await page.goto(address("/apps/twostage/subscribe"));
        await page.locator("form").evaluate((form: HTMLFormElement) => (form.noValidate = true));
        await press(page, "Send me the link");
      },
    ],
    [
      "the form, sent",
      async (page) => {
        await page.goto(address("/apps/twostage/subscribe"));
        await page.getByLabel("Email address").fill(somebody());
        await page.getByRole("checkbox").check();
        await press(page, "Send me the link");
      },
    ],
    ["the block in the theme", (page) => page.goto(address("/pages/emails"))],
    ["the block in the theme in German", (page) => page.goto(address("/de/pages/emails"))],
    [
      "the block, to be looked at once more",
      async (page) => {
        await page.goto(address("/pages/emails"));
        await page
          .getByLabel("Email address")
          .fill("a-rather-long-name-of-somebody@a-rather-long-name-of-a-firm.example");
        await page.getByRole("checkbox").check();
        await press(page, "Continue");
      },
    ],
    ["the page that stops", (page) => page.goto(address("/apps/twostage/stop"))],
    [
      "the page that stops, done",
      async (page) => {
        await page.goto(address("/apps/twostage/stop"));
        await page.getByLabel("Email addresses").fill(`${somebody()}\nnobody`);
        await press(page, "Stop these emails");
      },
    ],
    ["the confirmation", (page) => page.goto(nextLink("confirm"))],
    [
      "the confirmation, done",
      async (page) => {
        await page.goto(nextLink("confirm"));
        await press(page, "Yes, email me");
      },
    ],
    [
      "the confirmation, run out",
      async (page) => {
        const link = nextLink("confirm");
        const token = new URL(link).searchParams.get("token") ?? "";
        await stage.world.database.query(
          "UPDATE consent_request SET expires_at = now() WHERE token_hash = sha256(convert_to($1, 'UTF8'))",
          [token],
        );
        await page.goto(link);
        await picture(page, "confirm-expired", PUBLIC);
      },
    ],
    ["the report", (page) => page.goto(nextLink("report"))],
    [
      "the report, done",
      async (page) => {
        await page.goto(nextLink("report"));
        await press(page, "It was not me");
      },
    ],
    ["an unknown link", (page) => page.goto(address("/apps/twostage/report?token=unknown"))],
  ];

  it("sends a link of their own to each of five people who ask at once", async () => {
    const ask = (name: "confirm" | "report", count: number) =>
      Promise.all(Array.from({ length: count }, () => asked(name)));
    [links.confirm, links.report] = await Promise.all([ask("confirm", 3), ask("report", 2)]);
    expect(new Set([...links.confirm, ...links.report]).size).toBe(5);
  });

  it.each(pages)("has nothing wrong, no script of ours, and no line that is cut off: %s", async (_name, arrive) => {
    const page = await stage.browser.newPage();
    await arrive(page);
    await page.locator("h1").first().waitFor();
    expect(await page.locator("script").count()).toBe(0);
    // Each width and each set of colours once: neither changes what is wrong with the other.
    for (const [colorScheme, viewport] of [
      ["light", WIDE],
      ["dark", NARROW],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      expect(await violations(page.mainFrame()), `${colorScheme} at ${viewport.width}`).toEqual([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, `${colorScheme} at ${viewport.width}`).toBeLessThanOrEqual(viewport.width);
    }
    await page.close();
  });
});

it("gave the browser nothing to complain about", () => {
  // Chromium itself notes every answer that is no success: a link that has run out or is unknown, a form at fault.
  expect(stage.trouble.filter((words) => !/the server responded with a status of (404|410|422)/.test(words))).toEqual(
    [],
  );
});
