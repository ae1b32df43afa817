import { useEffect, useState } from "react";
import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, InlineStack, Modal, Spinner, Text, TextField } from "@shopify/polaris";
import type { SegmentOption, SegmentOptions } from "~/services/segments/readSegments";
import { problemIn } from "../problemData";
import { ProblemBanner } from "../ProblemBanner";
import { count, counted } from "../useShopTime";
import { SEGMENTS_URL } from "./segmentsUrl";

interface Props {
  readonly onPick: (id: string) => void;
  readonly onClose: () => void;
}

const FIND_FIELD = "find-segment";

/** The segments that the store has now, to be found by name, and to take one of them. */
export function PickSegment({ onPick, onClose }: Props) {
  const { data, load, state } = useFetcher<unknown>();
  useEffect(() => load(SEGMENTS_URL), [load]);
  const [read, setRead] = useState<SegmentOptions | undefined>(undefined);
  const [answered, setAnswered] = useState<unknown>(undefined);
  const [wanted, setWanted] = useState("");
  if (data !== answered) {
    setAnswered(data);
    const more = segmentsIn(data);
    if (more) setRead(joined(read, more));
  }
  const next = read?.next ?? null;
  useEffect(() => {
    // The button that had the focus goes with the last page.
    if (next === null && document.activeElement === document.body) document.getElementById(FIND_FIELD)?.focus();
  }, [next]);
  const problem = state === "idle" ? problemIn(data) : undefined;
  return (
    <Modal open title="Segments in Shopify" onClose={onClose}>
      <Modal.Section>
        <BlockStack gap="400">
          <ProblemBanner problem={problem} />
          {read && read.segments.length === 0 && (
            <Text as="p">There is none yet. Make one in Shopify, under Customers, Segments.</Text>
          )}
          {read && read.segments.length > 0 && (
            <Found segments={read.segments} all={next === null} wanted={wanted} onWanted={setWanted} onPick={onPick} />
          )}
          {next !== null && (
            <InlineStack align="center">
              <Button
                loading={state !== "idle"}
                onClick={() => load(`${SEGMENTS_URL}?after=${encodeURIComponent(next)}`)}
              >
                Show more segments
              </Button>
            </InlineStack>
          )}
          {!read && !problem && (
            <InlineStack align="center">
              <Spinner accessibilityLabel="Reading the segments" />
            </InlineStack>
          )}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

interface FoundProps {
  readonly segments: readonly SegmentOption[];
  /** Whether they are all that the store has. */
  readonly all: boolean;
  readonly wanted: string;
  readonly onWanted: (wanted: string) => void;
  readonly onPick: (id: string) => void;
}

function Found({ segments, all, wanted, onWanted, onPick }: FoundProps) {
  const words = wanted.trim().toLowerCase();
  const found = segments.filter(({ name }) => name.toLowerCase().includes(words));
  const summary = `${counted(found.length, "segment")} found${all ? "" : ` among the newest ${count(segments.length)}: show more to look further`}.`;
  return (
    <>
      <TextField
        id={FIND_FIELD}
        label="Find by name"
        value={wanted}
        onChange={onWanted}
        autoComplete="off"
        clearButton
        onClearButtonClick={() => onWanted("")}
      />
      <div role="status">
        <Text as="p" tone="subdued">
          {summary}
        </Text>
      </div>
      {found.map(({ id, name, query }) => (
        <InlineStack key={id} align="space-between" blockAlign="center" gap="400" wrap={false}>
          <BlockStack gap="050">
            <Text as="p" fontWeight="semibold">
              {name}
            </Text>
            <Text as="p" tone="subdued" breakWord>
              {query}
            </Text>
          </BlockStack>
          <Button accessibilityLabel={`Take ${name}`} onClick={() => onPick(id)}>
            Take
          </Button>
        </InlineStack>
      ))}
    </>
  );
}

/** What was read so far, with what came after it. One that was made meanwhile has pushed others into the next page. */
function joined(before: SegmentOptions | undefined, { segments, next }: SegmentOptions): SegmentOptions {
  const known = new Set(before?.segments.map(({ id }) => id));
  return { segments: [...(before?.segments ?? []), ...segments.filter(({ id }) => !known.has(id))], next };
}

function segmentsIn(data: unknown): SegmentOptions | undefined {
  return typeof data === "object" && data !== null && "segments" in data ? (data as SegmentOptions) : undefined;
}
