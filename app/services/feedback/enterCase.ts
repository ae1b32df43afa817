import { z } from "zod";
import { Problem } from "~/lib/errors";
import { cleanLine, cleanText } from "~/lib/mailText";
import { usableAddress } from "~/policy/emailAddress";
import { FEEDBACK_KINDS, MAX_FEEDBACK_LENGTH } from "~/policy/feedback";
import { asksToStop } from "~/policy/stopWords";
import { prisma } from "~/db/client";
import { whileInstalled } from "~/services/shops/presence";
import type { Doing } from "./actOnCase";
import { openCase } from "./cases";

const input = z.object({
  kind: z.enum(FEEDBACK_KINDS),
  name: z.string().max(400),
  email: z.string().refine((text) => text.trim() === "" || usableAddress(text.trim()) !== undefined),
  message: z.string().refine((text) => text.trim() !== "" && text.length <= MAX_FEEDBACK_LENGTH),
});
export type StaffCase = Readonly<Record<"kind" | "name" | "email" | "message", string>>;

/**
 * Enters what somebody said by telephone, by letter or across the counter (P14). The address may be missing: then nobody can be answered by email, nor excluded. Gives the case's id. Throws `Problem("input_invalid")` naming the fields.
 */
export async function enterCase(shopId: number, given: StaffCase, { actor, at }: Doing): Promise<number> {
  const result = input.safeParse(given);
  if (!result.success)
    throw new Problem("input_invalid", [...new Set(result.error.issues.map((issue) => String(issue.path[0])))]);
  const { kind, name, email, message } = result.data;
  const body = cleanText(message, MAX_FEEDBACK_LENGTH).trim();
  const { timezone } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId }, select: { timezone: true } });
  const id = await whileInstalled(shopId, (tx) =>
    openCase(tx, shopId, timezone, {
      kind,
      channel: "staff",
      asksToStop: kind === "objection" || asksToStop(body),
      email: usableAddress(email.trim()) ?? null,
      name: cleanLine(name, 200),
      message: { direction: "inbound", at, actor, body },
    }),
  );
  if (id === undefined) throw new Problem("wrong_state");
  return id;
}
