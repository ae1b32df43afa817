import { z } from "zod";
import { prisma } from "~/db/client";
import { Problem } from "~/lib/errors";

const answer = z.string().trim().min(20).max(5000);
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

/**
 * Signs a new version of the legitimate-interests assessment (P2; UK GDPR Art 6(1)(f), Art 5(2)). Earlier versions stay as they were signed. Throws
 * `Problem("input_invalid")` naming the fields: an answer that is missing, a review date that is past or more than two years off.
 */
export async function signAssessment(shopId: number, input: AssessmentInput, at: Date): Promise<void> {
  const result = assessmentInput.safeParse(input);
  if (!result.success)
    throw new Problem("input_invalid", [...new Set(result.error.issues.map((issue) => String(issue.path[0])))]);
  const reviewAt = new Date(`${result.data.reviewAt}T00:00:00Z`);
  const days = (reviewAt.getTime() - at.getTime()) / 86_400_000;
  if (days <= 0 || days > MAX_REVIEW_DAYS) throw new Problem("input_invalid", ["reviewAt"]);
  const newest = await prisma().assessment.findFirst({
    where: { shopId },
    orderBy: { version: "desc" },
    select: { version: true },
  });
  const version = (newest?.version ?? 0) + 1;
  await prisma().assessment.create({ data: { ...result.data, shopId, version, reviewAt, signedAt: at } });
}
