import { useState } from "react";
import { BlockStack, Button, Card, Form, InlineStack, Text, TextField } from "@shopify/polaris";
import { MAX_WORDING, tidyWording, wordingFaults } from "~/policy/consentWording";
import type { WordingPage } from "~/services/consent/readWordingPage";
import { LOCALE_WORDS, WORDING_PROBLEM_LABELS } from "~/ui/wordingWords";
import { ConfirmModal } from "../ConfirmModal";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { useShopTime } from "../useShopTime";
import { ShopperPreview } from "./ShopperPreview";
import { WordingChecks } from "./WordingChecks";

/** Where the next version of a language is written, looked at and published. */
export function WordingEditor({ page }: { readonly page: WordingPage }) {
  const { locale, versions, draft, sender } = page;
  const time = useShopTime();
  const [current] = versions;
  const { values, bind } = useFields({ text: draft?.text ?? current?.text ?? "" });
  const [publishing, setPublishing] = useState(false);
  const act = useAct({ publish: "Wording published", draft: "Draft saved", discard: "Draft discarded" });
  const faults = wordingFaults(values.text, locale, sender);
  const unchanged = tidyWording(values.text) === current?.text;
  const language = LOCALE_WORDS[locale];
  const send = (intent: string) => act.submit(intent, { locale, text: values.text });
  return (
    <BlockStack gap="400">
      <ProblemBanner problem={act.problem} fieldLabels={WORDING_PROBLEM_LABELS} />
      <Card>
        <Form onSubmit={() => send("draft")} implicitSubmit={false}>
          <BlockStack gap="400">
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                {`Words in ${language}`}
              </Text>
              <Text as="p" tone="subdued">
                {current
                  ? `Version ${current.version} is published. It cannot be changed: you write the next one.`
                  : `Nothing is published in ${language}: who reads it sees the words in English.`}
                {draft ? ` A draft was saved on ${time.minute(draft.savedAt)} by ${draft.savedBy}.` : ""}
              </Text>
            </BlockStack>
            <TextField
              {...bind("text")}
              label="What people agree to"
              multiline={3}
              maxLength={4 * MAX_WORDING}
              requiredIndicator
              helpText={`${[...tidyWording(values.text)].length} of ${MAX_WORDING} characters. Write it as the person would say it, with your name in it: ${sender}.`}
            />
            <WordingChecks faults={faults} />
            <InlineStack align="end" gap="200">
              {draft && (
                <Button loading={act.busy === "discard"} onClick={() => send("discard")}>
                  Discard draft
                </Button>
              )}
              <Button submit loading={act.busy === "draft"}>
                Save draft
              </Button>
              <Button
                variant="primary"
                loading={act.busy === "publish"}
                disabled={faults.length > 0 || unchanged}
                onClick={() => setPublishing(true)}
              >
                {`Publish in ${language}`}
              </Button>
            </InlineStack>
          </BlockStack>
        </Form>
      </Card>
      <ShopperPreview locale={locale} text={tidyWording(values.text)} />
      <ConfirmModal
        open={publishing}
        title={`Publish these words in ${language}?`}
        words="From now on they stand beside the box. A published version cannot be changed or taken back, only followed by another. People who have ticked keep the words they saw: their evidence stays as it is."
        confirm="Publish"
        keep="Go on writing"
        onConfirm={() => send("publish")}
        onClose={() => setPublishing(false)}
      />
    </BlockStack>
  );
}
