import type { StaffBrowser } from "./browser-like";
import { SENDER_DOMAIN, SENDGRID_KEY } from "./world";

/** What differs between the campaigns of the demo. */
export interface MailText {
  readonly name: string;
  readonly subject: string;
  readonly body: string;
}

const YEAR_MS = 365 * 86_400_000;

/** Fills in the forms of the settings page and signs the assessment, as staff would. */
export async function fillInSettings(staff: StaffBrowser): Promise<void> {
  await staff.submit("/app/settings", {
    intent: "identity",
    tradingName: "Thornbury Spares",
    registered: "yes",
    registeredName: "Thornbury Spares Ltd",
    companyNumber: "01234567",
    placeOfRegistration: "England and Wales",
    registeredOffice: "1 High Street, Thornbury BS35 2AR",
    contactEmail: `office@${SENDER_DOMAIN}`,
    sector: "Plumbing and heating trade",
  });
  await staff.submit("/app/settings", {
    intent: "sender",
    fromName: "Thornbury Spares",
    fromEmail: `offers@${SENDER_DOMAIN}`,
    replyTo: `office@${SENDER_DOMAIN}`,
    apiKey: SENDGRID_KEY,
  });
  await staff.submit("/app/assessment", {
    intent: "sign",
    purpose: "Tell trade customers about spares and prices that matter to their work, so that the business can grow.",
    necessity: "E-mail reaches the people who order, at little cost to them; post and telephone would intrude more.",
    balancing:
      "Only businesses that bought from us, with business addresses; few mails, an opt-out in each, nothing tracked.",
    signedBy: "Rhian Pritchard",
    reviewAt: new Date(Date.now() + YEAR_MS).toISOString().slice(0, 10),
  });
}

/** Makes a named audience of all customers in the admin. Gives its id. */
async function makeAudience(staff: StaffBrowser): Promise<string> {
  const answer = await staff.submit("/app/audiences/new", {
    intent: "save",
    name: "All customers of the store",
    rationale: "Everybody who buys heating spares from us can use these offers this season.",
  });
  const id = /\/app\/audiences\/(\d+)/.exec(answer)?.[1];
  if (!id) throw new Error("the audience was not saved");
  return id;
}

/** Composes a campaign to all customers in the admin and saves it as a draft. Gives its id. */
export async function composeCampaign(staff: StaffBrowser, mail: MailText): Promise<number> {
  const answer = await staff.submit("/app/campaigns/new", {
    intent: "save",
    ...mail,
    body: JSON.stringify([{ id: "text-1", type: "text", markdown: mail.body }]),
    preheader: "For trade accounts",
    purpose: "Tell our trade customers about current offers on spares",
    audienceId: await makeAudience(staff),
  });
  const id = Number(/\/app\/campaigns\/(\d+)/.exec(answer)?.[1]);
  if (!id) throw new Error("the campaign was not saved");
  return id;
}

/** What staff see who open the page of a draft that nobody has saved again, as its buttons send it. */
export async function seenOf(staff: StaffBrowser, id: number): Promise<{ seen: string; seenSending: string }> {
  const seenSending = /sending-[0-9a-f]{64}/.exec(await staff.open(`/app/campaigns/${id}`))?.[0];
  if (!seenSending) throw new Error("the page does not say who the campaign goes to");
  return { seen: "1", seenSending };
}
