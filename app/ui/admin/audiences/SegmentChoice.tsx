import { useState } from "react";
import { BlockStack, Box, Button, Checkbox, InlineError, InlineStack, Text } from "@shopify/polaris";
import type { KeptSegment } from "~/services/segments/readSegments";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { useRefresh } from "../useRefresh";
import { useShopTime } from "../useShopTime";
import { PickSegment } from "./PickSegment";
import { SEGMENTS_URL } from "./segmentsUrl";
import { segmentLines } from "./segmentWords";

interface Props {
  readonly label: string;
  readonly error: string | undefined;
  readonly kept: readonly KeptSegment[];
  /** Numbers parted by commas, as the form holds them. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const PICK_BUTTON = "pick-segment";

/** Chooses among the segments that were taken from the store, each with its date, takes others and removes those that are no longer wanted. */
export function SegmentChoice({ label, error, kept, value, onChange }: Props) {
  const [picking, setPicking] = useState(false);
  // What becomes of the choice once the app has done what was asked for.
  const [then, setThen] = useState<{ readonly id: string; readonly chosen: boolean } | null>(null);
  useRefresh(
    kept.some(({ reading }) => reading !== null),
    2000,
  );
  const chosen = value.split(", ").filter(Boolean);
  const choose = (id: string, wanted: boolean) =>
    onChange([...chosen.filter((each) => each !== id), ...(wanted ? [id] : [])].join(", "));
  const onDone = (intent: string) => {
    if (then) choose(then.id, then.chosen);
    setThen(null);
    // The button that had the focus goes with its segment.
    if (intent === "remove") document.getElementById(PICK_BUTTON)?.focus();
  };
  const act = useAct(
    { take: "Segment asked for", remove: "Segment removed here; Shopify keeps it" },
    onDone,
    SEGMENTS_URL,
  );
  const ask = (intent: "take" | "remove", segment: string, after: typeof then) => {
    setThen(after);
    act.submit(intent, { segment });
  };
  const shown = kept.filter(({ id, removedAt }) => removedAt === null || chosen.includes(String(id)));
  return (
    <BlockStack gap="300">
      <BlockStack gap="200" as="fieldset">
        <Text as="legend">{`${label} (none ticked means any)`}</Text>
        {shown.length === 0 && (
          <Text as="p" tone="subdued">
            No segment has been taken yet.
          </Text>
        )}
        {shown.map((segment) => {
          const id = String(segment.id);
          return (
            <SegmentRow
              key={id}
              segment={segment}
              checked={chosen.includes(id)}
              busy={act.busy !== undefined}
              onChange={(wanted) => choose(id, wanted)}
              onTake={() => ask("take", id, null)}
              onRemove={() => ask("remove", id, { id, chosen: false })}
            />
          );
        })}
        {error && <InlineError fieldID="segments" message={error} />}
      </BlockStack>
      <ProblemBanner problem={act.problem} />
      <InlineStack>
        <Button id={PICK_BUTTON} onClick={() => setPicking(true)}>
          Take a segment from Shopify
        </Button>
      </InlineStack>
      <Text as="p" tone="subdued">
        Segments are defined in Shopify, under Customers, Segments. Who is in one is read from there: when you take it,
        and every night while an audience uses it. It only selects: whether each of them may be mailed is decided apart
        from it.
      </Text>
      {picking && (
        <PickSegment
          onPick={(id) => {
            ask("take", id, { id, chosen: true });
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </BlockStack>
  );
}

interface RowProps {
  readonly segment: KeptSegment;
  readonly checked: boolean;
  readonly busy: boolean;
  readonly onChange: (wanted: boolean) => void;
  readonly onTake: () => void;
  readonly onRemove: () => void;
}

function SegmentRow({ segment, checked, busy, onChange, onTake, onRemove }: RowProps) {
  const time = useShopTime();
  const name = segment.name || `No. ${segment.id}`;
  return (
    <InlineStack gap="200" align="space-between" blockAlign="start" wrap={false}>
      <Checkbox label={name} checked={checked} onChange={onChange} helpText={segmentLines(segment, time).join(" ")} />
      <Box minWidth="max-content">
        <InlineStack gap="300" wrap={false}>
          <Button variant="plain" accessibilityLabel={`Take it again: ${name}`} disabled={busy} onClick={onTake}>
            Take it again
          </Button>
          {segment.removedAt === null && (
            <Button
              variant="plain"
              tone="critical"
              accessibilityLabel={`Remove: ${name}`}
              disabled={busy}
              onClick={onRemove}
            >
              Remove
            </Button>
          )}
        </InlineStack>
      </Box>
    </InlineStack>
  );
}
