import { useState } from "react";
import { FormLayout, Text, TextField } from "@shopify/polaris";
import { fieldError } from "../problemData";
import { useAct } from "../useAct";
import { useFields } from "../useFields";
import { useShopTime } from "../useShopTime";
import { ReportsBanner, type StoredReports } from "./ReportsBanner";
import { SettingsSection } from "./SettingsSection";

/** The sender as stored; of the key only what tells which it is. */
export interface StoredSender {
  readonly fromName: string;
  readonly fromEmail: string;
  readonly replyTo: string;
  readonly keyHint: string;
  readonly verifiedAt: Date | null;
  readonly reports: StoredReports;
}

/** The sender and its SendGrid key. The key is never shown: an empty field keeps the one on file. */
export function SenderForm({ stored }: { readonly stored: StoredSender }) {
  const time = useShopTime();
  const { fromName, fromEmail, replyTo, keyHint, verifiedAt, reports } = stored;
  const { values, bind } = useFields({ fromName, fromEmail, replyTo });
  const [apiKey, setApiKey] = useState("");
  const act = useAct({ sender: "SendGrid has agreed; sender saved" }, () => setApiKey(""));
  const refused = act.problem?.code === "sendgrid_key_refused";
  const unverified = act.problem?.code === "sendgrid_sender_unverified";
  return (
    <SettingsSection
      id="sender"
      title="Sender and SendGrid"
      description="Emails go out through your own SendGrid account. SendGrid is asked whether the key may send from this address before anything is saved."
      act={act}
      saveLabel="Check with SendGrid and save"
      onSave={() => act.submit("sender", { ...values, apiKey })}
    >
      {keyHint !== "" && verifiedAt && (
        <Text
          as="p"
          tone="success"
        >{`Connected: the key that ends in ${keyHint}, last agreed by SendGrid on ${time.minute(verifiedAt)}.`}</Text>
      )}
      {keyHint !== "" && <ReportsBanner {...reports} />}
      <FormLayout>
        <TextField
          {...bind("fromName")}
          label="Sender name"
          requiredIndicator
          helpText="What people see as the sender. Without commas, semicolons or quotation marks."
          error={fieldError(act.problem, "fromName", "Enter a name without commas, semicolons or quotation marks")}
        />
        <TextField
          {...bind("fromEmail")}
          label="Sender address"
          type="email"
          requiredIndicator
          helpText="Its domain must be authenticated in SendGrid, or the address verified there."
          error={fieldError(
            act.problem,
            "fromEmail",
            unverified
              ? "SendGrid has not verified this address or its domain"
              : "Enter an email address, such as news@example.co.uk",
          )}
        />
        <TextField
          {...bind("replyTo")}
          label="Reply address"
          type="email"
          helpText="Optional. Where answers go, if not to the sender address."
          error={fieldError(act.problem, "replyTo", "Enter an email address, or leave it empty")}
        />
        <TextField
          label="SendGrid key"
          name="apiKey"
          type="password"
          autoComplete="new-password"
          value={apiKey}
          onChange={setApiKey}
          placeholder={keyHint && `On file, ends in ${keyHint}`}
          helpText={
            keyHint
              ? "Leave empty to keep the key on file. It is stored encrypted and never shown."
              : "Begins with SG. It needs the permissions Mail Send, Sender Verification (read) and Event Webhook settings. It is stored encrypted and never shown."
          }
          error={fieldError(
            act.problem,
            "apiKey",
            refused ? "SendGrid refused this key" : "Enter a SendGrid key; it begins with SG.",
          )}
        />
      </FormLayout>
    </SettingsSection>
  );
}
