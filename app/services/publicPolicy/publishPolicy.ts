import { lockShop } from "~/db/locks";
import { transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { cleanText } from "~/lib/mailText";
import { MAX_OWN_WORDS, type PolicyFacts, type PolicySection } from "~/policy/publicPolicy";
import { record } from "~/services/audit/record";
import { currentSections } from "./readPolicy";

/** The merchant's own words before and after the enforced part; plain text. */
export interface OwnWords {
  readonly introduction: string;
  readonly closing: string;
}

/** Keeps the merchant's own words as they are being written. Throws `Problem("input_invalid")` for a text that is too long. */
export async function savePolicyDraft(shopId: number, words: OwnWords, actor: string, at: Date): Promise<void> {
  const { introduction, closing } = check(words);
  await transaction(async (tx) => {
    await tx.query(
      `INSERT INTO policy_draft (shop_id, introduction, closing, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (shop_id) DO UPDATE SET introduction = $2, closing = $3, saved_at = $4, saved_by = $5`,
      [shopId, introduction, closing, at, actor],
    );
    await record(tx, shopId, { act: "policy_drafted", actor, at });
  });
}

/**
 * Publishes the policy: freezes the enforced part as the software writes it now, with the merchant's own words around it, as a version that never changes. The enforced part is not taken from the form, so that nothing in it can be left out
 * or said otherwise. Gives the version. Throws `Problem("input_invalid")` for a text that is too long.
 */
export async function publishPolicy(shopId: number, words: OwnWords, actor: string, at: Date): Promise<number> {
  const { introduction, closing } = check(words);
  return transaction(async (tx) => {
    await lockShop(tx, shopId);
    const sections = await currentSections(shopId, at, {}, tx);
    const version = await insertVersion(tx, shopId, { introduction, closing }, sections, actor, at);
    await tx.query("DELETE FROM policy_draft WHERE shop_id = $1", [shopId]);
    return version;
  });
}

/**
 * Publishes the policy anew in the caller's transaction, with the merchant's own words as they were published last, where a setting changes what it promises: what is published is never less than true. Does nothing before the first has been
 * published, since the page then shows what counts now. What staff are writing stays a draft. The caller has taken `lockShop` before it changed the setting.
 */
export async function republish(
  tx: Sql,
  shopId: number,
  changing: Partial<PolicyFacts>,
  actor: string,
  at: Date,
): Promise<void> {
  await lockShop(tx, shopId);
  const { rows } = await tx.query<OwnWords>(
    "SELECT introduction, closing FROM policy_version WHERE shop_id = $1 ORDER BY version DESC LIMIT 1",
    [shopId],
  );
  const [words] = rows;
  if (words) await insertVersion(tx, shopId, words, await currentSections(shopId, at, changing, tx), actor, at);
}

async function insertVersion(
  tx: Sql,
  shopId: number,
  { introduction, closing }: OwnWords,
  sections: readonly PolicySection[],
  actor: string,
  at: Date,
): Promise<number> {
  const { rows } = await tx.query<{ version: number }>(
    `INSERT INTO policy_version (shop_id, version, introduction, closing, sections, published_at, published_by)
     SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6 FROM policy_version WHERE shop_id = $1 RETURNING version`,
    [shopId, introduction, closing, JSON.stringify(sections), at, actor],
  );
  const version = rows[0]?.version;
  if (version === undefined) throw new Error("the version was not returned");
  await record(tx, shopId, { act: "policy_published", actor, at, subject: { kind: "policy", id: version } });
  return version;
}

function check(words: OwnWords): OwnWords {
  const introduction = cleanText(words.introduction, MAX_OWN_WORDS * 2).trim();
  const closing = cleanText(words.closing, MAX_OWN_WORDS * 2).trim();
  const wrong = Object.entries({ introduction, closing }).filter(([, text]) => text.length > MAX_OWN_WORDS);
  if (wrong.length > 0)
    throw new Problem(
      "input_invalid",
      wrong.map(([name]) => name),
    );
  return { introduction, closing };
}
