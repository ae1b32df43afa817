import { Modal, Text } from "@shopify/polaris";

const KEYS: readonly (readonly [keys: string, words: string])[] = [
  ["j or down arrow", "Next row"],
  ["k or up arrow", "Row before"],
  ["Space", "Choose the row, or leave it out again"],
  ["c", "Record the chosen rows as companies"],
  ["i", "Record the chosen rows as individuals"],
  ["?", "Show these keys"],
  ["Escape", "Close what is open"],
];

/** Says which keys the desk knows. */
export function ShortcutsModal({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal open onClose={onClose} title="Keyboard shortcuts">
      <Modal.Section>
        <dl style={{ margin: 0, display: "grid", gridTemplateColumns: "max-content 1fr", gap: "var(--p-space-200)" }}>
          {KEYS.map(([keys, words]) => (
            <div key={keys} style={{ display: "contents" }}>
              <dt>
                <Text as="span" fontWeight="semibold">
                  {keys}
                </Text>
              </dt>
              <dd style={{ margin: 0 }}>{words}</dd>
            </div>
          ))}
        </dl>
        <Text as="p" tone="subdued">
          With no row chosen, c and i are about the row that has the focus. No key does anything while you type in a
          field. They can be switched off above the list.
        </Text>
      </Modal.Section>
    </Modal>
  );
}
