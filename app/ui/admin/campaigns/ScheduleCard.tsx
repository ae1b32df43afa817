import { useState } from "react";
import { Banner, BlockStack, Button, Card, FormLayout, Text, TextField } from "@shopify/polaris";
import type { SendingOptions } from "~/services/campaigns/readSendingOptions";
import { scheduleFailureWords } from "~/ui/campaignWords";
import { ProblemBanner } from "../ProblemBanner";
import type { Act } from "../useAct";
import { useShopTime } from "../useShopTime";
import { PLAN_LABELS } from "./planForm";
import type { SeenFields } from "./seenFields";

interface Props {
  readonly options: SendingOptions;
  readonly act: Act;
  /** What is on the screen. */
  readonly seen: SeenFields;
  readonly unsaved: boolean;
}

/** Starts a draft at a later time, and has a second person approve it where the shop asks for that. */
export function ScheduleCard({ options, act, seen, unsaved }: Props) {
  const time = useShopTime();
  const [date, setDate] = useState("");
  const [clock, setClock] = useState("09:00");
  const { approval, mayApprove, scheduleFailure } = options;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Send later
        </Text>
        <ProblemBanner problem={act.problem} fieldLabels={PLAN_LABELS} />
        {scheduleFailure !== null && (
          <Banner tone="critical" title="It did not start when its time had come">
            <p>{scheduleFailureWords(scheduleFailure)}</p>
          </Banner>
        )}
        {approval.required && (
          <Banner
            tone={approval.given ? "success" : "warning"}
            title={approval.given ? "Approved by a second person" : "A second person has to approve it"}
          >
            <BlockStack gap="200">
              {approval.given && approval.approvedAt ? (
                <p>{`${approval.approvedBy} approved it on ${time.minute(approval.approvedAt)}. Any change takes the approval back.`}</p>
              ) : (
                <p>
                  {mayApprove
                    ? "Look at the whole campaign as it was last saved. You did not change it last, so you may approve it."
                    : "You changed it last. Ask another member of staff to open and approve it."}
                </p>
              )}
              {!approval.given && mayApprove && (
                <Button
                  onClick={() => act.submit("approve", { seen: approval.content })}
                  loading={act.busy === "approve"}
                  disabled={unsaved}
                >
                  Approve
                </Button>
              )}
            </BlockStack>
          </Banner>
        )}
        <FormLayout>
          <FormLayout.Group condensed>
            <TextField type="date" label="Date" value={date} onChange={setDate} autoComplete="off" />
            <TextField type="time" label="Time" value={clock} onChange={setClock} autoComplete="off" />
          </FormLayout.Group>
        </FormLayout>
        <Text as="p" tone="subdued">
          On your store’s clock. Who gets it is decided when it starts, so whoever joins or opts out until then counts.
        </Text>
        <Button
          fullWidth
          onClick={() => act.submit("schedule", { date, time: clock, ...seen })}
          loading={act.busy === "schedule"}
          disabled={unsaved || date === "" || (approval.required && !approval.given)}
        >
          Schedule
        </Button>
      </BlockStack>
    </Card>
  );
}
