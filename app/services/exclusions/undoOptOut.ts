import { lockListAlone, shareContacts } from "~/db/locks";
import { transaction, type Sql } from "~/db/transaction";
import type { LinkTarget } from "~/lib/linkToken";
import { THE_PERSON } from "~/policy/auditActs";
import { standingExclusions, type ListEvent } from "~/policy/optOutUndo";
import { record } from "~/services/audit/record";
import { appendConsentEvent } from "~/services/consent/ledger";
import { isExcluded, isListed } from "./exclude";
import { findRecipient, readTarget } from "./linkTarget";
import { isStaffOnly, release } from "./release";

/**
 * How taking back ended. `kept`: the opt-out is undone, and the address is on the list for something else as well, which stays; `kept_for_staff` where only staff may take that off. `test`: the link of a test mail, which stands for nobody.
 */
export type UndoResult = "undone" | "kept" | "kept_for_staff" | "test";

/**
 * Takes back the opt-out that a link made, because the person pressed the button that says so: the list, its copies and the ledger are then as they were before the link was opened (P10, P12). What else had put the address on the list, before or
 * since, keeps it there. A consent that this opt-out withdrew counts again, by a new event of the ledger that says so (P13). Addresses that were typed stay on the list. Pressed again it changes nothing. Throws `Problem("link_invalid")`.
 */
export async function undoOptOut(shopId: number, token: string, at: Date): Promise<UndoResult> {
  const target = await readTarget(shopId, token);
  if (target.recipientSeq === 0) return "test";
  const { key, email } = await findRecipient(target);
  return transaction(async (tx) => {
    await lockListAlone(tx, shopId);
    await shareContacts(tx, shopId);
    await undo(tx, target, key, "own", at);
    if (!(await isExcluded(tx, shopId, { key, email: email ?? "" }))) return "undone";
    // Of a whole domain on the list a person's link says nothing.
    const forStaff = !(await isListed(tx, shopId, key)) || (await isStaffOnly(tx, shopId, key));
    return forStaff ? "kept_for_staff" : "kept";
  });
}

/** Takes the addresses that were typed on a link's page off the list again, each as `undoOptOut` does. Throws `Problem("link_invalid")`. */
export async function undoFurther(shopId: number, token: string, at: Date): Promise<void> {
  const target = await readTarget(shopId, token);
  await transaction(async (tx) => {
    await lockListAlone(tx, shopId);
    await shareContacts(tx, shopId);
    const { rows } = await tx.query<{ key: Buffer }>(
      `SELECT DISTINCT key FROM exclusion_event WHERE shop_id = $1 AND campaign_id = $2 AND recipient_seq = $3 AND source = 'further_address' ORDER BY key`,
      [shopId, target.campaignId, target.recipientSeq],
    );
    for (const { key } of rows) await undo(tx, target, key, "typed", at);
  });
}

type Way = "own" | "typed";

async function undo(tx: Sql, target: LinkTarget, key: Buffer, way: Way, at: Date): Promise<void> {
  const { shopId, campaignId, recipientSeq } = target;
  const link = linkName(campaignId, recipientSeq, way);
  const { own, others, undone } = standingExclusions(await historyOf(tx, shopId, key), link);
  const [first] = own;
  if (first === undefined) return;
  const source = way === "own" ? "body_link" : "further_address";
  const entry = { key, source, at, campaignId, recipientSeq, undoes: first } as const;
  if (others[0] === undefined) {
    await release(tx, shopId, entry);
    await restoreConsents(tx, shopId, key, [...undone, link], at);
    return;
  }
  await standFor(tx, shopId, key, others[0]);
  await tx.query(
    `INSERT INTO exclusion_event (shop_id, key, act, source, at, campaign_id, recipient_seq, undoes) VALUES ($1, $2, 'undone', $3, $4, $5, $6, $7)`,
    [shopId, key, source, at, campaignId, recipientSeq, first],
  );
  const subject = { kind: "exclusion", id: key.toString("hex") } as const;
  await record(tx, shopId, { act: "opt_out_undone", actor: THE_PERSON, at, subject, after: { stillExcluded: true } });
}

/** The row of the list says since when and why, as if only what still counts had put the address there. */
async function standFor(tx: Sql, shopId: number, key: Buffer, eventId: string): Promise<void> {
  await tx.query(
    `UPDATE exclusion x SET source = e.source, at = e.at, actor = e.actor, note = e.note, campaign_id = e.campaign_id, recipient_seq = e.recipient_seq
     FROM exclusion_event e WHERE e.shop_id = $1 AND e.id = $3 AND x.shop_id = $1 AND x.key = $2`,
    [shopId, key, eventId],
  );
}

/** Lets consents of the mailbox count again whose last word is a withdrawal by one of these links. */
async function restoreConsents(
  tx: Sql,
  shopId: number,
  key: Buffer,
  links: readonly string[],
  at: Date,
): Promise<void> {
  const { rows } = await tx.query<{ consent_key: Buffer; event_id: string; proof: WithdrawalProof }>(
    `SELECT DISTINCT s.consent_key, e.id::text AS event_id, e.proof FROM consent_request r
     JOIN address_standing s ON s.shop_id = r.shop_id AND s.consent_key = r.consent_key AND s.standing = 'withdrawn'
     JOIN consent_event e ON e.shop_id = s.shop_id AND e.id = s.last_event_id AND e.kind = 'withdrawn'
     WHERE r.shop_id = $1 AND r.exclusion_key = $2 ORDER BY s.consent_key`,
    [shopId, key],
  );
  for (const { consent_key: consentKey, event_id: withdrawal, proof } of rows) {
    const way: Way = proof.by === "further_address" ? "typed" : "own";
    if (proof.campaign === undefined || proof.recipient === undefined) continue;
    if (!links.includes(linkName(proof.campaign, proof.recipient, way))) continue;
    await appendConsentEvent(tx, shopId, {
      kind: "withdrawal_undone",
      consentKey,
      at,
      proof: { act: "button", withdrawal },
    });
  }
}

interface WithdrawalProof {
  readonly by?: string;
  readonly campaign?: number;
  readonly recipient?: number;
}

const linkName = (campaignId: number, recipientSeq: number, way: Way) => `${campaignId}:${recipientSeq}:${way}`;

async function historyOf(tx: Sql, shopId: number, key: Buffer): Promise<ListEvent[]> {
  const { rows } = await tx.query<{
    id: string;
    act: ListEvent["act"];
    source: string;
    campaign_id: number | null;
    recipient_seq: number | null;
  }>(
    "SELECT id::text, act, source, campaign_id, recipient_seq FROM exclusion_event WHERE shop_id = $1 AND key = $2 ORDER BY exclusion_event.id",
    [shopId, key],
  );
  return rows.map(({ id, act, source, campaign_id, recipient_seq }) => {
    const way =
      source === "further_address" ? "typed" : source === "body_link" || source === "one_click" ? "own" : undefined;
    const named = way && campaign_id !== null && recipient_seq !== null;
    return { id, act, ...(named ? { link: linkName(campaign_id, recipient_seq, way) } : {}) };
  });
}
