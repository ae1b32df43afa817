import { useState } from "react";
import { Banner, BlockStack, FormLayout, Modal, TextField } from "@shopify/polaris";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";

/** Asks staff for an address to exclude, and why. */
export function AddExclusion({ onClose }: { readonly onClose: () => void }) {
  const act = useAct({ exclude: "Address excluded" }, onClose);
  const [email, setEmail] = useState("");
  const [note, setNote] = useState("");
  return (
    <Modal
      open
      onClose={onClose}
      title="Exclude an address"
      primaryAction={{
        content: "Exclude",
        destructive: true,
        loading: act.busy === "exclude",
        onAction: () => act.submit("exclude", { email, note }),
      }}
      secondaryActions={[{ content: "Cancel", onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <ProblemBanner problem={act.problem} />
          <FormLayout>
            <TextField
              label="Email address"
              type="email"
              name="email"
              autoComplete="off"
              value={email}
              onChange={setEmail}
              requiredIndicator
              helpText="Every spelling that reaches the same mailbox is excluded with it."
              error={fieldError(act.problem, "email", "Enter an email address, such as name@example.co.uk")}
            />
            <TextField
              label="Reason"
              name="note"
              autoComplete="off"
              value={note}
              onChange={setNote}
              requiredIndicator
              multiline={2}
              maxLength={500}
              helpText="For example: asked by telephone on 3 March not to be mailed again."
              error={fieldError(act.problem, "note", "Say why this address is excluded")}
            />
          </FormLayout>
          <Banner tone="warning">
            <p>
              From now on no marketing email is sent to this address, and any consent it gave is withdrawn. Only at the
              person&apos;s own wish is it ever taken off the list again.
            </p>
          </Banner>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
