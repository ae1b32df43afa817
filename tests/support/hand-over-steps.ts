import { expect } from "vitest";
import { pool, prisma } from "~/db/client";
import { TOKEN_KEY } from "~/email/substitutions";
import { readProgress, type CampaignProgress } from "~/services/campaigns/readProgress";
import { handOverCampaign } from "~/services/delivery/handOver";
import { importLines, makeSendingCampaign, makeShop } from "./factories";
import type { Request, ScriptedSendGrid } from "./scripted-sendgrid";

export interface BatchRow {
  number: number;
  state: string;
  outcome: string | null;
  attempts: number;
  attemptedAt: Date | null;
  handedOver: number;
  withheld: number;
  refused: number;
  messageId: string | null;
}

/** The campaign's batches, as any other connection sees them. */
export async function batchesOf(shopId: number, campaignId: number): Promise<BatchRow[]> {
  const { rows } = await pool().query<BatchRow>(
    `SELECT number, state, outcome, attempts, attempted_at AS "attemptedAt", handed_over AS "handedOver", withheld, refused, message_id AS "messageId"
     FROM batch WHERE shop_id = $1 AND campaign_id = $2 ORDER BY number`,
    [shopId, campaignId],
  );
  return rows;
}

/** Progress, after checking that its accounts balance and nothing in them is negative. */
export async function balanced(shopId: number, campaignId: number, at: Date): Promise<CampaignProgress> {
  const progress = await readProgress(shopId, campaignId, at);
  const { eligible, accepted, refused, unknown, withheld, cancelled, remaining } = progress;
  expect(accepted + refused + unknown + withheld + cancelled + remaining).toBe(eligible);
  expect(
    Math.min(accepted, refused, unknown, withheld, cancelled, remaining),
    JSON.stringify(progress),
  ).toBeGreaterThanOrEqual(0);
  return progress;
}

/** Runs hand-over and moves the clock on, as the queue would, until the campaign is not sending any more. */
export async function handOverToTheEnd(shopId: number, campaignId: number, sendGrid: ScriptedSendGrid): Promise<void> {
  for (let round = 0; round < 200; round++) {
    await handOverCampaign(shopId, campaignId, sendGrid);
    await balanced(shopId, campaignId, sendGrid.clock);
    if ((await stateOf(shopId, campaignId)) !== "sending") return;
    sendGrid.clock = new Date(sendGrid.clock.getTime() + 30_000);
  }
  throw new Error("the campaign never ends");
}

export async function stateOf(shopId: number, campaignId: number): Promise<string> {
  return (await prisma().campaign.findUniqueOrThrow({ where: { shopId_id: { shopId, id: campaignId } } })).state;
}

/** Why each recipient was left out at hand-over, by address. */
export async function withheldOf(shopId: number, campaignId: number): Promise<Record<string, string[]>> {
  const rows = await prisma().recipient.findMany({
    where: { shopId, campaignId, NOT: { withheld: { isEmpty: true } } },
  });
  return Object.fromEntries(rows.map(({ email, withheld }) => [email, withheld]));
}

/** The tokens of a request's opt-out links, by address. */
export function optOutTokens({ body }: Request): Map<string, string> {
  return new Map(
    body.personalizations.map(({ to: [{ email }], substitutions }) => [email, substitutions?.[TOKEN_KEY] ?? ""]),
  );
}

/** A shop of its own with these customers, and a campaign to all of them. */
export async function campaignTo(
  lines: Parameters<typeof importLines>[1],
): Promise<{ shopId: number; campaignId: number }> {
  const shopId = await makeShop();
  await importLines(shopId, lines);
  return { shopId, campaignId: await makeSendingCampaign(shopId) };
}

/** Entries that a list holds more than once. */
export function duplicates(list: readonly string[]): string[] {
  const seen = new Set<string>();
  return list.filter((entry) => seen.size === seen.add(entry).size);
}
