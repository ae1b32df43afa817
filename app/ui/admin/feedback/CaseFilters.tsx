import { useNavigate } from "@remix-run/react";
import { Box, Button, Checkbox, FormLayout, InlineStack, Select } from "@shopify/polaris";
import { FEEDBACK_KINDS, FEEDBACK_STATES, FEEDBACK_THEMES } from "~/policy/feedback";
import { FEEDBACK_KIND_WORDS, FEEDBACK_STATE_WORDS, FEEDBACK_THEME_WORDS } from "~/ui/feedbackWords";
import { withFilter } from "../paging";
import { useChosenFilters } from "../useChosenFilters";

const ANY = { label: "Any", value: "" };
const STATES = [ANY, ...FEEDBACK_STATES.map((value) => ({ value, label: FEEDBACK_STATE_WORDS[value] }))];
const KINDS = [ANY, ...FEEDBACK_KINDS.map((value) => ({ value, label: FEEDBACK_KIND_WORDS[value] }))];
const THEMES = [ANY, ...FEEDBACK_THEMES.map((value) => ({ value, label: FEEDBACK_THEME_WORDS[value] }))];

/** Filters of the desk. They live in the address, so that a filtered list can be linked to. */
export function CaseFilters({
  campaign,
}: {
  readonly campaign: { readonly id: number; readonly name: string } | null;
}) {
  const params = useChosenFilters();
  const navigate = useNavigate();
  const go = (changed: URLSearchParams) => navigate({ search: `?${changed}` });
  const select = (name: string, label: string, options: { label: string; value: string }[]) => (
    <Select
      label={label}
      name={name}
      options={options}
      value={params.get(name) ?? ""}
      onChange={(value) => go(withFilter(params, name, value))}
    />
  );
  const any = ["state", "kind", "theme", "overdue", "campaign"].some((name) => params.get(name));
  return (
    <Box padding="400">
      <FormLayout>
        <FormLayout.Group condensed>
          {select("state", "State", STATES)}
          {select("kind", "Kind", KINDS)}
          {select("theme", "Theme", THEMES)}
        </FormLayout.Group>
        <InlineStack align="space-between" blockAlign="center">
          <Checkbox
            label="Overdue only"
            checked={params.get("overdue") === "yes"}
            onChange={(checked) => go(withFilter(params, "overdue", checked ? "yes" : ""))}
          />
          {campaign && <span>{`About the campaign “${campaign.name}”`}</span>}
          {any && (
            <Button variant="plain" onClick={() => go(new URLSearchParams())}>
              Clear all filters
            </Button>
          )}
        </InlineStack>
      </FormLayout>
    </Box>
  );
}
