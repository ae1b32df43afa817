import type { Translate } from "./texts";

/** What a person can say to buy as, with the key of its text. What the app does not know is not asked, and what this build has no words for is left out. */
export const FORM_TEXTS: Readonly<Record<string, string>> = {
  "Limited company": "formCompany",
  "Limited liability partnership": "formLlp",
  "Sole trader": "formSoleTrader",
  Partnership: "formPartnership",
  "Private person": "formPerson",
};

interface Props {
  forms: readonly string[];
  /** Empty for no answer. */
  value: string;
  disabled: boolean;
  translate: Translate;
  onChange: (form: string) => void;
}

/** "I buy as": asked once the box is ticked, and never asked for an answer. */
export function FormQuestion({ forms, value, disabled, translate, onChange }: Props) {
  const known = forms.filter((form) => form in FORM_TEXTS);
  if (known.length === 0) return null;
  return (
    <s-select
      name="stated-form"
      label={translate("buyAs")}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange((event.currentTarget as HTMLElementTagNameMap["s-select"]).value ?? "")}
    >
      <s-option value="">{translate("formUnsaid")}</s-option>
      {known.map((form) => (
        <s-option key={form} value={form}>
          {translate(FORM_TEXTS[form] ?? "")}
        </s-option>
      ))}
    </s-select>
  );
}
