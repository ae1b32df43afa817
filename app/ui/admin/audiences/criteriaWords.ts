import type { PickedItem } from "~/services/purchases/boughtOptions";
import type { CriterionOptions } from "~/services/audiences/countAudience";
import type { CriterionOption } from "~/services/audiences/findOptions";
import type { AudienceCriteria } from "~/services/campaigns/audience";
import { LEGAL_FORM_WORDS } from "~/ui/legalFormWords";
import { RELATION_WORDS } from "~/ui/words";
import { AUDIENCE_LABELS } from "./audienceWords";
import { CRITERIA_FIELDS } from "./audienceValues";

/** The criteria that restrict, a line each, as labels and plain words; one line when none does. */
export function criteriaLines(
  criteria: AudienceCriteria,
  options: Pick<CriterionOptions, "lists" | "campaigns" | "segments" | "bought">,
): { readonly label: string; readonly value: string }[] {
  const named = (offered: readonly Pick<CriterionOption, "id" | "name">[]) => (id: number) =>
    offered.find((each) => each.id === id)?.name ?? `No. ${id}`;
  const titled = (picked: readonly PickedItem[]) => named(picked.map(({ id, title }) => ({ id, name: title })));
  const words: Partial<Record<keyof AudienceCriteria, readonly string[]>> = {
    legalForms: criteria.legalForms.map((form) => LEGAL_FORM_WORDS[form].label),
    relations: criteria.relations.map((relation) => RELATION_WORDS[relation]),
    boughtProducts: criteria.boughtProducts.map(titled(options.bought.products)),
    boughtCollections: criteria.boughtCollections.map(titled(options.bought.collections)),
    segments: criteria.segments.map(named(options.segments)),
    lists: criteria.lists.map(named(options.lists)),
    gotCampaigns: criteria.gotCampaigns.map(named(options.campaigns)),
    notGotCampaigns: criteria.notGotCampaigns.map(named(options.campaigns)),
  };
  const lines = CRITERIA_FIELDS.flatMap((field) => {
    const value = criteria[field];
    const texts = words[field] ?? (Array.isArray(value) ? value.map(String) : value === null ? [] : [String(value)]);
    const none = texts.length === 0 || (field === "minimumOrders" && value === 0);
    return none ? [] : [{ label: AUDIENCE_LABELS[`criteria.${field}`], value: texts.join(", ") }];
  });
  return lines.length > 0 ? lines : [{ label: "Criteria", value: "None: everybody in the store" }];
}
