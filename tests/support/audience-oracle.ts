import { pool } from "~/db/client";

/** What the oracle finds for one contact: a basis, or the reasons in the order of the table. */
export interface OracleRow {
  readonly contactId: string;
  readonly basis: string | null;
  readonly reasons: readonly string[];
}

interface RawContact {
  id: string;
  email: string | null;
  exclusion_key: string | null;
  consent_key: string | null;
  address_usable: boolean;
  freemail: boolean;
  country: string | null;
  legal_form: string;
  evidence_strength: string;
  relation: string;
  prospect_origin: string;
}

/**
 * Decides a shop's whole audience slowly, one contact after the other, from the raw tables alone: the exclusion list, the events of the ledger one by one, the batches mail by mail. Written apart from the app's decision, from the table in
 * docs/decisions/0002 and the policy, and shares nothing with it. For a shop that is set up to send, with an assessment in date.
 * `among` are the contacts of the audience; without it, everybody.
 */
export async function* decideSlowly(shopId: number, at: Date, among?: ReadonlySet<string>): AsyncGenerator<OracleRow> {
  const [excluded, domains, consents, mailed, shop] = await Promise.all([
    readSet(shopId, "SELECT encode(key, 'hex') AS key FROM exclusion WHERE shop_id = $1"),
    readSet(shopId, "SELECT domain AS key FROM exclusion WHERE shop_id = $1 AND domain IS NOT NULL"),
    readConsents(shopId),
    readMailed(shopId, at),
    readShop(shopId),
  ]);
  const judge = (contact: RawContact, taken: boolean): { basis: string | null; reasons: string[] } => {
    const reasons: string[] = [];
    const key = contact.exclusion_key ?? "";
    const consent = consents.get(contact.consent_key ?? "");
    if (excluded.has(key) || isBelow(contact.email, domains)) reasons.push("excluded");
    if (!contact.address_usable) reasons.push("address_unusable");
    if (taken) reasons.push("duplicate_address");
    if (shop.cap !== null && (mailed.get(key) ?? 0) >= shop.cap) reasons.push("frequency_cap");
    if (consent === "yes") return reasons.length > 0 ? { basis: null, reasons } : { basis: "consent", reasons };
    if (consent === "stopped") reasons.push("consent_withdrawn");
    if (consent === "asked") reasons.push("consent_unconfirmed");
    const company = contact.legal_form === "corporate" && contact.evidence_strength === "sufficient";
    if (company && contact.freemail) reasons.push("freemail_address");
    if ((contact.country ?? shop.country) !== "GB") reasons.push("outside_uk");
    if (!company)
      reasons.push(contact.legal_form === "individual" ? "individual_without_consent" : "unknown_without_consent");
    else if (contact.relation === "none") reasons.push("no_relation");
    else if (contact.relation === "prospect") {
      if (contact.prospect_origin === "out_of_sector") reasons.push("prospect_out_of_sector");
      else if (contact.prospect_origin !== "in_sector" && contact.prospect_origin !== "self_generated")
        reasons.push("prospect_origin_refused");
    }
    return reasons.length > 0 ? { basis: null, reasons } : { basis: "legitimate_interest", reasons };
  };
  // Who holds a mailbox: somebody with consent before anybody without, then whoever has the smaller number.
  const holders = new Map<string, { id: string; consent: boolean }>();
  for await (const contact of contacts(shopId, among)) {
    const { basis } = judge(contact, false);
    if (basis === null || contact.exclusion_key === null) continue;
    const holder = holders.get(contact.exclusion_key);
    const consent = basis === "consent";
    if (!holder || (consent && !holder.consent)) holders.set(contact.exclusion_key, { id: contact.id, consent });
  }
  for await (const contact of contacts(shopId, among)) {
    const alone = judge(contact, false);
    const lost = alone.basis !== null && holders.get(contact.exclusion_key ?? "")?.id !== contact.id;
    yield { contactId: contact.id, ...(lost ? judge(contact, true) : alone) };
  }
}

/** The shop's present contacts by number, some thousand at a time. */
async function* contacts(shopId: number, among?: ReadonlySet<string>): AsyncGenerator<RawContact> {
  for (let after = "0"; ;) {
    const { rows } = await pool().query<RawContact>(
      `SELECT id::text AS id, email, encode(exclusion_key, 'hex') AS exclusion_key, encode(consent_key, 'hex') AS consent_key, address_usable, freemail, country,
              legal_form::text AS legal_form, evidence_strength::text AS evidence_strength, relation::text AS relation, prospect_origin::text AS prospect_origin
       FROM contact WHERE shop_id = $1 AND id > $2 AND deleted_at IS NULL ORDER BY contact.id LIMIT 10000`,
      [shopId, after],
    );
    for (const row of rows) if (!among || among.has(row.id)) yield row;
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** Whether what comes after an address's last @ is one of these domains, or ends in one behind a dot. */
function isBelow(email: string | null, domains: ReadonlySet<string>): boolean {
  const host = (email ?? "").toLowerCase().split("@").at(-1) ?? "";
  return [...domains].some((domain) => `.${host}`.endsWith(`.${domain}`));
}

async function readSet(shopId: number, sql: string): Promise<Set<string>> {
  const { rows } = await pool().query<{ key: string }>(sql, [shopId]);
  return new Set(rows.map(({ key }) => key));
}

type Said = "yes" | "asked" | "stopped";

/** What each address has said, by reading its events in the order in which they were written down. */
async function readConsents(shopId: number): Promise<Map<string, Said>> {
  // What is taken back is read as if neither had been written: the withdrawal that an event of its own names.
  const takenBack = await readSet(
    shopId,
    "SELECT proof->>'withdrawal' AS key FROM consent_event WHERE shop_id = $1 AND kind = 'withdrawal_undone'",
  );
  const said = new Map<string, Said>();
  for (let after = "0"; ;) {
    const { rows } = await pool().query<{ id: string; key: string; kind: string }>(
      `SELECT id::text AS id, encode(consent_key, 'hex') AS key, kind::text AS kind FROM consent_event
       WHERE shop_id = $1 AND id > $2 ORDER BY consent_event.id LIMIT 50000`,
      [shopId, after],
    );
    for (const { id, key, kind } of rows) {
      const before = said.get(key);
      if (kind === "confirmed") said.set(key, "yes");
      if ((kind === "withdrawn" && !takenBack.has(id)) || kind === "reported") said.set(key, "stopped");
      // An expired link leaves them as somebody who was asked and did not answer.
      if (kind === "requested" && before !== "yes") said.set(key, "asked");
      if (kind === "imported_confirmed" && before !== "stopped") said.set(key, "yes");
      if (kind === "imported_unconfirmed" && before === undefined) said.set(key, "asked");
    }
    const last = rows.at(-1);
    if (!last) return said;
    after = last.id;
  }
}

/** How many mails each mailbox was sent, or may have been, in the days of the cap. */
async function readMailed(shopId: number, at: Date): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const { rows: settings } = await pool().query<{ days: number | null }>(
    "SELECT cap_days AS days FROM shop_settings WHERE shop_id = $1",
    [shopId],
  );
  const days = settings[0]?.days ?? null;
  if (days === null) return counts;
  const { rows: batches } = await pool().query<{ campaign: number; first: number; last: number }>(
    `SELECT campaign_id AS campaign, first_seq AS first, last_seq AS last FROM batch
     WHERE shop_id = $1 AND state <> 'refused' AND state <> 'claimed' AND extract(epoch FROM attempted_at) > $2`,
    [shopId, at.getTime() / 1000 - days * 86_400],
  );
  for (const { campaign, first, last } of batches) {
    const { rows } = await pool().query<{ key: string; out: boolean }>(
      `SELECT encode(exclusion_key, 'hex') AS key, basis IS NULL OR cardinality(withheld) > 0 OR refusal IS NOT NULL AS out
       FROM recipient WHERE shop_id = $1 AND campaign_id = $2 AND seq >= $3 AND seq <= $4`,
      [shopId, campaign, first, last],
    );
    for (const { key, out } of rows) if (!out) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

async function readShop(shopId: number): Promise<{ country: string; cap: number | null }> {
  const { rows } = await pool().query<{ country: string; cap: number | null }>(
    "SELECT s.country, t.cap_mails AS cap FROM shop s LEFT JOIN shop_settings t ON t.shop_id = s.id WHERE s.id = $1",
    [shopId],
  );
  return rows[0] ?? { country: "", cap: null };
}
