import { createHmac, randomBytes } from "node:crypto";
import { pool } from "~/db/client";
import { env } from "~/lib/env";
import type { ChainKey } from "~/lib/chain";
import { Problem } from "~/lib/errors";
import type { LinkKey } from "~/lib/linkToken";
import { remember } from "~/lib/remember";
import { open, seal } from "~/lib/seal";
import type { AttemptKind } from "~/policy/attemptLimits";
import { consentForm, exclusionForm } from "~/policy/emailAddress";

/** Keyed hashes of one shop's addresses: without the key, an address cannot be tried against the lists. */
export interface AddressKeys {
  /** 16 bytes for the broad form: the key of the exclusion list (P12). */
  readonly exclusionKey: (address: string) => Buffer;
  /** 16 bytes for the exact form: the key of the ledger (P13). */
  readonly consentKey: (address: string) => Buffer;
}

/** Keyed hashes of what attempts are counted by. */
export interface AttemptKeys {
  /** 16 bytes for a mailbox in its broad form, for a connection, or for the shop itself (empty): another for each kind of attempt. */
  readonly attemptKey: (kind: AttemptKind, of: string) => Buffer;
}

/** Keys of the exclusion list as files hold them, for addresses that are no longer known. */
export interface ExclusionKeyTexts {
  /** A key of the exclusion list as a file holds it, with a check that only this shop's secret makes. */
  readonly exclusionKeyText: (key: Buffer) => string;
  /** The key in such a text; `undefined` for what is none of this shop's. */
  readonly readExclusionKeyText: (text: string) => Buffer | undefined;
}

const KEY_BYTES = 16;
const CHECK_BYTES = 4;

interface KeyRow {
  id: number;
  purpose: string;
  shop_id: number;
  generation: number;
  wrapped: Buffer;
}

/** The shop's address keys. Made once for a shop and kept for ever: a new key would empty its exclusion list. */
export async function addressKeys(shopId: number): Promise<AddressKeys & AttemptKeys & ExclusionKeyTexts> {
  const secret = await firstKey("address", shopId);
  const keyed = (purpose: string, form: string) =>
    createHmac("sha256", secret).update(purpose).update(form).digest().subarray(0, KEY_BYTES);
  const exclusionKeyText = (key: Buffer) => {
    const hex = key.toString("hex");
    return `key-${hex}-${keyed("file:", hex).subarray(0, CHECK_BYTES).toString("hex")}`;
  };
  return {
    exclusionKey: (address) => keyed("exclusion:", exclusionForm(address)),
    consentKey: (address) => keyed("consent:", consentForm(address)),
    attemptKey: (kind, of) => keyed(`attempt:${kind}:`, of),
    exclusionKeyText,
    readExclusionKeyText: (text) => {
      const hex = /^key-([0-9a-f]{32})-/.exec(text)?.[1];
      const key = hex === undefined ? undefined : Buffer.from(hex, "hex");
      return key && exclusionKeyText(key) === text ? key : undefined;
    },
  };
}

/** The keys of the chain over the shop's ledger. Made once and kept for ever: without them what is sealed can neither be checked nor gone on with. */
export async function ledgerKey(shopId: number): Promise<ChainKey> {
  const secret = await firstKey("ledger", shopId);
  return { link: secret.subarray(0, 32), head: secret.subarray(32, 64) };
}

/** The key that opt-out links are made with: the newest generation. */
export async function currentLinkKey(): Promise<LinkKey> {
  await firstKey("link", 0);
  const { rows } = await pool().query<KeyRow>(
    "SELECT * FROM app_key WHERE purpose = 'link' AND shop_id = 0 ORDER BY generation DESC LIMIT 1",
  );
  return linkKey(rows[0]);
}

/** The link key of a generation, however old (P9: links answer for ever); `undefined` when there never was one. */
export async function linkKeyOf(generation: number): Promise<LinkKey | undefined> {
  const known = cache().get(`link:0:${generation}`);
  if (known) return { id: generation, secret: known };
  const { rows } = await pool().query<KeyRow>(
    "SELECT * FROM app_key WHERE purpose = 'link' AND shop_id = 0 AND generation = $1",
    [generation],
  );
  return rows[0] && linkKey(rows[0]);
}

/**
 * Wraps every key anew that an older APP_SECRET wrapped, the shops' own keys of SendGrid and Companies House too, and proves that all can be opened. Throws `Problem("key_unreadable")` when
 * one cannot: then APP_SECRET lost a secret it needs, and nothing may be sent or excluded with the wrong keys.
 */
export async function rewrapKeys(): Promise<void> {
  const roots = env().APP_SECRET;
  const { rows } = await pool().query<KeyRow>("SELECT * FROM app_key");
  for (const row of rows) {
    const { secret, stale } = open(row.wrapped, row.purpose, roots);
    if (stale)
      await pool().query("UPDATE app_key SET wrapped = $1 WHERE id = $2", [seal(secret, row.purpose, roots), row.id]);
  }
  await rewrapShopSecrets("sendgrid_key", "sendgrid");
  await rewrapShopSecrets("companies_house_key", "companies-house");
}

/** Wraps one secret of every shop's settings anew where an older APP_SECRET wrapped it. */
async function rewrapShopSecrets(column: "sendgrid_key" | "companies_house_key", purpose: string): Promise<void> {
  const roots = env().APP_SECRET;
  const { rows } = await pool().query<{ shop_id: number; key: Buffer }>(
    `SELECT shop_id, ${column} AS key FROM shop_settings WHERE ${column} IS NOT NULL`,
  );
  for (const { shop_id, key } of rows) {
    const { secret, stale } = open(key, purpose, roots);
    // Unless staff have entered another one meanwhile.
    if (stale)
      await pool().query(`UPDATE shop_settings SET ${column} = $1 WHERE shop_id = $2 AND ${column} = $3`, [
        seal(secret, purpose, roots),
        shop_id,
        key,
      ]);
  }
}

function linkKey(row: KeyRow | undefined): LinkKey {
  if (!row) throw new Problem("key_unreadable");
  return { id: row.generation, secret: unwrap(row) };
}

/** The first generation of a key, made when there is none: whoever comes second takes the first one's. */
async function firstKey(purpose: string, shopId: number): Promise<Buffer> {
  const known = cache().get(`${purpose}:${shopId}:1`);
  if (known) return known;
  const select = () =>
    pool().query<KeyRow>("SELECT * FROM app_key WHERE purpose = $1 AND shop_id = $2 AND generation = 1", [
      purpose,
      shopId,
    ]);
  let { rows } = await select();
  if (rows.length === 0) {
    await pool().query("INSERT INTO app_key (purpose, shop_id, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
      purpose,
      shopId,
      seal(randomBytes(64), purpose, env().APP_SECRET),
    ]);
    ({ rows } = await select());
  }
  const [row] = rows;
  if (!row) throw new Problem("key_unreadable");
  return unwrap(row);
}

function unwrap(row: KeyRow): Buffer {
  const name = `${row.purpose}:${row.shop_id}:${row.generation}`;
  const known = cache().get(name);
  if (known) return known;
  const { secret } = open(row.wrapped, row.purpose, env().APP_SECRET);
  cache().set(name, secret);
  return secret;
}

function cache(): Map<string, Buffer> {
  return remember("keys", () => new Map<string, Buffer>());
}
