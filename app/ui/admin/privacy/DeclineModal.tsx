import { useState } from "react";
import { ChoiceList, Modal } from "@shopify/polaris";
import { DECLINED_FOR } from "~/policy/privacyRequests";
import { DECLINED_WORDS } from "~/ui/privacy/words";

interface Props {
  readonly open: boolean;
  readonly onDecline: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks why a request is closed without being done. */
export function DeclineModal({ open, onDecline, onClose }: Props) {
  const [reason, setReason] = useState<string>(DECLINED_FOR[0]);
  return (
    <Modal
      open={open}
      onClose={onClose}
      title="Close without doing it?"
      primaryAction={{
        content: "Close the request",
        destructive: true,
        onAction: () => {
          onDecline(reason);
          onClose();
        },
      }}
      secondaryActions={[{ content: "Keep it open", onAction: onClose }]}
    >
      <Modal.Section>
        <ChoiceList
          title="Why"
          choices={DECLINED_FOR.map((value) => ({ value, label: DECLINED_WORDS[value] }))}
          selected={[reason]}
          onChange={([chosen]) => chosen && setReason(chosen)}
        />
      </Modal.Section>
    </Modal>
  );
}
