import { useState } from "react";
import { BlockStack, Button, Card, InlineStack, Tabs, Text, TextField } from "@shopify/polaris";
import { MAX_FEEDBACK_LENGTH } from "~/policy/feedback";
import { fieldError } from "../problemData";
import type { Act } from "../useAct";

interface Props {
  readonly act: Act;
  /** Null when there is nobody to answer to. */
  readonly email: string | null;
  readonly acknowledged: boolean;
  readonly body: string;
  readonly onBody: (text: string) => void;
  readonly note: string;
  readonly onNote: (text: string) => void;
}

const RECEIVED =
  "Thank you for writing to us. We have received your message and are looking into it. You will hear from us again.";

/** The answer to the person, and beside it the note that only staff read. */
export function AnswerCard({ act, email, acknowledged, body, onBody, note, onNote }: Props) {
  const [tab, setTab] = useState(email ? 0 : 1);
  return (
    <Card padding="0">
      <Tabs
        tabs={[
          { id: "answer", content: "Answer", panelID: "answer-panel" },
          { id: "note", content: "Note for staff", panelID: "note-panel" },
        ]}
        selected={tab}
        onSelect={setTab}
      >
        <div style={{ padding: "var(--p-space-400)" }}>
          {tab === 1 ? (
            <BlockStack gap="300">
              <TextField
                label="Note, read by staff only"
                name="note"
                value={note}
                onChange={onNote}
                multiline={4}
                maxLength={MAX_FEEDBACK_LENGTH}
                autoComplete="off"
                error={fieldError(act.problem, "note", "Write something first")}
              />
              <InlineStack align="end">
                <Button onClick={() => act.submit("note", { note })} loading={act.busy === "note"}>
                  Add note
                </Button>
              </InlineStack>
            </BlockStack>
          ) : email ? (
            <BlockStack gap="300">
              <TextField
                label={`Your answer to ${email}`}
                name="body"
                value={body}
                onChange={onBody}
                multiline={8}
                maxLength={MAX_FEEDBACK_LENGTH}
                autoComplete="off"
                helpText="It goes out as a personal email, without any marketing, also to somebody who is excluded. Sign it with your name."
                error={fieldError(act.problem, "body", "Write the answer first")}
              />
              <InlineStack align="end" gap="300">
                {!acknowledged && (
                  <Button onClick={() => onBody(body === "" ? RECEIVED : `${RECEIVED}\n\n${body}`)}>
                    Insert an acknowledgement
                  </Button>
                )}
                <Button variant="primary" onClick={() => act.submit("reply", { body })} loading={act.busy === "reply"}>
                  Send answer
                </Button>
              </InlineStack>
            </BlockStack>
          ) : (
            <Text as="p">
              There is no email address to answer to. Answer otherwise, note what you did, and mark the case as
              acknowledged.
            </Text>
          )}
        </div>
      </Tabs>
    </Card>
  );
}
