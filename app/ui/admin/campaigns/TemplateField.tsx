import { useState } from "react";
import { BlockStack, Button, Card, Select, Text } from "@shopify/polaris";
import type { MailTemplate } from "~/services/campaigns/templates";
import { ProblemBanner } from "../ProblemBanner";
import type { Act } from "../useAct";
import { SHIPPED_TEMPLATES } from "./mailTemplates";

interface Props {
  readonly own: readonly MailTemplate[];
  readonly act: Act;
  readonly onChoose: (body: string) => void;
}

/** What a new campaign begins with: a shipped template, or one of the shop's own. */
export function TemplateField({ own, act, onChoose }: Props) {
  const [chosen, setChosen] = useState("letter");
  const ownId = (id: string) => `own-${id}`;
  const choose = (id: string) => {
    setChosen(id);
    const template = SHIPPED_TEMPLATES.find((each) => each.id === id) ?? own.find((each) => ownId(each.id) === id);
    if (template) onChoose(JSON.stringify(template.body));
  };
  const mine = own.find(({ id }) => ownId(id) === chosen);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Start from
        </Text>
        <ProblemBanner problem={act.problem} />
        <Select
          label="Template"
          options={[
            { title: "Shipped", options: SHIPPED_TEMPLATES.map(({ id, name }) => ({ value: id, label: name })) },
            ...(own.length > 0
              ? [{ title: "Your own", options: own.map(({ id, name }) => ({ value: ownId(id), label: name })) }]
              : []),
          ]}
          value={chosen}
          onChange={choose}
          helpText="Its blocks are on the next page, to be changed as you like."
        />
        {mine && (
          <div>
            <Button
              variant="plain"
              tone="critical"
              loading={act.busy === "remove_template"}
              onClick={() => {
                act.submit("remove_template", { template: mine.id });
                choose("letter");
              }}
            >
              Remove this template
            </Button>
          </div>
        )}
      </BlockStack>
    </Card>
  );
}
