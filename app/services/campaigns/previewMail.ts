import { z } from "zod";
import { pool } from "~/db/client";
import { FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import { readContactPage } from "~/db/contactPages";
import { mailBlocks } from "~/email/blockSchema";
import type { CampaignContent } from "~/email/campaignMail";
import { fillKeys, mergeSubstitutions } from "~/email/mergeKeys";
import { DATA_KEY, FEEDBACK_KEY, OPT_OUT_KEY, WHY_KEY } from "~/email/substitutions";
import { whyThisMail } from "~/email/whyThisMail";
import { Problem } from "~/lib/errors";
import type { Decision } from "~/policy/decide";
import type { Relation } from "~/policy/facts";
import { LONGEST_MARK, MARK, marksOf } from "~/policy/linkMarks";
import { feedbackUrl, pageUrl } from "~/policy/publicPages";
import type { Basis } from "~/policy/reasons";
import { readRetentionRule } from "~/services/register/retentionRule";
import { loadShopState, type ShopState } from "~/services/shops/setUp";
import { judgeClass } from "./judge";
import { largestCopyBytes } from "./largestCopy";
import { markedLinks, renderFor } from "./mailOf";

/** A mail as somebody would get it, before it is saved or sent. */
export interface MailPreview {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Bytes of the HTML in the largest copy that anybody may get. */
  readonly bytes: number;
  /** Its addresses that carry marks (UTM). */
  readonly markedLinks: readonly string[];
  /** The contact it is shown as, with the decision of this moment; null for an example that is nobody. */
  readonly as: { readonly id: string; readonly name: string; readonly decision: Decision } | null;
}

/** What may not be a mark yet, while it is being written, is none. */
const mark = z.string().regex(MARK).max(LONGEST_MARK).or(z.literal("")).catch("").default("");

const previewInput = z.object({
  subject: z.string().max(200),
  preheader: z.string().max(200),
  purpose: z.string().max(300),
  body: mailBlocks,
  name: z.string().max(200).default(""),
  utmSource: mark,
  utmMedium: mark,
  utmCampaign: mark,
});
export type PreviewInput = { readonly [Field in keyof z.input<typeof previewInput>]?: unknown };

/**
 * Shows a mail that need not be saved as a chosen contact would get it, with their own why-line (P8) and merge fields; without one, as an example. Whoever may not be mailed is shown with the decision. Nothing is stored or
 * sent, and the links lead to no one's page. Throws `Problem` with `input_invalid`, or `not_found` for a contact that is gone.
 */
export async function previewMail(
  shopId: number,
  input: PreviewInput,
  contactId: string | null,
  at: Date,
): Promise<MailPreview> {
  const parsed = previewInput.safeParse(input);
  if (!parsed.success)
    throw new Problem("input_invalid", [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))]);
  const state = await loadShopState(shopId, at);
  const content = { ...parsed.data, marks: marksOf(parsed.data) };
  return previewAs(state, content, contactId === null ? null : await readReader(state, contactId));
}

/** A contact a mail can be shown as. */
export interface ReaderChoice {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly email: string;
  readonly decision: Decision;
}

const READERS = 20;

/** Contacts all of whose words begin with what was typed of a name, a company or an address, to see a mail as they would. At most twenty; `more` says whether there are others. */
export async function findReaders(
  shopId: number,
  typed: string,
  at: Date,
): Promise<{ readonly readers: readonly ReaderChoice[]; readonly more: boolean }> {
  const search = typed.trim().slice(0, 200);
  if (search === "") return { readers: [], more: false };
  const { facts } = await loadShopState(shopId, at);
  const rows = await readContactPage(pool(), shopId, { classes: null, search, after: "0", limit: READERS + 1 });
  const readers = rows.slice(0, READERS).map(({ id, name, company, email, factClass }) => {
    return { id, name: name || email, company, email, decision: judgeClass({ name: factClass }, facts) };
  });
  return { readers, more: rows.length > READERS };
}

/** Somebody a mail is shown as. */
interface Reader {
  readonly id: string;
  /** How a list names them; their address when they have no name. */
  readonly label: string;
  readonly name: string;
  readonly company: string;
  readonly decision: Decision;
  readonly why: string;
}

const EXAMPLE_NAMED = { name: "", company: "" };

/** The rendered mail with the values of one reader put in, or of nobody. */
export async function previewAs(
  state: ShopState,
  content: CampaignContent,
  reader: Reader | null,
  exampleBasis: Basis = "legitimate_interest",
): Promise<MailPreview> {
  const { shop } = state;
  const mail = await renderFor(state, content);
  const why =
    reader?.why ?? whyThisMail({ basis: exampleBasis, relation: "customer", since: null, timezone: shop.timezone });
  const values = {
    [WHY_KEY]: why,
    [OPT_OUT_KEY]: pageUrl(shop.storefrontUrl, "optOut"),
    [DATA_KEY]: pageUrl(shop.storefrontUrl, "data"),
    [FEEDBACK_KEY]: feedbackUrl(shop.storefrontUrl),
    ...mergeSubstitutions(mail.merge, reader ?? EXAMPLE_NAMED),
  };
  const fill = (part: string) => fillKeys(part, values);
  return {
    subject: fill(mail.subject),
    html: fill(mail.html),
    text: fill(mail.text),
    bytes: largestCopyBytes(mail, shop),
    markedLinks: markedLinks(shop, content),
    as: reader ? { id: reader.id, name: reader.label, decision: reader.decision } : null,
  };
}

interface ReaderRow {
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly relation: Relation;
  readonly class: string;
  readonly consentSince: Date | null;
  readonly relationSince: Date | null;
  readonly source: string | null;
  readonly obtainedAt: Date | null;
}

async function readReader({ shop, facts }: ShopState, id: string): Promise<Reader> {
  const { rows } = /^\d{1,18}$/.test(id)
    ? await pool().query<ReaderRow>(
        `SELECT c.name, c.email, c.company, c.relation, ${FACT_CLASS} AS class, a.since AS "consentSince", c.relation_since AS "relationSince",
                p.source, p.obtained_at AS "obtainedAt"
         FROM ${FACT_TABLES} LEFT JOIN prospect p ON p.shop_id = c.shop_id AND p.contact_id = c.id AND c.notice_given_at IS NULL
         WHERE c.shop_id = $1 AND c.id = $2 AND c.deleted_at IS NULL`,
        [shop.id, id],
      )
    : { rows: [] };
  const [row] = rows;
  if (!row) throw new Problem("not_found");
  const decision = judgeClass({ name: row.class }, facts);
  const { months } = await readRetentionRule(pool(), shop.id);
  const notice =
    row.source !== null && row.obtainedAt
      ? { source: row.source, obtainedAt: row.obtainedAt, keptMonths: months }
      : null;
  const since = decision.decision === "eligible" && decision.basis === "consent" ? row.consentSince : row.relationSince;
  const why =
    decision.decision === "eligible"
      ? whyThisMail({ basis: decision.basis, relation: row.relation, since, timezone: shop.timezone, notice })
      : "This person would not get this email.";
  return { id, label: row.name || row.email, name: row.name, company: row.company, decision, why };
}
