import { useEffect } from "react";
import { useBeforeUnload, useBlocker } from "@remix-run/react";
import { Modal, Text } from "@shopify/polaris";
import type { Saving } from "./useAutosave";

interface Props {
  readonly saving: Saving;
  /** Whether when and how fast it goes was changed and not saved: only its own button saves that. */
  readonly unplanned: boolean;
}

/** Has what is on the screen saved before the page is left, and asks when it cannot be saved. */
export function LeaveModal({ saving: { state, save }, unplanned }: Props) {
  const unsaved = state !== "saved" || unplanned;
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => unsaved && currentLocation.pathname !== nextLocation.pathname,
  );
  const leaving = blocker.state === "blocked";
  useEffect(() => {
    if (!leaving) return;
    if (!unsaved) blocker.proceed();
    else if (state === "waiting") save();
  }, [leaving, unsaved, state, blocker, save]);
  useBeforeUnload((event) => {
    if (unsaved) event.preventDefault();
  });
  const lost = state === "conflict" || state === "refused" || state === "unreached";
  const stuck = leaving && (lost || (state === "saved" && unplanned));
  return (
    <Modal
      open={stuck}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
      primaryAction={{ content: "Leave", destructive: true, onAction: () => blocker.proceed?.() }}
      secondaryActions={[{ content: "Stay", onAction: () => blocker.reset?.() }]}
    >
      <Modal.Section>
        <Text as="p">
          {lost
            ? "What you changed last could not be saved, and is lost when you leave this page."
            : "What you changed in “When and how fast” has not been saved, and is lost when you leave this page."}
        </Text>
      </Modal.Section>
    </Modal>
  );
}
