import { useEffect, useState } from "react";
import { useRevalidator } from "@remix-run/react";

/** Reads the page's data again every so many milliseconds while something is under way; one reading at a time, and none while the tab is hidden. */
export function useRefresh(underWay: boolean, everyMs: number): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!underWay || state !== "idle") return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") revalidate();
    }, everyMs);
    return () => clearInterval(timer);
  }, [underWay, everyMs, revalidate, state]);
}

/** The longest time a timer can wait for. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** The same from a moment on; nothing is read before. */
export function useRefreshFrom(moment: Date | null, everyMs: number): void {
  const [come, setCome] = useState(false);
  useEffect(() => {
    if (!moment) return;
    const wait = Math.min(Math.max(moment.getTime() - Date.now(), 0), LONGEST_WAIT_MS);
    const timer = setTimeout(() => setCome(true), wait);
    return () => clearTimeout(timer);
  }, [moment]);
  useRefresh(come, everyMs);
}
