import { Modal, Text } from "@shopify/polaris";

interface Props {
  readonly open: boolean;
  readonly title: string;
  readonly words: string;
  readonly confirm: string;
  readonly keep: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function ConfirmModal({ open, title, words, confirm, keep, onConfirm, onClose }: Props) {
  return (
    <Modal
      open={open}
      onClose={onClose}
      title={title}
      primaryAction={{
        content: confirm,
        destructive: true,
        onAction: () => {
          onConfirm();
          onClose();
        },
      }}
      secondaryActions={[{ content: keep, onAction: onClose }]}
    >
      <Modal.Section>
        <Text as="p">{words}</Text>
      </Modal.Section>
    </Modal>
  );
}
