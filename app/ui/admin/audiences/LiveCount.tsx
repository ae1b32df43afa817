import { useEffect, useRef } from "react";
import { useFetcher } from "@remix-run/react";
import { BlockStack, Card, InlineStack, Spinner, Text } from "@shopify/polaris";
import type { AudiencePreview } from "~/services/campaigns/previewAudience";
import { Breakdown } from "../Breakdown";
import { problemIn, type ProblemData } from "../problemData";
import { count, counted } from "../useShopTime";

const COUNT_URL = "/app/audiences/count";
/** Long enough that typing a word asks once. */
const PAUSE_MS = 400;
/** When the app could not be reached. */
const AGAIN_MS = 3000;

/** Whether what was asked is a count. */
export const isCount = ({ formAction }: { readonly formAction?: string | undefined }) => formAction === COUNT_URL;

/** An audience as it would be decided now. */
export interface Count {
  readonly audience: AudiencePreview | undefined;
  readonly problem: ProblemData | undefined;
  readonly counting: boolean;
}

/** Counts what a form has now, a moment after it was last changed; a count that is overtaken is dropped. `null` counts nothing. */
export function useLiveCount(values: Readonly<Record<string, string>> | null): Count {
  const fetcher = useFetcher<unknown>();
  const { submit } = fetcher;
  const asked = useRef(false);
  const text = JSON.stringify(values);
  useEffect(() => {
    const wanted = JSON.parse(text) as Record<string, string> | null;
    if (!wanted) return;
    const timer = setTimeout(
      () => {
        asked.current = true;
        submit(wanted, { method: "post", action: COUNT_URL });
      },
      asked.current ? PAUSE_MS : 0,
    );
    return () => clearTimeout(timer);
  }, [text, submit]);
  const { data, state } = fetcher;
  const problem = problemIn(data);
  const again = state === "idle" && problem?.code === "not_reached";
  useEffect(() => {
    const wanted = JSON.parse(text) as Record<string, string> | null;
    if (!again || !wanted) return;
    const timer = setTimeout(() => submit(wanted, { method: "post", action: COUNT_URL }), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [again, text, submit]);
  const answered = typeof data === "object" && data !== null && "audience" in data;
  return {
    audience: answered ? (data.audience as AudiencePreview) : undefined,
    problem,
    counting: state !== "idle",
  };
}

interface Props extends Count {
  /** What is counted, as the end of "in". */
  readonly of: string;
}

/** Who is in, who is out and why, with examples and what would change it. Says so to a screen reader when a new count is there. */
export function LiveCount({ audience, problem, counting, of }: Props) {
  const eligible = audience?.eligible ?? 0;
  const summary = problem
    ? problem.code === "not_reached"
      ? "Not counted: Twostage cannot be reached. It is tried again."
      : "Not counted: correct what is marked in the form."
    : audience
      ? `${counted(audience.selected, "customer")} in ${of}: ${count(eligible)} may be mailed, ${count(audience.selected - eligible)} may not.`
      : "Counting.";
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              Who gets it
            </Text>
            {counting && <Spinner size="small" accessibilityLabel="Counting" />}
          </InlineStack>
          <div role="status" aria-live="polite" aria-busy={counting}>
            <Text as="p" tone="subdued">
              {summary}
            </Text>
          </div>
          <Text as="p" tone="subdued">
            Decided for everybody as of now, and again when the campaign is sent. Names are examples.
          </Text>
        </BlockStack>
        {audience && !problem && <Breakdown byBasis={audience.byBasis} byReason={audience.byReason} explained />}
      </BlockStack>
    </Card>
  );
}
