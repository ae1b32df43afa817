import { z } from "zod";
import { prisma } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { createSendGrid } from "~/integrations/sendgrid/client";
import { env } from "~/lib/env";
import { Problem } from "~/lib/errors";
import { open, seal } from "~/lib/seal";
import { classifyCompanyNumber } from "~/policy/companyNumber";
import { usableAddress } from "~/policy/emailAddress";
import { requestAllSuppressions } from "~/services/exclusions/requestSuppressionWrites";
import { forgetSuppressions, readExclusionReturn, requestSuppressions } from "./exclusionReturn";

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
  const data = { ...parse(identityInput, input), updatedAt: at, updatedBy: actor };
  await prisma().shopSettings.upsert({ where: { shopId }, create: { shopId, ...data }, update: data });
}

/**
 * Saves the sender and its SendGrid key, encrypted, after SendGrid has said that the key may send from this address. Mails that waited for it are queued again. With another key
 * SendGrid's suppressions are read anew, and nothing is sent before they have been (P12).
 * Throws `Problem` with `input_invalid`, `sendgrid_key_refused`, `sendgrid_sender_unverified` or `sendgrid_unreachable`; nothing is saved then.
 */
export async function saveSender(shopId: number, input: SenderInput, actor: string, at: Date): Promise<void> {
  const { apiKey: newKey, ...sender } = parse(senderInput, input);
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
  const eventPublicKey = await sendGrid.setUpEvents(`${env().SHOPIFY_APP_URL}/sendgrid/events/${shopId}`);
  // Before the key changes hands: what was read with the old one does not count for the new.
  if (apiKey !== oldKey) await transaction((tx) => forgetSuppressions(tx, shopId));
  const data = {
    ...sender,
    sendgridKey: new Uint8Array(seal(Buffer.from(apiKey), "sendgrid", env().APP_SECRET)),
    sendgridKeyHint: apiKey.slice(-4),
    sendgridVerifiedAt: at,
    ...(eventPublicKey ? { eventPublicKey } : {}),
    updatedAt: at,
    updatedBy: actor,
  };
  await prisma().shopSettings.upsert({ where: { shopId }, create: { shopId, ...data }, update: data });
  await transaction(async (tx) => {
    if ((await readExclusionReturn(shopId, tx)).pull !== "finished") await requestSuppressions(tx, shopId);
    if (apiKey !== oldKey) await requestAllSuppressions(tx, shopId);
    const { rows } = await tx.query<{ id: string }>(
      "SELECT id FROM single_mail WHERE shop_id = $1 AND state = 'queued'",
      [shopId],
    );
    for (const { id } of rows) await enqueue(tx, "single-mail", { shopId, mailId: id });
  });
}

/** The shop's SendGrid key in clear, or `undefined` when none is on file. */
export async function readSendGridKey(shopId: number): Promise<string | undefined> {
  const settings = await prisma().shopSettings.findUnique({ where: { shopId }, select: { sendgridKey: true } });
  return settings?.sendgridKey ? open(settings.sendgridKey, "sendgrid", env().APP_SECRET).secret.toString() : undefined;
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Problem("input_invalid", [...new Set(result.error.issues.map((issue) => String(issue.path[0])))]);
}
