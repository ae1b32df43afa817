import { useEffect, useState } from "react";
import { Banner, BlockStack, Box, Card, InlineStack, List, Spinner, Tabs, Text } from "@shopify/polaris";
import type { MailPreview } from "~/services/campaigns/previewMail";
import { LARGEST_HTML_BYTES } from "~/policy/mailBlocks";
import { DecisionBadge } from "../../badges";
import { ProblemBanner } from "../../ProblemBanner";
import { useAct } from "../../useAct";
import { previewParts, type DraftValues } from "../draftValues";
import { tooLarge } from "../standingFaults";
import { MailFrame, PlainText, SubjectLine, type MailView } from "../MailParts";
import { ReaderField } from "./ReaderField";

const VIEWS = ["desktop", "phone", "dark", "text"] as const satisfies readonly (MailView | "text")[];
type View = (typeof VIEWS)[number];

const VIEW_WORDS: Readonly<Record<View, string>> = {
  desktop: "Desktop",
  phone: "Phone",
  dark: "Dark",
  text: "Plain text",
};

const PAUSE_MS = 600;

interface Props {
  readonly values: DraftValues;
  /** The draft as it was when the page was opened. */
  readonly first: MailPreview;
}

/** The mail as it is on the screen, saved or not, as an example or as a chosen contact would get it. */
export function LivePreview({ values, first }: Props) {
  const [tab, setTab] = useState(0);
  const [reader, setReader] = useState("");
  const act = useAct({});
  const wanted = JSON.stringify({ ...previewParts(values), reader });
  const [asked, setAsked] = useState(wanted);
  const large = tooLarge(values).length > 0;
  useEffect(() => {
    if (wanted === asked || large) return;
    const timer = setTimeout(() => {
      setAsked(wanted);
      act.submit("preview", JSON.parse(wanted) as Record<string, string>);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, asked, large, act]);
  const mail = (act.answer?.preview as MailPreview | undefined) ?? first;
  const view = VIEWS[tab] ?? "desktop";
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Preview
          </Text>
          {act.busy && <Spinner size="small" accessibilityLabel="Drawing the preview" />}
        </InlineStack>
        <ReaderField shown={mail.as} onChoose={setReader} />
        {mail.as && (
          <InlineStack gap="200" blockAlign="center">
            <Text as="p">{`As ${mail.as.name} would get it`}</Text>
            <DecisionBadge decision={mail.as.decision} />
          </InlineStack>
        )}
        {large || act.problem?.code === "input_invalid" ? (
          <Banner tone="warning">
            This is the email as it was before. The preview goes on once what is marked is put right.
          </Banner>
        ) : (
          <ProblemBanner problem={act.problem} />
        )}
        {mail.bytes > LARGEST_HTML_BYTES && (
          <Banner tone="critical" title="This email is too large">
            {`It is ${Math.ceil(mail.bytes / 1024)} kB, and Gmail cuts off what is beyond 102 kB, the footer with it. Take something out.`}
          </Banner>
        )}
        <SubjectLine subject={mail.subject} />
        <Tabs
          tabs={VIEWS.map((each) => ({ id: `view-${each}`, content: VIEW_WORDS[each], panelID: `view-${each}-panel` }))}
          selected={tab}
          onSelect={setTab}
          fitted
        >
          <Box paddingBlockStart="300">
            {view === "text" ? <PlainText text={mail.text} /> : <MailFrame html={mail.html} view={view} />}
          </Box>
        </Tabs>
        {mail.markedLinks.length > 0 && <MarkedLinks links={mail.markedLinks} />}
        <Text as="p" tone="subdued">
          The block at the top and the footer are put in by Twostage and cannot be edited or left out. Each recipient
          gets their own reason and their own opt-out link. The links here lead to no one’s page.
        </Text>
      </BlockStack>
    </Card>
  );
}

/** Where the links to the store lead once they are marked, since the picture of a mail does not show it. */
function MarkedLinks({ links }: { readonly links: readonly string[] }) {
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        Marked links
      </Text>
      <List>
        {links.map((link) => (
          <List.Item key={link}>
            <span style={{ overflowWrap: "anywhere" }}>{link}</span>
          </List.Item>
        ))}
      </List>
    </BlockStack>
  );
}
