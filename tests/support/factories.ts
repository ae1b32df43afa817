import { Readable } from "node:stream";
import type { SyncRun } from "@prisma/client";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { env } from "~/lib/env";
import { seal } from "~/lib/seal";
import type { ConsentEventKind } from "~/policy/consentStanding";
import { createAudience, type AudienceInput } from "~/services/audiences/saveAudience";
import { buildAudience } from "~/services/campaigns/buildAudience";
import type { TextBlock } from "~/policy/mailBlocks";
import { createDraft } from "~/services/campaigns/drafts";
import type { DraftInput } from "~/services/campaigns/parseDraft";
import { startCampaign } from "~/services/campaigns/startCampaign";
import { appendConsentEvent } from "~/services/consent/ledger";
import { importFile } from "~/services/customers/importFile";
import { signAssessment } from "~/services/shops/assessment";
import { addressKeys } from "~/services/shops/keys";
import { saveIdentity } from "~/services/shops/settings";

/** The moment at which the tests' stories begin. */
export const START = new Date("2026-03-02T10:00:00Z");

/** A moment so many seconds after the start. */
export const after = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);

export const WORDING = "Yes, Beacon Spares may email me offers for my trade. I can stop this at any time.";

let shops = 0;

/** A shop that may send: synced, with identity, disclosures, SendGrid whose suppressions have been read, an assessment in date, and a published wording. Gives its id. */
export async function makeShop(): Promise<number> {
  shops += 1;
  const { id } = await prisma().shop.create({
    data: {
      domain: `shop-${shops}.myshopify.com`,
      name: "Beacon Spares",
      storefrontUrl: `https://shop-${shops}.example`,
    },
  });
  await saveIdentity(
    id,
    {
      tradingName: "Beacon Spares",
      registered: true,
      registeredName: "Beacon Spares Ltd",
      companyNumber: "01234567",
      placeOfRegistration: "England and Wales",
      registeredOffice: "1 Mill Lane, Leeds LS1 4DY",
      contactEmail: "office@beacon-spares.example",
      sector: "Heating spares",
    },
    "owner",
    START,
  );
  await prisma().shopSettings.update({
    where: { shopId: id },
    data: {
      fromName: "Beacon Spares",
      fromEmail: "offers@beacon-spares.example",
      replyTo: "office@beacon-spares.example",
      sendgridKey: new Uint8Array(seal(Buffer.from("SG.test-key"), "sendgrid", env().APP_SECRET)),
      sendgridVerifiedAt: START,
      eventPublicKey: "a-public-key",
    },
  });
  await signAssessment(
    id,
    {
      purpose: "To tell trade customers of offers on the parts that they buy.",
      necessity: "There is no other way to reach them in time with offers.",
      balancing: "They expect it, can stop it with one click, and nothing else is done with the data.",
      signedBy: "A. Owner",
      reviewAt: "2027-03-01",
    },
    "owner",
    START,
  );
  await prisma().syncRun.create({ data: { shopId: id, state: "finished", finishedAt: START, cause: "first" } });
  await pool().query("INSERT INTO exclusion_return (shop_id, pull, finished_at) VALUES ($1, 'finished', $2)", [
    id,
    START,
  ]);
  await prisma().consentWording.create({ data: { shopId: id, version: 1, locale: "en", text: WORDING } });
  return id;
}

/** A customer as a line of Shopify's bulk file. */
export type CustomerLine = Record<string, unknown> & { id: string };

/** What a test may want to say of a customer; the rest is a limited company that has ordered. */
export interface CustomerSpec {
  readonly email?: string | null;
  readonly name?: string;
  readonly company?: string | null;
  readonly b2b?: { readonly name: string; readonly orders: number };
  readonly tags?: readonly string[];
  readonly orders?: number;
  readonly spent?: string;
  readonly lastOrderAt?: string;
  readonly country?: string | null;
  readonly updatedAt?: string;
  readonly marketingState?: string;
}

/** Address of the customer of this number, unless the test gives another. */
export const emailOf = (id: number): string => `buyer@firm-${id}.example`;

/** One customer's line. */
export function customer(id: number, spec: CustomerSpec = {}): CustomerLine {
  const { email = emailOf(id), company = `Firm ${id} Ltd`, orders = 3, b2b } = spec;
  return {
    id: `gid://shopify/Customer/${id}`,
    displayName: spec.name ?? `Buyer ${id}`,
    createdAt: "2024-01-15T09:00:00Z",
    updatedAt: spec.updatedAt ?? "2026-01-10T09:00:00Z",
    tags: spec.tags ?? [],
    numberOfOrders: String(orders),
    ...(spec.spent === undefined ? {} : { amountSpent: { amount: spec.spent } }),
    lastOrder: orders > 0 ? { createdAt: spec.lastOrderAt ?? "2026-01-09T12:00:00Z" } : null,
    defaultEmailAddress:
      email === null
        ? null
        : { emailAddress: email, marketingState: spec.marketingState ?? "NOT_SUBSCRIBED", marketingOptInLevel: null },
    defaultAddress: { company, countryCodeV2: spec.country === undefined ? "GB" : spec.country },
    companyContactProfiles: b2b
      ? [{ company: { name: b2b.name, customerSince: "2023-05-01T00:00:00Z", ordersCount: { count: b2b.orders } } }]
      : [],
  };
}

/** A sole trader who has ordered. */
export const soleTrader = (id: number, spec: CustomerSpec = {}): CustomerLine =>
  customer(id, { company: null, tags: ["sole trader"], ...spec });

/** A person of whose legal form nothing is known. */
export const person = (id: number, spec: CustomerSpec = {}): CustomerLine => customer(id, { company: null, ...spec });

/** So many limited companies, numbered from `first`. */
export const firms = (count: number, first = 1): CustomerLine[] =>
  Array.from({ length: count }, (_, index) => customer(first + index));

/** Makes a run whose customers Shopify has ready, asked for at a moment. Gives its id. */
export async function makeRun(
  shopId: number,
  readAt = START,
  part: "customers" | "companies" = "customers",
): Promise<number> {
  const { id } = await prisma().syncRun.create({
    data: { shopId, state: "running", bulkOperationId: "1", part, readAt },
  });
  return id;
}

/** Imports a run's file from its bytes, as the sync does. */
export async function importBytes(
  shopId: number,
  runId: number,
  bytes: (from: number) => AsyncIterable<Uint8Array>,
  at = START,
): Promise<boolean> {
  const run = await prisma().syncRun.findUniqueOrThrow({ where: { shopId_id: { shopId, id: runId } } });
  return importFile({ ...run, readAt: run.readAt ?? at, expected: 0 }, bytes, at);
}

/** A file's bytes, in chunks that do not mind where a line or a character ends. */
export async function* bytesOf(text: string | Buffer, chunk = 1009): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += chunk)
    yield await Promise.resolve(bytes.subarray(from, from + chunk));
}

/** Imports a whole store, given as lines, through the app's own import. Gives the run as it ended. */
export async function importLines(shopId: number, lines: readonly (object | string)[], at = START): Promise<SyncRun> {
  const text = lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");
  return importText(shopId, text, at);
}

/** Imports a whole store, given as the text of its file. */
export async function importText(shopId: number, text: string | Buffer, at = START): Promise<SyncRun> {
  const runId = await makeRun(shopId, at);
  await importBytes(shopId, runId, (from) => Readable.from(bytesOf(Buffer.from(text).subarray(from), 65_536)), at);
  return prisma().syncRun.findUniqueOrThrow({ where: { shopId_id: { shopId, id: runId } } });
}

/** Writes events about an address into the ledger, one after the other. */
export async function writeLedger(
  shopId: number,
  email: string,
  kinds: readonly ConsentEventKind[],
  at = START,
): Promise<void> {
  const { consentKey } = await addressKeys(shopId);
  for (const kind of kinds) {
    await transaction((tx) => appendConsentEvent(tx, shopId, { kind, consentKey: consentKey(email), at }));
  }
}

/** A block of markdown, as a mail holds it. */
export function textBlock(markdown: string, id = "text-1"): TextBlock {
  return { id, type: "text", markdown };
}
/** A named audience by its criteria. Gives its id. */
export function makeAudience(shopId: number, criteria: AudienceInput["criteria"] = {}): Promise<number> {
  const audience = {
    name: "Trade customers",
    rationale: "They have bought pumps or parts for them.",
    criteria,
  };
  return createAudience(shopId, audience, "owner", START);
}

/** What a test may want to say of a draft: its own audience, or the criteria of one that is made for it. */
export type DraftSpec = Partial<DraftInput> & { readonly audienceCriteria?: AudienceInput["criteria"] };

/** A complete draft. Gives its id. */
export async function makeDraft(shopId: number, { audienceCriteria = {}, ...input }: DraftSpec = {}): Promise<number> {
  const draft: DraftInput = {
    name: "Spring offer",
    subject: "Pumps at a tenth off",
    preheader: "Until the end of March",
    body: [textBlock("Pumps are **a tenth off** until the end of March.")],
    purpose: "Offer on circulation pumps",
    audienceId: input.audienceId === undefined ? await makeAudience(shopId, audienceCriteria) : null,
    ...input,
  };
  return createDraft(shopId, draft, "owner", START);
}

/** An address of the staff whose holder has confirmed it. Gives its id. */
export async function verifiedStaffAddress(shopId: number, email: string, at = START): Promise<string> {
  const made = await prisma().staffAddress.create({
    data: { shopId, email, askedBy: "owner", askedAt: at, expiresAt: at, verifiedAt: at },
  });
  return String(made.id);
}

/** A shop with so many firms, and a campaign to all of them that is sending. */
export async function makeShopThatMails(firmsMailed: number): Promise<{ shopId: number; campaignId: number }> {
  const shopId = await makeShop();
  await importLines(shopId, firms(firmsMailed));
  return { shopId, campaignId: await makeSendingCampaign(shopId) };
}

/** A campaign that is sending, its audience decided. Gives its id. */
export async function makeSendingCampaign(
  shopId: number,
  input: DraftSpec = {},
  at = START,
  how: { readonly halvedFrom?: number } = {},
): Promise<number> {
  const id = await makeDraft(shopId, input);
  await startCampaign(shopId, id, "owner", at);
  await buildAudience(shopId, id, at, how);
  return id;
}
