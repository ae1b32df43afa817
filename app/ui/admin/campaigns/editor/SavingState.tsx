import { useEffect, useRef } from "react";
import { Banner, BlockStack, Button, ButtonGroup, List, Text } from "@shopify/polaris";
import type { Fault } from "~/lib/errors";
import type { MailBlock } from "~/policy/mailBlocks";
import { PROBLEM_WORDS } from "~/ui/problems";
import { ProblemBanner } from "../../ProblemBanner";
import { faultPlace, faultWords } from "../faultWords";
import type { Saving } from "./useAutosave";

const WORDS: Readonly<Record<Exclude<Saving["state"], "conflict" | "refused">, string>> = {
  saved: "All changes are saved.",
  waiting: "Changes are saved in a moment.",
  saving: "Saving…",
  unreached: "Not saved: Twostage cannot be reached. It tries again by itself; keep this page open.",
};

interface Props {
  readonly saving: Saving;
  /** The mail as it is on the screen. */
  readonly blocks: readonly MailBlock[];
  /** Leads to where something was refused. */
  readonly onShowFault: (fault: Fault) => void;
  /** Shows what was saved elsewhere, and gives up what is on the screen. */
  readonly onShowOther: () => void;
}

/** Whether what is on the screen is stored; what to put right when it was refused; and what to do when somebody else saved the draft meanwhile. */
export function SavingState({ saving, blocks, onShowFault, onShowOther }: Props) {
  const { state, faults, asked, problem } = saving;
  const banner = useRef<HTMLDivElement>(null);
  const conflict = state === "conflict";
  const told = conflict || (state === "refused" && (asked || faults.length === 0));
  // Whoever writes further down must see that nothing is saved any more. Where a field is marked, they do, unless they asked for it elsewhere.
  useEffect(() => {
    if (told) banner.current?.scrollIntoView({ block: "center" });
  }, [told]);
  if (conflict)
    return (
      <div ref={banner} role="alert">
        <BlockStack gap="400">
          <Conflict saving={saving} onShowOther={onShowOther} />
          {/* Mine cannot be saved over it before that. */}
          {faults.length > 0 && <Refused faults={faults} blocks={blocks} onShowFault={onShowFault} />}
        </BlockStack>
      </div>
    );
  return (
    <div ref={banner} role="status">
      {state !== "refused" ? (
        <Text as="p" tone="subdued">
          {WORDS[state]}
        </Text>
      ) : faults.length === 0 ? (
        <ProblemBanner problem={problem} />
      ) : (
        <Refused faults={faults} blocks={blocks} onShowFault={onShowFault} />
      )}
    </div>
  );
}

function Refused({ faults, blocks, onShowFault }: Pick<Props, "blocks" | "onShowFault"> & Pick<Saving, "faults">) {
  return (
    <Banner
      tone="critical"
      title={
        faults.length === 1
          ? "Not saved: something must be put right first"
          : `Not saved: ${faults.length} things must be put right first`
      }
    >
      <BlockStack gap="200">
        <List>
          {faults.map((fault) => (
            <List.Item key={[fault.field, ...fault.at].join(" ")}>
              <Button variant="plain" textAlign="left" onClick={() => onShowFault(fault)}>
                {faultPlace(fault, blocks)}
              </Button>
              {`: ${faultWords(fault)}.`}
            </List.Item>
          ))}
        </List>
        <Text as="p">What you wrote stays on this page, and is saved by itself once this is put right.</Text>
      </BlockStack>
    </Banner>
  );
}

function Conflict({ saving, onShowOther }: Pick<Props, "saving" | "onShowOther">) {
  const { title, next } = PROBLEM_WORDS.draft_changed;
  // Until it is known what was saved elsewhere, neither would be what it says.
  const reading = saving.busy !== undefined;
  return (
    <Banner tone="warning" title={title}>
      <BlockStack gap="200">
        <Text as="p">{`${next} Choose which of the two to keep.`}</Text>
        <ButtonGroup>
          <Button onClick={onShowOther} disabled={reading}>
            Show what was saved, and drop mine
          </Button>
          <Button tone="critical" onClick={saving.saveOver} disabled={reading}>
            Save mine over it
          </Button>
        </ButtonGroup>
      </BlockStack>
    </Banner>
  );
}
