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
import { readMerchant, readStorefront, readStorefrontOf, UNNAMED, type Merchant } from "~/services/shops/readMerchant";
import { exclude, excludeLocked, readFollowUpOfLinks, type ExclusionEntry } from "./exclude";
import { findRecipients, readTarget, type LinkRecipient } from "./linkTarget";

/** How an opt-out ended. `test`: the link of a test mail, which stands for nobody. */
export type OptOutResult = "excluded" | "test";

/** What came of a link that was opened, and whose it is. `on_load`: nothing yet, the page that it opens is to opt out once it has loaded in a browser. */
export interface Opened<State = OptOutResult | "on_load"> {
  readonly state: State;
  readonly merchant: Merchant;
}

/**
 * Excludes the address an opt-out link was made for, at once (P9, P10; PECR reg. 22(2)(c)). `shopId` is that of the storefront the request came through, or
 * `undefined` on the app's own domain. Of the body's link it is kept what opened it, coarsely, and how soon after hand-over, so that machines can be told from people; a mail program's button is pressed by a person, whatever posts it. Throws `Problem("link_invalid")` for a link that was not made by this app, or for another shop.
 */
export async function optOutByLink(
  shopId: number | undefined,
  token: string,
  source: OptOut["source"],
  at: Date,
  userAgent: string | null = null,
): Promise<Opened<OptOutResult>> {
  const target = await readTarget(shopId, token);
  if (target.recipientSeq === 0) return { state: "test", merchant: (await readMerchant(target.shopId)) ?? UNNAMED };
  const { merchant } = await optOut({ target, source, at, userAgent });
  return { state: "excluded", merchant };
}

/**
 * Does what the opening of the body's link on the storefront with this domain does: excludes, as `optOutByLink`; or nothing yet, where the merchant has set that the page's loading does (P10). Throws `Problem("link_invalid")` likewise.
 */
export async function openOptOutLink(
  domain: string,
  token: string,
  at: Date,
  userAgent: string | null,
): Promise<Opened> {
  const target = await readTarget(undefined, token);
  if (target.recipientSeq > 0) return optOut({ target, source: "body_link", at, userAgent, openedOn: domain });
  const storefront = await readStorefront(domain);
  if (storefront?.shopId !== target.shopId) throw new Problem("link_invalid");
  return { state: "test", merchant: storefront.merchant };
}

async function optOut(asked: Omit<OptOut, "cameAt">): Promise<Opened> {
  const opened = await oneOfMany()(asked.target.shopId, { ...asked, cameAt: performance.now() });
  if (!opened) throw new Problem("link_invalid");
  return opened;
}

/** An opt-out on its way to the list. */
interface OptOut {
  readonly target: LinkTarget;
  readonly source: Extract<ExclusionSource, "body_link" | "one_click">;
  readonly at: Date;
  /** The same on the process's own clock, to tell how long it waited. */
  readonly cameAt: number;
  readonly userAgent: string | null;
  /** The domain of the storefront on which it was opened and not pressed. */
  readonly openedOn?: string;
}

/** Most opt-outs that one transaction takes: it must be over before anybody who waits for it grows impatient. */
const MOST_AT_ONCE = 100;

/** After a mail to many, 200 people a second opt out: written as they came, mostly alone, they took a processor from the mails that are still to go; by eight, a fifth of the mails a second; by sixteen, a tenth. Nobody sees a page open so much later. */
const GATHER = { ms: 80, enough: 16 };

/** The opt-outs of a shop that come while others are being written, or just were, are written together after them: a dozen statements for all that wait, and one commit, after which they are answered. */
const oneOfMany = () =>
  remember("opt-outs", () => together(optOutAll, { most: MOST_AT_ONCE, isHopeless: isConnectionLoss, gather: GATHER }));

/** Excludes whom these links were made for, all or none; `undefined` for a link to a mail that never was, or that was opened on another shop's storefront. */
function optOutAll(shopId: number, optOuts: readonly OptOut[]): Promise<(Opened | undefined)[]> {
  const links = optOuts.map(({ target }) => target);
  const excludeThem = async (tx: Sql) => {
    const [, recipients, followUp, storefront] = await inOrder(
      tx,
      () => lockToExclude(tx, shopId),
      () => findRecipients(tx, shopId, links),
      () => readFollowUpOfLinks(tx, shopId, links),
      () => readStorefrontOf(tx, shopId),
    );
    const merchant = storefront?.merchant ?? UNNAMED;
    const opened = optOuts.map(({ openedOn }, index): Opened | undefined => {
      if (!recipients[index] || (openedOn !== undefined && openedOn !== storefront?.domain)) return undefined;
      return { state: openedOn !== undefined && merchant.optOutOnLoad ? "on_load" : "excluded", merchant };
    });
    const entries = optOuts.flatMap((optOut, index) =>
      opened[index]?.state === "excluded" ? (entryOf(optOut, recipients[index]) ?? []) : [],
    );
    if (entries.length > 0) await excludeLocked(tx, shopId, entries, followUp);
    return opened;
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
