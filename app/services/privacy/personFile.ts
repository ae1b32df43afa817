import { prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import type { FileRow } from "./fileFields";
import { FILE_SECTIONS, SECTION_IDS, type SectionId } from "./fileSections";
import { findPerson, type PersonSeed } from "./person";

/** All that is held of a person, as it is at one moment (UK GDPR Art 15). */
export interface PersonFile {
  readonly madeAt: string;
  readonly request: string;
  /** Who holds it. */
  readonly controller: {
    readonly name: string;
    readonly registeredName: string;
    readonly office: string;
    readonly contact: string;
  };
  readonly timezone: string;
  readonly sections: readonly { readonly id: SectionId; readonly rows: readonly FileRow[] }[];
}

/** Forms of the file: for a machine, and to read or print. */
export const FILE_FORMATS = ["json", "html"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** Collects all that is held of a person, by numbers and keyed hashes of every spelling of their addresses. */
export async function collectPersonFile(
  shopId: number,
  seed: PersonSeed,
  requestId: string,
  at: Date,
): Promise<PersonFile> {
  const [shop, settings] = await Promise.all([
    prisma().shop.findUniqueOrThrow({ where: { id: shopId } }),
    prisma().shopSettings.findUnique({ where: { shopId } }),
  ]);
  const sections = await transaction(async (tx) => {
    // One moment for all of it.
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const person = await findPerson(tx, shopId, seed);
    const read: { id: SectionId; rows: FileRow[] }[] = [];
    for (const id of SECTION_IDS) read.push({ id, rows: await FILE_SECTIONS[id].read(tx, shopId, person, at) });
    return read;
  });
  return {
    madeAt: at.toISOString(),
    request: requestId,
    controller: {
      name: settings?.tradingName || shop.name,
      registeredName: settings?.registeredName ?? "",
      office: settings?.registeredOffice ?? "",
      contact: settings?.contactEmail ?? "",
    },
    timezone: shop.timezone,
    sections,
  };
}

/**
 * Makes the file that a request for a copy asks for, for staff to give to the person, and keeps in the audit who took it, when and for which request, before it is given out (P6). Throws `Problem` with `not_found`, or `wrong_state` for a
 * request that was declined or is no request for a copy.
 */
export async function takePersonFile(
  shopId: number,
  requestId: string,
  format: FileFormat,
  actor: string,
  at: Date,
): Promise<PersonFile> {
  const request = /^\d{1,18}$/.test(requestId)
    ? await prisma().privacyRequest.findFirst({ where: { shopId, id: BigInt(requestId) } })
    : null;
  if (!request) throw new Problem("not_found");
  if (request.kind !== "access" || request.state === "declined") throw new Problem("wrong_state");
  const file = await collectPersonFile(
    shopId,
    {
      customerId: request.customerId === null ? null : String(request.customerId),
      contactId: request.contactId === null ? null : String(request.contactId),
      exclusionKey: request.exclusionKey && Buffer.from(request.exclusionKey),
      consentKey: request.consentKey && Buffer.from(request.consentKey),
      campaignId: request.campaignId,
      recipientSeq: request.recipientSeq,
    },
    requestId,
    at,
  );
  await transaction((tx) =>
    record(tx, shopId, {
      act: "privacy_file_taken",
      actor,
      at,
      subject: { kind: "privacy_request", id: requestId },
      after: { format, rows: Object.fromEntries(file.sections.map(({ id, rows }) => [id, rows.length])) },
    }),
  );
  return file;
}
