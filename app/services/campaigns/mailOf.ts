import type { Campaign, Shop, ShopSettings } from "@prisma/client";
import { mailBlocks } from "~/email/blockSchema";
import { renderCampaignMail, type CampaignContent, type CampaignMail } from "~/email/campaignMail";
import type { SenderIdentity } from "~/email/identity";
import { policyUrl } from "~/policy/publicPages";

/** What a stored campaign says. */
export function contentOf(campaign: Pick<Campaign, "subject" | "preheader" | "body" | "purpose">): CampaignContent {
  const { subject, preheader, purpose } = campaign;
  return { subject, preheader, purpose, body: mailBlocks.parse(campaign.body) };
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

/** A mail as the shop would send it now: with its identity, its brand and its ways to answer (P8, P9, P14). */
export function renderFor(
  { shop, settings }: { readonly shop: Pick<Shop, "storefrontUrl">; readonly settings: ShopSettings | null },
  content: CampaignContent,
): Promise<CampaignMail> {
  const links = {
    feedbackEmail: (settings?.replyTo || settings?.contactEmail) ?? "",
    policyUrl: policyUrl(shop.storefrontUrl),
  };
  const brand = {
    logoUrl: settings?.logoUrl ?? "",
    logoAlt: settings?.tradingName ?? "",
    colour: settings?.brandColour ?? "",
  };
  return renderCampaignMail(content, settings ?? NO_IDENTITY, links, brand);
}
