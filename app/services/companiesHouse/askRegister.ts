import { pool } from "~/db/client";
import { askCompaniesHouse, type RegisterAnswer } from "~/integrations/companiesHouse/client";
import { env } from "~/lib/env";
import { obeyWait, takeCall } from "./callLimit";
import { noteKeyRefused, readCompaniesHouseKey } from "./key";

/** How long an answer counts: a company that was not there may be founded any day. */
export const FOUND_DAYS = 30;
const NOT_FOUND_DAYS = 7;

interface KeptAnswer {
  outcome: "found" | "not_found";
  name: string;
  type: string;
  status: string | null;
  jurisdiction: string | null;
  previousNames: string[];
}

/**
 * Asks the register about a number, with the shop's own key and never another's: from what it answered this shop in the last weeks, else over the wire, within the limit. `number` is normalised. `no_key`: there is none on
 * file that Companies House takes; then nothing is answered from memory either.
 */
export async function askRegister(
  shopId: number,
  number: string,
  at: Date,
): Promise<RegisterAnswer | { readonly kind: "no_key" }> {
  const apiKey = await readCompaniesHouseKey(shopId);
  if (!apiKey) return { kind: "no_key" };
  const kept = await readKept(shopId, number, at);
  if (kept) return kept;
  const waitUntil = await takeCall(shopId, at);
  if (waitUntil) return { kind: "limited", until: waitUntil };
  const answer = await askCompaniesHouse({ baseUrl: env().COMPANIES_HOUSE_BASE_URL, apiKey }, number, at);
  if (answer.kind === "found" || answer.kind === "not_found") await keep(shopId, number, answer, at);
  else if (answer.kind === "limited") await obeyWait(shopId, answer.until);
  else if (answer.kind === "key_refused") await noteKeyRefused(shopId, at);
  return answer;
}

async function readKept(shopId: number, number: string, at: Date): Promise<RegisterAnswer | undefined> {
  const { rows } = await pool().query<KeptAnswer>(
    `SELECT outcome, name, type, status, jurisdiction, previous_names AS "previousNames" FROM company_look_up
     WHERE shop_id = $1 AND number = $2
       AND fetched_at > $3::timestamptz - CASE outcome WHEN 'found' THEN interval '${FOUND_DAYS} days' ELSE interval '${NOT_FOUND_DAYS} days' END`,
    [shopId, number, at],
  );
  const [row] = rows;
  if (!row) return undefined;
  if (row.outcome === "not_found") return { kind: "not_found" };
  const { name, type, status, jurisdiction, previousNames } = row;
  const entry = {
    number,
    name,
    type,
    status: status ?? undefined,
    jurisdiction: jurisdiction ?? undefined,
    previousNames,
  };
  return { kind: "found", entry };
}

async function keep(
  shopId: number,
  number: string,
  answer: Extract<RegisterAnswer, { kind: "found" | "not_found" }>,
  at: Date,
): Promise<void> {
  const entry = answer.kind === "found" ? answer.entry : undefined;
  await pool().query(
    `INSERT INTO company_look_up AS l (shop_id, number, outcome, name, type, status, jurisdiction, previous_names, fetched_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (shop_id, number) DO UPDATE SET outcome = excluded.outcome, name = excluded.name, type = excluded.type, status = excluded.status,
       jurisdiction = excluded.jurisdiction, previous_names = excluded.previous_names, fetched_at = excluded.fetched_at
     WHERE l.fetched_at <= excluded.fetched_at`,
    [
      shopId,
      number,
      answer.kind,
      entry?.name ?? "",
      entry?.type ?? "",
      entry?.status ?? null,
      entry?.jurisdiction ?? null,
      entry?.previousNames ?? [],
      at,
    ],
  );
}
