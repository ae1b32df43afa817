import { pool } from "~/db/client";
import { checkProspects } from "~/services/prospects/checkProspects";
import { guessColumns } from "~/services/prospects/columns";
import { checkList, type TermsInput } from "~/services/prospects/describeList";
import { findList, type ProspectList } from "~/services/prospects/findList";
import { askImport, importProspects } from "~/services/prospects/importProspects";
import { uploadList, type Declaration } from "~/services/prospects/uploadList";
import { after, START } from "./factories";

export const DECLARED: Declaration = {
  name: "Trade fair",
  way: "self_generated",
  account: "Cards that visitors left at our stand at the trade fair.",
};

export const TERMS = { source: "Our stand at the fair", sector: "", obtained: "2026-02-01", sectorWords: "" };

/** A file of these rows, the first its headings. */
export const csv = (...rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `${cells.join(",")}\n`).join("");

/** Uploads a list. Gives its id. */
export function upload(
  shopId: number,
  text: string | Uint8Array,
  declared: Partial<Declaration> = {},
  at = START,
): Promise<number> {
  const file = { name: "list.csv", bytes: typeof text === "string" ? Buffer.from(text) : text };
  return uploadList(shopId, { ...DECLARED, ...declared }, file, "owner", at);
}

/** Chooses the columns by their headings and runs the dry run. Gives the list as it is then. */
export async function check(
  shopId: number,
  listId: number,
  terms: Partial<TermsInput> = {},
  at = after(60),
): Promise<ProspectList> {
  const mapping = guessColumns((await listOf(shopId, listId)).columns);
  await checkList(shopId, listId, { ...TERMS, mapping, ...terms }, "owner", at);
  await checkProspects(shopId, listId, at);
  return listOf(shopId, listId);
}

/** Imports a list that has been through its dry run. Gives the list as it is then. */
export async function importList(shopId: number, listId: number, at = after(120)): Promise<ProspectList> {
  await askImport(shopId, listId, "owner", at);
  await importProspects(shopId, listId, at);
  return listOf(shopId, listId);
}

/** Takes a list from its file to its contacts. */
export async function importFile(
  shopId: number,
  text: string,
  declared: Partial<Declaration> = {},
  terms: Partial<TermsInput> = {},
): Promise<ProspectList> {
  const listId = await upload(shopId, text, declared);
  await check(shopId, listId, terms);
  return importList(shopId, listId);
}

export async function listOf(shopId: number, listId: number): Promise<ProspectList> {
  const list = await findList(shopId, listId);
  if (!list) throw new Error("there is no such list");
  return list;
}

/** The verdict of each row, by its number. */
export async function verdictsOf(shopId: number, listId: number): Promise<Record<number, string>> {
  const { rows } = await pool().query<{ row: number; verdict: string }>(
    "SELECT row, verdict FROM prospect_row WHERE shop_id = $1 AND list_id = $2 ORDER BY row",
    [shopId, listId],
  );
  return Object.fromEntries(rows.map(({ row, verdict }) => [row, verdict]));
}

export interface StoredProspect {
  id: string;
  email: string;
  name: string;
  company: string;
  country: string | null;
  relation: string;
  prospectOrigin: string;
  relationSince: Date;
  legalForm: string;
  factClass: string;
  companyKey: string | null;
  source: string;
  sector: string;
  row: number;
}

/** The shop's present prospects with where they come from, by their rows. */
export async function prospectsOf(shopId: number): Promise<StoredProspect[]> {
  const { rows } = await pool().query<StoredProspect>(
    `SELECT c.id, c.email, c.name, c.company, c.country, c.relation, c.prospect_origin AS "prospectOrigin", c.relation_since AS "relationSince", c.legal_form AS "legalForm",
            c.fact_class AS "factClass", c.company_key AS "companyKey", p.source, p.sector, p.row
     FROM contact c LEFT JOIN prospect p ON p.shop_id = c.shop_id AND p.contact_id = c.id
     WHERE c.shop_id = $1 AND c.shopify_id IS NULL AND c.deleted_at IS NULL ORDER BY p.list_id, p.row`,
    [shopId],
  );
  return rows;
}
