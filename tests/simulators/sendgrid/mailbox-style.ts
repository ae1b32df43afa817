/** The mailbox's look: one style sheet, no scripts. Colours keep a contrast of at least 4.5 to 1. */
export const STYLE = `
:root { --ink: #1c2430; --soft: #55606e; --line: #dde2e8; --paper: #fff; --ground: #f4f6f8; --accent: #0b5cad; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--ink); background: var(--ground); }
header { display: flex; gap: 0.75rem; align-items: baseline; padding: 0.75rem 1.5rem; background: #14233a; color: #c6d2e2; font-size: 0.875rem; }
header .brand { color: #fff; font-weight: 650; font-size: 1.0625rem; text-decoration: none; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.5rem 0 0.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.0625rem; margin: 2rem 0 0.5rem; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, [tabindex]:focus-visible { outline: 3px solid #f0a500; outline-offset: 2px; }
.lead, .count, .when, .from, .off { color: var(--soft); }
.lead { margin: 0 0 1.25rem; }
.search { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; }
.search label { font-weight: 600; }
input { font: inherit; padding: 0.45rem 0.7rem; border: 1px solid #7b8794; border-radius: 6px; min-width: 18rem; background: var(--paper); color: var(--ink); }
button { font: inherit; padding: 0.45rem 1rem; border: 0; border-radius: 6px; background: var(--accent); color: #fff; cursor: pointer; }
.scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; }
th, td { text-align: left; padding: 0.6rem 0.9rem; border-top: 1px solid var(--line); vertical-align: top; }
thead th { border-top: 0; font-size: 0.8125rem; color: var(--soft); font-weight: 600; background: #fafbfc; }
tbody tr:first-child > * { border-top: 0; }
thead + tbody tr:first-child > * { border-top: 1px solid var(--line); }
tbody tr:hover { background: #f7fafd; }
.to, .when, .from, .brand { white-space: nowrap; }
.subject { min-width: 15rem; }
.pairs th { width: 14rem; font-weight: 600; white-space: nowrap; }
code { font: 0.875rem/1.5 ui-monospace, "SF Mono", Consolas, monospace; overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 0 0.55rem; border-radius: 99px; font-size: 0.8125rem; font-weight: 600; background: #e6eaef; color: #36404c; white-space: nowrap; }
.badge.delivered { background: #daf1e1; color: #14532b; }
.badge.bounced, .badge.blocked { background: #fde2df; color: #8a1c11; }
.badge.dropped { background: #fdeecb; color: #6b4400; }
.envelope { margin: 1rem 0; }
.envelope div { display: flex; gap: 1rem; padding: 0.1rem 0; }
.envelope dt { width: 5.5rem; flex: none; color: var(--soft); }
.envelope dd { margin: 0; overflow-wrap: anywhere; }
.email { color: var(--soft); }
.tabs { display: flex; gap: 0.25rem; margin-top: 1.25rem; }
.tabs a { padding: 0.45rem 1rem; border: 1px solid var(--line); border-bottom: 0; border-radius: 8px 8px 0 0; background: #e9edf1; text-decoration: none; }
.tabs a[aria-current] { background: var(--paper); color: var(--ink); font-weight: 600; }
.content { background: var(--paper); border: 1px solid var(--line); border-radius: 0 8px 8px 8px; overflow: hidden; }
iframe { display: block; width: 100%; height: 70vh; min-height: 24rem; border: 0; background: #fff; }
pre { margin: 0; padding: 1.25rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 0.9375rem/1.6 ui-monospace, "SF Mono", Consolas, monospace; }
.reply { display: grid; gap: 0.5rem; max-width: 40rem; justify-items: start; }
.reply textarea { width: 100%; font: inherit; padding: 0.6rem; border: 1px solid #8894a1; border-radius: 8px; }
.pager { display: flex; gap: 1.25rem; justify-content: center; margin-top: 1.25rem; }
.empty { padding: 2rem; text-align: center; color: var(--soft); background: var(--paper); border: 1px dashed #b6c0ca; border-radius: 8px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 40rem) { input { min-width: 0; flex: 1; } main { padding: 1rem; } }
`;
