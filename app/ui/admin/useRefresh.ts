import { useEffect } from "react";
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
