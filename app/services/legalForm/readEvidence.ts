import { pool } from "~/db/client";
import { Problem } from "~/lib/errors";
import type { EvidenceStrength, LegalForm } from "~/policy/facts";
import { weighEvidence, type Confidence, type Evidence, type Explanation } from "~/policy/legalForm";
import { readKnownEvidence } from "./heldEvidence";

/** Who a piece of evidence comes from. */
export type EvidenceBy = "store" | "import" | "staff" | "person" | "register";

/** A piece of evidence as the customer's page shows it. */
export interface ShownEvidence extends Pick<Evidence, "source" | "says" | "detail" | "mark"> {
  readonly at: Date | null;
  readonly by: EvidenceBy;
  /** Member of staff. */
  readonly actor: string | null;
  readonly reason: string | null;
  /** Of a decision: by which it is undone. */
  readonly groupId: string | null;
  /** Of a decision: for how many contacts it was made and holds. */
  readonly together: number;
  readonly undoneAt: Date | null;
  readonly undoneBy: string | null;
}

/** The legal form of a contact with everything it rests on. */
export interface FormEvidence {
  readonly contactId: string;
  readonly legalForm: LegalForm;
  readonly strength: EvidenceStrength;
  readonly confidence: Confidence;
  /** Why; null when the rules have changed since it was weighed, until the next sync. */
  readonly explanation: Explanation | null;
  readonly freemail: boolean;
  /** What the store says first, then what the app holds, oldest first, with what was taken back. */
  readonly pieces: readonly ShownEvidence[];
}

interface ContactRow {
  legal_form: LegalForm;
  evidence_strength: EvidenceStrength;
  freemail: boolean;
  evidence: Evidence[];
  source_updated_at: Date | null;
  from_store: boolean;
}

interface HeldRow {
  source: Evidence["source"];
  says: Evidence["says"];
  detail: string;
  mark: string | null;
  reason: string | null;
  at: Date;
  actor: string | null;
  group_id: string | null;
  together: number;
  undone_at: Date | null;
  undone_by: string | null;
}

const BY: Partial<Record<Evidence["source"], EvidenceBy>> = {
  staff_decision: "staff",
  stated_by_person: "person",
  companies_house: "register",
};

/** Everything the legal form of one contact rests on, and what it comes to. Throws `Problem("not_found")`. */
export async function readEvidence(shopId: number, contactId: string): Promise<FormEvidence> {
  if (!/^\d{1,18}$/.test(contactId)) throw new Problem("not_found");
  const [{ rows: contacts }, { rows: held }, known] = await Promise.all([
    pool().query<ContactRow>(
      `SELECT legal_form, evidence_strength, freemail, evidence, source_updated_at, shopify_id IS NOT NULL AS from_store
       FROM contact WHERE shop_id = $1 AND id = $2`,
      [shopId, contactId],
    ),
    pool().query<HeldRow>(
      `SELECT source, says, detail, mark, reason, at, actor, group_id, undone_at, undone_by,
              (SELECT count(*)::int FROM form_evidence g WHERE g.shop_id = $1 AND g.group_id = e.group_id AND g.undone_at IS NULL) AS together
       FROM form_evidence e WHERE shop_id = $1 AND contact_id = $2 ORDER BY id`,
      [shopId, contactId],
    ),
    readKnownEvidence(pool(), shopId, [contactId]),
  ]);
  const [contact] = contacts;
  if (!contact) throw new Problem("not_found");
  const weighed = weighEvidence(known[0]?.evidence ?? []);
  const current = weighed.legalForm === contact.legal_form && weighed.strength === contact.evidence_strength;
  return {
    contactId,
    legalForm: contact.legal_form,
    strength: contact.evidence_strength,
    confidence: current ? weighed.confidence : "none",
    explanation: current ? weighed.explanation : null,
    freemail: contact.freemail,
    pieces: [
      ...contact.evidence.map((piece) => ({
        source: piece.source,
        says: piece.says,
        detail: piece.detail,
        ...(piece.mark === undefined ? {} : { mark: piece.mark }),
        at: contact.source_updated_at,
        by: contact.from_store ? ("store" as const) : ("import" as const),
        actor: null,
        reason: null,
        groupId: null,
        together: 0,
        undoneAt: null,
        undoneBy: null,
      })),
      ...held.map(({ mark, group_id, undone_at, undone_by, ...piece }) => ({
        ...piece,
        ...(mark === null ? {} : { mark }),
        by: BY[piece.source] ?? ("store" as const),
        groupId: group_id,
        undoneAt: undone_at,
        undoneBy: undone_by,
      })),
    ],
  };
}
