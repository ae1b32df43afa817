import { useState } from "react";
import { ChoiceList, Modal } from "@shopify/polaris";
import { FEEDBACK_OUTCOMES } from "~/policy/feedback";
import { FEEDBACK_OUTCOME_WORDS } from "~/ui/feedbackWords";
import type { Act } from "../useAct";

/** Asks how a case ended. */
export function CloseModal({ act, onClose }: { readonly act: Act; readonly onClose: () => void }) {
  const [outcome, setOutcome] = useState<string>("answered");
  return (
    <Modal
      open
      onClose={onClose}
      title="Close this case"
      primaryAction={{
        content: "Close the case",
        loading: act.busy === "close",
        onAction: () => {
          act.submit("close", { outcome });
          onClose();
        },
      }}
      secondaryActions={[{ content: "Keep it open", onAction: onClose }]}
    >
      <Modal.Section>
        <ChoiceList
          title="How it ended"
          choices={FEEDBACK_OUTCOMES.map((value) => ({ value, label: FEEDBACK_OUTCOME_WORDS[value] }))}
          selected={[outcome]}
          onChange={([chosen]) => setOutcome(chosen ?? "answered")}
        />
      </Modal.Section>
    </Modal>
  );
}
