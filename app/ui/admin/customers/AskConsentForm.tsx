import { Button, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import type { CurrentWording } from "~/services/consent/currentWording";
import { LOCALE_WORDS } from "~/ui/wordingWords";
import { INBOUND_WAY_OPTIONS } from "~/ui/words";
import { ProblemBanner } from "../ProblemBanner";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";

interface Props {
  /** The current words, one a language; at least one. */
  readonly wordings: readonly [CurrentWording, ...CurrentWording[]];
  /** The route that asks. */
  readonly to: string;
  /** Whether the address is still to be entered. */
  readonly withAddress?: boolean;
}

const EMPTY = { email: "", how: "", askedOn: "", note: "" };

/** How and when a person asked staff, and with which words they are asked to confirm. */
export function AskConsentForm({ wordings, to, withAddress = false }: Props) {
  const { values, bind, set } = useFields({ ...EMPTY, locale: "en" });
  const clear = () => {
    for (const field of ["email", "how", "askedOn", "note"] as const) set(field, "");
  };
  const act = useAct({ ask: "Verification email on its way" }, clear, to);
  const wording = wordings.find(({ locale }) => locale === values.locale) ?? wordings[0];
  const { email, ...asked } = values;
  return (
    <>
      <ProblemBanner problem={act.problem} />
      <FormLayout>
        {withAddress && (
          <TextField {...bind("email")} label="Email address" type="email" maxLength={254} requiredIndicator />
        )}
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
          <Button
            variant="primary"
            loading={act.busy === "ask"}
            onClick={() => act.submit("ask", withAddress ? { email, ...asked } : asked)}
          >
            Send the verification email
          </Button>
        </InlineStack>
      </FormLayout>
    </>
  );
}
