import { useState } from "react";
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Link, List, Text } from "@shopify/polaris";
import { isError, type Finding, type FindingPlace } from "~/policy/preflight";
import { FINDING_WORDS } from "~/ui/preflightWords";
import { ProblemBanner } from "../ProblemBanner";
import type { Act } from "../useAct";
import { DRAFT_LABELS } from "./draftWords";

interface Props {
  readonly act: Act;
  /** The version that is on the screen. */
  readonly seen: number;
  readonly unsaved: boolean;
  /** Leads to a block of the editor or a field of the form. */
  readonly onShow: (place: FindingPlace) => void;
}

/** What must be put right before the campaign may be sent, and what had better be. The start asks the same again. */
export function PreflightCard({ act, seen, unsaved, onShow }: Props) {
  const [asked, ask] = useState<number>();
  // What was found in another version says nothing of this one.
  const findings = asked === seen && !unsaved ? (act.answer?.findings as readonly Finding[] | undefined) : undefined;
  const errors = findings?.filter(isError) ?? [];
  const advice = findings?.filter((finding) => !isError(finding)) ?? [];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Before it goes out
        </Text>
        <Text as="p" tone="subdued">
          Looks at the draft as saved: its links, pictures and names, the sender, and what the law asks for.
        </Text>
        <ProblemBanner problem={act.problem} fieldLabels={DRAFT_LABELS} />
        <div aria-live="polite">
          {findings && (
            <BlockStack gap="300">
              {errors.length > 0 ? (
                <Findings title="Must be put right" tone="critical" findings={errors} onShow={onShow} />
              ) : (
                <Banner tone="success">Nothing keeps this campaign from being sent.</Banner>
              )}
              {advice.length > 0 && <Findings title="Advice" tone="info" findings={advice} onShow={onShow} />}
            </BlockStack>
          )}
        </div>
        <Button
          onClick={() => {
            ask(seen);
            act.submit("check");
          }}
          loading={act.busy === "check"}
          disabled={unsaved}
        >
          {findings ? "Check again" : "Check now"}
        </Button>
      </BlockStack>
    </Card>
  );
}

interface FindingsProps {
  readonly title: string;
  readonly tone: "critical" | "info";
  readonly findings: readonly Finding[];
  readonly onShow: Props["onShow"];
}

function Findings({ title, tone, findings, onShow }: FindingsProps) {
  return (
    <BlockStack gap="150">
      <InlineStack gap="150" blockAlign="center">
        <Text as="h3" variant="headingSm">
          {title}
        </Text>
        <Badge tone={tone}>{String(findings.length)}</Badge>
      </InlineStack>
      <List gap="loose">
        {findings.map((finding, place) => (
          <List.Item key={`${finding.code} ${place}`}>
            <FindingLine finding={finding} onShow={onShow} />
          </List.Item>
        ))}
      </List>
    </BlockStack>
  );
}

const PAGES = {
  settings: { url: "/app/settings", label: "Go to Settings" },
  assessment: { url: "/app/assessment", label: "Go to the assessment" },
} as const;

function FindingLine({
  finding: { code, about, place },
  onShow,
}: {
  readonly finding: Finding;
  readonly onShow: Props["onShow"];
}) {
  const { title, next } = FINDING_WORDS[code];
  return (
    <BlockStack gap="050">
      <Text as="p" fontWeight="medium">
        {title}
      </Text>
      {about && (
        <Text as="p" breakWord>
          {about}
        </Text>
      )}
      <Text as="p" tone="subdued">
        {next}
      </Text>
      {place.kind === "page" && <Link url={PAGES[place.page].url}>{PAGES[place.page].label}</Link>}
      {(place.kind === "block" || place.kind === "field") && (
        <div>
          <Button variant="plain" onClick={() => onShow(place)} accessibilityLabel={`Show where: ${title}`}>
            Show where
          </Button>
        </div>
      )}
    </BlockStack>
  );
}
