import { useEffect, useState } from "react";
import { useRevalidator } from "@remix-run/react";
import { BlockStack, InlineGrid, Layout, Page } from "@shopify/polaris";
import type { Fault } from "~/lib/errors";
import { missingFields } from "~/policy/campaignFields";
import type { FindingPlace } from "~/policy/preflight";
import type { AudienceOption } from "~/services/audiences/readAudience";
import type { DraftPreview } from "~/services/campaigns/readDraft";
import { CampaignStateBadge } from "../badges";
import { LiveCount, useLiveCount } from "../audiences/LiveCount";
import { ConfirmModal } from "../ConfirmModal";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { CampaignForm } from "./CampaignForm";
import { blocksOf, draftOf, type DraftValues } from "./draftValues";
import { BlockEditor } from "./editor/BlockEditor";
import { LeaveModal } from "./editor/LeaveModal";
import { LivePreview } from "./editor/LivePreview";
import { SavingState } from "./editor/SavingState";
import { StoreFactsProvider, type StoreFacts } from "./editor/storeFacts";
import { useAutosave } from "./editor/useAutosave";
import { PreflightCard } from "./PreflightCard";
import { SaveTemplate } from "./SaveTemplate";
import type { SendingOptions } from "~/services/campaigns/readSendingOptions";
import { PlanCard } from "./PlanCard";
import { planValues, samePlan } from "./planForm";
import { ScheduleCard } from "./ScheduleCard";
import { SendCard } from "./SendCard";
import { TestCard } from "./TestCard";

interface Props {
  readonly stored: DraftValues;
  readonly version: number;
  readonly store: StoreFacts;
  readonly draft: DraftPreview;
  readonly audiences: readonly AudienceOption[];
  readonly options: SendingOptions;
}

/** A campaign that has not been started: compose, see who is in and who is out, test, send. */
export function DraftPage(props: Props) {
  const [round, setRound] = useState(0);
  return <DraftEditor key={round} {...props} onShowOther={() => setRound(round + 1)} />;
}

function DraftEditor({
  stored,
  version,
  store,
  draft,
  audiences,
  options,
  onShowOther,
}: Props & { readonly onShowOther: () => void }) {
  // What is on the screen is the member of staff's: what the server says later does not change it.
  const [opened] = useState(stored);
  const fields = useFields(opened);
  const saving = useAutosave(fields.values, stored, version);
  const sending = useAct({ start: "Campaign started", cancel: "Draft discarded" });
  const checking = useAct({});
  const scheduling = useAct({ schedule: "Campaign scheduled", approve: "Campaign approved" });
  const planning = useAct({ plan: "Times saved" });
  const copying = useAct({});
  const [discarding, setDiscarding] = useState(false);
  const [keeping, setKeeping] = useState(false);
  const [chosenId, choose] = useState(blocksOf(opened.body)[0]?.id ?? "");
  // The first of these that is on the page.
  const focus = (...ids: string[]) =>
    requestAnimationFrame(() =>
      ids
        .map((id) => document.getElementById(id))
        .find(Boolean)
        ?.focus(),
    );
  const show = (place: FindingPlace) => {
    if (place.kind === "block") choose(place.id);
    focus(place.kind === "block" ? `block-${place.id}` : place.kind === "field" ? place.field : "");
  };
  const showFault = ({ field, at: [id, part = ""] }: Fault) => {
    if (id !== undefined) choose(id);
    focus(...(id === undefined ? [field] : [`${id}-${part}`, `block-${id}`]));
  };
  const { audienceId } = fields.values;
  const audienceRationale = audiences.find(({ id }) => String(id) === audienceId)?.rationale ?? "";
  const changed = audienceId !== stored.audienceId;
  const live = useLiveCount(changed && audienceId !== "" ? { audienceId } : null);
  const { revalidate } = useRevalidator();
  const saved = saving.state === "saved";
  useEffect(() => {
    // Saving while somebody writes reads nothing again, but who gets the email is counted by the server.
    if (saved && changed) revalidate();
  }, [saved, changed, revalidate]);
  const unsaved = !saved || changed;
  const storedPlan = planValues(options);
  const plan = useFields(storedPlan);
  const unplanned = !samePlan(plan.values, storedPlan);
  const seen = { seen: String(saving.version), seenSending: options.mark };
  return (
    <Page
      title={stored.name}
      titleMetadata={<CampaignStateBadge state="draft" />}
      backAction={{ content: "Campaigns", url: "/app/campaigns" }}
      primaryAction={{ content: "Save draft", onAction: saving.save, loading: saving.busy === "save" }}
      secondaryActions={[
        { content: "Save as template", onAction: () => setKeeping(true) },
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
        <Layout.Section variant="fullWidth">
          <SavingState
            saving={saving}
            blocks={blocksOf(fields.values.body)}
            onShowFault={showFault}
            onShowOther={onShowOther}
          />
        </Layout.Section>
        <Layout.Section variant="fullWidth">
          <InlineGrid columns={{ xs: 1, lg: 2 }} gap="400" alignItems="start">
            <StoreFactsProvider value={store}>
              <BlockEditor
                body={fields.values.body}
                onChange={(body) => fields.set("body", body)}
                chosenId={chosenId}
                onChoose={choose}
                faults={saving.faults.filter(({ field }) => field === "body")}
              />
            </StoreFactsProvider>
            <LivePreview values={fields.values} first={draft.mail} />
          </InlineGrid>
        </Layout.Section>
        <Layout.Section>
          <CampaignForm
            fields={fields}
            audiences={audiences}
            problem={undefined}
            refused={saving.faults.map(({ field }) => field)}
            busy={saving.busy === "save"}
            onSave={saving.save}
          />
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <SendCard
              name={stored.name}
              audience={draft.audience}
              missing={missingFields({ ...draftOf(fields.values), audienceRationale })}
              setUp={draft.setUp}
              seen={seen}
              unsaved={unsaved}
              unplanned={unplanned}
              unapproved={options.approval.required && !options.approval.given}
              sending={sending}
            />
            <TestCard addresses={draft.staffAddresses} ready={!unsaved && draft.setUp === "ready"} />
            <PreflightCard act={checking} seen={saving.version} unsaved={unsaved} onShow={show} />
            <ScheduleCard options={options} act={scheduling} seen={seen} unsaved={unsaved || unplanned} />
            <PlanCard options={options} fields={plan} act={planning} />
            {audienceId !== "" && (
              <LiveCount
                {...(changed ? live : { audience: draft.audience, problem: undefined, counting: false })}
                of={changed ? "the audience as chosen, not saved yet" : "the audience"}
              />
            )}
          </BlockStack>
        </Layout.Section>
      </Layout>
      <LeaveModal saving={saving} unplanned={unplanned} />
      <SaveTemplate open={keeping} body={fields.values.body} onClose={() => setKeeping(false)} />
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
