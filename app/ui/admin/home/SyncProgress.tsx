import { BlockStack, ProgressBar, Text } from "@shopify/polaris";
import type { SyncRun } from "@prisma/client";
import { count, counted } from "../useShopTime";
import { aboutTime, paceOf } from "./syncPace";

/** How far the sync under way is: what is read, how fast, and how long it will take. */
export function SyncProgress({ sync, now }: { readonly sync: SyncRun; readonly now: Date }) {
  const done = sync.part === "companies" ? sync.companies : sync.rows;
  const share = sync.expected > 0 ? Math.min(100, (done / sync.expected) * 100) : 0;
  return (
    <BlockStack gap="200">
      <ProgressBar progress={share} size="small" tone="highlight" ariaLabelledBy="sync-progress" />
      <Text as="p" id="sync-progress" tone="subdued">
        {progressWords(sync, done, now)}
      </Text>
    </BlockStack>
  );
}

function progressWords(sync: SyncRun, done: number, now: Date): string {
  const [noun, plural] = sync.part === "companies" ? ["company", "companies"] : ["customer", "customers"];
  if (sync.state === "importing") {
    const read = `${count(done)} of ${counted(sync.expected, noun, plural)} read`;
    const pace = paceOf(done, sync.expected, sync.importingSince, now);
    return pace ? `${read}, ${count(pace.perSecond)} a second, ${aboutTime(pace.secondsLeft)} to go` : read;
  }
  if (sync.expected > 0) return `Shopify has prepared ${counted(sync.expected, noun, plural)} so far`;
  return `Shopify is asked for all ${plural}. You need not stay on this page.`;
}
