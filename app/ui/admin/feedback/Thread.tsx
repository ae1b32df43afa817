import { useState } from "react";
import { Badge, BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import type { ThreadMessage } from "~/services/feedback/readCase";
import { ANSWER_STATE_WORDS } from "~/ui/feedbackWords";
import { ProblemBanner } from "../ProblemBanner";
import type { ProblemData } from "../problemData";
import { saveDownload } from "../saveDownload";
import { count, useShopTime } from "../useShopTime";

interface Props {
  readonly caseId: number;
  readonly thread: readonly ThreadMessage[];
}

/** What was written, oldest first: by the person, by staff to them, and by staff for themselves. */
export function Thread({ caseId, thread }: Props) {
  return (
    <BlockStack gap="400">
      {thread.map((message) => (
        <Message key={message.id} caseId={caseId} message={message} />
      ))}
    </BlockStack>
  );
}

const GONE: ProblemData = { code: "not_found", fields: [] };
const TITLES = { inbound: "They wrote", outbound: "Your answer", note: "Note for staff" } as const;
const VERIFIED = {
  pass: { tone: "success", words: "Sender confirmed by their mail server" },
  fail: { tone: "warning", words: "Sender not confirmed: it may be forged" },
} as const;

function Message({ caseId, message }: { readonly caseId: number; readonly message: ThreadMessage }) {
  const time = useShopTime();
  const { direction, at, actor, email, body, quoted, verified, mailState, files } = message;
  return (
    <Card
      background={
        direction === "note" ? "bg-surface-caution" : direction === "outbound" ? "bg-surface-secondary" : "bg-surface"
      }
    >
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingSm">
            {TITLES[direction]}
          </Text>
          {verified && <Badge tone={VERIFIED[verified].tone}>{VERIFIED[verified].words}</Badge>}
          {mailState && (
            <Badge
              tone={
                mailState === "accepted"
                  ? "success"
                  : mailState === "refused" || mailState === "unknown"
                    ? "critical"
                    : "info"
              }
            >
              {ANSWER_STATE_WORDS[mailState]}
            </Badge>
          )}
        </InlineStack>
        <Text as="p" tone="subdued">
          {[time.minute(at), actor ?? email].filter(Boolean).join(" · ")}
        </Text>
        <div style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{body || "No text."}</div>
        {quoted && (
          <details>
            <summary style={{ cursor: "pointer" }}>What they quoted</summary>
            <Box paddingBlockStart="200">
              <div style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{quoted}</div>
            </Box>
          </details>
        )}
        {files.length > 0 && <Files caseId={caseId} files={files} />}
      </BlockStack>
    </Card>
  );
}

function Files({ caseId, files }: { readonly caseId: number; readonly files: ThreadMessage["files"] }) {
  const [problem, setProblem] = useState<ProblemData | undefined>();
  return (
    <BlockStack gap="200">
      <ProblemBanner problem={problem} />
      <Text as="h3" variant="headingXs">
        Files they sent
      </Text>
      {files.map((file) => (
        <InlineStack key={file.id} gap="200" blockAlign="center">
          <span style={{ overflowWrap: "anywhere" }}>{`${file.name} (${size(file.bytes)})`}</span>
          {file.kept ? (
            <Button
              variant="plain"
              accessibilityLabel={`Save ${file.name}`}
              onClick={() =>
                void saveDownload(`/app/feedback/${caseId}/files/${file.id}`, file.name, GONE).then(setProblem)
              }
            >
              Save
            </Button>
          ) : (
            <Text as="span" tone="subdued">
              Too large to be kept
            </Text>
          )}
        </InlineStack>
      ))}
      <Text as="p" tone="subdued">
        A file from somebody you do not know may do harm when it is opened.
      </Text>
    </BlockStack>
  );
}

function size(bytes: number): string {
  return bytes < 1024 * 1024 ? `${count(Math.ceil(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
