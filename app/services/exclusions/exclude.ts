import type { ExclusionSource } from "@prisma/client";
import { addressSubject, isErased } from "~/db/erased";
import { domainsOf } from "~/db/excludedDomains";
import { lockAddress, lockToExclude } from "~/db/locks";
import { inOrder, type Sql } from "~/db/transaction";
import type { LinkTarget } from "~/lib/linkToken";
import { appendConsentEvent } from "~/services/consent/ledger";
import { requestSuppressionWrites } from "./requestSuppressionWrites";
import { IN_STORE, requestConsentWrites } from "~/services/storeWrites/requestWrites";

/** One address to be excluded. */
export interface ExclusionEntry {
  /** Keyed hash of the broad form. */
  readonly key: Buffer;
  /** The address itself, where it is known; kept until erasure. */
  readonly email?: string | null;
  /** For a whole domain: its A-label, below which every address is excluded. */
  readonly domain?: string | null;
  readonly source: ExclusionSource | "file_import";
  readonly at: Date;
  /** When it was heard of, where that is later: others tell late. */
  readonly heardAt?: Date;
  /** Milliseconds from then until nothing but its being written was left to wait for. */
  readonly waitedMs?: number;
  /** Member of staff; absent when the person did it. */
  readonly actor?: string;
  readonly note?: string;
  /** The mail whose link was used. */
  readonly campaignId?: number;
  readonly recipientSeq?: number;
  /** Of an opt-out by a mail's link: what opened it, coarsely, and how many seconds after the hand-over. */
  readonly trace?: { readonly agent: string; readonly seconds: number | null };
}

/**
 * Puts addresses on the shop's exclusion list, in the caller's transaction, and appends each to its history. The only way onto the list; the only way off it is `release` (P10, P12). Once the transaction
 * has committed, no batch not yet handed over contains them. An address already on the list stays as it was, and the history grows. Consent held by
 * any spelling of the address is withdrawn in the ledger (UK GDPR Art 7(3)); a whole domain is the merchant's own wish and withdraws nobody's. Of a person who was erased the keyed hash is listed, and no address: whoever brings it may have read it before.
 */
export async function exclude(tx: Sql, shopId: number, entries: readonly ExclusionEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const before = performance.now();
  await lockToExclude(tx, shopId);
  const lockedMs = performance.now() - before;
  await excludeLocked(
    tx,
    shopId,
    entries.map((entry) => ({ ...entry, waitedMs: (entry.waitedMs ?? 0) + lockedMs })),
  );
}

/** What follows from excluding certain people, as a transaction found it that had taken `lockToExclude`: until its commit nobody writes contacts anew. */
export interface FollowUp {
  /** The consents that they hold, to be withdrawn. */
  readonly consents: readonly Consenting[];
  /** Whether anybody of them is the store's customer. */
  readonly tellShopify: boolean;
  /** Whether the shop has the second net. */
  readonly tellSendGrid: boolean;
}

/** `exclude` for a transaction that took `lockToExclude` before it read what it brings. Where a pipelined one found what follows, and nobody holds a consent, all that is written leaves together and is waited for with the commit. */
export async function excludeLocked(
  tx: Sql,
  shopId: number,
  entries: readonly ExclusionEntry[],
  followUp?: FollowUp,
): Promise<void> {
  const domains = entries.flatMap(({ domain }) => domain ?? []);
  // What came from Shopify need not be told to Shopify.
  const told = entries.filter(({ source }) => source !== "shopify");
  const keysOf = (these: readonly ExclusionEntry[]) => these.map(({ key }) => key);
  const writeList = () => list(tx, shopId, entries);
  const markCopies = [() => markContactsExcluded(tx, shopId, entries), () => markDomainsExcluded(tx, shopId, domains)];
  const tellOthers = [
    () => requestConsentWrites(tx, shopId, { exclusionKeys: keysOf(told) }, followUp?.tellShopify),
    () => requestSuppressionWrites(tx, shopId, keysOf(entries), followUp?.tellSendGrid),
  ];
  if (tx.later && followUp?.consents.length === 0) {
    for (const write of [writeList, ...markCopies]) tx.later(write());
    for (const tell of tellOthers) await tell();
    return;
  }
  const [, found] = await inOrder(
    tx,
    writeList,
    async () => followUp?.consents ?? (await readConsents(tx, shopId, keysOf(entries))),
  );
  await withdrawConsents(tx, shopId, entries, found);
  await inOrder(tx, ...markCopies, ...tellOthers);
}

/** Writes the list, its history, and what opened the links. */
async function list(tx: Sql, shopId: number, entries: readonly ExclusionEntry[]): Promise<void> {
  const column = <T>(pick: (entry: ExclusionEntry) => T | null | undefined) =>
    entries.map((entry) => pick(entry) ?? null);
  const columns = "key, source, at, actor, note, campaign_id, recipient_seq";
  // In the order of their keys: two that exclude the same addresses in another order would wait for each other for ever.
  await tx.query(
    `WITH given AS MATERIALIZED (
       SELECT * FROM unnest($2::bytea[], $3::exclusion_source[], $4::timestamptz[], $5::text[], $6::text[], $7::int[], $8::int[], $9::text[], $10::text[], $11::text[], $12::int[], $13::text[], $14::timestamptz[])
         WITH ORDINALITY AS e (${columns}, email, domain, agent, seconds, subject, listed_at, n)
     ), listed AS (
       INSERT INTO exclusion (shop_id, ${columns}, email, domain, listed_at)
       SELECT $1, ${columns}, CASE WHEN ${isErased("g.subject")} THEN NULL ELSE email END, domain, listed_at FROM given g ORDER BY g.key, g.n
       ON CONFLICT (shop_id, key) DO NOTHING
     ), remembered AS (
       INSERT INTO exclusion_event (shop_id, ${columns}) SELECT $1, ${columns} FROM given ORDER BY n RETURNING id
     ), numbered AS (
       SELECT id, row_number() OVER (ORDER BY id) AS n FROM remembered
     )
     INSERT INTO opt_out_trace (shop_id, event_id, at, agent, seconds) SELECT $1, id, at, agent, seconds FROM numbered JOIN given USING (n) WHERE agent IS NOT NULL`,
    [
      shopId,
      column(({ key }) => key),
      column(({ source }) => source),
      column(({ at }) => at),
      column(({ actor }) => actor),
      column(({ note }) => note),
      column(({ campaignId }) => campaignId),
      column(({ recipientSeq }) => recipientSeq),
      column(({ email }) => email),
      column(({ domain }) => domain),
      column(({ trace }) => trace?.agent),
      column(({ trace }) => trace?.seconds),
      column(({ key }) => addressSubject(key)),
      column(({ at, heardAt = at, waitedMs = 0 }) => new Date(heardAt.getTime() + Math.ceil(waitedMs))),
    ],
  );
}

/** Keeps the contacts' copy in step. In the order of their ids, as everybody does who locks several. */
async function markContactsExcluded(tx: Sql, shopId: number, entries: readonly ExclusionEntry[]): Promise<void> {
  await tx.query(
    `UPDATE contact c SET excluded = true FROM (
       SELECT id FROM contact WHERE shop_id = $1 AND exclusion_key = ANY($2::bytea[]) AND NOT excluded ORDER BY id FOR UPDATE
     ) mine WHERE c.shop_id = $1 AND c.id = mine.id`,
    [shopId, entries.map(({ key }) => key)],
  );
}

/** The same for everybody at these domains: one pass over the shop's contacts. */
async function markDomainsExcluded(tx: Sql, shopId: number, domains: readonly string[]): Promise<void> {
  if (domains.length === 0) return;
  await tx.query(
    `UPDATE contact c SET excluded = true FROM (
       SELECT id FROM contact WHERE shop_id = $1 AND NOT excluded AND mail_domains(email) && $2::text[] ORDER BY id FOR UPDATE
     ) mine WHERE c.shop_id = $1 AND c.id = mine.id`,
    [shopId, domains],
  );
}

/** An address that asked for the mails or confirmed that it wants them, by both of its keys. */
export interface Consenting {
  readonly consent_key: Buffer;
  readonly exclusion_key: Buffer;
}

const CONSENTING = `SELECT DISTINCT r.consent_key, r.exclusion_key FROM consent_request r
     JOIN address_standing s ON s.shop_id = r.shop_id AND s.consent_key = r.consent_key AND s.standing IN ('requested', 'confirmed')`;

async function readConsents(tx: Sql, shopId: number, keys: readonly Buffer[]): Promise<Consenting[]> {
  const { rows } = await tx.query<Consenting>(
    `${CONSENTING} WHERE r.shop_id = $1 AND r.exclusion_key = ANY($2::bytea[]) ORDER BY r.consent_key`,
    [shopId, keys],
  );
  return rows;
}

/** What follows from excluding the addresses that these links were made for. In a transaction that holds `lockToExclude`. */
export async function readFollowUpOfLinks(
  tx: Sql,
  shopId: number,
  links: readonly Omit<LinkTarget, "shopId">[],
): Promise<FollowUp> {
  const keys = `ANY (ARRAY(
       SELECT m.exclusion_key FROM unnest($2::int[], $3::int[]) AS l (campaign_id, seq)
       JOIN recipient m ON m.shop_id = $1 AND m.campaign_id = l.campaign_id AND m.seq = l.seq))`;
  const values = [shopId, links.map(({ campaignId }) => campaignId), links.map(({ recipientSeq }) => recipientSeq)];
  const [consents, told] = await inOrder(
    tx,
    () =>
      tx.query<Consenting>(
        `${CONSENTING} WHERE r.shop_id = $1 AND r.exclusion_key = ${keys} ORDER BY r.consent_key`,
        values,
      ),
    () =>
      tx.query<Pick<FollowUp, "tellShopify" | "tellSendGrid">>(
        `SELECT EXISTS (SELECT 1 FROM contact WHERE shop_id = $1 AND exclusion_key = ${keys} AND ${IN_STORE}) AS "tellShopify",
                EXISTS (SELECT 1 FROM shop_settings WHERE shop_id = $1 AND suppress_at_sendgrid) AS "tellSendGrid"`,
        values,
      ),
  );
  const { tellShopify = true, tellSendGrid = true } = told.rows[0] ?? {};
  return { consents: consents.rows, tellShopify, tellSendGrid };
}

async function withdrawConsents(
  tx: Sql,
  shopId: number,
  entries: readonly ExclusionEntry[],
  consents: readonly Consenting[],
): Promise<void> {
  await lockConsenting(
    tx,
    shopId,
    consents.map(({ consent_key }) => consent_key),
    consents.map(({ exclusion_key }) => exclusion_key),
  );
  for (const { consent_key, exclusion_key } of consents) {
    const entry = entries.find(({ key }) => key.equals(exclusion_key));
    if (entry)
      await appendConsentEvent(tx, shopId, {
        kind: "withdrawn",
        consentKey: consent_key,
        at: entry.at,
        proof: {
          by: entry.source,
          // So that this link, and no other, can take it back.
          ...(entry.campaignId !== undefined && entry.recipientSeq !== undefined
            ? { campaign: entry.campaignId, recipient: entry.recipientSeq }
            : {}),
        },
      });
  }
}

/** Holds what the withdrawals of several people need, each kind in its order: one person after the other, two who lock the same contacts by another road could wait for each other for ever. */
async function lockConsenting(
  tx: Sql,
  shopId: number,
  consentKeys: readonly Buffer[],
  exclusionKeys: readonly Buffer[],
): Promise<void> {
  if (consentKeys.length < 2) return;
  for (const key of consentKeys) await lockAddress(tx, shopId, key);
  await tx.query(
    "SELECT 1 FROM contact WHERE shop_id = $1 AND exclusion_key = ANY($2::bytea[]) ORDER BY id FOR UPDATE",
    [shopId, exclusionKeys],
  );
}

/** Whether an address itself is on the shop's exclusion list; it may not be mailed for its domain all the same: see `isExcluded`. Throws when the database cannot say. */
export async function isListed(tx: Sql, shopId: number, key: Buffer): Promise<boolean> {
  const { rowCount } = await tx.query("SELECT 1 FROM exclusion WHERE shop_id = $1 AND key = $2", [shopId, key]);
  return rowCount !== 0;
}

/** Whether an address is excluded: by itself, or with its whole domain. Throws when the database cannot say: the caller must then not send (P12). */
export async function isExcluded(
  tx: Sql,
  shopId: number,
  { key, email }: { readonly key: Buffer; readonly email: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `SELECT 1 FROM exclusion WHERE shop_id = $1 AND key = $2
     UNION ALL SELECT 1 FROM exclusion WHERE shop_id = $1 AND domain IS NOT NULL AND domain = ANY($3::text[]) LIMIT 1`,
    [shopId, key, domainsOf(email)],
  );
  return rowCount !== 0;
}
