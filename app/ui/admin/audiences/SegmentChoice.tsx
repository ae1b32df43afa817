import { useState } from "react";
import { BlockStack, Box, Button, Checkbox, InlineError, InlineStack, Text } from "@shopify/polaris";
import type { KeptSegment } from "~/services/segments/readSegments";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { useRefresh } from "../useRefresh";
import { useShopTime } from "../useShopTime";
import { PickSegment } from "./PickSegment";
import { SEGMENTS_URL } from "./segmentShapes";
import { segmentLines } from "./segmentWords";

interface Props {
  readonly label: string;
  readonly error: string | undefined;
  readonly kept: readonly KeptSegment[];
  /** Numbers parted by commas, as the form holds them. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Chooses among the segments that were taken from the store, each with its date, and takes others. */
export function SegmentChoice({ label, error, kept, value, onChange }: Props) {
  const time = useShopTime();
  const [picking, setPicking] = useState(false);
  const [picked, setPicked] = useState<string | null>(null);
  useRefresh(
    kept.some(({ reading }) => reading !== null),
    2000,
  );
  const chosen = value.split(", ").filter(Boolean);
  const choose = (id: string, wanted: boolean) =>
    onChange([...chosen.filter((each) => each !== id), ...(wanted ? [id] : [])].join(", "));
  const chooseTaken = () => {
    if (picked !== null && !chosen.includes(picked)) choose(picked, true);
    setPicked(null);
  };
  const act = useAct({ take: "Segment asked for" }, chooseTaken, SEGMENTS_URL);
  const take = (segment: string) => act.submit("take", { segment });
  return (
    <BlockStack gap="300">
      <BlockStack gap="200" as="fieldset">
        <Text as="legend">{`${label} (none ticked means any)`}</Text>
        {kept.length === 0 && (
          <Text as="p" tone="subdued">
            No segment has been taken yet.
          </Text>
        )}
        {kept.map((segment) => {
          const id = String(segment.id);
          const name = segment.name || `No. ${id}`;
          return (
            <InlineStack key={id} gap="200" align="space-between" blockAlign="start" wrap={false}>
              <Checkbox
                label={name}
                checked={chosen.includes(id)}
                onChange={(wanted) => choose(id, wanted)}
                helpText={segmentLines(segment, time).join(" ")}
              />
              <Box minWidth="max-content">
                <Button
                  variant="plain"
                  accessibilityLabel={`Take it again: ${name}`}
                  disabled={act.busy !== undefined}
                  onClick={() => {
                    setPicked(null);
                    take(id);
                  }}
                >
                  Take it again
                </Button>
              </Box>
            </InlineStack>
          );
        })}
        {error && <InlineError fieldID="segments" message={error} />}
      </BlockStack>
      <ProblemBanner problem={act.problem} />
      <InlineStack>
        <Button onClick={() => setPicking(true)}>Take a segment from Shopify</Button>
      </InlineStack>
      <Text as="p" tone="subdued">
        Segments are defined in Shopify, under Customers, Segments. Who is in one is read from there: when you take it,
        and every night while an audience uses it. It only selects: whether each of them may be mailed is decided apart
        from it.
      </Text>
      {picking && (
        <PickSegment
          onPick={(id) => {
            take(id);
            setPicked(id);
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </BlockStack>
  );
}
