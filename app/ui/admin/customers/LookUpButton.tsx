import { useEffect, useState } from "react";
import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, InlineStack, Link, List, SkeletonBodyText, Text, TextField } from "@shopify/polaris";
import type { ContactLookUps, LookUp } from "~/services/legalForm/readLookUps";
import { LOOK_UP_OUTCOME_WORDS } from "~/ui/legalFormWords";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useRefresh } from "../useRefresh";
import { useShopTime } from "../useShopTime";

const REFRESH_MS = 2000;

/** Has a customer's company number looked up at Companies House, and says what came of it. The answer is held as evidence of the legal form, which the page then shows. */
export function LookUpButton({ contactId }: { readonly contactId: string }) {
  const to = `/app/customers/${contactId}/look-up`;
  const { load, data } = useFetcher<{ state: ContactLookUps | null }>();
  useEffect(() => load(to), [load, to]);
  const state = data?.state;
  useRefresh(state?.underWay ?? false, REFRESH_MS);
  if (!data) return <SkeletonBodyText lines={2} />;
  if (!state) return null;
  if (!state.ready)
    return (
      <Text as="p" tone="subdued">
        {"Company numbers can be looked up at Companies House once there is a key. "}
        <Link url="/app/settings#companies-house">Enter a Companies House key</Link>
      </Text>
    );
  return (
    <BlockStack gap="300">
      <LookUpForm key={state.given[0] ?? ""} to={to} given={state.given[0] ?? ""} underWay={state.underWay} />
      {state.lookUps.length > 0 && (
        <List>
          {state.lookUps.map((lookUp) => (
            <LookUpLine key={lookUp.number} lookUp={lookUp} />
          ))}
        </List>
      )}
    </BlockStack>
  );
}

function LookUpForm({
  to,
  given,
  underWay,
}: {
  readonly to: string;
  readonly given: string;
  readonly underWay: boolean;
}) {
  const [number, setNumber] = useState(given);
  const act = useAct({ "look-up": "Companies House is being asked" }, undefined, to);
  return (
    <BlockStack gap="200">
      <ProblemBanner problem={act.problem} />
      <InlineStack gap="200" blockAlign="end">
        <TextField
          label="Company number"
          name="number"
          autoComplete="off"
          maxLength={20}
          value={number}
          onChange={setNumber}
          error={fieldError(act.problem, "number", "Enter a company number, such as 01234567 or SC123456")}
        />
        <Button loading={act.busy !== undefined || underWay} onClick={() => act.submit("look-up", { number })}>
          Look up at Companies House
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

function LookUpLine({ lookUp: { number, name, outcome, requestedAt, answeredAt } }: { readonly lookUp: LookUp }) {
  const time = useShopTime();
  const words = outcome
    ? LOOK_UP_OUTCOME_WORDS[outcome]
    : `Waiting for Companies House, asked on ${time.minute(requestedAt)}.`;
  return (
    <List.Item>
      {`${number}${name ? `, ${name}` : ""}: ${words}${answeredAt ? ` Looked up on ${time.minute(answeredAt)}.` : ""}`}
    </List.Item>
  );
}
