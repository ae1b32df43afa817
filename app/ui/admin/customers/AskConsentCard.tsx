import { BlockStack, Button, Card, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import type { ConsentStanding } from "~/policy/facts";
import type { CurrentWording } from "~/services/consent/currentWording";
import { LOCALE_WORDS } from "~/ui/wordingWords";
import { INBOUND_WAY_OPTIONS } from "~/ui/words";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";

interface Props {
  readonly contactId: string;
  readonly standing: ConsentStanding;
  readonly excluded: boolean;
  readonly addressUsable: boolean;
  /** The current words, one a language. */
  readonly wordings: readonly CurrentWording[];
}

const EMPTY = { how: "", askedOn: "", note: "" };

/** Lets staff ask for the consent of somebody who asked them: it sends the verification email and grants nothing. Says why not where that cannot be. */
export function AskConsentCard({ contactId, standing, excluded, addressUsable, wordings }: Props) {
  const { values, bind, set } = useFields({ ...EMPTY, locale: wordings[0]?.locale ?? "en" });
  const act = useAct(
    { ask: "Verification email on its way" },
    () => {
      for (const field of ["how", "askedOn", "note"] as const) set(field, "");
    },
    `/app/customers/${contactId}/ask-consent`,
  );
  if (standing === "confirmed") return null;
  const wording = wordings.find(({ locale }) => locale === values.locale) ?? wordings[0];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Ask for consent
        </Text>
        {excluded ? (
          <Text as="p">
            This address is on the exclusion list, so no verification email is sent to it. There is nothing to ask while
            that stands.
          </Text>
        ) : !addressUsable || !wording ? (
          <Text as="p">There is no usable address to send the verification email to.</Text>
        ) : (
          <>
            <Text as="p" tone="subdued">
              For a person who asked you for your offers, by phone say. They are sent an email with a link; only when
              they press the button behind it may they be mailed. Do not use it for people who did not ask.
            </Text>
            <ProblemBanner problem={act.problem} />
            <FormLayout>
              <FormLayout.Group>
                <Select
                  {...bind("how")}
                  label="How they asked"
                  options={[{ label: "Choose", value: "" }, ...INBOUND_WAY_OPTIONS]}
                  requiredIndicator
                  error={fieldError(act.problem, "how", "Choose how they asked")}
                />
                <TextField
                  {...bind("askedOn")}
                  label="When they asked"
                  type="date"
                  requiredIndicator
                  error={fieldError(act.problem, "askedOn", "Enter the day, not one still to come")}
                />
                <Select
                  {...bind("locale")}
                  label="Language of the words"
                  options={wordings.map(({ locale }) => ({
                    label: locale in LOCALE_WORDS ? LOCALE_WORDS[locale as keyof typeof LOCALE_WORDS] : locale,
                    value: locale,
                  }))}
                />
              </FormLayout.Group>
              <TextField
                {...bind("note")}
                label="Note"
                multiline={2}
                maxLength={500}
                requiredIndicator
                helpText="What they said, in a sentence. It is kept with your name and the date."
                error={fieldError(act.problem, "note", "Say in a sentence what they asked for")}
              />
              <Text as="p">
                Words they are asked to confirm: <span lang={wording.locale}>{`“${wording.text}”`}</span>
              </Text>
              <InlineStack align="end">
                <Button variant="primary" loading={act.busy === "ask"} onClick={() => act.submit("ask", values)}>
                  Send the verification email
                </Button>
              </InlineStack>
            </FormLayout>
          </>
        )}
      </BlockStack>
    </Card>
  );
}
