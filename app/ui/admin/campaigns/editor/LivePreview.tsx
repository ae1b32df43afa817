import { useEffect, useState } from "react";
import { Banner, BlockStack, Box, Card, InlineStack, List, Spinner, Tabs, Text } from "@shopify/polaris";
import type { MailPreview } from "~/services/campaigns/previewMail";
import { LARGEST_HTML_BYTES } from "~/policy/mailBlocks";
import { DecisionBadge } from "../../badges";
import { ProblemBanner } from "../../ProblemBanner";
import { useAct } from "../../useAct";
import { previewParts, type DraftValues } from "../draftValues";
import { DRAFT_LABELS } from "../draftWords";
import { ReaderField } from "./ReaderField";

const VIEWS = ["desktop", "phone", "dark", "text"] as const;
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
  useEffect(() => {
    if (wanted === asked) return;
    const timer = setTimeout(() => {
      setAsked(wanted);
      act.submit("preview", JSON.parse(wanted) as Record<string, string>);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, asked, act]);
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
        <ProblemBanner problem={act.problem} fieldLabels={DRAFT_LABELS} />
        {mail.bytes > LARGEST_HTML_BYTES && (
          <Banner tone="critical" title="This email is too large">
            {`It is ${Math.ceil(mail.bytes / 1024)} kB, and Gmail cuts off what is beyond 102 kB, the footer with it. Take something out.`}
          </Banner>
        )}
        <Text as="p">
          <Text as="span" fontWeight="semibold">
            Subject:
          </Text>{" "}
          {mail.subject || "none yet"}
        </Text>
        <Tabs
          tabs={VIEWS.map((each) => ({ id: `view-${each}`, content: VIEW_WORDS[each], panelID: `view-${each}-panel` }))}
          selected={tab}
          onSelect={setTab}
          fitted
        >
          <Box paddingBlockStart="300">
            {view === "text" ? (
              <Box borderWidth="025" borderColor="border" borderRadius="200" padding="400" overflowX="scroll">
                <pre style={{ margin: 0, whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{mail.text}</pre>
              </Box>
            ) : (
              <Frame html={mail.html} view={view} />
            )}
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

const PHONE_WIDTH = 375;

/** The HTML in a frame that can run nothing and lead nowhere. */
function Frame({ html, view }: { readonly html: string; readonly view: Exclude<View, "text"> }) {
  return (
    <iframe
      title="The email as HTML"
      sandbox=""
      srcDoc={view === "dark" ? inTheDark(html) : inTheLight(html)}
      style={{
        display: "block",
        width: view === "phone" ? PHONE_WIDTH : "100%",
        maxWidth: "100%",
        marginInline: "auto",
        height: 760,
        border: "1px solid var(--p-color-border)",
        borderRadius: "var(--p-border-radius-200)",
        background: view === "dark" ? "#101418" : "#fff",
      }}
    />
  );
}

// What the reader's own device is set to must not change what the tabs show.
const inTheDark = (html: string) => html.replaceAll("(prefers-color-scheme:dark)", "all");
const inTheLight = (html: string) => html.replaceAll("(prefers-color-scheme:dark)", "not all");
