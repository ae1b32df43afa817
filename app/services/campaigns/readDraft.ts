import type { Campaign } from "@prisma/client";
import { renderCampaignMail, type RenderedMail } from "~/email/campaignMail";
import type { SenderIdentity } from "~/email/identity";
import { DATA_KEY, FEEDBACK_KEY, OPT_OUT_KEY, WHY_KEY } from "~/email/substitutions";
import { whyThisMail } from "~/email/whyThisMail";
import type { SetUpState } from "~/policy/facts";
import { feedbackUrl, policyUrl } from "~/policy/publicPages";
import { loadShopState } from "~/services/shops/setUp";
import { audienceCriteria } from "./audience";
import { missingFields, type RequiredField } from "./drafts";
import { previewAudience, type AudiencePreview } from "./previewAudience";
import { testAddresses } from "./requestTest";

/** All that staff must see of a draft before they send it. */
export interface DraftPreview {
  readonly audience: AudiencePreview;
  /** The mail as one recipient would get it; the reason is an example, and the opt-out link leads nowhere. */
  readonly mail: RenderedMail;
  /** Fields still missing before it may be sent. */
  readonly missing: readonly RequiredField[];
  readonly setUp: SetUpState;
  readonly testAddresses: readonly string[];
}

const NO_IDENTITY: SenderIdentity = {
  tradingName: "",
  registered: true,
  registeredName: "",
  companyNumber: "",
  placeOfRegistration: "",
  registeredOffice: "",
  contactEmail: "",
};

/** Without an audience the draft is for nobody. */
const NOBODY: AudiencePreview = { selected: 0, eligible: 0, byBasis: [], byReason: [] };

/** Shows a draft as it would go out now, to whom (P5, P8). Nothing is stored and nothing is sent. */
export async function readDraft(campaign: Campaign, at: Date): Promise<DraftPreview> {
  const { shopId } = campaign;
  const [{ shop, settings, facts }, audience, addresses] = await Promise.all([
    loadShopState(shopId, at),
    campaign.audienceId === null
      ? NOBODY
      : previewAudience(shopId, audienceCriteria.parse(campaign.audienceCriteria), at),
    testAddresses(shopId, at),
  ]);
  const mail = renderCampaignMail(campaign, settings ?? NO_IDENTITY, {
    feedbackEmail: (settings?.replyTo || settings?.contactEmail) ?? "",
    policyUrl: policyUrl(shop.storefrontUrl),
  });
  const basis = [...audience.byBasis].sort((a, b) => b.contacts - a.contacts)[0]?.basis ?? "consent";
  const why = whyThisMail({ basis, relation: "customer", since: null, timezone: shop.timezone });
  const fill = (content: string) =>
    content
      .replaceAll(WHY_KEY, why)
      .replaceAll(OPT_OUT_KEY, `${shop.storefrontUrl}/apps/twostage/optout`)
      .replaceAll(DATA_KEY, `${shop.storefrontUrl}/apps/twostage/data`)
      .replaceAll(FEEDBACK_KEY, feedbackUrl(shop.storefrontUrl));
  return {
    audience,
    mail: { subject: mail.subject, html: fill(mail.html), text: fill(mail.text) },
    missing: missingFields(campaign),
    setUp: facts.setUp,
    testAddresses: addresses,
  };
}
