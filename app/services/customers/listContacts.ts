import { pool } from "~/db/client";
import { readFactClasses } from "~/db/contactFacts";
import { readContactPage } from "~/db/contactPages";
import type { Decision } from "~/policy/decide";
import { factsOfClass, type StoredFacts } from "~/policy/factClass";
import type { LegalForm, Relation } from "~/policy/facts";
import type { Reason } from "~/policy/reasons";
import { judgeClass } from "~/services/campaigns/judge";
import { loadShopState } from "~/services/shops/setUp";

/** What the list can be narrowed to. `reason` is the one that decides. */
export interface ContactFilters {
  /** Beginnings of words of the name, the company or the address; all must be there. */
  readonly search?: string;
  readonly legalForm?: LegalForm;
  readonly relation?: Relation;
  readonly decision?: "eligible" | "ineligible";
  readonly reason?: Reason;
}

export interface ContactListRow {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly email: string;
  readonly legalForm: LegalForm;
  readonly relation: Relation;
  readonly orderCount: number;
  readonly decision: Decision;
}

export interface ContactPage {
  readonly rows: readonly ContactListRow[];
  /** Contacts that match, all pages together; null when a search makes counting dear. */
  readonly total: number | null;
  /** Hand back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

const PAGE = 50;

/**
 * One page of the shop's contacts, each with the decision as it is now. The filters choose fact classes, a few hundred at most, by the one decision there is; the database then gives the contacts
 * of those classes, and their counts without looking at them.
 */
export async function listContacts(
  shopId: number,
  filters: ContactFilters,
  options: { after?: string; at: Date },
): Promise<ContactPage> {
  const { facts } = await loadShopState(shopId, options.at);
  const search = filters.search?.trim() ?? "";
  const classes = await readFactClasses(pool(), shopId);
  const wanted = classes.filter(({ name }) => matches(judgeClass({ name }, facts), factsOfClass(name), filters));
  const after = options.after && /^\d{1,18}$/.test(options.after) ? options.after : "0";
  const rows = await readContactPage(pool(), shopId, {
    classes: wanted.length < classes.length ? wanted.map(({ name }) => name) : null,
    search,
    after,
    limit: PAGE + 1,
  });
  const page = rows.slice(0, PAGE).map(({ factClass, ...row }) => {
    const { legalForm, relation } = factsOfClass(factClass);
    return { ...row, legalForm, relation, decision: judgeClass({ name: factClass }, facts) };
  });
  return {
    rows: page,
    total: search ? null : wanted.reduce((sum, { contacts }) => sum + contacts, 0),
    next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
  };
}

function matches(decision: Decision, facts: StoredFacts, filters: ContactFilters): boolean {
  if (filters.decision && decision.decision !== filters.decision) return false;
  if (filters.reason && (decision.decision !== "ineligible" || decision.reasons[0] !== filters.reason)) return false;
  if (filters.relation && facts.relation !== filters.relation) return false;
  return !filters.legalForm || facts.legalForm === filters.legalForm;
}
