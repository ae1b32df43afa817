import { useState } from "react";
import type { ExclusionSource } from "@prisma/client";
import { Banner, BlockStack, FormLayout, List, Modal, Select, TextField } from "@shopify/polaris";
import { INBOUND_WAY_OPTIONS } from "~/ui/words";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";

interface Props {
  readonly row: {
    /** Of the exclusion list, in hex. */
    readonly key: string;
    /** The address, or what stands for it once it is erased. */
    readonly name: string;
    readonly source: ExclusionSource;
    /** For a whole domain. */
    readonly domain?: string | null;
  };
  readonly onClose: () => void;
}

/** What else keeps such an address from getting mails, and is not for the app to change. */
const ELSEWHERE: Partial<Record<ExclusionSource, string>> = {
  bounce:
    "A server said that this address does not exist. SendGrid has it on a list of its own: take it off there too.",
  spam_report: "An email was reported as spam. SendGrid has the address on a list of its own: take it off there too.",
  sendgrid_unsubscribe: "SendGrid has the address on a list of its own: take it off there too.",
  shopify: "Shopify goes on saying that they unsubscribed, until they confirm anew.",
};

function DomainFollows({ domain }: { readonly domain: string }) {
  return (
    <List>
      <List.Item>
        {`The domain ${domain} alone is taken off. What you enter here is kept as the evidence, with your name.`}
      </List.Item>
      <List.Item>Addresses there that are on the list themselves stay excluded.</List.Item>
      <List.Item>
        Everybody else there may be mailed again from the next campaign on, as far as the rest of the rules lets them
        through.
      </List.Item>
    </List>
  );
}

/** Asks staff how and when the person asked to be mailed again, and says what follows, before it is done. */
export function ReleaseExclusion({ row, onClose }: Props) {
  const act = useAct({ release: "Taken off the exclusion list" }, onClose, "/app/exclusions");
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const fields = useFields({ askedHow: "", askedOn: today, note: "" });
  const elsewhere = ELSEWHERE[row.source];
  return (
    <Modal
      open
      onClose={onClose}
      title={`Take ${row.name} off the exclusion list`}
      primaryAction={{
        content: "Take off the list",
        destructive: true,
        loading: act.busy === "release",
        onAction: () => act.submit("release", { key: row.key, ...fields.values }),
      }}
      secondaryActions={[{ content: "Leave it there", onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <ProblemBanner problem={act.problem} />
          <Banner
            tone="warning"
            title={row.domain ? "Only if somebody there asked you for it" : "Only if the person asked you for it"}
          >
            {row.domain ? (
              <DomainFollows domain={row.domain} />
            ) : (
              <List>
                <List.Item>
                  This address alone is taken off. What you enter here is kept as the evidence of their wish, with your
                  name.
                </List.Item>
                <List.Item>
                  Nothing is sent because of it. Consent that was withdrawn stays withdrawn: a person is mailed again
                  only after asking anew and confirming by the link.
                </List.Item>
                <List.Item>
                  A company that was never asked for consent may be mailed again on legitimate interest, from the next
                  campaign on.
                </List.Item>
                {elsewhere && <List.Item>{elsewhere}</List.Item>}
              </List>
            )}
          </Banner>
          <FormLayout>
            <FormLayout.Group>
              <Select
                label="How they asked"
                placeholder="Choose"
                options={INBOUND_WAY_OPTIONS}
                value={fields.values.askedHow}
                name="askedHow"
                onChange={(way) => fields.set("askedHow", way)}
                requiredIndicator
                error={fieldError(act.problem, "askedHow", "Choose how they asked")}
              />
              <TextField
                {...fields.bind("askedOn")}
                label="When they asked"
                type="date"
                max={today}
                requiredIndicator
                error={fieldError(
                  act.problem,
                  "askedOn",
                  "Enter a day since they were excluded, and not later than today",
                )}
              />
            </FormLayout.Group>
            <TextField
              {...fields.bind("note")}
              label="What they said"
              requiredIndicator
              multiline={2}
              maxLength={500}
              helpText="For example: opted out by mistake, wants the offers again; the email is in the office's mailbox."
              error={fieldError(act.problem, "note", "Say what they said, in at least three letters")}
            />
          </FormLayout>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
