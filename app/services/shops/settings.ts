import { z } from "zod";
import { prisma } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { createSendGrid } from "~/integrations/sendgrid/client";
import type { EventsSetUp } from "~/integrations/sendgrid/eventsSetUp";
import { env } from "~/lib/env";
import { Problem } from "~/lib/errors";
import { open, seal } from "~/lib/seal";
import { classifyCompanyNumber } from "~/policy/companyNumber";
import { usableAddress } from "~/policy/emailAddress";
import { changesOf, record, type AuditValues } from "~/services/audit/record";
import { requestAllSuppressions } from "~/services/exclusions/requestSuppressionWrites";
import { forgetSuppressions, readExclusionReturn, requestSuppressions } from "./exclusionReturn";
import { noteReports, reportsUrl } from "./mailReports";
import { parseInput, saveColumns } from "./saveColumns";

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !/[\r\n\u0000-\u001f]/.test(text));
const address = z
  .string()
  .trim()
  .max(254)
  .refine((text) => text === "" || usableAddress(text) !== undefined);

/** Identity, disclosures and sector, as a form gives them. */
const identityInput = z.object({
  tradingName: line(100),
  registered: z.boolean(),
  registeredName: line(200),
  companyNumber: line(20).refine((text) => text === "" || classifyCompanyNumber(text) !== undefined),
  placeOfRegistration: line(60),
  registeredOffice: line(300),
  contactEmail: address,
  sector: line(200),
});
export type IdentityInput = z.input<typeof identityInput>;

/** Sender, as a form gives it. An empty key keeps the one on file. SendGrid forbids `;` and `,` in names. */
const senderInput = z.object({
  fromName: line(100).refine((name) => name !== "" && !/[;,<>"]/.test(name)),
  fromEmail: address.refine((text) => text !== ""),
  replyTo: address,
  apiKey: z
    .string()
    .trim()
    .max(200)
    .refine((key) => key === "" || key.startsWith("SG.")),
});
export type SenderInput = z.input<typeof senderInput>;

/** Saves who the merchant is (P8). Throws `Problem("input_invalid")` naming the fields; nothing is saved then. */
export async function saveIdentity(shopId: number, input: IdentityInput, actor: string, at: Date): Promise<void> {
  const identity = parseInput(identityInput, input);
  await transaction(async (tx) => {
    const before = await saveColumns(tx, shopId, IDENTITY_COLUMNS, identity, actor, at);
    await record(tx, shopId, { act: "identity_saved", actor, at, ...changed(before, identity) });
  });
}

/** Columns of the forms' fields. */
const IDENTITY_COLUMNS = {
  tradingName: "trading_name",
  registered: "registered",
  registeredName: "registered_name",
  companyNumber: "company_number",
  placeOfRegistration: "place_of_registration",
  registeredOffice: "registered_office",
  contactEmail: "contact_email",
  sector: "sector",
} as const;
const SENDER_COLUMNS = { fromName: "from_name", fromEmail: "from_email", replyTo: "reply_to" } as const;

/** Fields whose value is somebody's name or address where the merchant is no company: of those the audit has only that they changed. */
const PRIVATE: readonly string[] = [
  "registeredName",
  "registeredOffice",
  "contactEmail",
  "fromName",
  "fromEmail",
  "replyTo",
];

type Saved = Readonly<Record<string, string | boolean | undefined>>;

/** What a form changed, as the audit keeps it. */
function changed(before: Saved, after: Saved): { before: AuditValues; after: AuditValues } {
  const shown = (values: Saved): AuditValues =>
    Object.fromEntries(
      Object.entries(values).flatMap(([field, value]) => (PRIVATE.includes(field) ? [] : [[field, value ?? ""]])),
    );
  const others = PRIVATE.filter((field) => field in after && before[field] !== after[field]);
  const changes = changesOf(shown(before), shown(after));
  return { ...changes, after: { ...changes.after, ...(others.length > 0 ? { alsoChanged: others } : {}) } };
}

/**
 * Saves the sender and its SendGrid key, encrypted, after SendGrid has said that the key may send from this address. Mails that waited for it are queued again. With another key
 * SendGrid's suppressions are read anew, and nothing is sent before they have been (P12). Gives whether SendGrid reports to the app from now on, or why not: the sender is saved all the same, and no campaign starts without reports.
 * Throws `Problem` with `input_invalid`, `sendgrid_key_refused`, `sendgrid_sender_unverified` or `sendgrid_unreachable`; nothing is saved then.
 */
export async function saveSender(
  shopId: number,
  input: SenderInput,
  actor: string,
  at: Date,
): Promise<EventsSetUp["kind"]> {
  const { apiKey: newKey, ...sender } = parseInput(senderInput, input);
  const oldKey = await readSendGridKey(shopId);
  const apiKey = newKey || oldKey;
  if (!apiKey) throw new Problem("input_invalid", ["apiKey"]);
  const sendGrid = createSendGrid({ apiKey, baseUrl: env().SENDGRID_BASE_URL });
  switch (await sendGrid.checkSender(sender.fromEmail)) {
    case "key_refused":
      throw new Problem("sendgrid_key_refused", ["apiKey"]);
    case "sender_unverified":
      throw new Problem("sendgrid_sender_unverified", ["fromEmail"]);
    case "unreachable":
      throw new Problem("sendgrid_unreachable");
    case "ready":
  }
  const reports = await sendGrid.setUpEvents(reportsUrl(shopId));
  // Before the key changes hands: what was read with the old one does not count for the new.
  if (apiKey !== oldKey) await transaction((tx) => forgetSuppressions(tx, shopId));
  await transaction(async (tx) => {
    const before = await saveColumns(tx, shopId, SENDER_COLUMNS, sender, actor, at);
    await tx.query(
      `UPDATE shop_settings SET sendgrid_key = $2, sendgrid_key_hint = $3, sendgrid_verified_at = $4 WHERE shop_id = $1`,
      [shopId, seal(Buffer.from(apiKey), "sendgrid", env().APP_SECRET), apiKey.slice(-4), at],
    );
    await noteReports(tx, shopId, reports, { sameKey: apiKey === oldKey });
    await record(tx, shopId, { act: "sender_saved", actor, at, ...changed(before, sender) });
    if (apiKey !== oldKey) await record(tx, shopId, { act: "sendgrid_key_changed", actor, at });
  });
  await transaction(async (tx) => {
    if ((await readExclusionReturn(shopId, tx)).pull !== "finished") await requestSuppressions(tx, shopId);
    if (apiKey !== oldKey) await requestAllSuppressions(tx, shopId);
    const { rows } = await tx.query<{ id: string }>(
      "SELECT id FROM single_mail WHERE shop_id = $1 AND state = 'queued'",
      [shopId],
    );
    for (const { id } of rows) await enqueue(tx, "single-mail", { shopId, mailId: id });
  });
  return reports.kind;
}

/** The shop's SendGrid key in clear, or `undefined` when none is on file. */
export async function readSendGridKey(shopId: number): Promise<string | undefined> {
  const settings = await prisma().shopSettings.findUnique({ where: { shopId }, select: { sendgridKey: true } });
  return settings?.sendgridKey ? open(settings.sendgridKey, "sendgrid", env().APP_SECRET).secret.toString() : undefined;
}
