import { pool } from "~/db/client";
import { lockForHandOver } from "~/db/locks";
import { pipelined, prepared, type Sql } from "~/db/transaction";
import type { ShopFacts } from "~/policy/facts";
import { frequencyCap } from "~/services/campaigns/frequencyCap";
import { readDecidingState } from "~/services/shops/setUp";
import { asAttempted, holdBatch, type ClaimedBatch } from "./batches";
import { decideEach, NONE_CAPPED, type Decided, type SendableRecipient } from "./decideEach";
import { inTurn } from "./inTurn";
import { FOUND, GROUPED, PLANNER_SETTINGS, type FactGroup } from "./readRecipients";

/** What a worker has seen of a campaign's batches: in which kinds of recipients the stored decision stood, and whether it stood for everybody in the last one. */
export class Expectation {
  readonly #kinds = new Map<string, FactGroup>();
  #stoodLast = false;

  /** Takes note of a batch that was decided. */
  learn(found: readonly FactGroup[], decided: Decided): void {
    this.#stoodLast = isAsStored(found, decided);
    if (this.#stoodLast) for (const group of found) this.#kinds.set(kindOf(group), oneOf(group));
  }

  /** Takes note of a batch in which the stored decision did not stand for everybody. */
  wasWrong(): void {
    this.#stoodLast = false;
  }

  /** The kinds of recipients for whom the stored decision stands by these facts of the shop too; none where the last batch was not all of such. */
  kinds(shopFacts: ShopFacts): string[] {
    if (!this.#stoodLast) return [];
    const standing = [...this.#kinds].filter(([, one]) => isAsStored([one], decideEach([one], shopFacts, NONE_CAPPED)));
    return standing.map(([kind]) => kind);
  }
}

/** Whether all are mailed on what was stored, and nobody is owed a notice. */
const isAsStored = (found: readonly FactGroup[], { withheld, rebased }: Decided): boolean =>
  withheld.length === 0 && rebased.length === 0 && found.every(({ notices }) => !notices);

/** What a stored decision rested on, as one text; `KIND` is the same of a group in SQL. */
const kindOf = ({ basis, storedRelation, storedClass }: FactGroup): string =>
  [basis, storedRelation, storedClass].join(" ");
const KIND = `concat_ws(' ', basis, "storedRelation", "storedClass")`;

/** A group of the same kind with one recipient. */
const oneOf = (group: FactGroup): FactGroup => ({
  ...group,
  seqs: group.seqs.slice(0, 1),
  emails: group.emails.slice(0, 1),
  since: group.since.slice(0, 1),
  consentSince: null,
  relationSince: null,
});

/**
 * Commits the attempt of a batch in which each stored decision stands: the decision is made beforehand, for kinds of recipients, and the database only finds that all of the batch are of these kinds by the facts of this moment, under the lock, and writes the attempt in
 * the same statement. So nobody waits, lock in hand, until the app has seen what was read. Gives who is to be mailed, or `undefined` where anything is otherwise, and then nothing was written: the batch is for `decideBatch` to decide.
 */
export async function attemptAsStored(
  batch: ClaimedBatch,
  expected: Expectation,
  at: Date,
): Promise<SendableRecipient[] | undefined> {
  const { shopId } = batch;
  // What an earlier attempt left out would have to be counted.
  if (batch.attempts > 0) return undefined;
  const { facts, settings } = await readDecidingState(prepared(pool()), shopId, at);
  // The cap is counted under the lock, recipient by recipient.
  if (frequencyCap(settings, at)) return undefined;
  const kinds = expected.kinds(facts);
  if (kinds.length === 0) return undefined;
  const found = await inTurn(shopId, (passOn) => readAndAttempt(batch, kinds, passOn, at));
  if (!found) {
    expected.wasWrong();
    return undefined;
  }
  const decided = decideEach(found, facts, NONE_CAPPED);
  if (!isAsStored(found, decided)) throw new Error("a batch was attempted as stored in which something had changed");
  return decided.sendable;
}

/** Reads a batch under the lock, and commits its attempt if all in it are of these kinds. All its statements leave at once: between the reading and the commit nobody has to see or say anything. */
async function readAndAttempt(
  batch: ClaimedBatch,
  kinds: readonly string[],
  passOn: () => void,
  at: Date,
): Promise<readonly FactGroup[] | undefined> {
  const { reading } = await pipelined((tx) => {
    tx.later(lockForHandOver(tx, batch.shopId).then(passOn));
    tx.later(holdBatch(tx, batch));
    tx.later(tx.query(PLANNER_SETTINGS));
    const reading = attemptIfOf(tx, batch, kinds, at);
    tx.later(reading);
    return Promise.resolve({ reading });
  });
  const found = await reading;
  return found.some(({ attempted }) => attempted) ? found : undefined;
}

type AttemptedGroup = FactGroup & { readonly attempted: boolean };

async function attemptIfOf(
  tx: Sql,
  { shopId, campaignId, number, firstSeq, lastSeq }: ClaimedBatch,
  kinds: readonly string[],
  at: Date,
): Promise<readonly AttemptedGroup[]> {
  // The batch and its campaign are locked by now, so what is asked of them here stays until commit.
  const { rows } = await tx.query<AttemptedGroup>(
    `${FOUND}, grouped AS MATERIALIZED (${GROUPED}), attempted AS (
       UPDATE batch b SET ${asAttempted("$7", { handedOver: "(SELECT sum(json_array_length(seqs)) FROM grouped)", withheld: "0" })}
       FROM campaign k, shop s
       WHERE b.shop_id = $1 AND b.campaign_id = $2 AND b.number = $5 AND b.state = 'claimed' AND b.attempts = 0
         AND k.shop_id = $1 AND k.id = $2 AND k.state = 'sending' AND s.id = $1 AND s.uninstalled_at IS NULL
         AND EXISTS (SELECT 1 FROM grouped) AND NOT EXISTS (SELECT 1 FROM grouped WHERE ("factClass" = "storedClass" AND ${KIND} = ANY($6::text[]) AND notices IS NULL) IS NOT TRUE)
       RETURNING 1
     )
     SELECT grouped.*, EXISTS (SELECT 1 FROM attempted) AS attempted FROM grouped`,
    [shopId, campaignId, firstSeq, lastSeq, number, kinds, at],
  );
  return rows;
}
