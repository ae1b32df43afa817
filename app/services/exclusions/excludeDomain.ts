import { transaction } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import { readWholeDomain, wholeDomainForm, type DomainRefusal } from "~/policy/wholeDomain";
import { record } from "~/services/audit/record";
import { addressKeys } from "~/services/shops/keys";
import { exclude } from "./exclude";

const REFUSED: Readonly<Record<DomainRefusal, Problem["code"]>> = {
  no_domain: "domain_invalid",
  freemail: "domain_freemail",
  shared_ending: "domain_shared",
};

/**
 * Excludes every address at a domain and below it that a member of staff entered, with why (P12): those the shop knows, and those that come later. Consents stay as they are, since nobody withdrew them; they let nobody through meanwhile.
 * Throws `Problem` with `domain_invalid`, with `domain_freemail` for a provider of personal mailboxes, with `domain_shared` for an ending such as `co.uk`, or with `input_invalid` when the reason is missing.
 */
export async function excludeDomain(
  shopId: number,
  entry: { domain: string; note: string; actor: string; at: Date },
): Promise<void> {
  const read = readWholeDomain(entry.domain);
  if (typeof read === "string") throw new Problem(REFUSED[read], ["domain"]);
  const note = entry.note.trim();
  if (!note) throw new Problem("input_invalid", ["note"]);
  const { domain } = read;
  const { exclusionKey } = await addressKeys(shopId);
  const key = exclusionKey(wholeDomainForm(domain));
  const { actor, at } = entry;
  await transaction(async (tx) => {
    await exclude(tx, shopId, [{ key, domain, source: "staff", at, actor, note }]);
    const subject = { kind: "exclusion", id: key.toString("hex") } as const;
    await record(tx, shopId, { act: "domain_excluded", actor, at, subject });
  });
}
