import type { Campaign } from "@prisma/client";
import { z } from "zod";
import type { RenderedMail } from "~/email/campaignMail";
import { DATA_KEY, OPT_OUT_KEY, WHY_KEY } from "~/email/substitutions";
import { findCampaign } from "./drafts";
import { readDraft, type DraftPreview } from "./readDraft";
import { readLiveProgress, readStoredDecisions, type LiveProgress, type StoredDecisions } from "./readProgress";

/** A campaign as its page shows it: before the start a draft with its preview, from then on its progress and its result. */
export type CampaignPage =
  | { readonly kind: "draft"; readonly campaign: Campaign; readonly draft: DraftPreview }
  | {
      readonly kind: "run";
      readonly campaign: Campaign;
      readonly live: LiveProgress;
      readonly decisions: StoredDecisions;
      /** The content as it was frozen at the start; null for a draft that was discarded. */
      readonly mail: RenderedMail | null;
      /** Whether SendGrid's reports on mails it took may still be coming in. */
      readonly settling: boolean;
    };

/** SendGrid reports most deliveries within minutes. */
const SETTLING_MS = 10 * 60_000;

const frozenContent = z.object({ subject: z.string(), html: z.string(), text: z.string() });

/** Reads all that the page of a campaign shows, or `undefined` when the shop has no such campaign. */
export async function readCampaignPage(shopId: number, id: number, at: Date): Promise<CampaignPage | undefined> {
  const campaign = Number.isInteger(id) && id > 0 && id <= 2_147_483_647 ? await findCampaign(shopId, id) : undefined;
  if (!campaign) return undefined;
  if (campaign.state === "draft" || campaign.state === "scheduled")
    return { kind: "draft", campaign, draft: await readDraft(campaign, at) };
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

/** The frozen content with words where each recipient's own reason and link go. */
function withoutKeys(mail: RenderedMail): RenderedMail {
  const fill = (content: string) =>
    content
      .replaceAll(WHY_KEY, "(here stands why each recipient receives it)")
      .replaceAll(OPT_OUT_KEY, "(each recipient’s own opt-out link)")
      .replaceAll(DATA_KEY, "(each recipient’s own link to their data)");
  return { subject: mail.subject, html: fill(mail.html), text: fill(mail.text) };
}
