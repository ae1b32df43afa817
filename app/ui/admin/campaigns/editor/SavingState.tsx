import { useEffect, useRef } from "react";
import { Banner, Button, ButtonGroup, BlockStack, Text } from "@shopify/polaris";
import { PROBLEM_WORDS } from "~/ui/problems";
import type { Saving } from "./useAutosave";

const WORDS: Readonly<Record<Exclude<Saving["state"], "conflict">, string>> = {
  saved: "All changes are saved.",
  waiting: "Changes are saved in a moment.",
  saving: "Saving…",
  refused: "Not saved: see the fields marked below.",
  unreached: "Not saved: Twostage cannot be reached. It tries again by itself; keep this page open.",
};

interface Props {
  readonly saving: Saving;
  /** Shows what was saved elsewhere, and gives up what is on the screen. */
  readonly onShowOther: () => void;
}

/** Whether what is on the screen is stored, and what to do when somebody else saved the draft meanwhile. */
export function SavingState({ saving, onShowOther }: Props) {
  const banner = useRef<HTMLDivElement>(null);
  const conflict = saving.state === "conflict";
  // Whoever writes further down must see that nothing is saved any more.
  useEffect(() => {
    if (conflict) banner.current?.scrollIntoView({ block: "center" });
  }, [conflict]);
  if (saving.state !== "conflict")
    return (
      <div role="status">
        <Text as="p" tone="subdued">
          {WORDS[saving.state]}
        </Text>
      </div>
    );
  const { title, next } = PROBLEM_WORDS.draft_changed;
  return (
    <div ref={banner} role="alert">
      <Banner tone="warning" title={title}>
        <BlockStack gap="200">
          <Text as="p">{`${next} Choose which of the two to keep.`}</Text>
          <ButtonGroup>
            <Button onClick={onShowOther}>Show what was saved, and drop mine</Button>
            <Button tone="critical" onClick={saving.saveOver}>
              Save mine over it
            </Button>
          </ButtonGroup>
        </BlockStack>
      </Banner>
    </div>
  );
}
