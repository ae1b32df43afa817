import type { ProspectOrigin } from "~/policy/facts";
import type { Ground } from "~/policy/holding";
import type { GroundEvidence } from "~/services/register/readRegister";
import { EVIDENCE_SOURCE_WORDS } from "~/ui/legalFormWords";
import { counted, type ShopTime } from "../useShopTime";

/** The grounds personal data is held on: as a label, and as a sentence. */
export const GROUND_WORDS: Readonly<Record<Ground, { readonly label: string; readonly explained: string }>> = {
  consent: { label: "Consent", explained: "They asked to be mailed and confirmed it." },
  consent_asked: {
    label: "Consent being asked",
    explained: "They asked to be mailed; the link they were sent can still be pressed.",
  },
  legitimate_interest: {
    label: "Legitimate interest",
    explained: "A company you deal with, or a prospect of your trade, with your assessment on file.",
  },
  customer_record: {
    label: "Customer record of the store",
    explained: "They ordered within the retention time. Held as your customer, not for marketing.",
  },
  exclusion: {
    label: "Exclusion",
    explained: "They must not be mailed. For that the key on the exclusion list suffices.",
  },
  none: { label: "Held without basis", explained: "No ground is known for holding their data." },
};

const ORIGIN_WORDS: Readonly<Record<ProspectOrigin, string>> = {
  self_generated: "from a list you made yourselves",
  in_sector: "researched in your trade",
  out_of_sector: "outside your trade",
  refused: "from a list that was bought, rented or exchanged",
  none: "with no recorded origin",
};

/** What the ground of a contact rests on, as sentences. */
export function evidenceWords(evidence: GroundEvidence, time: ShopTime): string[] {
  const { ground, consentSince, excludedAt } = evidence;
  switch (ground) {
    case "consent":
      return [`Confirmed${consentSince ? ` on ${time.day(consentSince)}` : ""}.`];
    case "consent_asked":
      return [`Asked${consentSince ? ` on ${time.day(consentSince)}` : ""}, not confirmed yet.`];
    case "legitimate_interest":
      return [companyWords(evidence), relationWords(evidence, time)];
    case "customer_record":
      return [relationWords(evidence, time), ...(excludedAt ? [`Excluded on ${time.day(excludedAt)}.`] : [])];
    case "exclusion":
      return [`Excluded${excludedAt ? ` on ${time.day(excludedAt)}` : ""}.`, relationWords(evidence, time)];
    case "none":
      return [relationWords(evidence, time), "No confirmed consent."];
  }
}

function companyWords({ companyEvidence }: GroundEvidence): string {
  return companyEvidence
    ? `${EVIDENCE_SOURCE_WORDS[companyEvidence.source]}: ${companyEvidence.detail}.`
    : "Shown to be a company.";
}

function relationWords(evidence: GroundEvidence, time: ShopTime): string {
  const { relation, relationSince, lastOrderAt, orderCount, prospectOrigin, noticeGivenAt } = evidence;
  const since = relationSince ? ` since ${time.day(relationSince)}` : "";
  switch (relation) {
    case "customer":
      return lastOrderAt
        ? `Customer${since}, ${counted(orderCount, "order")}, the last on ${time.day(lastOrderAt)}.`
        : `Customer${since} through their company.`;
    case "prospect":
      return `Prospect ${ORIGIN_WORDS[prospectOrigin]}${since}, ${noticeGivenAt ? `told so on ${time.day(noticeGivenAt)}` : "not yet told that you hold their data"}.`;
    case "none":
      return "Never ordered.";
  }
}
