import { useNavigate } from "@remix-run/react";
import { Box, Button, FormLayout, InlineStack, Select, TextField } from "@shopify/polaris";
import { AUDIT_ACTS, AUDIT_SUBJECTS } from "~/policy/auditActs";
import { AUDIT_ACT_WORDS, AUDIT_SUBJECT_WORDS } from "~/ui/auditWords";
import { withFilter } from "../paging";
import { useChosenFilters } from "../useChosenFilters";
import { SubjectField } from "./SubjectField";

const ANY = { label: "Any", value: "" };
const ACTS = [
  ANY,
  ...AUDIT_ACTS.map((value) => ({ value, label: AUDIT_ACT_WORDS[value] })).sort((a, b) =>
    a.label.localeCompare(b.label),
  ),
];
const SUBJECTS = AUDIT_SUBJECTS.map((value) => ({ value, label: AUDIT_SUBJECT_WORDS[value].label }));

/** Filters of the audit. They live in the address, so that what was found can be linked to. */
export function AuditFilterFields({ actors }: { readonly actors: readonly string[] }) {
  const params = useChosenFilters();
  const navigate = useNavigate();
  const set = (name: string) => (value: string) => navigate({ search: `?${withFilter(params, name, value)}` });
  const at = (name: string) => params.get(name) ?? "";
  const any = ["act", "actor", "subject", "from", "to"].some((name) => at(name));
  return (
    <Box padding="400">
      <FormLayout>
        <FormLayout.Group condensed>
          <Select label="What" name="act" options={ACTS} value={at("act")} onChange={set("act")} />
          <Select
            label="Who"
            name="actor"
            options={[ANY, ...actors.map((value) => ({ value, label: value }))]}
            value={at("actor")}
            onChange={set("actor")}
          />
          <TextField
            label="From"
            name="from"
            type="date"
            autoComplete="off"
            value={at("from")}
            onChange={set("from")}
          />
          <TextField label="To" name="to" type="date" autoComplete="off" value={at("to")} onChange={set("to")} />
        </FormLayout.Group>
        <SubjectField key={at("subject")} subjects={SUBJECTS} applied={at("subject")} onApply={set("subject")} />
        {any && (
          <InlineStack align="end">
            <Button variant="plain" onClick={() => navigate({ search: "" })}>
              Clear all filters
            </Button>
          </InlineStack>
        )}
      </FormLayout>
    </Box>
  );
}
