import { useState } from "react";
import { Banner, BlockStack, Button, Card, InlineStack, List, Text } from "@shopify/polaris";
import type { RequestDetail } from "~/services/privacy/readRequest";
import { ConfirmModal } from "../ConfirmModal";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { DeclineModal } from "./DeclineModal";
import { ERASURE_CONFIRM, ErasureEffects } from "./ErasureEffects";
import { FileButtons } from "./FileButtons";

/** What staff have to do for a request, and its buttons. */
export function ToDoCard({ request }: { readonly request: RequestDetail }) {
  const { kind, state, way } = request;
  const act = useAct({ erase: "The erasure is being done", answered: "Request closed", decline: "Request closed" });
  const [asking, setAsking] = useState<"erase" | "decline" | undefined>();
  const close = () => setAsking(undefined);
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          What to do
        </Text>
        <ProblemBanner problem={act.problem} />
        {state === "open" && way === "link" && (
          <Banner tone="info" title="Make sure who asked">
            <p>
              Somebody opened the link of an email and asked. That proves that they read this mailbox, not who they are.
              If you are in doubt, ask them first, for no more than you need to know them by.
            </p>
          </Banner>
        )}
        {kind === "access" && <AccessSteps request={request} />}
        {kind !== "access" && state === "open" && <ErasureEffects />}
        {state === "queued" && <Text as="p">Nothing. It is being done by itself.</Text>}
        {state === "failed" && (
          <Banner tone="critical" title="The erasure failed">
            <p>{`It is tried again every night. What went wrong: ${request.failure ?? "not known"}. What was erased so far stands below.`}</p>
          </Banner>
        )}
        {kind !== "access" && state === "done" && <Text as="p">Nothing any more. It is done.</Text>}
        {state === "declined" && (
          <Text as="p">
            Tell the person why it was not done, and that they may complain to the Information Commissioner’s Office and
            go to court.
          </Text>
        )}
        {(state === "open" || state === "failed") && (
          <InlineStack gap="300">
            {kind === "erasure" && (
              <Button
                variant="primary"
                tone="critical"
                loading={act.busy === "erase"}
                onClick={() => setAsking("erase")}
              >
                {state === "failed" ? "Try again now" : "Erase them"}
              </Button>
            )}
            {kind === "access" && (
              <Button loading={act.busy === "answered"} onClick={() => act.submit("answered")}>
                The person has it
              </Button>
            )}
            {state === "open" && <Button onClick={() => setAsking("decline")}>Close without doing it</Button>}
          </InlineStack>
        )}
        <ConfirmModal
          open={asking === "erase"}
          title="Erase this person?"
          words={ERASURE_CONFIRM}
          confirm="Erase them"
          keep="Not yet"
          onConfirm={() => act.submit("erase")}
          onClose={close}
        />
        <DeclineModal
          open={asking === "decline"}
          onDecline={(reason) => act.submit("decline", { reason })}
          onClose={close}
        />
      </BlockStack>
    </Card>
  );
}

function AccessSteps({ request }: { readonly request: RequestDetail }) {
  if (request.state === "declined") return null;
  return (
    <>
      <List type="number">
        <List.Item>Make sure that whoever asks is the person.</List.Item>
        <List.Item>Save the file, look through it, and give it to them by a way that only they can open.</List.Item>
        <List.Item>Then close the request here.</List.Item>
      </List>
      <FileButtons requestId={request.id} />
    </>
  );
}
