import { useState } from "react";
import { BlockStack, ChoiceList, Modal, Text, TextField } from "@shopify/polaris";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError, type ProblemData } from "../problemData";
import { counted } from "../useShopTime";
import { DECIDE_WORDS, type DecidedForm } from "./reviewWords";

interface Props {
  readonly legalForm: DecidedForm;
  /** Names of the rows it is about. */
  readonly names: readonly string[];
  readonly contacts: number;
  readonly busy: boolean;
  readonly problem: ProblemData | undefined;
  readonly onDecide: (reason: string) => void;
  readonly onClose: () => void;
}

const OTHER = "other";
const NAMED = 3;

/** Asks why the chosen rows are of this legal form; nothing is decided without a reason. */
export function DecideModal({ legalForm, names, contacts, busy, problem, onDecide, onClose }: Props) {
  const words = DECIDE_WORDS[legalForm];
  const [choice, setChoice] = useState("");
  const [text, setText] = useState("");
  const others = names.length - NAMED;
  const about = names.slice(0, NAMED).join(", ") + (others > 0 ? ` and ${others} more` : "");
  const missing = fieldError(problem, "reason", "Say why, so that it can be looked up later");
  return (
    <Modal
      open
      onClose={onClose}
      title={words.title}
      primaryAction={{
        content: `${words.action}: ${counted(contacts, "customer")}`,
        loading: busy,
        onAction: () => onDecide(choice === OTHER ? text : choice),
      }}
      secondaryActions={[{ content: "Cancel", onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {!missing && <ProblemBanner problem={problem} />}
          <Text as="p" breakWord>
            <Text as="span" fontWeight="semibold">{`${about}. `}</Text>
            {`${words.means} The decision is kept with your name and reason, and can be undone.`}
          </Text>
          <ChoiceList
            title="Reason"
            name="reason"
            choices={[
              ...words.reasons.map((reason) => ({ label: reason, value: reason })),
              { label: "Another reason", value: OTHER },
            ]}
            selected={[choice]}
            onChange={([picked = ""]) => setChoice(picked)}
            {...(missing && choice !== OTHER ? { error: missing } : {})}
          />
          {choice === OTHER && (
            <TextField
              label="Reason in your words"
              autoComplete="off"
              value={text}
              onChange={setText}
              maxLength={500}
              multiline={2}
              requiredIndicator
              error={missing}
            />
          )}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
