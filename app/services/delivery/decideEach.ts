import { CAPPED, factsOfClass } from "~/policy/factClass";
import type { Decision } from "~/policy/decide";
import type { Relation, ShopFacts } from "~/policy/facts";
import type { Basis } from "~/policy/reasons";
import { GONE, judgeClass } from "~/services/campaigns/judge";
import { dateOf, type FactGroup } from "./readRecipients";

/** A recipient that may be mailed at this moment. */
export interface SendableRecipient {
  readonly seq: number;
  readonly email: string;
  readonly basis: Basis;
  readonly relation: Relation;
  /** Of the consent or the relation, in seconds since 1970: with a Date for each, a mail took a twentieth more of the processor. */
  readonly since: number | null;
  /** Where a prospect's data come from, when no mail has told them yet (UK GDPR Art 14). */
  readonly notice: { readonly source: string; readonly obtainedAt: Date } | null;
}

/** A recipient who is left out now. */
export interface Withheld {
  readonly seq: number;
  readonly reasons: string;
  readonly factClass: string | null;
}

/** A recipient who is mailed on another basis or other facts than were stored. */
export interface Rebased {
  readonly seq: number;
  readonly basis: Basis;
  readonly relation: Relation;
  readonly since: Date | null;
  readonly factClass: string | null;
}

/** What was decided on the recipients of a batch. */
export interface Decided {
  readonly sendable: SendableRecipient[];
  readonly withheld: Withheld[];
  readonly rebased: Rebased[];
}

/** Nobody whom the frequency cap keeps out. */
export const NONE_CAPPED: ReadonlySet<number> = new Set();

/** Decides on each recipient of a batch by the one decision there is, once for all who have the same facts; and says for whom it is not what was stored. */
export function decideEach(found: readonly FactGroup[], shopFacts: ShopFacts, capped: ReadonlySet<number>): Decided {
  const judge = memoised(shopFacts);
  const sendable: SendableRecipient[] = [];
  const withheld: Withheld[] = [];
  const rebased: Rebased[] = [];
  for (const group of found) {
    const { storedRelation, storedClass, factClass: known } = group;
    const relation = known === null ? storedRelation : factsOfClass(known).relation;
    const sinceNow = { consent: new Map(group.consentSince), legitimate_interest: new Map(group.relationSince) };
    const notices = new Map(group.notices?.map(({ seq, owed }) => [seq, owed]));
    group.seqs.forEach((seq, index) => {
      const factClass = known !== null && capped.has(seq) ? known + CAPPED : known;
      const verdict = judge(factClass);
      if (verdict.decision === "ineligible") {
        withheld.push({ seq, reasons: verdict.reasons.join(","), factClass });
        return;
      }
      const { basis } = verdict;
      const stands = basis === group.basis && (basis === "consent" || relation === storedRelation);
      const now = stands ? undefined : sinceNow[basis].get(seq);
      const since = now === undefined ? (group.since[index] ?? null) : now;
      if (!stands || factClass !== storedClass) rebased.push({ seq, basis, relation, since: dateOf(since), factClass });
      const owed = notices.get(seq);
      const obtainedAt = dateOf(owed?.obtained);
      const notice = owed && obtainedAt ? { source: owed.source, obtainedAt } : null;
      sendable.push({ seq, email: addressOf(group, index), basis, relation, since, notice });
    });
  }
  // By number, in whatever order the database gave groups and who is in them.
  sendable.sort((one, other) => one.seq - other.seq);
  return { sendable, withheld, rebased };
}

function addressOf({ emails }: FactGroup, index: number): string {
  const email = emails[index];
  if (email === undefined) throw new RangeError("a recipient without an address");
  return email;
}

function memoised(shopFacts: ShopFacts): (name: string | null) => Decision {
  const verdicts = new Map<string | null, Decision>();
  return (name) => {
    const known = verdicts.get(name) ?? judgeClass(name === null ? GONE : { name }, shopFacts);
    verdicts.set(name, known);
    return known;
  };
}
