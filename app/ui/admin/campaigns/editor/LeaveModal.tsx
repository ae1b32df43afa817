import { useEffect } from "react";
import { useBeforeUnload, useBlocker } from "@remix-run/react";
import { Modal, Text } from "@shopify/polaris";
import type { Saving } from "./useAutosave";

/** Has what is on the screen saved before the page is left, and asks when it cannot be saved. */
export function LeaveModal({ saving: { state, save } }: { readonly saving: Saving }) {
  const unsaved = state !== "saved";
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => unsaved && currentLocation.pathname !== nextLocation.pathname,
  );
  const leaving = blocker.state === "blocked";
  useEffect(() => {
    if (!leaving) return;
    if (state === "saved") blocker.proceed();
    else if (state === "waiting") save();
  }, [leaving, state, blocker, save]);
  useBeforeUnload((event) => {
    if (unsaved) event.preventDefault();
  });
  const stuck = leaving && (state === "conflict" || state === "refused" || state === "unreached");
  return (
    <Modal
      open={stuck}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
      primaryAction={{ content: "Leave", destructive: true, onAction: () => blocker.proceed?.() }}
      secondaryActions={[{ content: "Stay", onAction: () => blocker.reset?.() }]}
    >
      <Modal.Section>
        <Text as="p">What you changed last could not be saved, and is lost when you leave this page.</Text>
      </Modal.Section>
    </Modal>
  );
}
