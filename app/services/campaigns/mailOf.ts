import type { Campaign, Shop, ShopSettings } from "@prisma/client";
import { mailBlocks } from "~/email/blockSchema";
import { renderCampaignMail, type CampaignContent, type CampaignMail } from "~/email/campaignMail";
import type { SenderIdentity } from "~/email/identity";
import { mailLinks } from "~/email/mailLinks";
import { markedLink, marksOf } from "~/policy/linkMarks";
import { policyUrl } from "~/policy/publicPages";

/** What a stored campaign says. */
export function contentOf(
  campaign: Pick<
    Campaign,
    "name" | "subject" | "preheader" | "body" | "purpose" | "utmSource" | "utmMedium" | "utmCampaign"
  >,
): CampaignContent {
  const { subject, preheader, purpose } = campaign;
  return { subject, preheader, purpose, body: mailBlocks.parse(campaign.body), marks: marksOf(campaign) };
}

/** Where the store's own pages are: its domain, and the one that Shopify gave it. */
const storeHosts = ({ storefrontUrl, domain }: Pick<Shop, "storefrontUrl" | "domain">) => [
  ...(URL.canParse(storefrontUrl) ? [new URL(storefrontUrl).host] : []),
  domain,
];

/** The addresses in a mail that carry its marks, as they go out. */
export function markedLinks(shop: Pick<Shop, "storefrontUrl" | "domain">, { body, marks }: CampaignContent): string[] {
  if (!marks) return [];
  const written = mailLinks(body).flatMap(({ url, kind }) => (kind === "link" ? [url] : []));
  const marked = written.map((url) => markedLink(url, marks, storeHosts(shop)));
  return [...new Set(marked.filter((url, place) => url !== written[place]))];
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
  { shop, settings }: { readonly shop: Pick<Shop, "storefrontUrl" | "domain">; readonly settings: ShopSettings | null },
  content: CampaignContent,
): Promise<CampaignMail> {
  const links = {
    feedbackEmail: (settings?.replyTo || settings?.contactEmail) ?? "",
    policyUrl: policyUrl(shop.storefrontUrl),
    storeHosts: storeHosts(shop),
  };
  const brand = {
    logoUrl: settings?.logoUrl ?? "",
    logoAlt: settings?.tradingName ?? "",
    colour: settings?.brandColour ?? "",
  };
  return renderCampaignMail(content, settings ?? NO_IDENTITY, links, brand);
}
