/**
 * The components of checkout and customer accounts that are hosted, with the properties each may set. A component or property that is not
 * listed is refused on the page's side, so that an extension cannot rely on what the simulator does not show.
 */
export const elements = {
  "s-checkbox": {
    label: "string",
    name: "string",
    value: "string",
    checked: "boolean",
    disabled: "boolean",
    required: "boolean",
    error: "string",
  },
  "s-select": {
    label: "string",
    name: "string",
    value: "string",
    placeholder: "string",
    disabled: "boolean",
    required: "boolean",
    error: "string",
  },
  "s-option": { value: "string", disabled: "boolean" },
  "s-section": { heading: "string", accessibilityLabel: "string", padding: "string" },
  "s-stack": { gap: "string", direction: "string", alignItems: "string", justifyContent: "string", padding: "string" },
  "s-box": { padding: "string", border: "string", borderRadius: "string" },
  "s-text": { type: "string", tone: "string", color: "string" },
  "s-banner": { tone: "string", heading: "string" },
  "s-heading": {},
  "s-paragraph": { type: "string", tone: "string", color: "string" },
  "s-link": { href: "string", target: "string" },
  "s-button": { variant: "string", disabled: "boolean", loading: "boolean", type: "string" },
  "s-spinner": { accessibilityLabel: "string", size: "string" },
  "s-divider": {},
} satisfies Record<string, Record<string, "string" | "boolean">>;

export type ElementName = keyof typeof elements;
export const elementNames = Object.keys(elements) as ElementName[];

/** Components that tell the extension about what a buyer does, and by which event. */
export const events: Partial<Record<ElementName, string>> = {
  "s-checkbox": "change",
  "s-select": "change",
  "s-button": "click",
};
