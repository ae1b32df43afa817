import { BlockStack, Card, Checkbox, FormLayout, Text, TextField } from "@shopify/polaris";
import { campaignMark, USUAL_MARKS } from "~/policy/linkMarks";
import type { Fields } from "../useFields";
import type { FormField } from "./draftWords";
import type { DraftValues } from "./draftValues";

interface Props {
  readonly fields: Fields<DraftValues>;
  readonly about: (field: FormField) => { readonly label: string; readonly error: string | undefined };
}

/** Whether the links to the store say which campaign they stand in, and by which words. */
export function LinkMarksCard({ fields, about }: Props) {
  const { values, bind, set } = fields;
  const chosen = values.utmMarks === "yes";
  const choose = (marked: boolean) => {
    set("utmMarks", marked ? "yes" : "");
    if (!marked || values.utmSource !== "") return;
    set("utmSource", USUAL_MARKS.source);
    set("utmMedium", USUAL_MARKS.medium);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Links to your store
          </Text>
          <Text as="p" tone="subdued">
            Twostage never rewrites links to follow people. Your store’s own statistics can still tell how many visits a
            campaign brought, if its links say which campaign they stand in (UTM).
          </Text>
        </BlockStack>
        <Checkbox
          label="Mark the links to your store with the campaign"
          checked={chosen}
          onChange={choose}
          helpText="Only links in your own part of the email that lead to your store. The same for everybody: nothing in them tells who follows them. Your published policy says so; publish it again if it is older than this."
        />
        {chosen && (
          <FormLayout>
            <FormLayout.Group>
              <TextField id="utmSource" {...bind("utmSource")} {...about("utmSource")} requiredIndicator />
              <TextField id="utmMedium" {...bind("utmMedium")} {...about("utmMedium")} requiredIndicator />
            </FormLayout.Group>
            <TextField
              id="utmCampaign"
              {...bind("utmCampaign")}
              {...about("utmCampaign")}
              placeholder={campaignMark(values.name)}
              helpText="Left empty, it is made from the campaign’s name."
            />
          </FormLayout>
        )}
      </BlockStack>
    </Card>
  );
}
