import { pool } from "~/db/client";
import { lockContacts } from "~/db/locks";
import { enqueue } from "~/db/queue";
import { transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import {
  evidenceFromRegister,
  evidenceOfNoEntry,
  type RegisterEvidence,
  type RegisterFinding,
} from "~/policy/companiesHouse";
import type { Evidence } from "~/policy/legalForm";
import { askRegister } from "~/services/companiesHouse/askRegister";
import { whileInstalled } from "~/services/shops/presence";
import { readGivenNumbers, type GivenNumbers } from "./givenNumbers";
import { dropEvidence, holdEvidence } from "./holdEvidence";

/** What a look-up that was asked for came to. */
export type LookUpOutcome = RegisterFinding | "key_refused" | "no_key" | "contact_gone";

/**
 * Looks a contact's company number up in the register and holds what it says as evidence of the legal form (P4), in place of what an earlier look-up of the number said. Within the limit: when the register must wait, the
 * work is queued again for then. Throws `Problem("companies_house_unreachable")`, for the queue to try again. Safe to run again.
 */
export async function lookUpCompany(shopId: number, contactId: string, number: string, at: Date): Promise<void> {
  const answer = await askRegister(shopId, number, at);
  switch (answer.kind) {
    case "unreachable":
      throw new Problem("companies_house_unreachable");
    case "limited":
      return transaction((tx) =>
        enqueue(tx, "company-look-up", { shopId, contactId, number }, { startAfter: answer.until }),
      );
    case "no_key":
    case "key_refused":
      return noteOutcome(pool(), shopId, contactId, number, answer.kind, at);
    default:
  }
  await whileInstalled(shopId, async (tx) => {
    // Before the names are read: what the store says of them may not change until the evidence made of them is held.
    await lockContacts(tx, shopId);
    const [given] = await readGivenNumbers(tx, shopId, [contactId]);
    if (!given) return noteOutcome(tx, shopId, contactId, number, "contact_gone", at);
    const found = answer.kind === "found" ? evidenceFromRegister(answer.entry, given.names) : evidenceOfNoEntry(number);
    const counts = (await isClaimed(tx, shopId, given, number)) || isTheirs(found);
    await replaceEvidence(tx, shopId, contactId, number, counts ? found.evidence : undefined, at);
    await noteOutcome(tx, shopId, contactId, number, found.finding, at);
  });
}

/** Whether somebody gave the number as this contact's company number: the store's record, or staff. Another tax number may happen to be a company's, and then shows nothing but by the name. */
async function isClaimed(
  tx: Sql,
  shopId: number,
  { contactId, claimed }: GivenNumbers,
  number: string,
): Promise<boolean> {
  if (claimed.includes(number)) return true;
  const { rows } = await tx.query(
    "SELECT 1 FROM contact_look_up WHERE shop_id = $1 AND contact_id = $2 AND number = $3 AND requested_by IS NOT NULL",
    [shopId, contactId, number],
  );
  return rows.length > 0;
}

const isTheirs = ({ finding }: RegisterEvidence) => finding !== "not_registered" && finding !== "name_differs";

async function replaceEvidence(
  tx: Sql,
  shopId: number,
  contactId: string,
  number: string,
  evidence: Evidence | undefined,
  at: Date,
): Promise<void> {
  const { rows: held } = await tx.query<{ id: string; says: string; detail: string }>(
    "SELECT id, says, detail FROM form_evidence WHERE shop_id = $1 AND contact_id = $2 AND source = 'companies_house' AND mark = $3 AND undone_at IS NULL",
    [shopId, contactId, number],
  );
  const replaces = held.map(({ id }) => id);
  if (!evidence) return replaces.length > 0 ? dropEvidence(tx, shopId, contactId, replaces, at) : undefined;
  const [known] = held;
  if (held.length === 1 && known?.says === evidence.says && known.detail === evidence.detail) return;
  await holdEvidence(tx, shopId, [{ contactId, evidence, at, replaces }]);
}

async function noteOutcome(
  sql: Sql,
  shopId: number,
  contactId: string,
  number: string,
  outcome: LookUpOutcome,
  at: Date,
): Promise<void> {
  await sql.query(
    "UPDATE contact_look_up SET answered_at = $4, outcome = $5 WHERE shop_id = $1 AND contact_id = $2 AND number = $3",
    [shopId, contactId, number, at, outcome],
  );
}
