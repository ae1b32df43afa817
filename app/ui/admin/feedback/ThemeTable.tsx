import { Box, DataTable, Text } from "@shopify/polaris";
import type { ThemeCount } from "~/services/feedback/readThemes";
import { FEEDBACK_THEME_WORDS } from "~/ui/feedbackWords";
import { count } from "../useShopTime";

/** Themes with how often each came up, the most frequent first. */
export function ThemeTable({ themes }: { readonly themes: readonly ThemeCount[] }) {
  if (themes.length === 0)
    return (
      <Text as="p" tone="subdued">
        No themes yet. Give a case its theme on the feedback desk; reasons come from the opt-out page.
      </Text>
    );
  return (
    <Box>
      <DataTable
        columnContentTypes={["text", "numeric", "numeric"]}
        headings={["Theme", "Cases", "Reasons on opting out"]}
        rows={themes.map(({ theme, cases, reasons }) => [FEEDBACK_THEME_WORDS[theme], count(cases), count(reasons)])}
      />
    </Box>
  );
}
