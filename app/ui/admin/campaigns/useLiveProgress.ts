import { useEffect } from "react";
import { useFetcher, useRevalidator } from "@remix-run/react";
import type { LiveProgress } from "~/services/campaigns/readProgress";

/**
 * Follows a campaign's progress while something is under way, by a request that reads the send ledger alone; none while the tab is hidden. When the campaign is in another state than the page shows, the whole page is read again. Gives the
 * latest that is known.
 */
export function useLiveProgress(id: number, shown: LiveProgress, underWay: boolean, everyMs: number): LiveProgress {
  const { data, state, load } = useFetcher<{ live?: LiveProgress }>();
  const page = useRevalidator();
  useEffect(() => {
    if (!underWay || state !== "idle") return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") load(`/app/campaigns/${id}/progress`);
    }, everyMs);
    return () => clearInterval(timer);
  }, [id, underWay, everyMs, state, load]);
  const live = data?.live && data.live.at > shown.at ? data.live : shown;
  const moved = live.state !== shown.state || live.audienceBuilt !== shown.audienceBuilt;
  const { revalidate, state: reading } = page;
  useEffect(() => {
    if (moved && reading === "idle") revalidate();
  }, [moved, reading, revalidate]);
  return live;
}
