import { exclusionForm } from "~/policy/emailAddress";
import type { World } from "./world";

/** A promise of the product, checked from outside: in SendGrid's mailbox against the app's own records. */
export interface PromiseVerdict {
  readonly promise: string;
  readonly kept: boolean;
  /** How many cases were looked at, and how many broke it. */
  readonly checked: number;
  readonly broken: number;
}

interface MailFacts {
  readonly campaign: number;
  readonly address: string;
  readonly at: Date;
}

/** Every marketing mail that SendGrid took, told from single mails by its recipient's id. */
function marketingMails(world: World): MailFacts[] {
  return world.sendgrid.sent().flatMap((message) => {
    const id = message.personalization.custom_args?.twostage_recipient;
    if (!id) return [];
    return [{ campaign: Number(id.split("-")[1]), address: message.to, at: message.acceptedAt }];
  });
}

/** Checks the product's promises over everything that was sent. Never says kept where nothing was looked at. */
export async function checkPromises(world: World): Promise<PromiseVerdict[]> {
  const mails = marketingMails(world);
  const basisOf = await bases(world);
  const excludedSince = await exclusions(world);
  const twice = new Set<string>();
  const seen = new Set<string>();
  for (const { campaign, address } of mails) {
    const key = `${campaign} ${exclusionForm(address)}`;
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  const withoutBasis = mails.filter(({ campaign, address }) => !basisOf.has(`${campaign} ${address.toLowerCase()}`));
  const afterExclusion = mails.filter(({ address, at }) => {
    const since = excludedSince.get(exclusionForm(address));
    return since !== undefined && at > since;
  });
  const incomplete = world.sendgrid.sent().filter((message) => isMarketing(message) && !isComplete(message));
  const verdict = (promise: string, checked: number, broken: number): PromiseVerdict => ({
    promise,
    kept: checked > 0 && broken === 0,
    checked,
    broken,
  });
  return [
    verdict("nobody was mailed without a legal basis", mails.length, withoutBasis.length),
    verdict("nobody on the exclusion list was mailed", mails.length, afterExclusion.length),
    verdict("nobody was mailed twice by one campaign", mails.length, twice.size),
    verdict("every mail states its origin and purpose and carries an opt-out link", mails.length, incomplete.length),
  ];
}

type Message = ReturnType<World["sendgrid"]["sent"]>[number];

const isMarketing = (message: Message) => message.personalization.custom_args?.twostage_recipient !== undefined;

function isComplete({ html, text, headers }: Message): boolean {
  const link = /https?:\/\/\S+\/apps\/twostage\/optout\?token=[\w-]{42}/;
  return (
    [html, text].every((body) => body !== undefined && link.test(body) && /what this email is for/i.test(body)) &&
    "List-Unsubscribe" in headers
  );
}

/** Campaign and address of every recipient that the app decided may be mailed, with the basis it stored. */
async function bases(world: World): Promise<Set<string>> {
  const { rows } = await world.database.query<{ campaign: number; email: string }>(
    "SELECT campaign_id AS campaign, email FROM recipient WHERE basis IS NOT NULL AND reasons = '{}' AND withheld = '{}'",
  );
  return new Set(rows.map(({ campaign, email }) => `${campaign} ${email.toLowerCase()}`));
}

async function exclusions(world: World): Promise<Map<string, Date>> {
  const { rows } = await world.database.query<{ email: string; at: Date }>(
    "SELECT email, at FROM exclusion WHERE email IS NOT NULL",
  );
  return new Map(rows.map(({ email, at }) => [exclusionForm(email), at]));
}
