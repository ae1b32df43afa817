import { escapeHtml } from "../http";
import type { Settings } from "../options";
import type { FrameName } from "./messages";
import { pickerCollections, pickerProducts } from "./picker-products";

const style = `
*{box-sizing:border-box}
body{margin:0;font:13px/1.4 Inter,"Segoe UI",system-ui,-apple-system,Arial,sans-serif;color:#303030;background:#1a1a1a;height:100vh;display:grid;grid-template:56px minmax(0,1fr)/240px minmax(0,1fr)}
a:focus-visible,button:focus-visible{outline:2px solid #005bd3;outline-offset:1px}
.top{grid-column:1/3;display:flex;align-items:center;gap:16px;padding:0 16px;color:#e3e3e3}
.top .logo{display:flex;align-items:center;gap:8px;font-weight:700;font-size:15px;color:#fff;width:224px}
.top .search{flex:1;max-width:560px;margin:0 auto;background:#303030;border:1px solid #616161;border-radius:10px;padding:7px 12px;color:#b5b5b5}
.top .who{display:flex;align-items:center;gap:8px}
.top .who b{background:#25e82b;color:#1a1a1a;border-radius:8px;padding:4px 7px;font-size:11px}
.side{background:#ebebeb;border-radius:12px 0 0 0;padding:12px 10px;overflow:auto}
.side ul{list-style:none;margin:0;padding:0}
.side li>a,.side li>span{display:flex;align-items:center;gap:8px;padding:6px 8px;border-radius:8px;text-decoration:none;color:#303030;font-weight:600}
.side li>span{color:#616161;font-weight:500}
.side a:hover{background:#f1f1f1}
.side a[aria-current]{background:#fff}
.side .section{margin:16px 8px 4px;font-size:12px;font-weight:600;color:#616161}
.side .app-nav a{padding-left:36px;font-weight:500}
.icon{width:20px;height:20px;border-radius:5px;background:#0b5a7a;color:#fff;display:grid;place-items:center;font-size:12px;font-weight:700}
.page{display:flex;flex-direction:column;background:#f1f1f1;border-radius:0 12px 0 0;overflow:hidden;position:relative}
.bar{display:flex;align-items:center;gap:10px;min-height:48px;padding:8px 16px;background:#fff;border-bottom:1px solid #e3e3e3}
.bar h1{font-size:14px;margin:0}
.bar .grow{flex:1}
.bar>div{display:flex;gap:8px}
button{font:inherit;font-weight:600;border:1px solid #b5b5b5;border-radius:8px;background:#fff;color:#303030;padding:5px 12px;cursor:pointer}
button.primary{background:#303030;color:#fff;border-color:#303030}
button.critical{background:#a30a24;color:#fff;border-color:#a30a24}
button.plain{border-color:transparent}
button:disabled{background:#e3e3e3;color:#616161;border-color:#e3e3e3;cursor:default}
#save-bar{display:flex;align-items:center;gap:8px;background:#303030;color:#fff;padding:8px 16px;font-weight:600}
#save-bar[hidden]{display:none}
#save-bar .primary{background:#fff;color:#303030;border-color:#fff}
#save-bar button:not(.primary){background:#616161;color:#fff;border-color:#616161}
#save-actions{margin-left:auto;display:flex;gap:8px}
#loading{position:absolute;top:0;left:0;right:0;height:3px;background:linear-gradient(90deg,#36c171,#0b5a7a)}
#loading[hidden]{display:none}
iframe{flex:1;border:0;width:100%;background:#f1f1f1}
#toasts{position:fixed;bottom:24px;left:calc(50% + 120px);transform:translateX(-50%);display:grid;gap:8px}
.toast{background:#1a1a1a;color:#fff;border-radius:10px;padding:9px 12px;display:flex;align-items:center;gap:12px;font-weight:500;box-shadow:0 4px 16px #0004}
.toast.error{background:#a30a24}
.toast button{background:transparent;color:#fff;border-color:transparent;padding:2px 6px}
.home{padding:32px;max-width:720px}
.home h1{font-size:20px}
.home .card{background:#fff;border:1px solid #e3e3e3;border-radius:12px;padding:18px;display:flex;gap:14px;align-items:center}
.home .card a{margin-left:auto;background:#303030;color:#fff;text-decoration:none;border-radius:8px;padding:7px 14px;font-weight:600}
`;

interface Place {
  settings: Settings;
  /** `/store/thornbury-spares/apps/twostage` */
  base: string;
  storefront: string;
}

function shell({ settings, base, storefront }: Place, title: string, page: string, current: "home" | "app"): string {
  const app = escapeHtml(settings.app.name);
  const shop = escapeHtml(settings.shop.name);
  const initials = settings.shop.name
    .split(/\s+/)
    .map((w) => w.charAt(0))
    .join("")
    .slice(0, 2)
    .toUpperCase();
  const greyed = ["Orders", "Products", "Customers"].map((label) => `<li><span>${label}</span></li>`).join("");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} · Shopify</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header class="top"><div class="logo"><svg width="22" height="24" viewBox="0 0 22 24" aria-hidden="true"><path d="M2 6h18l2 18H0z" fill="#95bf47"/><path d="M7 9V6a4 4 0 0 1 8 0v3" fill="none" stroke="#fff" stroke-width="2"/></svg>shopify <small>(simulated)</small></div>
<div class="search" aria-hidden="true">Search</div>
<div class="who"><span>${escapeHtml(settings.staff.name)} · ${shop}</span><b aria-hidden="true">${escapeHtml(initials)}</b></div></header>
<nav class="side" aria-label="Admin"><ul><li><a href="/store/${settings.shopHandle}"${current === "home" ? ' aria-current="page"' : ""}>Home</a></li>${greyed}</ul>
<p class="section">Sales channels</p><ul><li><a href="${escapeHtml(storefront)}" target="_blank" rel="noreferrer">Online Store</a></li></ul>
<p class="section">Apps</p><ul><li><a id="app-home" href="${base}"${current === "app" ? " aria-current" : ""}><span class="icon" aria-hidden="true">${app.charAt(0)}</span>${app}</a></li></ul>
<ul id="app-nav" class="app-nav"></ul></nav>
<main class="page" aria-label="${escapeHtml(title)}">${page}</main></body></html>`;
}

/** The admin with the app in a frame of its own origin. */
export function appPage(place: Place, frame: { src: string; name: FrameName; tokenUrl: string }): string {
  const app = escapeHtml(place.settings.app.name);
  const page = `<div id="loading" hidden role="progressbar" aria-label="Loading"></div>
<div id="save-bar" role="region" aria-label="Unsaved changes" hidden><span>Unsaved changes</span><div id="save-actions"></div></div>
<div class="bar"><span class="icon" aria-hidden="true">${app.charAt(0)}</span><div id="breadcrumb"></div><h1 id="title">${app}</h1><span class="grow"></span><div id="actions"></div></div>
<iframe id="app" title="${app}" name="${escapeHtml(JSON.stringify(frame.name))}" src="${escapeHtml(frame.src)}" data-base="${place.base}" data-app-path="${escapeHtml(place.settings.app.path)}" data-token-url="${frame.tokenUrl}" data-scopes="${escapeHtml(place.settings.scopes.join(","))}" data-products="${escapeHtml(JSON.stringify(pickerProducts))}" data-collections="${escapeHtml(JSON.stringify(pickerCollections))}" allow="clipboard-write; local-network-access"></iframe>
<div id="toasts" role="status" aria-live="polite"></div><script type="module" src="/admin-host.js"></script>`;
  return shell(place, place.settings.app.name, page, "app");
}

/** The admin's own home page, with the way to the app. */
export function adminHomePage(place: Place): string {
  const app = escapeHtml(place.settings.app.name);
  const page = `<div class="home"><h1>${escapeHtml(place.settings.shop.name)}</h1>
<div class="card"><span class="icon" aria-hidden="true">${app.charAt(0)}</span><div><strong>${app}</strong><br>Opening the app installs it with the scopes it asks for.</div><a href="${place.base}">Open app</a></div></div>`;
  return shell(place, "Home", page, "home");
}
