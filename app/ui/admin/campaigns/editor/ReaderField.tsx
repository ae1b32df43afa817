import { BlockStack, Button } from "@shopify/polaris";
import type { MailPreview, ReaderChoice } from "~/services/campaigns/previewMail";
import { DecisionBadge } from "../../badges";
import { ProblemBanner } from "../../ProblemBanner";
import { SearchChoice, type Found } from "../../SearchChoice";
import { useAct } from "../../useAct";
import { counted } from "../../useShopTime";

interface Props {
  readonly shown: MailPreview["as"];
  /** Takes the id of a contact; empty for an example that is nobody. */
  readonly onChoose: (id: string) => void;
}

/** Finds the contact as whom the mail is shown, among all there are. What is typed goes in the body of a request: a name belongs in no address. */
export function ReaderField({ shown, onChoose }: Props) {
  const act = useAct({});
  return (
    <BlockStack gap="200">
      <SearchChoice
        label="Show it as"
        placeholder="Name, company or address"
        least={2}
        found={foundIn(act.answer)}
        chosen={shown ? [shown.id] : []}
        onSearch={(search) => act.submit("find", { search })}
        onPick={({ id }) => onChoose(id)}
      />
      <ProblemBanner problem={act.problem} />
      {shown && (
        <div>
          <Button variant="plain" onClick={() => onChoose("")}>
            Show it as an example again
          </Button>
        </div>
      )}
    </BlockStack>
  );
}

function foundIn(answer: Readonly<Record<string, unknown>> | undefined): Found | undefined {
  if (!answer) return undefined;
  const { search, readers, more } = answer as unknown as Answer;
  return {
    search,
    choices: readers.map(({ id, name, company, email, decision }) => ({
      id,
      // Two people may have one name; nobody has another's address.
      label: [...new Set([name, company, email])].filter(Boolean).join(", "),
      badge: <DecisionBadge decision={decision} />,
    })),
    summary:
      readers.length === 0
        ? "Nobody was found."
        : more
          ? `The first ${counted(readers.length, "contact")} found. There are more: type more of the name, company or address to narrow.`
          : `${counted(readers.length, "contact")} found.`,
  };
}

interface Answer {
  readonly search: string;
  readonly readers: readonly ReaderChoice[];
  readonly more: boolean;
}
