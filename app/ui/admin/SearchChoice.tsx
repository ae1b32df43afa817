import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { Box, Combobox, Icon, InlineStack, Listbox, Text } from "@shopify/polaris";
import { SearchIcon } from "@shopify/polaris-icons";

/** One of those found. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly badge?: ReactNode;
}

/** What was found, and for which words. */
export interface Found {
  readonly search: string;
  readonly choices: readonly Choice[];
  /** How many, and what to do when that is not all. */
  readonly summary: string;
}

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly helpText?: string;
  readonly error?: string | undefined;
  /** What was found last; `undefined` before anything was. */
  readonly found: Found | undefined;
  readonly chosen?: readonly string[];
  /** Letters before anything is looked for. */
  readonly least?: number;
  readonly onSearch: (typed: string) => void;
  readonly onPick: (choice: Choice) => void;
}

/** Long enough that typing a word asks once. */
const PAUSE_MS = 300;

/** A field that looks for what is typed among more than can be listed, and offers what was found for those very words: what was found for words before is not there to be picked by mistake. */
export function SearchChoice({
  label,
  placeholder,
  helpText,
  error,
  found,
  chosen = [],
  least = 0,
  onSearch,
  onPick,
}: Props) {
  const [typed, setTyped] = useState("");
  const listId = useId();
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (text: string, pauseMs: number) => {
    clearTimeout(timer.current);
    if (text.trim().length >= least) timer.current = setTimeout(() => onSearch(text.trim()), pauseMs);
  };
  const enough = typed.trim().length >= least;
  const shown = enough && found?.search === typed.trim() ? found : undefined;
  const pick = (id: string) => {
    const choice = shown?.choices.find((each) => each.id === id);
    if (!choice) return;
    setTyped("");
    onPick(choice);
  };
  return (
    <div>
      <Combobox
        activator={
          <Combobox.TextField
            label={label}
            placeholder={placeholder}
            helpText={helpText}
            error={error}
            prefix={<Icon source={SearchIcon} />}
            autoComplete="off"
            value={typed}
            onChange={(text) => {
              setTyped(text);
              search(text, PAUSE_MS);
            }}
            onFocus={() => search(typed, 0)}
          />
        }
      >
        <List label={label} id={listId} enough={enough} shown={shown} chosen={chosen} onPick={pick} />
      </Combobox>
      <div role="status">
        <Text as="span" visuallyHidden>
          {shown?.summary ?? ""}
        </Text>
      </div>
    </div>
  );
}

interface ListProps {
  readonly label: string;
  readonly id: string;
  readonly enough: boolean;
  readonly shown: Found | undefined;
  readonly chosen: readonly string[];
  readonly onPick: (id: string) => void;
}

/** Drawn outside of the page's landmarks, so one of its own; its list keeps its id, which the field names once and for all. */
function List({ label, id, enough, shown, chosen, onPick }: ListProps) {
  return (
    <section aria-label={`${label}: found`}>
      {(shown ?? !enough) && (
        <Box paddingInline="400" paddingBlock="200">
          <Text as="p" tone="subdued">
            {shown ? shown.summary : "Type a little more."}
          </Text>
        </Box>
      )}
      <Listbox customListId={id} onSelect={onPick}>
        {!shown && enough ? <Listbox.Loading accessibilityLabel="Searching" /> : optionsOf(shown, chosen)}
      </Listbox>
    </section>
  );
}

const optionsOf = (shown: Found | undefined, chosen: readonly string[]) =>
  (shown?.choices ?? []).map(({ id, label, badge }) => (
    <Listbox.Option key={id} value={id} selected={chosen.includes(id)}>
      <Listbox.TextOption selected={chosen.includes(id)}>
        <InlineStack gap="200" align="space-between" blockAlign="center">
          <Text as="span" breakWord>
            {label}
          </Text>
          {badge}
        </InlineStack>
      </Listbox.TextOption>
    </Listbox.Option>
  ));
