import { escapeHtml } from "../http";
import type { Settings } from "../options";
import { catalogue, price } from "./catalogue";

const style = `
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 "Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;color:#1f2a33;background:#fff;min-height:100vh;display:flex;flex-direction:column}
a{color:#0b5a7a}
a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible,select:focus-visible{outline:3px solid #f2a33a;outline-offset:2px}
.notice{background:#123848;color:#fff;text-align:center;padding:.45rem 1rem;font-size:.9rem}
.bar{border-bottom:1px solid #d8e0e5}
.bar>div,.wrap,footer>div{max-width:68rem;margin:0 auto;padding:0 1.25rem;width:100%}
.bar>div{display:flex;align-items:center;gap:2rem;padding-top:1rem;padding-bottom:1rem;flex-wrap:wrap}
.brand{font-weight:700;font-size:1.35rem;color:#123848;text-decoration:none;display:flex;gap:.6rem;align-items:center}
.bar nav{display:flex;gap:1.4rem;flex:1}
.bar nav a,.bar .account{text-decoration:none;color:#1f2a33}
.bar nav a:hover{text-decoration:underline}
main{flex:1;padding:2rem 0 3rem}
h1{font-size:2rem;line-height:1.2;margin:.2rem 0 1rem;color:#123848}
h2{font-size:1.3rem;color:#123848;margin:0 0 .8rem}
.hero{background:#e9f1f4;border-radius:12px;padding:2.5rem;margin-bottom:2.25rem}
.hero p{max-width:38rem;font-size:1.08rem;margin:0 0 1.4rem}
.button,button{display:inline-block;background:#0b5a7a;color:#fff;border:0;border-radius:8px;padding:.75rem 1.3rem;font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.button:hover,button:hover{background:#084760}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:1.25rem;list-style:none;margin:0;padding:0}
.card{border:1px solid #d8e0e5;border-radius:12px;padding:1.1rem;display:flex;flex-direction:column;gap:.35rem}
.card svg{width:100%;height:7rem;background:#f4f7f9;border-radius:8px;padding:1.2rem;stroke:#0b5a7a;stroke-width:1.6;fill:none}
.card h3{font-size:1.02rem;margin:.4rem 0 0}
.card p{margin:0;font-size:.93rem;color:#4a5861}
.card .price{font-weight:700;color:#1f2a33;margin-top:auto}
input:not([type=checkbox]):not([type=radio]),textarea{font:inherit;padding:.65rem .75rem;border:1px solid #7a8a94;border-radius:8px;max-width:100%}
footer{background:#f4f7f9;border-top:1px solid #d8e0e5;font-size:.93rem}
footer>div{display:flex;gap:2rem;flex-wrap:wrap;justify-content:space-between;padding-top:1.5rem;padding-bottom:1.5rem}
footer ul{list-style:none;margin:0;padding:0;display:flex;gap:1.25rem;flex-wrap:wrap}
footer p{margin:0;color:#4a5861}
.narrow{max-width:26rem;margin:3rem auto;text-align:center}
.narrow form{display:grid;gap:.8rem;text-align:left}
`;

const logo = `<svg width="34" height="34" viewBox="0 0 34 34" aria-hidden="true"><rect width="34" height="34" rx="8" fill="#0b5a7a"/><path d="M8 12h18v5h-6v11h-6V17H8z" fill="#fff"/><circle cx="17" cy="8" r="2.4" fill="#f2a33a"/></svg>`;

/** The page on which the merchant has put the app's block. */
export const EMAILS_PAGE = "/pages/emails";

/** A page of the storefront: the store's header and footer around a body that is already HTML. */
export function themePage(settings: Settings, page: { title: string; body: string; locale?: string }): string {
  const name = escapeHtml(settings.shop.name);
  const links = [
    { label: "Delivery", href: "/#delivery" },
    { label: "Returns", href: "/#returns" },
    { label: "Emails", href: EMAILS_PAGE },
    ...settings.footerLinks,
  ];
  return `<!doctype html>
<html lang="${escapeHtml(page.locale ?? "en-GB")}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(page.title)}${page.title === settings.shop.name ? "" : ` – ${name}`}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body>
<aside class="notice" aria-label="Notice">Trade orders before 4 pm leave the same day</aside>
<header class="bar"><div><a class="brand" href="/">${logo}<span>${name}</span></a>
<nav aria-label="Main"><a href="/#spares">Spares</a><a href="/#trade">Trade accounts</a><a href="/#help">Part finder</a></nav>
<a class="account" href="/checkout">Basket</a></div></header>
<main><div class="wrap">${page.body}</div></main>
<footer><div><p>© ${name}, ${escapeHtml(settings.shop.city)}</p><ul>${links
    .map((l) => `<li><a href="${escapeHtml(l.href)}">${escapeHtml(l.label)}</a></li>`)
    .join("")}</ul></div></footer>
</body></html>`;
}

/** The store's home page. */
export function homePage(settings: Settings): string {
  const cards = catalogue
    .map(
      (p) => `<li class="card"><svg viewBox="0 0 48 48" aria-hidden="true"><path d="${p.drawing}"/></svg>
<h3>${escapeHtml(p.title)}</h3><p>${escapeHtml(p.description)}</p><p>Part no. ${p.sku}</p><p class="price">${price(p.price)} inc. VAT</p>
<p><a class="button" href="/checkout?item=${p.handle}" aria-label="Buy now: ${escapeHtml(p.title)}">Buy now</a></p></li>`,
    )
    .join("");
  const body = `<section class="hero"><h1>The right spare, first time</h1>
<p id="help">Send us a photograph or the data plate, and our people identify the part. For plumbers, heating engineers and merchants throughout the UK.</p>
<a class="button" href="#spares">Browse spares</a></section>
<section aria-labelledby="spares"><h2 id="spares">Often ordered</h2><ul class="grid">${cards}</ul></section>`;
  return themePage(settings, { title: settings.shop.name, body });
}

/** What every address shows while the store is closed with a password. */
export function passwordPage(settings: Settings, wrong: boolean): string {
  const body = `<div class="narrow"><h1>Opening soon</h1><p>This store is closed with a password.</p>
<form method="post" action="/password"><label for="password">Store password</label>
<input id="password" name="password" type="password" autocomplete="off" ${wrong ? 'aria-invalid="true" aria-describedby="wrong"' : ""}>
${wrong ? '<p id="wrong" role="alert">Password incorrect, please try again.</p>' : ""}<button>Enter</button></form></div>`;
  return themePage(settings, { title: "Opening soon", body });
}
