import { lazy, Suspense, useSyncExternalStore } from "react";
import { Box } from "@shopify/polaris";
import type { ChartSeries } from "./ChartCanvas";

const ChartCanvas = lazy(() => import("./ChartCanvas"));

interface Props {
  /** What the picture shows, for whoever does not see it; the numbers stand in a table beside it. */
  readonly title: string;
  readonly labels: readonly string[];
  readonly series: readonly ChartSeries[];
  /** Whether the values are shares, which need not be whole. */
  readonly shares?: boolean;
}

const nothingChanges = () => () => undefined;

/** A line chart, drawn once the page runs in a browser. Never alone: the same numbers stand beside it as a table. */
export function LineChart(props: Props) {
  const inBrowser = useSyncExternalStore(
    nothingChanges,
    () => true,
    () => false,
  );
  return (
    <Box minHeight="260px">
      {inBrowser && (
        <Suspense fallback={null}>
          <ChartCanvas {...props} />
        </Suspense>
      )}
    </Box>
  );
}
