import { setTimeout as pause } from "node:timers/promises";
import { isConnectionLoss, isDeadlock, transaction } from "~/db/transaction";
import { isWaiting } from "~/db/queue";
import { pool, prisma } from "~/db/client";
import type { SendOutcome } from "~/integrations/sendgrid/mailSend";
import type { Named } from "~/policy/mergeFields";
import { THE_APP } from "~/policy/auditActs";
import { heedAlarms } from "~/services/campaigns/heedAlarms";
import { moveCampaign } from "~/services/campaigns/moveCampaign";
import { pauseCampaign } from "~/services/campaigns/pauseCampaign";
import { readRetentionRule } from "~/services/register/retentionRule";
import { loadShopState } from "~/services/shops/setUp";
import { currentLinkKey } from "~/services/shops/keys";
import { claimBatch, giveUpLostBatches, nextDue, putBack, type ClaimedBatch } from "./batches";
import { Expectation } from "./attemptAsStored";
import { campaignRequests, type FrozenContent, type RequestWriter } from "./campaignRequest";
import { decideBatch } from "./decideBatch";
import type { SendableRecipient } from "./decideEach";
import { readGate } from "./gate";
import { readNames } from "./readNames";
import { settleAttempt, type Attempted } from "./settleAttempt";
import { queueLook } from "./watch";

/** What hand-over needs from the process it runs in. */
export interface HandOverDeps {
  /** Takes one request of up to 1000 mails, as the JSON of its body; never throws. */
  send(shopId: number, body: Buffer): Promise<SendOutcome>;
  now(): Date;
  /** Public origin of the app, for the one-click header. */
  appUrl: string;
  /** Set when the process is to end: the batch in flight is finished, no other is claimed. */
  readonly stopping: boolean;
}

/** Requests of one campaign in flight at once. */
export const IN_FLIGHT = 4;
/** After so long a campaign makes room for others that wait, and goes on behind them. */
const TURN_MS = 2000;

/** An answer is tried to be written down so often, for less than a lease. */
const SETTLE_TRIES = 20;
const SETTLE_PAUSE_MS = 1000;

const NOBODY_NAMED: ReadonlyMap<number, Named> = new Map();

/**
 * Hands a campaign over, batch by batch, until nothing is left or may go now, it is paused or cancelled, its turn is over and others wait, or the process is to end; then finishes it, or queues the next look. Any number of workers may
 * run it at once. At most once: see `decideBatch` and docs/decisions/0004.
 */
export async function handOverCampaign(shopId: number, campaignId: number, deps: HandOverDeps): Promise<void> {
  await giveUpLostBatches(pool(), deps.now());
  // Reported while the campaign was paused, or by a post that was kept and then could not be looked at: nobody else is mailed before staff know.
  await heedAlarms(shopId, [campaignId], deps.now());
  const campaign = await prisma().campaign.findUnique({ where: { shopId_id: { shopId, id: campaignId } } });
  if (campaign?.state !== "sending" || !campaign.audienceBuiltAt) return;
  const content = campaign.content as unknown as FrozenContent;
  const mail: Mail = {
    expected: new Expectation(),
    named: Boolean(content.merge?.length),
    writeRequest: campaignRequests({
      shopId,
      campaignId,
      content,
      state: await loadShopState(shopId, deps.now()),
      key: await currentLinkKey(),
      appUrl: deps.appUrl,
      keptMonths: (await readRetentionRule(pool(), shopId)).months,
    }),
  };
  const turn = new Turn(() => deps.now());
  await ended(Array.from({ length: IN_FLIGHT }, () => handOverBatches(shopId, campaignId, mail, deps, turn)));
  await finishOrLookAgain(shopId, campaignId, deps);
}

/** Ends when all have, also where one failed: a request in flight is waited for, and its answer written down. */
async function ended(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

/** The mails of a campaign, as far as this hand-over has prepared them. */
interface Mail {
  /** What has been seen of its batches. */
  readonly expected: Expectation;
  /** Whether they say what the recipient is called. */
  readonly named: boolean;
  readonly writeRequest: RequestWriter;
}

/** A campaign's turn at this worker: while nobody else waits, it begins anew. */
class Turn {
  #began: number;
  #over = false;

  constructor(private readonly now: () => Date) {
    this.#began = now().getTime();
  }

  async isOver(): Promise<boolean> {
    if (!this.#over && this.now().getTime() - this.#began >= TURN_MS) {
      this.#began = this.now().getTime();
      this.#over = await isWaiting(pool(), "campaign-hand-over");
    }
    return this.#over;
  }
}

async function handOverBatches(
  shopId: number,
  campaignId: number,
  mail: Mail,
  deps: HandOverDeps,
  turn: Turn,
): Promise<void> {
  while (!deps.stopping && !(await turn.isOver())) {
    const batch = await claimBatch(shopId, campaignId, deps.now());
    if (!batch) return;
    const attempt = await attemptBatch(batch, mail, deps);
    if (!attempt) return;
    if (attempt === "nobody_left") continue;
    const outcome = await deps.send(shopId, attempt.body);
    await whileDatabaseReturns(() => settleAttempt(attempt, outcome, deps.now()));
  }
}

/** A batch whose attempt is committed, with the request that is to be made for it. */
type Attempt = Attempted & { readonly body: Buffer };

/** Decides a batch and writes its request. `undefined` when it is not to go, or not by this worker. */
async function attemptBatch(
  batch: ClaimedBatch,
  mail: Mail,
  deps: HandOverDeps,
): Promise<Attempt | "nobody_left" | undefined> {
  const recipients = await decideBatch(batch, deps.now(), mail.expected);
  if (!recipients) return undefined;
  if (recipients.length === 0) return "nobody_left";
  return {
    batch,
    body: await prepare(batch, recipients, mail, deps),
    seqs: recipients.map(({ seq }) => seq),
    givesNotice: recipients.some(({ notice }) => notice),
  };
}

/** The request of a batch whose attempt is committed. Where it cannot be written nothing has left: the batch is put back, and nobody in it is unknown. Unless the database was away the next try would end the same, and the campaign is paused for somebody to see. */
async function prepare(
  batch: ClaimedBatch,
  recipients: readonly SendableRecipient[],
  mail: Mail,
  deps: HandOverDeps,
): Promise<Buffer> {
  try {
    return await mail.writeRequest(recipients, mail.named ? await readNames(batch) : NOBODY_NAMED);
  } catch (error) {
    const at = deps.now();
    await whileDatabaseReturns(() =>
      transaction(async (tx) => {
        await putBack(tx, batch, "not_prepared", at, at);
        if (passes(error)) return;
        await pauseCampaign(tx, batch.shopId, batch.campaignId, "request_not_written", at);
      }),
    );
    throw error;
  }
}

/**
 * Writes an answer down although the database has just gone away: it is known now, and with the process it would be lost. Given up when the batch's lease is over, and at once for what a database that is there refuses.
 */
async function whileDatabaseReturns(write: () => Promise<void>): Promise<void> {
  for (let left = SETTLE_TRIES; ; left--) {
    try {
      return await write();
    } catch (error) {
      if (left <= 1 || !passes(error)) throw error;
      await pause(SETTLE_PAUSE_MS);
    }
  }
}

/** Whether what failed may be well the next time by itself. */
const passes = (error: unknown) => isConnectionLoss(error) || isDeadlock(error);

async function finishOrLookAgain(shopId: number, campaignId: number, deps: HandOverDeps): Promise<void> {
  await transaction(async (tx) => {
    const at = deps.now();
    const { rows } = await tx.query<{ left: boolean }>(
      "SELECT next_seq <= eligible_count AS left FROM campaign WHERE shop_id = $1 AND id = $2 AND state = 'sending' FOR UPDATE",
      [shopId, campaignId],
    );
    const [campaign] = rows;
    if (!campaign) return;
    const waiting = campaign.left ? at : await nextDue(tx, shopId, campaignId, "claimed");
    const inFlight = await nextDue(tx, shopId, campaignId, "sending");
    if (!waiting && !inFlight) {
      await moveCampaign(tx, shopId, campaignId, { act: "finish", actor: THE_APP, at });
      return;
    }
    const gate = waiting && (await readGate(tx, shopId, campaignId, at));
    const claimable = waiting && gate && !gate.go && gate.next > waiting ? gate.next : waiting;
    const due = earliest(claimable, inFlight) ?? at;
    await queueLook(tx, shopId, campaignId, due);
  });
}

const earliest = (a: Date | undefined, b: Date | undefined) => (a && b ? (a < b ? a : b) : (a ?? b));
