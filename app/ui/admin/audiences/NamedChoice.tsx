import { useState } from "react";
import { BlockStack, InlineStack, Tag } from "@shopify/polaris";
import type { CriterionOption, FoundOptions, NamedKind } from "~/services/audiences/findOptions";
import { ProblemBanner } from "../ProblemBanner";
import { SearchChoice, type Choice, type Found } from "../SearchChoice";
import { useAct } from "../useAct";
import { count, counted } from "../useShopTime";

const NAMED_URL = "/app/audiences/named";

/** Whether what was asked is a search by name. */
export const isNameSearch = ({ formAction }: { readonly formAction?: string | undefined }) => formAction === NAMED_URL;

/** Criteria that name lists or campaigns. */
export type NamedField = "lists" | "gotCampaigns" | "notGotCampaigns";

interface Props {
  readonly kind: NamedKind;
  readonly label: string;
  readonly error: string | undefined;
  /** Names of those that the stored criteria have. */
  readonly known: readonly CriterionOption[];
  /** Numbers parted by commas, as the form holds them. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const WORDS = { lists: "list", campaigns: "campaign" } as const;

/** Chooses lists or campaigns among all there are, by searching for their names; those chosen stay in sight. */
export function NamedChoice({ kind, label, error, known, value, onChange }: Props) {
  const act = useAct({}, undefined, NAMED_URL);
  const [picked, setPicked] = useState<readonly Choice[]>([]);
  const chosen = value.split(", ").filter(Boolean);
  const nameOf = (id: string) =>
    picked.find((each) => each.id === id)?.label ?? known.find((each) => String(each.id) === id)?.name ?? `No. ${id}`;
  // Newest first, in whatever order they were chosen: the same choice is the same criterion.
  const change = (ids: readonly string[]) => onChange(ids.toSorted((a, b) => Number(b) - Number(a)).join(", "));
  const without = (id: string) => chosen.filter((each) => each !== id);
  return (
    <BlockStack gap="200">
      <SearchChoice
        label={`${label} (none chosen means any)`}
        placeholder={`Search for a ${WORDS[kind]} by its name`}
        error={error}
        found={foundIn(act.answer, kind)}
        chosen={chosen}
        onSearch={(search) => act.submit("find", { kind, search })}
        onPick={(choice) => {
          setPicked([...picked, choice]);
          change(chosen.includes(choice.id) ? without(choice.id) : [...chosen, choice.id]);
        }}
      />
      <ProblemBanner problem={act.problem} />
      {chosen.length > 0 && (
        <InlineStack gap="200">
          {chosen.map((id) => (
            <Tag key={id} onRemove={() => change(without(id))}>
              {nameOf(id)}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}

function foundIn(answer: Readonly<Record<string, unknown>> | undefined, kind: NamedKind): Found | undefined {
  if (!answer) return undefined;
  const { search, found, more } = answer as unknown as FoundOptions & { readonly search: string };
  const some = counted(found.length, WORDS[kind]);
  const all = search === "" ? `The newest ${some}` : `${some} found`;
  return {
    search,
    choices: found.map(({ id, name }) => ({ id: String(id), label: name })),
    summary:
      found.length === 0
        ? `No ${WORDS[kind]} is called so.`
        : more === 0
          ? `${all}.`
          : `${all}, and ${more === null ? "many" : count(more)} more: type ${search === "" ? "part" : "more"} of the name to narrow.`,
  };
}
