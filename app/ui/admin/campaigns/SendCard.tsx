import { useState } from "react";
import { Banner, BlockStack, Button, Card, List, Modal, Text } from "@shopify/polaris";
import type { SetUpState } from "~/policy/facts";
import type { RequiredField } from "~/policy/campaignFields";
import type { AudiencePreview } from "~/services/campaigns/previewAudience";
import { SET_UP_STATE_WORDS } from "~/ui/setUpWords";
import { BASIS_WORDS } from "~/ui/words";
import { ProblemBanner } from "../ProblemBanner";
import type { Act } from "../useAct";
import { count, counted } from "../useShopTime";
import { DRAFT_LABELS } from "./draftWords";
import type { SeenFields } from "./seenFields";

interface Props {
  readonly name: string;
  readonly audience: Pick<AudiencePreview, "eligible" | "selected" | "byBasis">;
  readonly missing: readonly RequiredField[];
  readonly setUp: SetUpState;
  /** What is on the screen. */
  readonly seen: SeenFields;
  readonly unsaved: boolean;
  /** Whether when and how fast it goes was changed and not saved. */
  readonly unplanned: boolean;
  /** Whether a second person has yet to approve it. */
  readonly unapproved: boolean;
  readonly sending: Act;
}

/** Sends, with what still stands in the way. */
export function SendCard({ name, audience, missing, setUp, seen, unsaved, unplanned, unapproved, sending }: Props) {
  const [confirming, setConfirming] = useState(false);
  const obstacles = [
    ...(missing.length > 0
      ? [`Missing: ${missing.map((field) => DRAFT_LABELS[field].toLowerCase()).join(", ")}.`]
      : []),
    ...(setUp === "ready" ? [] : [SET_UP_STATE_WORDS[setUp]]),
    ...(audience.eligible === 0 ? ["Nobody in this audience may be mailed."] : []),
    ...(unapproved ? ["A second person has not approved it."] : []),
    ...(unsaved ? ["There are changes that have not been saved."] : []),
    ...(unplanned ? ["What was changed in “When and how fast” has not been saved."] : []),
  ];
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Send
        </Text>
        <ProblemBanner problem={sending.problem} fieldLabels={DRAFT_LABELS} />
        {obstacles.length > 0 && (
          <Banner
            tone="warning"
            title="Not ready to send"
            action={setUp === "ready" ? undefined : { content: "Go to Settings", url: "/app/settings" }}
          >
            <List>
              {obstacles.map((words) => (
                <List.Item key={words}>{words}</List.Item>
              ))}
            </List>
          </Banner>
        )}
        <Button variant="primary" fullWidth disabled={obstacles.length > 0} onClick={() => setConfirming(true)}>
          {`Send to ${counted(audience.eligible, "customer")}`}
        </Button>
      </BlockStack>
      <Modal
        open={confirming}
        onClose={() => setConfirming(false)}
        title={`Send “${name}”?`}
        primaryAction={{
          content: `Send to ${counted(audience.eligible, "customer")}`,
          loading: sending.busy === "start",
          onAction: () => {
            sending.submit("start", seen);
            setConfirming(false);
          },
        }}
        secondaryActions={[{ content: "Not yet", onAction: () => setConfirming(false) }]}
      >
        <Modal.Section>
          <BlockStack gap="300">
            <Text as="p">{`Of ${counted(audience.selected, "customer")} in the audience, ${count(audience.eligible)} will get this email:`}</Text>
            <List>
              {audience.byBasis.map(({ basis, contacts }) => (
                <List.Item
                  key={basis}
                >{`${count(contacts)} on the basis of ${BASIS_WORDS[basis].label.toLowerCase()}`}</List.Item>
              ))}
            </List>
            <Text as="p">
              Each is decided again at the moment of hand-over, so whoever opts out until then is left out. You can
              pause or cancel what has not been handed over yet, but an email that is on its way cannot be called back.
            </Text>
          </BlockStack>
        </Modal.Section>
      </Modal>
    </Card>
  );
}
