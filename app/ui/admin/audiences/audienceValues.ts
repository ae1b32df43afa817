import { countryCode } from "~/policy/countryCode";
import { LEGAL_FORMS, RELATIONS } from "~/policy/facts";
import type { AudienceInput } from "~/services/audiences/saveAudience";
import type { AudienceCriteria } from "~/services/campaigns/audience";

/** The texts of the form of an audience. */
export type AudienceValues = Readonly<Record<(typeof AUDIENCE_FIELDS)[number], string>>;

/** Fields that are criteria, by their names there. */
export const CRITERIA_FIELDS = [
  "legalForms",
  "relations",
  "sectors",
  "tags",
  "tagsAll",
  "tagsNone",
  "companies",
  "countries",
  "orderedWithinMonths",
  "notOrderedWithinMonths",
  "minimumOrders",
  "maximumOrders",
  "spentAtLeast",
  "spentAtMost",
  "boughtProducts",
  "boughtCollections",
  "boughtWithinDays",
  "segments",
  "lists",
  "gotCampaigns",
  "notGotCampaigns",
] as const satisfies readonly (keyof AudienceCriteria)[];
export const AUDIENCE_FIELDS = ["name", "rationale", ...CRITERIA_FIELDS] as const;

export const EMPTY_AUDIENCE: AudienceValues = {
  ...(Object.fromEntries(AUDIENCE_FIELDS.map((field) => [field, ""])) as AudienceValues),
  relations: "customer",
};

/** The texts of a stored audience. */
export function valuesOf({
  name,
  rationale,
  criteria,
}: {
  readonly name: string;
  readonly rationale: string;
  readonly criteria: AudienceCriteria;
}): AudienceValues {
  const { sectors, companies, minimumOrders } = criteria;
  const texts = Object.fromEntries(CRITERIA_FIELDS.map((field) => [field, textOf(criteria[field])]));
  return {
    ...(texts as AudienceValues),
    name,
    rationale,
    sectors: sectors.join("\n"),
    companies: companies.join("\n"),
    minimumOrders: minimumOrders === 0 ? "" : String(minimumOrders),
  };
}

const textOf = (value: readonly (string | number)[] | number | null) =>
  value === null ? "" : typeof value === "number" ? String(value) : value.join(", ");

/** The audience that the texts of a form mean. */
export function audienceOf(values: AudienceValues): AudienceInput {
  return {
    name: values.name.trim(),
    rationale: values.rationale.replaceAll("\r\n", "\n").trim(),
    criteria: criteriaOf(values),
  };
}

/** The criteria that the texts of a form mean. Judges nothing: a number that is none is `NaN`, for the service to refuse. */
export function criteriaOf(values: Pick<AudienceValues, (typeof CRITERIA_FIELDS)[number]>): AudienceInput["criteria"] {
  const chosen = list(values.relations);
  const forms = list(values.legalForms);
  return {
    legalForms: LEGAL_FORMS.filter((form) => forms.includes(form)),
    relations: RELATIONS.filter((relation) => chosen.includes(relation)),
    sectors: list(values.sectors, "\n"),
    tags: list(values.tags),
    tagsAll: list(values.tagsAll),
    tagsNone: list(values.tagsNone),
    companies: list(values.companies, "\n"),
    countries: list(values.countries.toUpperCase()).map(countryCode),
    orderedWithinMonths: number(values.orderedWithinMonths),
    notOrderedWithinMonths: number(values.notOrderedWithinMonths),
    minimumOrders: number(values.minimumOrders) ?? 0,
    maximumOrders: number(values.maximumOrders),
    spentAtLeast: number(values.spentAtLeast),
    spentAtMost: number(values.spentAtMost),
    boughtProducts: list(values.boughtProducts).map(Number),
    boughtCollections: list(values.boughtCollections).map(Number),
    boughtWithinDays: number(values.boughtWithinDays),
    segments: list(values.segments).map(Number),
    lists: list(values.lists).map(Number),
    gotCampaigns: list(values.gotCampaigns).map(Number),
    notGotCampaigns: list(values.notGotCampaigns).map(Number),
  };
}

/** Whether two forms mean the same audience. */
export function sameAudience(one: AudienceValues, other: AudienceValues): boolean {
  return JSON.stringify(audienceOf(one)) === JSON.stringify(audienceOf(other));
}

const number = (text: string) => (text.trim() === "" ? null : Number(text.replaceAll(",", "")));

function list(text: string, separator = ","): string[] {
  return [
    ...new Set(
      text
        .split(separator)
        .map((entry) => entry.trim())
        .filter(Boolean),
    ),
  ];
}
