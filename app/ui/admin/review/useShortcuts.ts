import { useEffect } from "react";
import { shortcutOf, type Shortcut } from "./shortcuts";

const TYPES_WITHOUT_TEXT = ["checkbox", "radio", "button", "submit", "reset"];

/** Listens for the desk's keys while `on`. It takes no key from a field, from another page's frame or from the browser, and moves the focus nowhere by itself. */
export function useShortcuts(on: boolean, list: string, act: (shortcut: Shortcut) => void): void {
  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : undefined;
      const shortcut = shortcutOf({
        key: event.key,
        modified: event.ctrlKey || event.altKey || event.metaKey || event.isComposing,
        typing: target !== undefined && takesText(target),
        inList: target?.closest(`#${list}`) != null,
      });
      if (!shortcut) return;
      event.preventDefault();
      act(shortcut);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });
}

function takesText(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !TYPES_WITHOUT_TEXT.includes(element.type);
  return element.matches("textarea, select") || (element instanceof HTMLElement && element.isContentEditable);
}
