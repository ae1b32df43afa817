import { useEffect, useRef, useState } from "react";
import { useNavigation } from "@remix-run/react";
import {
  BlockStack,
  Button,
  Card,
  Checkbox,
  EmptyState,
  InlineStack,
  Pagination,
  Text,
  type BannerHandles,
} from "@shopify/polaris";
import type { StaffDecision } from "~/services/review/listDecisions";
import type { ReviewPage } from "~/services/review/listReview";
import { ProblemBanner } from "../ProblemBanner";
import { usePaging } from "../usePaging";
import { counted } from "../useShopTime";
import { DecideModal } from "./DecideModal";
import { DecisionsCard } from "./DecisionsCard";
import { OutcomeBanner, outcomeWords } from "./OutcomeBanner";
import { boxOf, ReviewRow } from "./ReviewRow";
import { DECIDE_WORDS, type DecidedForm } from "./reviewWords";
import { ShortcutsModal } from "./ShortcutsModal";
import { rowAfter, type Shortcut } from "./shortcuts";
import { useReviewActs } from "./useReviewActs";
import { useShortcuts } from "./useShortcuts";
import { useShortcutSwitch } from "./useShortcutSwitch";

interface Props {
  readonly page: ReviewPage;
  readonly decisions: readonly StaffDecision[];
}

const LIST = "review-list";

/** The rows of the desk with what can be done to them, by buttons or by keys, and what was done last. */
export function ReviewDesk({ page, decisions }: Props) {
  const { items } = page;
  const loading = useNavigation().state === "loading";
  const paging = usePaging(page.next);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [deciding, setDeciding] = useState<{ legalForm: DecidedForm; ids: readonly string[] }>();
  const [helping, setHelping] = useState(false);
  const [said, setSaid] = useState("");
  const [asked, setAsked] = useState(0);
  const [shortcutsOn, setShortcutsOn] = useShortcutSwitch();
  const banner = useRef<BannerHandles>(null);
  const acts = useReviewActs((outcome) => {
    setDeciding(undefined);
    if (outcome.done === "decide") setTicked(new Set());
    setSaid(outcomeWords(outcome));
  });
  // What had the focus, a row or the dialog, is gone.
  useEffect(() => banner.current?.focus(), [acts.outcome]);

  const chosen = items.filter(({ id }) => ticked.has(id));
  const contactsOf = (ids: readonly string[]) =>
    items.reduce((sum, { id, contacts }) => (ids.includes(id) ? sum + contacts : sum), 0);
  const choose = (ids: readonly string[], wanted: boolean) => {
    const next = new Set(chosen.map(({ id }) => id));
    for (const id of ids)
      if (wanted) next.add(id);
      else next.delete(id);
    setTicked(next);
    setSaid(`${counted(next.size, "row")} chosen`);
  };
  const act = (shortcut: Shortcut) => {
    const focused = items.find(({ id }) =>
      document.getElementById(boxOf(id))?.closest("li")?.contains(document.activeElement),
    );
    if (shortcut === "help") return setHelping(true);
    if (shortcut === "next" || shortcut === "previous") {
      const row = rowAfter(
        items.map(({ id }) => id),
        focused?.id,
        shortcut === "next" ? 1 : -1,
      );
      return row === undefined ? undefined : document.getElementById(boxOf(row))?.focus();
    }
    const ids = (chosen.length > 0 ? chosen : focused ? [focused] : []).map(({ id }) => id);
    if (ids.length === 0) return setSaid("Choose a row first");
    setDeciding({ legalForm: shortcut, ids });
  };
  useShortcuts(shortcutsOn && !deciding && !helping, LIST, act);

  return (
    <BlockStack gap="400">
      <div role="status">
        <Text as="p" visuallyHidden>
          {said}
        </Text>
      </div>
      {!deciding && <ProblemBanner problem={acts.problem} />}
      {acts.outcome && (
        <OutcomeBanner
          ref={banner}
          outcome={acts.outcome}
          asked={asked}
          busy={acts.undoing !== undefined}
          onUndo={acts.undo}
        />
      )}
      <Card padding="0">
        {items.length === 0 ? (
          <NothingHere waiting={page.contacts} />
        ) : (
          <>
            <div style={{ padding: "var(--p-space-400)" }}>
              <InlineStack gap="400" align="space-between" blockAlign="center">
                <InlineStack gap="400" blockAlign="center">
                  <Checkbox
                    label="Choose all on this page"
                    checked={chosen.length === 0 ? false : chosen.length === items.length ? true : "indeterminate"}
                    onChange={(wanted) =>
                      choose(
                        items.map(({ id }) => id),
                        wanted,
                      )
                    }
                  />
                  {(["corporate", "individual"] as const).map((legalForm) => (
                    <Button
                      key={legalForm}
                      disabled={chosen.length === 0}
                      onClick={() => setDeciding({ legalForm, ids: chosen.map(({ id }) => id) })}
                    >
                      {DECIDE_WORDS[legalForm].action}
                    </Button>
                  ))}
                  <Text as="span" tone="subdued">{`${counted(chosen.length, "row")} chosen`}</Text>
                </InlineStack>
                <InlineStack gap="400" blockAlign="center">
                  <Checkbox label="Keyboard shortcuts" checked={shortcutsOn} onChange={setShortcutsOn} />
                  <Button variant="plain" onClick={() => setHelping(true)}>
                    Show the keys
                  </Button>
                </InlineStack>
              </InlineStack>
            </div>
            <ul
              id={LIST}
              aria-label="Waiting for a decision"
              aria-busy={loading}
              style={{ margin: 0, padding: 0, listStyle: "none", opacity: loading ? 0.5 : 1 }}
            >
              {items.map((item) => (
                <ReviewRow
                  key={item.id}
                  item={item}
                  chosen={ticked.has(item.id)}
                  onChoose={(wanted) => choose([item.id], wanted)}
                  onDecide={(legalForm) => setDeciding({ legalForm, ids: [item.id] })}
                />
              ))}
            </ul>
          </>
        )}
        {paging && <Pagination type="table" {...paging} />}
      </Card>
      <DecisionsCard decisions={decisions} undoing={acts.undoing} onUndo={acts.undo} />
      {deciding && (
        <DecideModal
          legalForm={deciding.legalForm}
          names={items.filter(({ id }) => deciding.ids.includes(id)).map(({ name }) => name)}
          contacts={contactsOf(deciding.ids)}
          busy={acts.deciding}
          problem={acts.problem}
          onDecide={(reason) => {
            setAsked(contactsOf(deciding.ids));
            acts.decide(deciding.ids, deciding.legalForm, reason);
          }}
          onClose={() => setDeciding(undefined)}
        />
      )}
      {helping && <ShortcutsModal onClose={() => setHelping(false)} />}
    </BlockStack>
  );
}

function NothingHere({ waiting }: { readonly waiting: number }) {
  return (
    <EmptyState heading={waiting > 0 ? "Nothing here" : "Nothing to decide"} image="">
      <p>
        {waiting > 0
          ? "Everything on this page has been decided. Go back to the first page, or show all."
          : "Of everybody whose decision would matter, the legal form is known. New customers appear here after a sync when the store does not show what they are."}
      </p>
    </EmptyState>
  );
}
