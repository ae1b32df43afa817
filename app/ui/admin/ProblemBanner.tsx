import { Banner, BlockStack, Text } from "@shopify/polaris";
import { SET_UP_STATES } from "~/policy/facts";
import { PROBLEM_WORDS } from "~/ui/problems";
import { SET_UP_STATE_WORDS } from "~/ui/setUpWords";
import type { ProblemData } from "./problemData";

interface Props {
  readonly problem: ProblemData | undefined;
  /** Labels of the form's fields, to name those the refusal is about. */
  readonly fieldLabels?: Readonly<Record<string, string>>;
}

/** Says what went wrong and what to do next; nothing when nothing did. */
export function ProblemBanner({ problem, fieldLabels = {} }: Props) {
  if (!problem) return null;
  const words = PROBLEM_WORDS[problem.code];
  const missing = SET_UP_STATES.filter((state) => state !== "ready" && problem.fields.includes(state));
  const named = problem.fields.flatMap((field) => fieldLabels[field] ?? []);
  return (
    <Banner
      tone="critical"
      title={words.title}
      action={words.link && { content: words.link.label, url: words.link.url }}
    >
      <BlockStack gap="100">
        {missing.map((state) => (
          <Text as="p" key={state}>
            {SET_UP_STATE_WORDS[state]}
          </Text>
        ))}
        {named.length > 0 && <Text as="p">{named.join(", ")}.</Text>}
        <Text as="p">{words.next}</Text>
      </BlockStack>
    </Banner>
  );
}
