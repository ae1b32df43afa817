import type { ExclusionSource } from "@prisma/client";
import { lockLink, lockToExclude } from "~/db/locks";
import { inOrder, isConnectionLoss, PATIENCE_MS, pipelined, transaction, type Sql } from "~/db/transaction";
import { Problem } from "~/lib/errors";
import type { LinkTarget } from "~/lib/linkToken";
import { remember } from "~/lib/remember";
import { together } from "~/lib/together";
import { MAX_FURTHER_ADDRESSES, MAX_FURTHER_PER_LINK } from "~/policy/furtherAddresses";
import { agentOf } from "~/policy/machineOptOut";
import { readTypedAddresses } from "~/policy/typedAddresses";
import { addressKeys } from "~/services/shops/keys";
import { exclude, excludeLocked, readConsentsOfLinks, type ExclusionEntry } from "./exclude";
import { findRecipients, readTarget, type LinkRecipient } from "./linkTarget";

/** How an opt-out ended. `test`: the link of a test mail, which stands for nobody. */
export type OptOutResult = "excluded" | "test";

/**
 * Excludes the address an opt-out link was made for, at once (P9, P10; PECR reg. 22(2)(c)). `shopId` is that of the storefront the request came through, or
 * `undefined` on the app's own domain. Of the body's link it is kept what opened it, coarsely, and how soon after hand-over, so that machines can be told from people; a mail program's button is pressed by a person, whatever posts it. Throws `Problem("link_invalid")` for a link that was not made by this app, or for another shop.
 */
export async function optOutByLink(
  shopId: number | undefined,
  token: string,
  source: Extract<ExclusionSource, "body_link" | "one_click">,
  at: Date,
  userAgent: string | null = null,
): Promise<OptOutResult> {
  return optOutOf(await readTarget(shopId, token), source, at, userAgent);
}

/** `optOutByLink` for a link that was read. */
export async function optOutOf(
  target: LinkTarget,
  source: OptOut["source"],
  at: Date,
  userAgent: string | null = null,
): Promise<OptOutResult> {
  if (target.recipientSeq === 0) return "test";
  const cameAt = performance.now();
  if (!(await oneOfMany()(target.shopId, { target, source, at, cameAt, userAgent }))) throw new Problem("link_invalid");
  return "excluded";
}

/** An opt-out on its way to the list. */
interface OptOut {
  readonly target: LinkTarget;
  readonly source: Extract<ExclusionSource, "body_link" | "one_click">;
  readonly at: Date;
  /** The same on the process's own clock, to tell how long it waited. */
  readonly cameAt: number;
  readonly userAgent: string | null;
}

/** Most opt-outs that one transaction takes: it must be over before anybody who waits for it grows impatient. */
const MOST_AT_ONCE = 100;

/** The opt-outs of a shop that come while others are being written are written together after them: a dozen statements for all that wait, and one commit, after which they are answered. */
const oneOfMany = () =>
  remember("opt-outs", () => together(optOutAll, { most: MOST_AT_ONCE, isHopeless: isConnectionLoss }));

/** Excludes whom these links were made for, all or none; `false` for a link to a mail that never was. */
function optOutAll(shopId: number, optOuts: readonly OptOut[]): Promise<boolean[]> {
  const excludeThem = async (tx: Sql) => {
    const links = optOuts.map(({ target }) => target);
    const [, recipients, consents] = await inOrder(
      tx,
      () => lockToExclude(tx, shopId),
      () => findRecipients(tx, shopId, links),
      () => readConsentsOfLinks(tx, shopId, links),
    );
    const entries = optOuts.flatMap((optOut, index) => entryOf(optOut, recipients[index]) ?? []);
    if (entries.length > 0) await excludeLocked(tx, shopId, entries, consents);
    return recipients.map((recipient) => recipient !== undefined);
  };
  return pipelined(excludeThem, { patienceMs: PATIENCE_MS });
}

function entryOf(
  { target: { campaignId, recipientSeq }, source, at, cameAt, userAgent }: OptOut,
  recipient: LinkRecipient | undefined,
): ExclusionEntry | undefined {
  if (!recipient) return undefined;
  const { key, email, handedOverAt } = recipient;
  const seconds = handedOverAt && Math.max(0, Math.round((at.getTime() - handedOverAt.getTime()) / 1000));
  const trace = source === "body_link" ? { trace: { agent: agentOf(userAgent), seconds } } : {};
  return { key, email, source, at, waitedMs: performance.now() - cameAt, campaignId, recipientSeq, ...trace };
}

/** What became of the further addresses somebody typed: how many addresses were taken, and the numbers of the lines that hold something else. */
export interface FurtherResult {
  readonly taken: number;
  readonly unreadableLines: readonly number[];
}

/**
 * Excludes further addresses that the holder of a link typed, one a line or parted by commas (P11). Never tells whether an address was known and never mails it. Lines without an
 * address are named by number, and the others are excluded all the same. Throws `Problem("too_many_addresses")` past the cap, before taking any.
 */
export async function excludeFurther(shopId: number, token: string, lines: string, at: Date): Promise<FurtherResult> {
  const target = await readTarget(shopId, token);
  const { addresses, unreadableLines } = readTypedAddresses(lines);
  if (addresses.length > MAX_FURTHER_ADDRESSES) throw new Problem("too_many_addresses");
  const { exclusionKey } = await addressKeys(shopId);
  const { campaignId, recipientSeq } = target;
  await transaction(async (tx) => {
    await lockLink(tx, target);
    const { rows } = await tx.query<{ taken: number }>(
      "SELECT count(*)::int AS taken FROM exclusion_event WHERE shop_id = $1 AND campaign_id = $2 AND recipient_seq = $3 AND source = 'further_address'",
      [shopId, campaignId, recipientSeq],
    );
    if ((rows[0]?.taken ?? 0) + addresses.length > MAX_FURTHER_PER_LINK) throw new Problem("too_many_addresses");
    const entries = addresses.map((address) => ({
      key: exclusionKey(address),
      email: address,
      source: "further_address" as const,
      at,
      campaignId,
      recipientSeq,
    }));
    await exclude(tx, shopId, entries);
  });
  return { taken: addresses.length, unreadableLines };
}
