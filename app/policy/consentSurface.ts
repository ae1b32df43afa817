/** Where somebody can ask to be mailed (P13); `import` is for what was collected elsewhere. */
export const CONSENT_SURFACES = [
  "checkout",
  "thank_you",
  "order_status",
  "account",
  "storefront_form",
  "storefront_page",
  "staff",
  "import",
] as const;
export type ConsentSurface = (typeof CONSENT_SURFACES)[number];

/** How a person had asked staff, who then asked for them. */
export const INBOUND_WAYS = ["phone", "email", "in_person", "letter"] as const;
export type InboundWay = (typeof INBOUND_WAYS)[number];
