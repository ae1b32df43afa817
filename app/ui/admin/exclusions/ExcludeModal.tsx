import { useState } from "react";
import { Banner, BlockStack, FormLayout, Modal, TextField } from "@shopify/polaris";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";

/** What staff may exclude. */
export type Excluded = "address" | "domain";

const WHAT = {
  address: {
    intent: "exclude",
    field: "email",
    type: "email",
    done: "Address excluded",
    title: "Exclude an address",
    confirm: "Exclude",
    label: "Email address",
    help: "Every spelling that reaches the same mailbox is excluded with it.",
    wrong: "Enter an email address, such as name@example.co.uk",
    reasonHelp: "For example: asked by telephone on 3 March not to be mailed again.",
    reasonMissing: "Say why this address is excluded",
    warning:
      "From now on no marketing email is sent to this address, and any consent it gave is withdrawn. Only at the person’s own wish is it ever taken off the list again.",
  },
  domain: {
    intent: "exclude_domain",
    field: "domain",
    type: "text",
    done: "Domain excluded",
    title: "Exclude a whole domain",
    confirm: "Exclude the domain",
    label: "Domain",
    help: "What stands behind the @, such as example.co.uk. Addresses below it, such as jo@sales.example.co.uk, are excluded with it.",
    wrong: "Enter the domain of one business, such as example.co.uk",
    reasonHelp: "For example: their office manager asked for nobody there to be mailed.",
    reasonMissing: "Say why this domain is excluded",
    warning:
      "From now on no marketing email and no verification email is sent to anybody there, also to people who are added later. Consent that people there gave is not withdrawn by this, but counts for nothing until the domain is taken off again.",
  },
} as const;

/** Asks staff for an address, or a domain whose every address is to be excluded, and why. */
export function ExcludeModal({ what, onClose }: { readonly what: Excluded; readonly onClose: () => void }) {
  const words = WHAT[what];
  const act = useAct({ [words.intent]: words.done }, onClose);
  const [entered, setEntered] = useState("");
  const [note, setNote] = useState("");
  return (
    <Modal
      open
      onClose={onClose}
      title={words.title}
      primaryAction={{
        content: words.confirm,
        destructive: true,
        loading: act.busy === words.intent,
        onAction: () => act.submit(words.intent, { [words.field]: entered, note }),
      }}
      secondaryActions={[{ content: "Cancel", onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <ProblemBanner problem={act.problem} />
          <FormLayout>
            <TextField
              label={words.label}
              type={words.type}
              name={words.field}
              autoComplete="off"
              value={entered}
              onChange={setEntered}
              requiredIndicator
              helpText={words.help}
              error={fieldError(act.problem, words.field, words.wrong)}
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
              helpText={words.reasonHelp}
              error={fieldError(act.problem, "note", words.reasonMissing)}
            />
          </FormLayout>
          <Banner tone="warning">
            <p>{words.warning}</p>
          </Banner>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
