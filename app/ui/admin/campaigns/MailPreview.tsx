import { useState } from "react";
import { BlockStack, Box, Card, Tabs, Text } from "@shopify/polaris";
import { MailFrame, PlainText, SubjectLine } from "./MailParts";

interface Props {
  readonly mail: { readonly subject: string; readonly html: string; readonly text: string };
  /** What is special about this picture of the mail, for example that it shows the draft as last saved. */
  readonly note: string;
}

const TABS = [
  { id: "mail-html", content: "As HTML", panelID: "mail-html-panel" },
  { id: "mail-text", content: "As plain text", panelID: "mail-text-panel" },
];

/** The mail as a recipient would get it. Its HTML is shown in a frame that can run nothing and lead nowhere. */
export function MailPreview({ mail, note }: Props) {
  const [tab, setTab] = useState(0);
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            The email
          </Text>
          <Text as="p" tone="subdued">
            {note}
          </Text>
          <Text as="p" tone="subdued">
            The block at the top (who sends it, what it is for, why this person receives it) and the footer (how to stop
            it, your trading disclosures) are put in by Twostage and cannot be edited or left out. Each recipient gets
            their own reason and their own opt-out link.
          </Text>
        </BlockStack>
        <SubjectLine subject={mail.subject} />
        <Tabs tabs={TABS} selected={tab} onSelect={setTab}>
          <Box paddingBlockStart="300">
            {tab === 0 ? <MailFrame html={mail.html} view="desktop" /> : <PlainText text={mail.text} />}
          </Box>
        </Tabs>
      </BlockStack>
    </Card>
  );
}
