import { escapeHtml } from "../http";
import type { Settings } from "../options";
import { price } from "../storefront/catalogue";
import type { Checkout } from "./checkouts";
import type { ExtensionSetup } from "./host-contract";
import type { PlacedOrder } from "./orders";

export const style = `
*{box-sizing:border-box}
body{margin:0;font:15px/1.5 "Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;color:#1f2a33;background:#fff}
header{border-bottom:1px solid #d8e0e5;padding:1.1rem 1.5rem}
header a{font-weight:700;font-size:1.25rem;color:#123848;text-decoration:none}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,24rem);min-height:calc(100vh - 4.2rem)}
main{padding:1.75rem 1.5rem 3rem;display:flex;justify-content:flex-end}
main>*{width:100%;max-width:36rem}
aside{background:#f4f7f9;border-left:1px solid #d8e0e5;padding:1.75rem 1.5rem}
h1{font-size:1.5rem;margin:0 0 1.2rem;color:#123848}
h2{font-size:1.1rem;margin:1.6rem 0 .7rem;color:#123848}
.row{display:grid;grid-template-columns:1fr 1fr;gap:.8rem}
.field{display:grid;gap:.25rem;margin-bottom:.8rem}
label{font-size:.9rem}
input,select{font:inherit;padding:.65rem .75rem;border:1px solid #7a8a94;border-radius:8px;width:100%;background:#fff;color:inherit}
input:focus-visible,select:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid #f2a33a;outline-offset:2px}
a{color:#0b5a7a}
#extension:not(:empty){border:1px solid #d8e0e5;border-radius:8px;padding:.9rem 1rem;margin:1.2rem 0}
button{width:100%;background:#0b5a7a;color:#fff;border:0;border-radius:8px;padding:1rem;font:inherit;font-weight:600;font-size:1.05rem;cursor:pointer;margin-top:1rem}
button:hover{background:#084760}
.lines{list-style:none;margin:0;padding:0}
.lines li,dl div{display:flex;justify-content:space-between;gap:1rem;padding:.5rem 0}
dl{margin:0;border-top:1px solid #d8e0e5}
dd{margin:0}
.total{font-weight:700;font-size:1.15rem}
.hint,.error{font-size:.9rem;color:#4a5861;margin:.4rem 0}
.error{color:#a01212}
.thanks{display:flex;gap:.9rem;align-items:center;margin-bottom:1rem}
.thanks h1{margin:0}
.panel{border:1px solid #d8e0e5;border-radius:8px;padding:.9rem 1rem;margin:1rem 0}
.panel h2{margin:0 0 .4rem}
.panel p{margin:.1rem 0}
@media(max-width:800px){.columns{grid-template-columns:1fr}aside{order:-1;border-left:0;border-bottom:1px solid #d8e0e5}.row{grid-template-columns:1fr}}
`;

/** The block's place, and the worker that fills it. */
export const block = (setup: ExtensionSetup | undefined): string =>
  setup
    ? `<div id="extension"></div><script type="application/json" id="extension-setup">${JSON.stringify(setup).replaceAll("<", "\\u003c")}</script><script type="module" src="/checkout-host/host.js"></script>`
    : "";

function page(settings: Settings, title: string, main: string, checkout: Checkout): string {
  const name = escapeHtml(settings.shop.name);
  const total = checkout.lines.reduce((sum, l) => sum + l.price * l.quantity, 0);
  const lines = checkout.lines
    .map(
      (l) =>
        `<li><span>${escapeHtml(l.title)}<br><span class="hint">${l.sku} × ${l.quantity}</span></span><span>${price(l.price * l.quantity)}</span></li>`,
    )
    .join("");
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} – ${name}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><a href="/">${name}</a></header>
<div class="columns"><main><div>${main}</div></main>
<aside aria-labelledby="summary"><h2 id="summary" style="margin-top:0">Order summary</h2><ul class="lines">${lines}</ul>
<dl><div><dt>Subtotal</dt><dd>${price(total)}</dd></div><div><dt>Delivery</dt><dd>Free</dd></div>
<div class="total"><dt>Total</dt><dd>${price(total)}</dd></div></dl><p class="hint">Prices include VAT.</p></aside></div></body></html>`;
}

const field = (label: string, name: string, attributes: string): string =>
  `<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" ${attributes}></div>`;

/** The one-page checkout. */
export function checkoutPage(
  settings: Settings,
  checkout: Checkout,
  setup: ExtensionSetup | undefined,
  error?: string,
): string {
  const main = `<h1>Checkout</h1>${error ? `<p class="error" role="alert">${escapeHtml(error)}</p>` : ""}
<form method="post" action="/checkouts/${checkout.token}">
<h2>Contact</h2>${field("Email", "email", 'type="email" autocomplete="email" required')}
${block(setup)}
<h2>Delivery</h2>
${field("Company (optional)", "company", 'autocomplete="organization"')}
<div class="row">${field("First name", "firstName", 'autocomplete="given-name"')}${field("Last name", "lastName", 'autocomplete="family-name" required')}</div>
${field("Address", "address1", 'autocomplete="address-line1" required')}
<div class="row">${field("Town or city", "city", 'autocomplete="address-level2" required')}${field("Postcode", "zip", 'autocomplete="postal-code" required')}</div>
<div class="field"><label for="country">Country or region</label><select id="country" name="country" autocomplete="country"><option value="GB">United Kingdom</option><option value="IE">Ireland</option><option value="FR">France</option><option value="DE">Germany</option></select></div>
<h2>Payment</h2><p class="hint">This is a demonstration store: no payment is taken and no card is asked for.</p>
<button type="submit">Pay now</button></form>`;
  return page(settings, "Checkout", main, checkout);
}

/** What a buyer sees when the order is placed. */
export function thankYouPage(
  settings: Settings,
  checkout: Checkout,
  placed: PlacedOrder,
  setup: ExtensionSetup | undefined,
): string {
  const { order, customer } = placed;
  const { shippingAddress: a } = order;
  const lines = [`${a.firstName ?? ""} ${a.lastName ?? ""}`.trim(), a.company, a.address1, a.city, a.zip].filter(
    Boolean,
  );
  const main = `<div class="thanks"><svg width="44" height="44" viewBox="0 0 44 44" aria-hidden="true"><circle cx="22" cy="22" r="20" fill="none" stroke="#1d6b3a" stroke-width="3"/><path d="M13 22l6 7 12-14" fill="none" stroke="#1d6b3a" stroke-width="3"/></svg>
<div><p class="hint" style="margin:0">Order ${escapeHtml(order.name)}</p><h1>Thank you, ${escapeHtml(customer.firstName || (customer.displayName ?? ""))}!</h1></div></div>
<div class="panel"><h2>Your order is confirmed</h2><p>A receipt goes to ${escapeHtml(order.email)}.</p></div>
${block(setup)}
<div class="panel"><h2>Delivery address</h2>${lines.map((l) => `<p>${escapeHtml(l ?? "")}</p>`).join("")}</div>
<p><a href="/account/orders/${checkout.token}?locale=${encodeURIComponent(checkout.language)}">View order status</a> · <a href="/">Continue shopping</a></p>`;
  return page(settings, "Thank you", main, checkout);
}
