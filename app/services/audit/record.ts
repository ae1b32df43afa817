import type { Sql } from "~/db/transaction";
import { redact } from "~/lib/log";
import type { AuditAct, AuditSubject } from "~/policy/auditActs";

/** Values as they were, or are: numbers, codes, dates and what the merchant publishes; never personal data of contacts, free text about them, or secrets. */
export type AuditValues = Readonly<Record<string, AuditValue>>;
type AuditValue = string | number | boolean | null | readonly string[] | Readonly<Record<string, number>>;

/** One act, as the audit keeps it. */
export interface AuditEntry {
  readonly act: AuditAct;
  /** A member of staff, `Twostage` or `The person`. */
  readonly actor: string;
  readonly at: Date;
  readonly subject?: { readonly kind: AuditSubject; readonly id: string | number };
  readonly before?: AuditValues;
  readonly after?: AuditValues;
}

/**
 * Keeps an act in the audit, in the transaction of the act: neither is there without the other. The audit's only writer. An address or a key that should never come here is cut out of the texts all the same.
 */
export async function record(tx: Sql, shopId: number, entry: AuditEntry): Promise<void> {
  const { act, actor, at, subject, before, after } = entry;
  await tx.query(
    "INSERT INTO audit_event (shop_id, at, actor, act, subject_kind, subject_id, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [shopId, at, actor, act, subject?.kind ?? null, subject ? String(subject.id) : null, text(before), text(after)],
  );
}

const text = (values: AuditValues | undefined) =>
  values === undefined
    ? null
    : JSON.stringify(values, (_name, value: unknown) => (typeof value === "string" ? redact(value) : value));

/** The entries of `after` that differ from `before`, as they were and as they are: what an act changed. */
export function changesOf(before: AuditValues, after: AuditValues): { before: AuditValues; after: AuditValues } {
  const changed = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const pick = (values: AuditValues) => Object.fromEntries(changed.map((name) => [name, values[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}
