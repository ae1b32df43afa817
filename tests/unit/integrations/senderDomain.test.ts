import { expect, it } from "vitest";
import { createSendGrid } from "~/integrations/sendgrid/client";
import type { SendGrid } from "../../simulators/sendgrid/sendgrid";
import { KEY, sendGridFor } from "../simulators/sendgrid-fixture";

const SENDERS = {
  apiKeys: [
    { key: KEY, scopes: ["mail.send", "whitelabel.read"] },
    { key: "SG.sends-only", scopes: ["mail.send"] },
  ],
  authenticatedDomains: ["shop.example"],
  brokenDomains: ["broken.example"],
};

it.each<[string, { key?: string; from?: string; before?: (sendGrid: SendGrid) => Promise<void> | void }, string]>([
  ["with valid DKIM records", {}, "authenticated"],
  ["whose DKIM records are not found", { from: "offers@broken.example" }, "dkim_invalid"],
  ["that was never entered", { from: "offers@other.example" }, "no_domain"],
  ["for a key that SendGrid does not know", { key: "SG.another" }, "key_refused"],
  ["for a key that may not read it", { key: "SG.sends-only" }, "not_readable"],
  [
    "while SendGrid refuses connections",
    { before: (sendGrid) => sendGrid.controls.refuseConnections() },
    "unreachable",
  ],
  [
    "while SendGrid fails",
    { before: ({ controls }) => controls.fault({ kind: "status", status: 503 }, { path: "/v3/whitelabel/domains" }) },
    "unreachable",
  ],
])("the sender's domain, asked of SendGrid over the wire, %s", async (_, { key = KEY, from, before }, expected) => {
  const sendGrid = await sendGridFor(SENDERS);
  await before?.(sendGrid);
  const client = createSendGrid({ apiKey: key, baseUrl: sendGrid.origin, timeoutMs: 5000 });
  expect(await client.readSenderDomain(from ?? "offers@shop.example")).toBe(expected);
});
