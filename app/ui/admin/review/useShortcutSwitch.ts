import { useEffect, useState } from "react";

const PLACE = "twostage-review-shortcuts";

/** Whether the desk's keys are on, and how to switch them (WCAG 2.1.4). Remembered by the browser where it lets a third-party frame remember; else until the page is left. */
export function useShortcutSwitch(): readonly [on: boolean, set: (on: boolean) => void] {
  const [on, setOn] = useState(true);
  useEffect(() => {
    try {
      setOn(window.localStorage.getItem(PLACE) !== "off");
    } catch {
      // Nothing is remembered.
    }
  }, []);
  const set = (wanted: boolean) => {
    setOn(wanted);
    try {
      window.localStorage.setItem(PLACE, wanted ? "on" : "off");
    } catch {
      // It holds until the page is left.
    }
  };
  return [on, set];
}
