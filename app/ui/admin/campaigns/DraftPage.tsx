import { useState } from "react";
import { BlockStack, Layout, Page } from "@shopify/polaris";
import type { AudienceOption } from "~/services/audiences/readAudience";
import type { DraftPreview } from "~/services/campaigns/readDraft";
import { CampaignStateBadge } from "../badges";
import { LiveCount, useLiveCount } from "../audiences/LiveCount";
import { ConfirmModal } from "../ConfirmModal";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { CampaignForm } from "./CampaignForm";
import type { SendingOptions } from "~/services/campaigns/readSendingOptions";
import { sameDraft, type DraftValues } from "./draftValues";
import { MailPreview } from "./MailPreview";
import { PlanCard } from "./PlanCard";
import { ScheduleCard } from "./ScheduleCard";
import { SendCard } from "./SendCard";

interface Props {
  readonly stored: DraftValues;
  readonly draft: DraftPreview;
  readonly audiences: readonly AudienceOption[];
  readonly options: SendingOptions;
}

/** A campaign that has not been started: compose, see who is in and who is out, test, send. */
export function DraftPage({ stored, draft, audiences, options }: Props) {
  const fields = useFields(stored);
  const saving = useAct({ save: "Draft saved" });
  const sending = useAct({ start: "Campaign started", cancel: "Draft discarded" });
  const planning = useAct({ plan: "Times saved", schedule: "Campaign scheduled", approve: "Campaign approved" });
  const copying = useAct({});
  const testing = useAct({ test: "Test on its way" });
  const [discarding, setDiscarding] = useState(false);
  const { audienceId } = fields.values;
  const changed = audienceId !== stored.audienceId;
  const live = useLiveCount(changed && audienceId !== "" ? { audienceId } : null);
  const unsaved = !sameDraft(fields.values, stored);
  const save = () => saving.submit("save", fields.values);
  return (
    <Page
      title={stored.name}
      titleMetadata={<CampaignStateBadge state="draft" />}
      backAction={{ content: "Campaigns", url: "/app/campaigns" }}
      primaryAction={{ content: "Save draft", onAction: save, loading: saving.busy === "save" }}
      secondaryActions={[
        { content: "Duplicate", onAction: () => copying.submit("duplicate"), loading: copying.busy === "duplicate" },
        {
          content: "Discard draft",
          destructive: true,
          onAction: () => setDiscarding(true),
          loading: sending.busy === "cancel",
        },
      ]}
    >
      <Layout>
        <Layout.Section>
          <CampaignForm fields={fields} audiences={audiences} act={saving} onSave={save} />
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <SendCard
              name={stored.name}
              audience={draft.audience}
              missing={draft.missing}
              setUp={draft.setUp}
              testAddresses={draft.testAddresses}
              unsaved={unsaved}
              unapproved={options.approval.required && !options.approval.given}
              sending={sending}
              testing={testing}
            />
            <ScheduleCard options={options} act={planning} unsaved={unsaved} />
            <PlanCard options={options} act={planning} />
            {audienceId !== "" && (
              <LiveCount
                {...(changed ? live : { audience: draft.audience, problem: undefined, counting: false })}
                of={changed ? "the audience as chosen, not saved yet" : "the audience"}
              />
            )}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="fullWidth">
          <MailPreview
            mail={draft.mail}
            note={unsaved ? "Shows the draft as last saved. Save to see your changes." : "Shows the draft as saved."}
          />
        </Layout.Section>
      </Layout>
      <ConfirmModal
        open={discarding}
        title="Discard this draft?"
        words="It stays in the list as cancelled, and can no longer be changed or sent."
        confirm="Discard draft"
        keep="Keep it"
        onConfirm={() => sending.submit("cancel")}
        onClose={() => setDiscarding(false)}
      />
    </Page>
  );
}
