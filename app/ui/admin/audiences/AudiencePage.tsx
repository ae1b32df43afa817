import { useState } from "react";
import {
  Badge,
  Banner,
  BlockStack,
  Box,
  Card,
  DescriptionList,
  Layout,
  Link,
  List,
  Page,
  Text,
} from "@shopify/polaris";
import type { AudienceDetail } from "~/services/audiences/readAudience";
import type { CriterionOptions } from "~/services/audiences/countAudience";
import { CampaignStateBadge } from "../badges";
import { ConfirmModal } from "../ConfirmModal";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { useShopTime } from "../useShopTime";
import { AudienceForm } from "./AudienceForm";
import { CRITERIA_FIELDS, sameAudience, valuesOf, type AudienceValues } from "./audienceValues";
import { criteriaLines } from "./criteriaWords";
import { LiveCount, useLiveCount } from "./LiveCount";

interface Props {
  readonly audience: AudienceDetail;
  readonly options: CriterionOptions;
}

/** An audience: its form with who would be in as it is being changed, where it is used, and what it was before. */
export function AudiencePage({ audience, options }: Props) {
  const { current, archivedAt, usedBy } = audience;
  const stored = valuesOf(current);
  const fields = useFields(stored);
  const act = useAct({ save: "Audience saved", archive: "Audience put away", restore: "Audience brought back" });
  const [removing, setRemoving] = useState(false);
  const live = useLiveCount(criteriaIn(fields.values, options));
  const inUse = usedBy.length > 0;
  const save = () => act.submit("save", fields.values);
  return (
    <Page
      title={current.name}
      titleMetadata={archivedAt ? <Badge>Put away</Badge> : undefined}
      subtitle={`Version ${current.version}`}
      backAction={{ content: "Audiences", url: "/app/audiences" }}
      {...(archivedAt
        ? {}
        : { primaryAction: { content: "Save audience", onAction: save, loading: act.busy === "save" } })}
      secondaryActions={
        archivedAt
          ? [{ content: "Bring back", onAction: () => act.submit("restore"), loading: act.busy === "restore" }]
          : [
              {
                content: inUse ? "Put away" : "Delete",
                destructive: true,
                onAction: () => setRemoving(true),
                loading: act.busy === "remove",
              },
            ]
      }
    >
      <Box paddingBlockEnd="800">
        <Layout>
          <Layout.Section>
            {archivedAt ? (
              <Banner tone="info" title="This audience was put away">
                <p>Campaigns that have it keep it. Bring it back to change it or to choose it for a new campaign.</p>
              </Banner>
            ) : (
              <AudienceForm fields={fields} options={options} act={act} counted={live.problem} onSave={save} />
            )}
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <LiveCount
                {...live}
                of={
                  sameAudience(fields.values, stored)
                    ? "the audience as saved"
                    : "the audience as changed, not saved yet"
                }
              />
              <Uses audience={audience} />
              <Versions audience={audience} options={options} />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </Box>
      <ConfirmModal
        open={removing}
        title={inUse ? "Put this audience away?" : "Delete this audience?"}
        words={
          inUse
            ? "Campaigns that have it keep it, and what was sent can still be read. New campaigns cannot choose it."
            : "No campaign has it. It cannot be brought back."
        }
        confirm={inUse ? "Put away" : "Delete"}
        keep="Keep it"
        onConfirm={() => act.submit("remove")}
        onClose={() => setRemoving(false)}
      />
    </Page>
  );
}

/** The criteria of a form, as they are sent to be counted: anew as well when a segment has been taken, or what was bought has been read. */
export function criteriaIn(
  values: AudienceValues,
  { segments, bought }: Pick<CriterionOptions, "segments" | "bought">,
): Record<string, string> {
  const moments = [
    ...segments.map(({ takenAt }) => takenAt),
    bought.readAt,
    ...bought.collections.map(({ readAt }) => readAt),
  ];
  const asOf = moments.map((moment) => String(moment?.getTime())).join(" ");
  return { ...Object.fromEntries(CRITERIA_FIELDS.map((field) => [field, values[field]])), asOf };
}

function Uses({ audience: { usedBy, moreUses, current } }: { readonly audience: AudienceDetail }) {
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          Used by
        </Text>
        {usedBy.length === 0 && (
          <Text as="p" tone="subdued">
            No campaign yet.
          </Text>
        )}
        <List gap="extraTight">
          {usedBy.map(({ id, name, state, version }) => (
            <List.Item key={id}>
              <Link url={`/app/campaigns/${id}`}>{name}</Link> <CampaignStateBadge state={state} />
              {version !== current.version && ` as version ${version}`}
            </List.Item>
          ))}
        </List>
        {moreUses && (
          <Text as="p" tone="subdued">
            And earlier ones.
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function Versions({ audience: { earlier, current }, options }: Props) {
  const time = useShopTime();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Versions
        </Text>
        <Text as="p" tone="subdued">
          {`Version ${current.version}, saved on ${time.minute(current.savedAt)}. A campaign keeps the version it was started with.`}
        </Text>
        {earlier.map((version) => (
          <BlockStack gap="100" key={version.version}>
            <Text as="h3" variant="headingSm">
              {`Version ${version.version}: ${version.name}`}
            </Text>
            <Text as="p" tone="subdued">{`Saved on ${time.minute(version.savedAt)}. ${version.rationale}`}</Text>
            <DescriptionList
              gap="tight"
              items={criteriaLines(version.criteria, options).map(({ label, value }) => ({
                term: label,
                description: value,
              }))}
            />
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
