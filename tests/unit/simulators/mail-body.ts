/** A mail/send body that breaks no rule; tests change it in one place. */
export function mailBody(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    personalizations: [personalization()],
    from: { email: "offers@shop.example", name: "Shop" },
    reply_to: { email: "replies@shop.example" },
    subject: "Offers",
    content: [
      { type: "text/plain", value: "Hello -name-" },
      { type: "text/html", value: "<p>Hello -name-</p>" },
    ],
    ...change,
  };
}

export function personalization(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    to: [{ email: "buyer@firm.example" }],
    headers: {
      "List-Unsubscribe": "<https://app.example/one-click/abc>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
    substitutions: { "-name-": "Ann" },
    custom_args: { recipient: "r1" },
    ...change,
  };
}

/** A body with one personalization, changed. */
export function withPersonalization(change: Record<string, unknown>): Record<string, unknown> {
  return mailBody({ personalizations: [personalization(change)] });
}
