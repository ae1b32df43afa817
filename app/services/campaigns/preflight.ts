import type { Campaign } from "@prisma/client";
import type { CampaignContent } from "~/email/campaignMail";
import { lookUpDmarc } from "~/integrations/web/dmarc";
import { isClosedStore, reach } from "~/integrations/web/reach";
import type { SenderDomain } from "~/integrations/sendgrid/senderDomain";
import { Problem } from "~/lib/errors";
import type { RequiredField } from "~/policy/campaignFields";
import { pageUrl } from "~/policy/publicPages";
import { isError, type Finding, type FindingCode } from "~/policy/preflight";
import { readSenderDomain } from "~/services/shops/senderDomain";
import { loadShopState, type ShopState } from "~/services/shops/setUp";
import { audienceCriteria } from "./audience";
import { findCampaign, missingOf } from "./drafts";
import { judgeClass } from "./judge";
import { contentOf } from "./mailOf";
import { audienceFindings } from "./preflightAudience";
import { contentFindings, linksToReach } from "./preflightContent";
import { lookOutside, type Looks, type Seen, type Wanted } from "./preflightLooks";
import { audienceClasses } from "./previewAudience";

const LOOKS: Looks = {
  reach: (url) => reach(url),
  isClosedStore: (url) => isClosedStore(url),
  senderDomain: readSenderDomain,
  dmarc: (domain) => lookUpDmarc(domain),
};

/**
 * Looks at a campaign before it goes out, and gives all that was found: purpose and audience (P5), identity and disclosures (P8; SI 2015/17), the sender at SendGrid, the assessment (P2), and everything in the mail that would fail or
 * harm its readers. Asked by the page and, without fail, by the start. Throws `Problem("not_found")`.
 */
export async function preflight(shopId: number, id: number, at: Date, looks: Looks = LOOKS): Promise<Finding[]> {
  const campaign = await findCampaign(shopId, id);
  if (!campaign) throw new Problem("not_found");
  const state = await loadShopState(shopId, at);
  const content: CampaignContent = contentOf(campaign);
  const wanted = wantedOf(state, content);
  const [audience, assessment, seen] = await Promise.all([
    audienceFindings(shopId, audienceCriteria.parse(campaign.audienceCriteria), at),
    assessmentFindings(state, campaign, at),
    lookOutside(shopId, id, wanted, looks),
  ]);
  return [
    ...missingOf(campaign).map(missingFinding),
    ...audience,
    ...setUpFindings(state),
    ...reportsFindings(state),
    ...storefrontFindings(wanted, seen),
    ...assessment,
    ...senderFindings(wanted, seen),
    ...(await contentFindings(state, content, seen.links)),
  ];
}

function wantedOf({ shop, settings: own, facts }: ShopState, content: CampaignContent): Wanted {
  const noSender = !own?.fromEmail || facts.setUp === "sendgrid_missing";
  return {
    links: linksToReach(content),
    storePage: shop.storefrontUrl === "" ? null : pageUrl(shop.storefrontUrl, "optOut"),
    sender: noSender
      ? null
      : { domain: own.fromEmail.slice(own.fromEmail.lastIndexOf("@") + 1), since: own.sendgridVerifiedAt },
  };
}

/** Throws `Problem("preflight_failed")` with the codes of what keeps a campaign from being started. */
export async function requirePreflight(shopId: number, id: number, at: Date, looks: Looks = LOOKS): Promise<void> {
  const errors = (await preflight(shopId, id, at, looks)).filter(isError);
  if (errors.length > 0) throw new Problem("preflight_failed", [...new Set(errors.map(({ code }) => code))]);
}

function missingFinding(field: RequiredField): Finding {
  switch (field) {
    case "body":
      return { code: "body_missing", place: { kind: "mail" }, about: "" };
    case "subject":
      return { code: "subject_missing", place: { kind: "field", field }, about: "" };
    case "purpose":
      return { code: "purpose_missing", place: { kind: "field", field }, about: "" };
    case "audienceId":
      return { code: "audience_missing", place: { kind: "field", field }, about: "" };
    case "audienceRationale":
      // Said in the audience itself, to which the choice leads.
      return { code: "rationale_missing", place: { kind: "field", field: "audienceId" }, about: "" };
  }
}

const settings = (code: FindingCode, about = ""): Finding => ({
  code,
  place: { kind: "page", page: "settings" },
  about,
});

function setUpFindings({ facts }: ShopState): Finding[] {
  return facts.setUp === "ready" ? [] : [settings(facts.setUp)];
}

/** Without SendGrid's reports nobody hears of bounces and spam reports, no alarm stops a send, and what is unknown stays so (P12). */
function reportsFindings({ settings: own }: ShopState): Finding[] {
  return own?.sendgridKey && own.eventPublicKey === "" ? [settings("reports_missing")] : [];
}

/** The opt-out link leads to a page of the store, which must show to everybody (P9, P10): one that asks for a password first shows it to nobody. */
function storefrontFindings({ storePage }: Wanted, { storeClosed }: Seen): Finding[] {
  return storePage !== null && storeClosed
    ? [{ code: "storefront_closed", place: { kind: "mail" }, about: new URL(storePage).host }]
    : [];
}

/** Without an assessment in date nobody may be mailed under a legitimate interest (P2): an error when that would leave somebody of this audience out, and nothing to a campaign that rests on consent alone. */
async function assessmentFindings(state: ShopState, campaign: Campaign, at: Date): Promise<Finding[]> {
  const { facts } = state;
  if (facts.assessment === "current" || campaign.audienceId === null) return [];
  const classes = await audienceClasses(state, audienceCriteria.parse(campaign.audienceCriteria), at);
  const leftOut = classes.some(
    (each) =>
      judgeClass(each, facts).decision === "ineligible" &&
      judgeClass(each, { ...facts, assessment: "current" }).decision === "eligible",
  );
  if (!leftOut) return [];
  return [{ code: `assessment_${facts.assessment}`, place: { kind: "page", page: "assessment" }, about: "" }];
}

const SENDER_FINDINGS: Readonly<Record<Exclude<SenderDomain, "authenticated">, FindingCode>> = {
  no_domain: "sender_no_domain",
  dkim_invalid: "sender_dkim_invalid",
  key_refused: "sender_key_refused",
  not_readable: "sender_unreadable",
  unreachable: "sender_unreachable",
};

function senderFindings({ sender }: Wanted, { sender: seen }: Seen): Finding[] {
  if (!sender || !seen) return [];
  const { standing, dmarc } = seen;
  return [
    ...(standing === "authenticated" ? [] : [settings(SENDER_FINDINGS[standing], sender.domain)]),
    // Where the record is to stand, so that it can be taken over as it is.
    ...(dmarc === "published" ? [] : [settings(`dmarc_${dmarc}`, `_dmarc.${sender.domain}`)]),
  ];
}
