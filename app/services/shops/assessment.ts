import { z } from "zod";
import { lockShop } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";

const draftText = z.string().trim().max(5000);
const draftInput = z.object({ purpose: draftText, necessity: draftText, balancing: draftText });
export type AssessmentDraft = z.input<typeof draftInput>;

const answer = draftText.min(20);
const assessmentInput = z.object({
  purpose: answer,
  necessity: answer,
  balancing: answer,
  signedBy: z.string().trim().min(2).max(100),
  reviewAt: z.iso.date(),
});
export type AssessmentInput = z.input<typeof assessmentInput>;

/** Longest time between reviews. */
const MAX_REVIEW_DAYS = 732;
const DAY_MS = 86_400_000;

/** Keeps the text as it is being written. It counts for nothing until it is signed. Throws `Problem("input_invalid")` for a part longer than 5,000 characters. */
export async function saveAssessmentDraft(
  shopId: number,
  input: AssessmentDraft,
  actor: string,
  at: Date,
): Promise<void> {
  const { purpose, necessity, balancing } = parse(draftInput, input);
  await transaction(async (tx) => {
    await tx.query(
      `INSERT INTO assessment_draft (shop_id, purpose, necessity, balancing, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (shop_id) DO UPDATE SET purpose = $2, necessity = $3, balancing = $4, saved_at = $5, saved_by = $6`,
      [shopId, purpose, necessity, balancing, at, actor],
    );
    await record(tx, shopId, { act: "assessment_drafted", actor, at });
  });
}

/**
 * Signs a new version of the legitimate-interests assessment (P2; UK GDPR Art 6(1)(f), Art 5(2)), as it stands in the form, and ends the draft. `actor` is who is logged in, kept beside the name of who answers for it. Earlier versions
 * stay as they were signed. Throws `Problem("input_invalid")` naming the fields: an answer that is missing, a review date that is past or more than two years off.
 */
export async function signAssessment(shopId: number, input: AssessmentInput, actor: string, at: Date): Promise<void> {
  const { purpose, necessity, balancing, signedBy, ...rest } = parse(assessmentInput, input);
  const reviewAt = new Date(`${rest.reviewAt}T00:00:00Z`);
  const days = (reviewAt.getTime() - at.getTime()) / DAY_MS;
  if (days <= 0 || days > MAX_REVIEW_DAYS) throw new Problem("input_invalid", ["reviewAt"]);
  await transaction(async (tx) => {
    // The shop's row orders those who sign at once: each signs a version of its own.
    await lockShop(tx, shopId);
    const { rows } = await tx.query<{ version: number }>(
      `INSERT INTO assessment (shop_id, version, purpose, necessity, balancing, signed_by, recorded_by, signed_at, review_at)
       SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM assessment WHERE shop_id = $1 RETURNING version`,
      [shopId, purpose, necessity, balancing, signedBy, actor, at, reviewAt],
    );
    await tx.query("DELETE FROM assessment_draft WHERE shop_id = $1", [shopId]);
    await record(tx, shopId, {
      act: "assessment_signed",
      actor,
      at,
      subject: { kind: "assessment", id: rows[0]?.version ?? 0 },
      after: { reviewAt: reviewAt.toISOString() },
    });
  });
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Problem("input_invalid", [...new Set(result.error.issues.map((issue) => String(issue.path[0])))]);
}
