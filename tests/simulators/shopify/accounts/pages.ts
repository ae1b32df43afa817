import type { ExtensionSetup } from "../checkout/host-contract";
import type { PlacedOrder } from "../checkout/orders";
import { block, style } from "../checkout/pages";
import { escapeHtml } from "../http";
import type { Settings } from "../options";
import type { CustomerRecord } from "../store/records";

function page(settings: Settings, title: string, main: string): string {
  const name = escapeHtml(settings.shop.name);
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} – ${name}</title><link rel="icon" href="data:,"><style>${style}main{justify-content:center}</style></head>
<body><header><a href="/">${name}</a></header><main><div>${main}</div></main></body></html>`;
}

/** Where a customer signs in. */
export function loginPage(settings: Settings, returnTo: string, error?: string): string {
  const main = `<h1>Sign in</h1>${error ? `<p class="error" role="alert">${escapeHtml(error)}</p>` : ""}
<form method="post" action="/account/login?return_to=${encodeURIComponent(returnTo)}">
<div class="field"><label for="email">Email</label><input id="email" name="email" type="email" autocomplete="email" required></div>
<p class="hint">This is a demonstration store: no code is mailed and none is asked for.</p>
<button type="submit">Continue</button></form>`;
  return page(settings, "Sign in", main);
}

/** What is known of the customer, with the app's block. */
export function profilePage(settings: Settings, customer: CustomerRecord, setup: ExtensionSetup | undefined): string {
  const main = `<h1>Profile</h1>
<div class="panel"><h2>Contact</h2><p>${escapeHtml(customer.displayName ?? "")}</p><p>${escapeHtml(customer.defaultEmailAddress?.emailAddress ?? "")}</p></div>
${block(setup)}
<p><a href="/">Continue shopping</a></p>`;
  return page(settings, "Profile", main);
}

/** An order's own page, with the app's block. What tells who ordered is shown only to the customer who is signed in. */
export function orderStatusPage(
  settings: Settings,
  { order }: PlacedOrder,
  own: boolean,
  setup: ExtensionSetup | undefined,
): string {
  const who = own
    ? `<p>Delivery to ${escapeHtml([order.shippingAddress.address1, order.shippingAddress.city].filter(Boolean).join(", "))}</p>`
    : `<p>Sign in to see all details.</p>`;
  const main = `<h1>Order ${escapeHtml(order.name)}</h1>
<div class="panel"><h2>Confirmed</h2>${who}</div>
${block(setup)}
<p><a href="/account/profile">Your account</a></p>`;
  return page(settings, `Order ${order.name}`, main);
}
