import { useEffect } from "react";
import { useFetcher } from "@remix-run/react";
import { Banner, BlockStack, Button, InlineStack, Modal, Spinner, Text } from "@shopify/polaris";
import type { SegmentOption } from "~/services/segments/readSegments";
import { PROBLEM_WORDS } from "~/ui/problems";
import { problemIn } from "../problemData";
import { SEGMENTS_URL } from "./segmentShapes";

interface Props {
  readonly onPick: (id: string) => void;
  readonly onClose: () => void;
}

/** The segments that the store has now, to take one of them. */
export function PickSegment({ onPick, onClose }: Props) {
  const { data, load, state } = useFetcher<unknown>();
  useEffect(() => load(SEGMENTS_URL), [load]);
  const segments = segmentsIn(data);
  const problem = problemIn(data);
  return (
    <Modal open title="Segments in Shopify" onClose={onClose}>
      <Modal.Section>
        {problem ? (
          <Banner tone="critical" title={PROBLEM_WORDS[problem.code].title}>
            {PROBLEM_WORDS[problem.code].next}
          </Banner>
        ) : !segments ? (
          <InlineStack align="center">
            <Spinner accessibilityLabel="Reading the segments" />
          </InlineStack>
        ) : segments.length === 0 ? (
          <Text as="p">There is none yet. Make one in Shopify, under Customers, Segments.</Text>
        ) : (
          <BlockStack gap="400">
            {segments.map(({ id, name, query }) => (
              <InlineStack key={id} align="space-between" blockAlign="center" gap="400" wrap={false}>
                <BlockStack gap="050">
                  <Text as="p" fontWeight="semibold">
                    {name}
                  </Text>
                  <Text as="p" tone="subdued" breakWord>
                    {query}
                  </Text>
                </BlockStack>
                <Button accessibilityLabel={`Take ${name}`} onClick={() => onPick(id)} disabled={state !== "idle"}>
                  Take
                </Button>
              </InlineStack>
            ))}
          </BlockStack>
        )}
      </Modal.Section>
    </Modal>
  );
}

function segmentsIn(data: unknown): readonly SegmentOption[] | undefined {
  return typeof data === "object" && data !== null && "segments" in data
    ? (data.segments as readonly SegmentOption[])
    : undefined;
}
