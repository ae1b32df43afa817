import { useState } from "react";
import {
  BlockStack,
  Button,
  Card,
  Checkbox,
  ChoiceList,
  FormLayout,
  InlineStack,
  List,
  Text,
  TextField,
} from "@shopify/polaris";
import type { SendingOptions } from "~/services/campaigns/readSendingOptions";
import { ProblemBanner } from "../ProblemBanner";
import type { Act } from "../useAct";
import type { Fields } from "../useFields";
import { DAY_CHOICES, PLAN_LABELS, planInWords, type PlanValues } from "./planForm";

interface Props {
  readonly options: SendingOptions;
  /** The plan as it is on the screen. */
  readonly fields: Fields<PlanValues>;
  readonly act: Act;
}

/** When and how fast a draft goes once it is started: the window, the limits and the warm-up. */
export function PlanCard({ options, fields, act }: Props) {
  const [changing, setChanging] = useState(false);
  const { values, bind, set } = fields;
  const windowed = values.windowFrom !== "" || values.windowUntil !== "" || values.windowDays !== "";
  const refused = (name: string) => act.problem?.fields.includes(name);
  const toggleWindow = (on: boolean) => {
    set("windowDays", on ? "1,2,3,4,5" : "");
    set("windowFrom", on ? "09:00" : "");
    set("windowUntil", on ? "17:00" : "");
  };
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            When and how fast
          </Text>
          {!changing && (
            <Button variant="plain" onClick={() => setChanging(true)} accessibilityLabel="Change when and how fast">
              Change
            </Button>
          )}
        </InlineStack>
        {!changing && (
          <List>
            {planInWords(options).map((words) => (
              <List.Item key={words}>{words}</List.Item>
            ))}
          </List>
        )}
        {changing && (
          <BlockStack gap="400">
            <ProblemBanner problem={act.problem} fieldLabels={PLAN_LABELS} />
            <Checkbox
              label="Only at certain times"
              checked={windowed}
              onChange={toggleWindow}
              helpText="On your store’s clock. Outside these times the campaign waits, and goes on by itself."
            />
            {windowed && (
              <FormLayout>
                <ChoiceList
                  allowMultiple
                  title="Days"
                  choices={DAY_CHOICES}
                  selected={values.windowDays === "" ? [] : values.windowDays.split(",")}
                  onChange={(days) => set("windowDays", [...days].sort().join(","))}
                  {...(refused("windowDays") ? { error: "Choose at least one day" } : {})}
                />
                <FormLayout.Group condensed>
                  <TextField
                    {...bind("windowFrom")}
                    type="time"
                    label="From"
                    {...(refused("windowFrom") ? { error: "Earlier than the end" } : {})}
                  />
                  <TextField
                    {...bind("windowUntil")}
                    type="time"
                    label="Until"
                    helpText="00:00 is midnight at the end of the day"
                    {...(refused("windowUntil") ? { error: "Later than the beginning" } : {})}
                  />
                </FormLayout.Group>
              </FormLayout>
            )}
            <FormLayout>
              <TextField
                {...bind("perHour")}
                type="number"
                min={1}
                label="Emails an hour at most"
                helpText="Empty: no limit"
                {...(refused("perHour") ? { error: "A whole number from 1, or nothing" } : {})}
              />
              <TextField
                {...bind("perDay")}
                type="number"
                min={1}
                label="Emails a day at most"
                helpText="Empty: no limit"
                {...(refused("perDay") ? { error: "A whole number from 1, or nothing" } : {})}
              />
              <Checkbox
                label="Warm up a new sender"
                checked={values.warmUp === "yes"}
                onChange={(on) => set("warmUp", on ? "yes" : "no")}
                helpText="50 emails on the first day, 100 on the second, then 500, 1,000, 5,000 and so on, so that mail servers get to know your domain. All campaigns from the domain you send from count together."
              />
            </FormLayout>
            <InlineStack gap="200" align="end">
              <Button onClick={() => setChanging(false)}>Close</Button>
              <Button variant="primary" loading={act.busy === "plan"} onClick={() => act.submit("plan", values)}>
                Save times
              </Button>
            </InlineStack>
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
