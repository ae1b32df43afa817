import type { ReactNode } from "react";
import { BlockStack, ChoiceList, FormLayout, Text, TextField } from "@shopify/polaris";
import { LEGAL_FORMS, RELATIONS } from "~/policy/facts";
import type { CriterionOptions } from "~/services/audiences/countAudience";
import { LEGAL_FORM_WORDS } from "~/ui/legalFormWords";
import { RELATION_WORDS } from "~/ui/words";
import type { Fields } from "../useFields";
import { BoughtFields } from "./BoughtFields";
import { NamedChoice, type NamedField } from "./NamedChoice";
import { SegmentChoice } from "./SegmentChoice";
import type { AudienceField } from "./audienceWords";
import type { AudienceValues, CRITERIA_FIELDS } from "./audienceValues";

type Criterion = (typeof CRITERIA_FIELDS)[number];

interface Props {
  readonly fields: Fields<AudienceValues>;
  readonly options: CriterionOptions;
  readonly about: (field: AudienceField) => { label: string; error: string | undefined };
}

/** The criteria of an audience, in groups. */
export function Criteria({ fields, options, about }: Props) {
  const { bind } = fields;
  const text = (field: Criterion, helpText: string) => (
    <TextField {...bind(field)} {...about(`criteria.${field}`)} helpText={helpText} />
  );
  const figure = (field: Criterion, helpText: string, inputMode: "numeric" | "decimal" = "numeric") => (
    <TextField {...bind(field)} {...about(`criteria.${field}`)} helpText={helpText} inputMode={inputMode} />
  );
  const lines = (field: Criterion, helpText: string) => (
    <TextField {...bind(field)} {...about(`criteria.${field}`)} helpText={helpText} multiline={2} />
  );
  const choices = (field: Criterion, offered: readonly { readonly value: string; readonly label: string }[]) => (
    <Choices field={field} offered={offered} fields={fields} about={about} />
  );
  const named = (field: NamedField, kind: "lists" | "campaigns") => (
    <NamedChoice
      kind={kind}
      {...about(`criteria.${field}`)}
      known={options[kind]}
      value={fields.values[field]}
      onChange={(value) => fields.set(field, value)}
    />
  );
  return (
    <BlockStack gap="500">
      <Group title="Who they are">
        <FormLayout.Group>
          {choices(
            "relations",
            RELATIONS.map((value) => ({ value, label: RELATION_WORDS[value] })),
          )}
          {choices(
            "legalForms",
            LEGAL_FORMS.map((value) => ({ value, label: LEGAL_FORM_WORDS[value].label })),
          )}
        </FormLayout.Group>
        <FormLayout.Group>
          {lines("companies", "Any of these, one a line; Ltd and the like do not matter.")}
          {text("countries", "Two-letter codes, such as GB, IE.")}
        </FormLayout.Group>
      </Group>
      <Group title="Tags in Shopify">
        {text("tags", "Parted by commas; capitals do not matter.")}
        <FormLayout.Group>
          {text("tagsAll", "Parted by commas.")}
          {text("tagsNone", "Parted by commas.")}
        </FormLayout.Group>
      </Group>
      <Group title="What they bought">
        <FormLayout.Group>
          {figure("orderedWithinMonths", "Last order at most so many months ago.")}
          {figure(
            "notOrderedWithinMonths",
            "For customers who have not been back. Whoever never ordered is not among them.",
          )}
        </FormLayout.Group>
        <FormLayout.Group>
          {figure("minimumOrders", "")}
          {figure("maximumOrders", "")}
        </FormLayout.Group>
        <FormLayout.Group>
          {figure("spentAtLeast", "In your store's currency, all orders together.", "decimal")}
          {figure("spentAtMost", "", "decimal")}
        </FormLayout.Group>
        {!options.spendKnown && (
          <Text as="p" tone="subdued">
            Shopify has not told yet what customers have spent: until the next sync has ended, a limit on it leaves
            everybody out.
          </Text>
        )}
        <BoughtFields fields={fields} options={options.bought} about={about} />
      </Group>
      <Group title="Segments of your store">
        <SegmentChoice
          {...about("criteria.segments")}
          kept={options.segments}
          value={fields.values.segments}
          onChange={(value) => fields.set("segments", value)}
        />
      </Group>
      <Group title="Lists of prospects">
        {options.there.lists || options.lists.length > 0 ? (
          <FormLayout.Group>
            {named("lists", "lists")}
            {lines("sectors", "As the list gives it: any of these, one a line.")}
          </FormLayout.Group>
        ) : (
          <Text as="p" tone="subdued">
            No list has been imported.
          </Text>
        )}
      </Group>
      <Group title="Earlier campaigns">
        {options.there.campaigns || options.campaigns.length > 0 ? (
          <FormLayout.Group>
            {named("gotCampaigns", "campaigns")}
            {named("notGotCampaigns", "campaigns")}
          </FormLayout.Group>
        ) : (
          <Text as="p" tone="subdued">
            No campaign has been sent.
          </Text>
        )}
      </Group>
    </BlockStack>
  );
}

interface ChoicesProps {
  readonly field: Criterion;
  readonly offered: readonly { readonly value: string; readonly label: string }[];
  readonly fields: Fields<AudienceValues>;
  readonly about: Props["about"];
}

function Choices({ field, offered, fields: { values, set }, about }: ChoicesProps) {
  const { label, error } = about(`criteria.${field}`);
  return (
    <ChoiceList
      allowMultiple
      name={field}
      title={`${label} (none ticked means any)`}
      error={error}
      choices={[...offered]}
      selected={values[field].split(", ").filter(Boolean)}
      onChange={(chosen) =>
        set(
          field,
          offered
            .map(({ value }) => value)
            .filter((value) => chosen.includes(value))
            .join(", "),
        )
      }
    />
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {title}
      </Text>
      <FormLayout>{children}</FormLayout>
    </BlockStack>
  );
}
