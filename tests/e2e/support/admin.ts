import type { BrowserContext, Frame, FrameLocator, Locator, Page } from "playwright-core";
import { until } from "../../simulators/demo/until";
import { SENDER_DOMAIN, SENDGRID_KEY, type World } from "../../simulators/demo/world";
import { picture, PUBLIC } from "./picture";

/** The embedded app as a member of staff sees it: Shopify's admin with the app in a frame of another origin. */
export class Admin {
  private constructor(
    readonly page: Page,
    private readonly world: World,
  ) {}

  /** Opens the app's first page in the admin, in a new tab or in one that was prepared. */
  static async open(browser: BrowserContext, world: World, page?: Page): Promise<Admin> {
    const admin = new Admin(page ?? (await browser.newPage()), world);
    await admin.visit("");
    return admin;
  }

  /** Everything inside the app's frame. */
  get app(): FrameLocator {
    return this.page.frameLocator("iframe[title=Twostage]");
  }

  /** The frame itself, for scripts that look at its document. Throws when the app is not in it. */
  get frame(): Frame {
    const frame = this.page.frames().find((each) => each.url().startsWith(this.world.shopify.appUrl));
    if (!frame) throw new Error("the app is not in the admin's frame");
    return frame;
  }

  /** Turns to the admin's tab. Behind another it would be drawn once a second after a while, and a click waits for two drawings. */
  async comeBack(): Promise<void> {
    await this.page.bringToFront();
  }

  async visit(path: string): Promise<void> {
    await this.comeBack();
    await this.page.goto(`${this.world.shopify.adminAppUrl}${path}`);
    // Polaris puts its theme's class on the document once the page answers to clicks.
    await this.app.locator("html[class*=p-theme-]").waitFor();
  }

  /** Goes by the app's entry in the admin's navigation, and waits for the page. */
  async goTo(name: string): Promise<void> {
    await this.comeBack();
    await this.page.getByRole("navigation", { name: "Admin" }).getByRole("link", { name, exact: true }).click();
    await this.heading(name).waitFor();
  }

  heading(name: string): Locator {
    return this.app.getByRole("heading", { level: 1, name });
  }

  button(name: string | RegExp): Locator {
    return this.app.getByRole("button", { name, exact: true });
  }

  /** Waits for a message that the admin shows for the app, and dismisses it. */
  async acknowledge(words: string): Promise<void> {
    const toast = this.page.getByRole("status").locator(".toast", { hasText: words });
    await toast.getByRole("button", { name: "Dismiss" }).click();
  }

  /** Types into fields of the app by their labels. */
  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) await this.app.getByLabel(label, { exact: true }).fill(text);
  }

  /** Fills in and saves all of Settings, each form with its own button, and signs the assessment. */
  async setUp(): Promise<void> {
    await this.goTo("Settings");
    await this.fill({
      "Trading name": "Thornbury Spares",
      "Contact address": `office@${SENDER_DOMAIN}`,
      "Your trade": "Plumbing and heating trade",
      "Registered name": "Thornbury Spares Ltd",
      "Company number": "01234567",
      "Registered office": "1 High Street, Thornbury BS35 2AR",
    });
    await this.app.getByLabel("Place of registration").selectOption("England and Wales");
    await this.button("Save identity").click();
    await this.acknowledge("Identity saved");
    await this.fill({
      "Sender name": "Thornbury Spares",
      "Sender address": `offers@${SENDER_DOMAIN}`,
      "SendGrid key": SENDGRID_KEY,
    });
    await this.button("Check with SendGrid and save").click();
    await this.acknowledge("SendGrid has agreed; sender saved");
    await this.goTo("Assessment");
    await this.fill({
      "Purpose: what do you want to achieve?":
        "Tell trade customers about spares and prices that matter to their work.",
      "Necessity: is email needed for it?": "E-mail reaches the people who order; post and telephone intrude more.",
      "Balancing: what does it mean for those who receive it?":
        "Only firms that bought from us; an opt-out in each mail.",
      "Signed by": "Rhian Pritchard",
    });
    await this.button("Sign version 1").click();
    await this.acknowledge("Assessment signed");
  }

  /** Waits on Home until the store's customers are in. */
  async waitForSync(): Promise<void> {
    await this.page.getByRole("link", { name: "Twostage" }).click();
    await this.heading("Home").waitFor();
    await this.app.getByText("Up to date").waitFor();
  }

  /** Makes an audience of all customers, unless there is one. */
  async makeAudience(name = "All customers of the store"): Promise<void> {
    await this.goTo("Audiences");
    await this.app.getByRole("table").or(this.app.getByText("No audiences yet")).first().waitFor();
    if ((await this.app.getByRole("link", { name }).count()) > 0) return;
    await this.app.getByRole("link", { name: "New audience" }).click();
    await this.heading("New audience").waitFor();
    await this.fill({
      "Name of the audience": name,
      "Why these people": "Everybody who buys heating spares from us can use these offers this season.",
    });
    await this.app.getByRole("checkbox", { name: "Customer", exact: true }).uncheck();
    await this.button("Save audience").last().click();
    await this.heading(name).waitFor();
  }

  /** Fills in the compose form, for all customers, saves the draft and writes its first block. */
  async compose(campaign: { name: string; subject: string; body: string }): Promise<void> {
    await this.makeAudience();
    await this.goTo("Campaigns");
    await this.app.getByRole("link", { name: "New campaign" }).click();
    await this.heading("New campaign").waitFor();
    await this.fill({
      Name: campaign.name,
      Subject: campaign.subject,
      Purpose: "to tell our trade customers about current offers on spares",
    });
    await this.app.getByLabel("Audience", { exact: true }).selectOption("All customers of the store");
    await this.button("Save draft").last().click();
    await this.heading(campaign.name).waitFor();
    await this.fill({ "Text of the block": campaign.body });
    await this.app.getByText("All changes are saved.").waitFor();
  }

  /** Asks whether tests may go to an address of the staff, and presses the button behind the mailed link as its holder. The page of a draft must be open. */
  async verifyAddress(email: string): Promise<void> {
    const before = this.world.sendgrid.sent().length;
    await this.fill({ "Add an address of your staff": email });
    await this.button("Send link").click();
    await this.acknowledge("Email with a link on its way");
    const mail = await until(20_000, () => ({
      rows: this.world.sendgrid
        .sent()
        .slice(before)
        .filter(({ to }) => to === email),
    }));
    const link = /https?:\S+\/apps\/twostage\/staff-address\?token=[\w-]+/.exec(mail.text ?? "")?.[0] ?? "";
    const page = await this.page.context().newPage();
    await page.goto(link);
    await picture(page, "staff-address", PUBLIC);
    await page.getByRole("button", { name: "Yes, send tests here" }).click();
    await page.getByRole("heading", { level: 1, name: "Tests may come here" }).waitFor();
    await page.close();
    await this.page.reload();
    await this.app.getByLabel("Test to").waitFor();
  }

  /** Sends the draft that is open, and stays until all of it is handed over. */
  async send(): Promise<void> {
    await this.button(/^Send to [\d,]+ customers?$/).click();
    const dialog = this.app.getByRole("dialog");
    await dialog.getByRole("button", { name: /^Send to/ }).click();
    await this.app.getByRole("heading", { name: "Result" }).waitFor({ timeout: 60_000 });
  }
}
