import { useState } from "react";
import { Banner, BlockStack, FormLayout, Modal, TextField } from "@shopify/polaris";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";

/** Asks staff for a domain whose every address is to be excluded, and why. */
export function AddDomain({ onClose }: { readonly onClose: () => void }) {
  const act = useAct({ exclude_domain: "Domain excluded" }, onClose);
  const [domain, setDomain] = useState("");
  const [note, setNote] = useState("");
  return (
    <Modal
      open
      onClose={onClose}
      title="Exclude a whole domain"
      primaryAction={{
        content: "Exclude the domain",
        destructive: true,
        loading: act.busy === "exclude_domain",
        onAction: () => act.submit("exclude_domain", { domain, note }),
      }}
      secondaryActions={[{ content: "Cancel", onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <ProblemBanner problem={act.problem} />
          <FormLayout>
            <TextField
              label="Domain"
              name="domain"
              autoComplete="off"
              value={domain}
              onChange={setDomain}
              requiredIndicator
              helpText="What stands behind the @, such as example.co.uk. Addresses below it, such as jo@sales.example.co.uk, are excluded with it."
              error={fieldError(act.problem, "domain", "Enter the domain of one business, such as example.co.uk")}
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
              helpText="For example: their office manager asked for nobody there to be mailed."
              error={fieldError(act.problem, "note", "Say why this domain is excluded")}
            />
          </FormLayout>
          <Banner tone="warning">
            <p>
              From now on no marketing email and no verification email is sent to anybody there, also to people who are
              added later. Consent that people there gave is not withdrawn by this, but counts for nothing until the
              domain is taken off again.
            </p>
          </Banner>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
