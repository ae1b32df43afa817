import type { ExclusionAct, ExclusionSource } from "@prisma/client";
import { prisma } from "~/db/client";
import { FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import { shareContacts } from "~/db/locks";
import { transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import type { InboundWay } from "~/policy/consentSurface";
import { POLICY_VERSION, type Decision } from "~/policy/decide";
import { factsOfClass, type StoredFacts } from "~/policy/factClass";
import type { ConsentStanding } from "~/policy/facts";
import { record } from "~/services/audit/record";
import { judgeClass } from "~/services/campaigns/judge";
import { readSealedEvents, type SealedEvent } from "~/services/consent/readSealedEvents";
import { loadShopState } from "~/services/shops/setUp";
import {
  countElsewhere,
  readCampaignMails,
  readVerificationMails,
  type PackCampaignMail,
  type PackVerificationMail,
} from "./readMails";
import { readRequests, type PackRequest } from "./readRequests";

const MAX_REASON = 300;

/** The forms in which evidence can be taken out. */
export const EVIDENCE_FORMATS = ["pdf", "json"] as const;
export type EvidenceFormat = (typeof EVIDENCE_FORMATS)[number];

/** Each time the address was put on the exclusion list, or taken off it. */
export interface PackExclusion {
  readonly at: Date;
  readonly act: ExclusionAct;
  readonly source: ExclusionSource;
  readonly actor: string | null;
  readonly note: string | null;
  readonly campaign: string | null;
  /** Of a release by staff: how and when the person had asked. */
  readonly askedHow: InboundWay | null;
  readonly askedAt: Date | null;
}

/** All that answers one person's "why did I get this mail?", and nothing of anybody else (P6; UK GDPR Art 7(1), 15). */
export interface EvidencePack {
  /** The export as it is logged. */
  readonly exported: { readonly number: number; readonly at: Date; readonly by: string; readonly reason: string };
  readonly store: {
    readonly domain: string;
    readonly name: string;
    readonly contactEmail: string;
    readonly timezone: string;
  };
  readonly person: {
    readonly contactId: string;
    readonly customerId: string | null;
    readonly email: string;
    readonly name: string;
    readonly company: string;
  };
  readonly standing: {
    readonly standing: ConsentStanding;
    readonly since: Date | null;
    readonly byEvent: string | null;
  };
  /** Oldest first, by number. */
  readonly events: readonly SealedEvent[];
  readonly requests: readonly PackRequest[];
  /** Where the chain over the store's ledger ends now. */
  readonly chain: { readonly position: number; readonly hash: string } | null;
  /** As it is now. */
  readonly decision: Decision & { readonly policyVersion: number; readonly facts: StoredFacts };
  readonly mails: readonly PackCampaignMail[];
  readonly verificationMails: readonly PackVerificationMail[];
  /** Mails that went through the same customer record to another mailbox. */
  readonly elsewhere: number;
  /** Since when the address is on the exclusion list; null when it is not. */
  readonly excludedSince: Date | null;
  /** Oldest first. */
  readonly exclusions: readonly PackExclusion[];
}

/**
 * Takes the evidence about one contact's address out of the app: everything of this person, nothing of another. Who, when, in which form and why is logged before anything leaves (P6). Throws `Problem` with `input_invalid`
 * without a reason, and `not_found` for a contact that is not this shop's or whose data was removed.
 */
export async function exportEvidence(
  shopId: number,
  contactId: string,
  ask: { format: EvidenceFormat; reason: string; actor: string; at: Date },
): Promise<EvidencePack> {
  const reason = ask.reason.trim();
  if (reason.length < 3 || reason.length > MAX_REASON) throw new Problem("input_invalid", ["reason"]);
  const contact = await findContact(shopId, contactId);
  const number = await transaction(async (tx) => {
    // Whoever is erased meanwhile is not there any more: what staff wrote of why would stay behind.
    await shareContacts(tx, shopId);
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO evidence_export (shop_id, contact_id, at, actor, format, reason)
       SELECT $1, c.id, $3, $4, $5, $6 FROM contact c WHERE c.shop_id = $1 AND c.id = $2 AND c.removed_at IS NULL RETURNING id`,
      [shopId, contactId, ask.at, ask.actor, ask.format, reason],
    );
    const [logged] = rows;
    if (!logged) throw new Problem("not_found");
    const subject = { kind: "contact", id: contactId } as const;
    await record(tx, shopId, {
      act: "evidence_taken",
      actor: ask.actor,
      at: ask.at,
      subject,
      after: { format: ask.format },
    });
    return logged.id;
  });
  const exported = { number, at: ask.at, by: ask.actor, reason };
  return { exported, ...(await readPack(shopId, contact, ask.at)) };
}

interface Found {
  readonly person: EvidencePack["person"];
  readonly exclusionKey: Buffer | null;
  readonly consentKey: Buffer | null;
}

async function findContact(shopId: number, contactId: string): Promise<Found> {
  const row = /^\d{1,18}$/.test(contactId)
    ? await prisma().contact.findUnique({ where: { shopId_id: { shopId, id: BigInt(contactId) } } })
    : null;
  if (!row || row.removedAt) throw new Problem("not_found");
  const { shopifyId, email, name, company, exclusionKey, consentKey } = row;
  return {
    person: { contactId, customerId: shopifyId === null ? null : String(shopifyId), email, name, company },
    exclusionKey: exclusionKey && Buffer.from(exclusionKey),
    consentKey: consentKey && Buffer.from(consentKey),
  };
}

async function readPack(shopId: number, found: Found, at: Date): Promise<Omit<EvidencePack, "exported">> {
  const { shop, settings, facts } = await loadShopState(shopId, at);
  const { person, exclusionKey, consentKey } = found;
  return transaction(async (tx) => {
    // As of one moment: the events, their seals and the end of the chain belong together.
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const { rows } = await tx.query<{ name: string }>(
      `SELECT ${FACT_CLASS} AS name FROM ${FACT_TABLES} WHERE c.shop_id = $1 AND c.id = $2`,
      [shopId, person.contactId],
    );
    const factClass = rows[0]?.name ?? "";
    const events = consentKey ? await readSealedEvents(tx, shopId, consentKey) : [];
    return {
      store: {
        domain: shop.domain,
        name: settings?.tradingName || shop.name,
        contactEmail: settings?.contactEmail ?? "",
        timezone: shop.timezone,
      },
      person,
      standing: await readStanding(tx, shopId, consentKey),
      events: events.reverse(),
      requests: consentKey ? await readRequests(tx, shopId, consentKey) : [],
      chain: await readChain(tx, shopId),
      decision: {
        ...judgeClass({ name: factClass }, facts),
        policyVersion: POLICY_VERSION,
        facts: factsOfClass(factClass),
      },
      mails: exclusionKey ? await readCampaignMails(tx, shopId, exclusionKey, shop.timezone) : [],
      verificationMails: consentKey ? await readVerificationMails(tx, shopId, consentKey) : [],
      elsewhere: exclusionKey ? await countElsewhere(tx, shopId, person.contactId, exclusionKey) : 0,
      excludedSince: exclusionKey ? await readExcludedSince(tx, shopId, exclusionKey) : null,
      exclusions: exclusionKey ? await readExclusions(tx, shopId, exclusionKey) : [],
    };
  });
}

async function readStanding(tx: Sql, shopId: number, consentKey: Buffer | null): Promise<EvidencePack["standing"]> {
  const { rows } = await tx.query<EvidencePack["standing"]>(
    `SELECT standing, since, last_event_id::text AS "byEvent" FROM address_standing WHERE shop_id = $1 AND consent_key = $2`,
    [shopId, consentKey],
  );
  return rows[0] ?? { standing: "none", since: null, byEvent: null };
}

async function readChain(tx: Sql, shopId: number): Promise<EvidencePack["chain"]> {
  const { rows } = await tx.query<{ position: string; hash: Buffer }>(
    "SELECT position::text, hash FROM consent_seal_head WHERE shop_id = $1",
    [shopId],
  );
  const [head] = rows;
  return head ? { position: Number(head.position), hash: head.hash.toString("hex") } : null;
}

async function readExcludedSince(tx: Sql, shopId: number, key: Buffer): Promise<Date | null> {
  const { rows } = await tx.query<{ at: Date }>("SELECT at FROM exclusion WHERE shop_id = $1 AND key = $2", [
    shopId,
    key,
  ]);
  return rows[0]?.at ?? null;
}

async function readExclusions(tx: Sql, shopId: number, key: Buffer): Promise<PackExclusion[]> {
  const { rows } = await tx.query<PackExclusion>(
    `SELECT e.at, e.act, e.source, e.actor, e.note, k.name AS campaign, e.asked_how AS "askedHow", e.asked_at AS "askedAt"
     FROM exclusion_event e LEFT JOIN campaign k ON k.shop_id = e.shop_id AND k.id = e.campaign_id
     WHERE e.shop_id = $1 AND e.key = $2 ORDER BY e.id`,
    [shopId, key],
  );
  return rows;
}
