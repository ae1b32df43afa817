import { useNavigate } from "@remix-run/react";
import { Box, Button, FormLayout, InlineStack, Select } from "@shopify/polaris";
import { LEGAL_FORMS } from "~/policy/facts";
import { REASONS } from "~/policy/reasons";
import { LEGAL_FORM_WORDS } from "~/ui/legalFormWords";
import { REASON_WORDS } from "~/ui/words";
import { withFilter } from "../paging";
import { SearchField } from "../SearchField";
import { useChosenFilters } from "../useChosenFilters";

const ANY = { label: "Any", value: "" };
const LEGAL_FORM_CHOICES = [ANY, ...LEGAL_FORMS.map((value) => ({ value, label: LEGAL_FORM_WORDS[value].label }))];
const DECISION_CHOICES = [
  ANY,
  { value: "eligible", label: "May be mailed" },
  { value: "ineligible", label: "May not be mailed" },
];
// Sharing an address only arises within a campaign's audience.
const REASON_CHOICES = [
  ANY,
  ...REASONS.filter((value) => value !== "duplicate_address" && value !== "frequency_cap").map((value) => ({
    value,
    label: REASON_WORDS[value].label,
  })),
];

/** Filters of the customer list. They live in the address, so that a filtered list can be linked to and comes back with "back". */
export function CustomerFilters() {
  const params = useChosenFilters();
  const navigate = useNavigate();
  const go = (changed: URLSearchParams) => navigate({ search: `?${changed}` });
  const applied = params.get("search") ?? "";
  const select = (name: string, label: string, options: { label: string; value: string }[]) => (
    <Select
      label={label}
      name={name}
      options={options}
      value={params.get(name) ?? ""}
      onChange={(value) => go(withFilter(params, name, value))}
    />
  );
  const any = ["search", "legalForm", "decision", "reason"].some((name) => params.get(name));
  return (
    <Box padding="400">
      <FormLayout>
        <SearchField
          label="Search by name, company or email address"
          key={applied}
          applied={applied}
          onSearch={(text) => go(withFilter(params, "search", text))}
        />
        <FormLayout.Group condensed>
          {select("decision", "May be mailed", DECISION_CHOICES)}
          {select("reason", "Deciding reason", REASON_CHOICES)}
          {select("legalForm", "Legal form", LEGAL_FORM_CHOICES)}
        </FormLayout.Group>
        {any && (
          <InlineStack align="end">
            <Button variant="plain" onClick={() => go(new URLSearchParams())}>
              Clear all filters
            </Button>
          </InlineStack>
        )}
      </FormLayout>
    </Box>
  );
}
