import type { Campaign } from "@prisma/client";
import { z } from "zod";
import { fillKeys, mergeSubstitutions } from "~/email/mergeKeys";
import { DATA_KEY, FEEDBACK_KEY, OPT_OUT_KEY, WHY_KEY } from "~/email/substitutions";
import type { MailBlock } from "~/policy/mailBlocks";
import { MERGE_FIELDS } from "~/policy/mergeFields";
import { findCampaign } from "./drafts";
import { loadShopState } from "~/services/shops/setUp";
import { contentOf } from "./mailOf";
import { readDraft, type DraftPreview } from "./readDraft";
import { readLiveProgress, readStoredDecisions, type LiveProgress, type StoredDecisions } from "./readProgress";

/** A campaign as its page shows it: before the start a draft with its preview, from then on its progress and its result. */
export type CampaignPage =
  | {
      readonly kind: "draft";
      readonly campaign: Campaign;
      readonly body: readonly MailBlock[];
      readonly draft: DraftPreview;
      /** For products that are picked: they are kept as the store shows them. */
      readonly store: { readonly storefrontUrl: string; readonly currency: string };
    }
  | {
      readonly kind: "run";
      readonly campaign: Campaign;
      readonly live: LiveProgress;
      readonly decisions: StoredDecisions;
      /** The content as it was frozen at the start; null for a draft that was discarded. */
      readonly mail: FrozenMail | null;
      /** Whether SendGrid's reports on mails it took may still be coming in. */
      readonly settling: boolean;
    };

/** SendGrid reports most deliveries within minutes. */
const SETTLING_MS = 10 * 60_000;

const frozenContent = z.object({
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  merge: z.array(z.object({ field: z.enum(MERGE_FIELDS), fallback: z.string() })).default([]),
});
type FrozenMail = Pick<z.output<typeof frozenContent>, "subject" | "html" | "text">;

/** Reads all that the page of a campaign shows, or `undefined` when the shop has no such campaign. */
export async function readCampaignPage(shopId: number, id: number, at: Date): Promise<CampaignPage | undefined> {
  const campaign = Number.isInteger(id) && id > 0 && id <= 2_147_483_647 ? await findCampaign(shopId, id) : undefined;
  if (!campaign) return undefined;
  if (campaign.state === "draft" || campaign.state === "scheduled") return readDraftPage(campaign, at);
  const [live, decisions] = await Promise.all([readLiveProgress(shopId, id, at), readStoredDecisions(shopId, id)]);
  const { progress } = live;
  const frozen = frozenContent.safeParse(campaign.content);
  const reported = progress.delivered + progress.bounced;
  return {
    kind: "run",
    campaign,
    live,
    decisions,
    mail: frozen.success ? withoutKeys(frozen.data) : null,
    settling:
      campaign.finishedAt !== null &&
      at.getTime() - campaign.finishedAt.getTime() < SETTLING_MS &&
      reported < progress.accepted,
  };
}

async function readDraftPage(campaign: Campaign, at: Date): Promise<CampaignPage> {
  const state = await loadShopState(campaign.shopId, at);
  const { shop } = state;
  const store = { storefrontUrl: shop.storefrontUrl, currency: shop.currency };
  return {
    kind: "draft",
    campaign,
    body: contentOf(campaign).body,
    draft: await readDraft(campaign, state, at),
    store,
  };
}

/** The frozen content with words where each recipient's own reason and link go, and what stands in for names. */
function withoutKeys({ subject, html, text, merge }: z.output<typeof frozenContent>): FrozenMail {
  const values = {
    [WHY_KEY]: "(here stands why each recipient receives it)",
    [OPT_OUT_KEY]: "(each recipient’s own opt-out link)",
    [DATA_KEY]: "(each recipient’s own link to their data)",
    [FEEDBACK_KEY]: "(each recipient’s own link to the feedback form)",
    ...mergeSubstitutions(merge, { name: "", company: "" }),
  };
  return { subject: fillKeys(subject, values), html: fillKeys(html, values), text: fillKeys(text, values) };
}
