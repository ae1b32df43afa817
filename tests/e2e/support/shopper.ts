import { expect } from "vitest";
import type { Locator, Page } from "playwright-core";
import type { Admin } from "./admin";
import { picture, PUBLIC } from "./picture";
import type { Stage } from "./stage";

/** Somebody who buys, as they type themselves into a checkout. */
export interface Buyer {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

/** The words of a fresh shop. */
export const ENGLISH = "Yes, Thornbury Spares may email me offers for my trade.";

/** The box of the extension, on whichever page it is. */
export function box(page: Page, words = ENGLISH): Locator {
  return page.getByRole("checkbox", { name: words });
}

/** Opens a checkout and types the buyer's details, once the extension has drawn its box. */
export async function openCheckout(
  stage: Stage,
  { email, firstName, lastName }: Buyer,
  options: { readonly locale?: string; readonly words?: string } = {},
): Promise<Page> {
  const page = await stage.browser.newPage();
  const query = options.locale ? `?locale=${options.locale}` : "";
  await page.goto(`${stage.world.shopify.storefrontOrigin}/checkout${query}`);
  await box(page, options.words).waitFor();
  const fields = { Email: email, "First name": firstName, "Last name": lastName };
  const address = { Address: "1 Bridge Street", "Town or city": "Chepstow", Postcode: "NP16 5EY" };
  for (const [label, text] of Object.entries({ ...fields, ...address })) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
  return page;
}

/** Pays and waits for the thank-you page. */
export async function pay(page: Page, { firstName }: Buyer): Promise<void> {
  await page.getByRole("button", { name: "Pay now" }).click();
  await page.getByRole("heading", { level: 1, name: `Thank you, ${firstName}!` }).waitFor();
}

/** Waits until an address has got exactly one mail. */
export async function mailTo(stage: Stage, { email }: Pick<Buyer, "email">): Promise<void> {
  await expect.poll(() => stage.world.sendgrid.sentTo(email).length, { timeout: 20_000 }).toBe(1);
}

/** Opens the newest mail to an address in the mailbox and clicks its link. */
export async function openLink(stage: Stage, { email }: Pick<Buyer, "email">): Promise<Page> {
  const page = await stage.browser.newPage();
  await page.goto(`${stage.world.sendgrid.mailboxUrl}?to=${encodeURIComponent(email)}`);
  await page.getByRole("table").getByRole("link").first().click();
  const link = page.frameLocator("iframe").locator("a[href*='/apps/twostage/confirm?token=']");
  await link.waitFor();
  await picture(page, "mailbox-verification", PUBLIC);
  await link.click();
  await page.waitForURL("**/apps/twostage/confirm**");
  return page;
}

/** Presses the button behind the link of the newest mail to an address, whose words are in English. */
export async function confirm(stage: Stage, buyer: Pick<Buyer, "email">): Promise<void> {
  await mailTo(stage, buyer);
  const page = await openLink(stage, buyer);
  await page.getByRole("button", { name: "Yes, email me" }).click();
  await page.getByRole("heading", { level: 1, name: "Thank you: you are on the list" }).waitFor();
  await page.close();
}

/** Finds a customer in the admin by the address; who has just bought comes in by a webhook. */
export async function openCustomer(stage: Stage, admin: Admin, { email, firstName, lastName }: Buyer): Promise<void> {
  const arrived = "SELECT 1 FROM contact WHERE lower(email) = $1";
  await expect
    .poll(async () => (await stage.world.database.query(arrived, [email])).rowCount, { timeout: 20_000 })
    .toBe(1);
  await admin.goTo("Customers");
  await admin.fill({ "Search by name, company or email address": email });
  await admin.button("Search").click();
  await admin.app.getByRole("row").filter({ hasText: email }).getByRole("link").click();
  await admin.heading(`${firstName} ${lastName}`.trim() || email).waitFor();
}
