/** What came of having SendGrid send signed events. `not_allowed`: the key may not set it up. `no_room`: the account has as many webhooks as it may. `refused`: SendGrid does not take it for another reason, or does not sign. */
export type EventsSetUp =
  | { readonly kind: "ready"; readonly publicKey: string }
  | { readonly kind: "not_allowed" | "no_room" | "refused" | "unreachable" };
