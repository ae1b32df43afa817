import { composeCampaign, fillInSettings, type MailText, seenOf } from "./admin-acts";
import { openLink, pressButton, StaffBrowser } from "./browser-like";
import { until } from "./until";
import { BASIS_WORDS, REASON_WORDS } from "~/ui/words";
import type { World } from "./world";

/** Told of each step of the main job as it happens. */
export type Narrator = (step: string, detail?: string) => void;

/** What the main job left behind: the ids of its campaigns. */
export interface Told {
  readonly campaigns: readonly [first: number, second: number];
}

const SHOPPER = { email: "mair.owen@owenheating.example", name: "Mair Owen", company: "Owen Heating" };
/** Large stores take a while to read and to mail. */
const LONG = 30 * 60_000;

/** Runs the main job from installation to the second campaign, each step through the door it has in life. Throws when a step does not come to its end. */
export async function tellStory(world: World, say: Narrator): Promise<Told> {
  const staff = await prepareShop(world, say);
  await shopperConsents(world, say);
  const first = await campaign(world, staff, say, {
    name: "Boiler season offers",
    subject: "Fan and pump spares for the boiler season",
    body: "Hello,\n\nthe heating season is here. Until the end of the month **fans, pumps and PCBs** are 10 % off for trade accounts.\n\n- Send us a photo of the data plate and we identify the part\n- Order before 4 pm and it leaves the same day\n\n[See the offers](https://thornburyspares.example/boiler-season)",
  });
  const [optedOut, further] = await optOut(world, say);
  const second = await campaign(world, staff, say, {
    name: "Spring clearance",
    subject: "Spring clearance for trade accounts",
    body: "Hello,\n\nwe are clearing last season's stock. [See what is left](https://thornburyspares.example/clearance)",
  });
  const mailed = world.sendgrid
    .sent()
    .filter(({ personalization }) => personalization.custom_args?.twostage_recipient?.split("-")[1] === String(second));
  const again = mailed.filter(({ to }) => [optedOut, further].includes(to.toLowerCase()));
  if (again.length > 0) throw new Error("the second campaign mailed somebody who had opted out");
  say("The second campaign left both out", `${mailed.length} mails, none to the two addresses`);
  return { campaigns: [first, second] };
}

/** The part of the main job that comes before any mail: installation, sync, set-up. */
export async function prepareShop(world: World, say: Narrator): Promise<StaffBrowser> {
  const staff = new StaffBrowser(world);
  await install(world, staff, say);
  await syncStore(world, say);
  await setUp(world, staff, say);
  await showLegalForms(world, say);
  return staff;
}

async function install(world: World, staff: StaffBrowser, say: Narrator): Promise<void> {
  await staff.open();
  await until(LONG, () => world.database.query<object>("SELECT 1 FROM shop WHERE checkout_ready_at IS NOT NULL"));
  say(
    "Installed with token exchange",
    `${world.shopify.settings.shop.name}: details, checkout words and order metafield are set up`,
  );
}

async function syncStore(world: World, say: Narrator): Promise<void> {
  let last = 0;
  const run = await until(LONG, async () => {
    const { rows } = await world.database.query<{
      state: string;
      rows: number;
      changed: number;
      set_aside: number;
      failure: string | null;
    }>("SELECT state, rows, changed, set_aside, failure FROM sync_run ORDER BY id DESC LIMIT 1");
    const [current] = rows;
    if (current && current.rows >= last + 20_000)
      say("", `${(last = current.rows).toLocaleString("en-GB")} customers read`);
    return { rows: rows.filter(({ state }) => state === "finished" || state === "failed") };
  });
  if (run.state === "failed") throw new Error(`the sync failed: ${run.failure}`);
  const aside = run.set_aside > 0 ? `, ${run.set_aside} lines set aside` : "";
  say("Synced the store by a bulk operation", `${run.rows.toLocaleString("en-GB")} customers${aside}`);
}

async function setUp(world: World, staff: StaffBrowser, say: Narrator): Promise<void> {
  await fillInSettings(staff);
  await until(LONG, () => world.database.query("SELECT 1 FROM exclusion_return WHERE pull = 'finished'"));
  say(
    "Set up by staff in the admin",
    "identity and disclosures, SendGrid key and sender with its suppressions read, legitimate-interests assessment signed",
  );
}

async function showLegalForms(world: World, say: Narrator): Promise<void> {
  const { rows } = await world.database.query<{ form: string; n: number }>(
    "SELECT legal_form AS form, count(*)::int AS n FROM contact WHERE deleted_at IS NULL GROUP BY 1 ORDER BY 2 DESC",
  );
  say(
    "Decided the legal form of each customer",
    rows.map(({ form, n }) => `${n.toLocaleString("en-GB")} ${form}`).join(", "),
  );
}

async function shopperConsents(world: World, say: Narrator): Promise<void> {
  await world.shopify.placeOrder({ ...SHOPPER, consent: true });
  say("A shopper ticked the box at the checkout", SHOPPER.email);
  const mail = await until(60_000, () => ({ rows: world.sendgrid.sentTo(SHOPPER.email).slice(0, 1) }));
  const url = /https?:\/\/\S+\/apps\/twostage\/confirm\?token=[\w-]+/.exec(mail.text ?? "")?.[0];
  if (!url) throw new Error("the verification mail has no link");
  const page = await openLink(url);
  const after = await pressButton({ url, html: page.html }, "/apps/twostage/confirm/");
  const { rows } = await world.database.query("SELECT 1 FROM address_standing WHERE standing = 'confirmed'");
  if (after.status !== 200 || rows.length !== 1) throw new Error("the pressed button did not confirm");
  say("Opened the verification mail and pressed the button", "two-stage consent is in the ledger");
  // The order made a customer, which the store's webhook brings in.
  await until(60_000, () => world.database.query("SELECT 1 FROM contact WHERE lower(email) = $1", [SHOPPER.email]));
}

/** Writes a campaign to all customers, sends it and waits for its end. Gives its id. */
async function campaign(world: World, staff: StaffBrowser, say: Narrator, mail: MailText): Promise<number> {
  const id = await composeCampaign(staff, mail);
  sayPreview(await staff.open(`/app/campaigns/${id}`), mail, say);
  await staff.submit(`/app/campaigns/${id}`, { intent: "start", ...(await seenOf(staff, id)) });
  let shown = 0;
  const done = await until(LONG, async () => {
    const { rows } = await world.database.query<{
      state: string;
      pause_reason: string | null;
      eligible: number;
      ineligible: number;
      sent: number;
      batches: number;
    }>(
      `SELECT k.state, k.pause_reason, k.eligible_count AS eligible, k.ineligible_count AS ineligible, count(b.number)::int AS batches,
              coalesce(sum(b.handed_over) FILTER (WHERE b.state = 'accepted'), 0)::int AS sent
       FROM campaign k LEFT JOIN batch b ON b.shop_id = k.shop_id AND b.campaign_id = k.id WHERE k.id = $1 GROUP BY k.shop_id, k.id`,
      [id],
    );
    const [current] = rows;
    if (current && current.sent >= shown + 10_000)
      say("", `${(shown = current.sent).toLocaleString("en-GB")} handed over`);
    return { rows: rows.filter(({ state }) => state !== "sending") };
  });
  if (done.state !== "finished") throw new Error(`the campaign is ${done.state}: ${done.pause_reason}`);
  say(
    `Sent "${mail.name}"`,
    `${done.sent.toLocaleString("en-GB")} mails in ${done.batches} ${done.batches === 1 ? "batch" : "batches"}`,
  );
  return id;
}

/** Reads the breakdown off the campaign's page, as staff see it before they send. */
function sayPreview(html: string, mail: MailText, say: Narrator): void {
  const text = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
  const countAfter = (words: string) => new RegExp(`${words} (?:Success )?([\\d,]+)`).exec(text)?.[1];
  const eligible = countAfter("May be mailed");
  if (!eligible) throw new Error("the campaign's page shows no preview");
  say(
    `Previewed "${mail.name}" with its purpose and audience`,
    `${eligible} in, ${countAfter("May not be mailed") ?? "0"} out`,
  );
  const words = [...Object.values(BASIS_WORDS), ...Object.values(REASON_WORDS)].map(({ label }) => label);
  for (const label of words) {
    const counted = countAfter(label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    if (counted) say("", `${counted.padStart(9)}  ${label}`);
  }
}

async function optOut(world: World, say: Narrator): Promise<[string, string]> {
  const marketing = world.sendgrid
    .sent()
    .filter(({ personalization }) => personalization.custom_args?.twostage_recipient);
  const [mail, second] = marketing;
  if (!mail) throw new Error("nobody was mailed, so nobody can opt out");
  // In a store with one recipient the second address is a stranger's: the page takes any.
  const other = second?.to ?? "a.colleague@owenheating.example";
  say("The mailbox has the mails", `origin, purpose and opt-out in each: ${world.sendgrid.mailboxUrl}`);
  const url = /https?:\/\/\S+\/apps\/twostage\/optout\?token=[\w-]+/.exec(mail.text ?? "")?.[0];
  if (!url) throw new Error("the mail has no opt-out link");
  const page = await openLink(url);
  if (page.status !== 200) throw new Error(`the opt-out page answered ${page.status}`);
  const after = await pressButton({ url, html: page.html }, "/apps/twostage/optout/", { addresses: other });
  if (after.status !== 200) throw new Error(`adding an address answered ${after.status}`);
  say("A recipient opened the opt-out link on the storefront", "and added a second address on the page");
  return [mail.to.toLowerCase(), other.toLowerCase()];
}
