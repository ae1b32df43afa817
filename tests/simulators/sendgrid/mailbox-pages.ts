import { STYLE } from "./mailbox-style";
import { type SentMessage } from "./messages";
import { type MailAddress, type MessageState } from "./types";

const STATE_WORDS: Record<MessageState, string> = {
  accepted: "Accepted",
  delivered: "Delivered",
  bounced: "Bounced",
  blocked: "Blocked",
  dropped: "Dropped",
  lost: "No news",
};
const TIME = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "Europe/London" });
const COUNT = new Intl.NumberFormat("en-GB");

export interface ListView {
  messages: readonly SentMessage[];
  total: number;
  search: string;
  number: number;
  pages: number;
  /** The position of the first message shown, from 1. */
  first: number;
}

export function listPage(view: ListView): string {
  const { messages, total, search, first } = view;
  const found = `${COUNT.format(total)} ${total === 1 ? "message" : "messages"}`;
  const shown = total > 0 ? `, ${COUNT.format(first)} to ${COUNT.format(first + messages.length - 1)} shown` : "";
  const rows = messages.map(
    (message) => `<tr>
<td class="to">${escape(message.to)}</td>
<td class="subject"><a href="/mailbox/${message.id}">${escape(message.subject)}</a></td>
<td class="from">${escape(nameOf(message.from))}</td>
<td class="when">${when(message.acceptedAt)}</td>
<td>${badge(message.state)}</td>
</tr>`,
  );
  const empty = search ? "Nobody with such an address was written to." : "No message has been sent yet.";
  const table = `<div class="scroll" role="region" aria-label="Messages" tabindex="0"><table>
<caption class="hidden">Messages, newest first</caption>
<thead><tr><th scope="col">To</th><th scope="col">Subject</th><th scope="col">From</th><th scope="col">Accepted</th><th scope="col">State</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
  return document(
    search ? `Mailbox: ${search}` : "Mailbox",
    `<h1>Mailbox</h1>
<p class="lead">Every mail that the local SendGrid accepted. Nothing leaves this machine.</p>
<form action="/mailbox" method="get" role="search" class="search">
<label for="to">Recipient</label>
<input id="to" name="to" type="search" value="${escape(search)}" autocomplete="off" spellcheck="false" placeholder="name@firm.example">
<button type="submit">Search</button>
${search ? '<a href="/mailbox">Show all</a>' : ""}
</form>
<p class="count" role="status">${found}${search ? ` for “${escape(search)}”` : ""}${shown}</p>
${messages.length > 0 ? table : `<p class="empty">${empty}</p>`}
${pager(view)}`,
  );
}

export function messagePage(message: SentMessage, view: "html" | "text", sandbox: string): string {
  const tab = (name: "html" | "text", label: string, present: boolean) =>
    present
      ? `<a href="/mailbox/${message.id}?view=${name}"${view === name ? ' aria-current="page"' : ""}>${label}</a>`
      : "";
  const body =
    view === "html"
      ? `<iframe title="The mail as HTML" src="/mailbox/${message.id}/html" sandbox="${sandbox}"></iframe>`
      : `<pre tabindex="0" aria-label="The mail as plain text">${linked(message.text ?? "")}</pre>`;
  const replyTo = message.replyTo.map(address).join(", ");
  return document(
    message.subject,
    `<nav aria-label="Back"><a href="/mailbox">All messages</a> · <a href="/mailbox?to=${encodeURIComponent(message.to)}">All to ${escape(message.to)}</a></nav>
<h1>${escape(message.subject)}</h1>
<dl class="envelope">
<div><dt>From</dt><dd>${address(message.from)}</dd></div>
<div><dt>To</dt><dd>${message.toHeader.map(address).join(", ")}</dd></div>
${replyTo ? `<div><dt>Reply to</dt><dd>${replyTo}</dd></div>` : ""}
<div><dt>Accepted</dt><dd>${when(message.acceptedAt)} ${badge(message.state)}</dd></div>
</dl>
<nav class="tabs" aria-label="Form of the mail">${tab("html", "HTML", message.html !== undefined)}${tab("text", "Plain text", message.text !== undefined)}</nav>
<section aria-label="Content" class="content">${body}</section>
<h2>Reply</h2>
<form action="/mailbox/${message.id}/reply" method="post" class="reply">
<label for="text">Answer as ${escape(message.to)}, to ${escape(answersTo(message))}</label>
<textarea id="text" name="text" rows="4" required></textarea>
<button type="submit">Send reply</button>
</form>
<h2>Headers</h2>
${pairs("Headers", Object.entries(message.headers), "The sender set no headers of its own.")}
<h2>SendGrid’s record</h2>
${pairs("SendGrid’s record", [
  ["Recipient", message.to],
  ["X-Message-Id", message.xMessageId],
  ["sg_message_id", message.sgMessageId],
  ...(message.categories.length > 0 ? [["Categories", message.categories.join(", ")] as [string, string]] : []),
  ...Object.entries(message.customArgs).map(([name, value]): [string, string] => [`Argument ${name}`, value]),
])}`,
  );
}

/** Says what became of an answer. */
export function repliedPage(message: SentMessage, to: string, received: "posted" | "bounced"): string {
  const words =
    received === "posted"
      ? `Your answer to ${to} was posted to the app, as SendGrid’s Inbound Parse does.`
      : `Your answer to ${to} left this machine’s reach: no Inbound Parse setting takes that domain. In life it goes to a mailbox of the merchant.`;
  return document(
    "Reply sent",
    `<h1>${received === "posted" ? "Reply sent" : "Reply not taken here"}</h1><p role="status">${escape(words)}</p><p><a href="/mailbox/${message.id}">Back to the mail</a></p>`,
  );
}

function answersTo(message: SentMessage): string {
  return message.replyTo[0]?.email ?? message.from.email;
}

export function missingPage(words: string): string {
  return document("Not found", `<h1>Nothing here</h1><p>${escape(words)} <a href="/mailbox">To the mailbox</a></p>`);
}

function pairs(name: string, entries: [string, string][], otherwise = ""): string {
  if (entries.length === 0) return `<p class="empty">${otherwise}</p>`;
  const rows = entries.map(
    ([key, value]) => `<tr><th scope="row">${escape(key)}</th><td><code>${escape(value)}</code></td></tr>`,
  );
  return `<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table class="pairs"><tbody>${rows.join("\n")}</tbody></table></div>`;
}

function pager({ number, pages, search }: ListView): string {
  if (pages < 2) return "";
  const link = (page: number, label: string, rel: string) =>
    page < 1 || page > pages
      ? `<span class="off">${label}</span>`
      : `<a rel="${rel}" href="/mailbox?${new URLSearchParams({ ...(search ? { to: search } : {}), page: String(page) }).toString().replaceAll("&", "&amp;")}">${label}</a>`;
  return `<nav class="pager" aria-label="Pages">${link(number - 1, "Newer", "prev")}
<span>Page ${COUNT.format(number)} of ${COUNT.format(pages)}</span>${link(number + 1, "Older", "next")}</nav>`;
}

function document(title: string, main: string): string {
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Local SendGrid</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><header><a class="brand" href="/mailbox">Local SendGrid</a><span>a simulator for demos and tests</span></header>
<main>${main}</main></body></html>`;
}

function badge(state: MessageState): string {
  return `<span class="badge ${state}">${STATE_WORDS[state]}</span>`;
}

function when(at: Date): string {
  return `<time datetime="${at.toISOString()}">${TIME.format(at)}</time>`;
}

function nameOf({ name, email }: MailAddress): string {
  return name ?? email;
}

function address({ name, email }: MailAddress): string {
  return name === undefined ? escape(email) : `${escape(name)} <span class="email">&lt;${escape(email)}&gt;</span>`;
}

/** The text with its web addresses as links. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/)
    .map((piece, index) => (index % 2 ? `<a href="${escape(piece)}">${escape(piece)}</a>` : escape(piece)))
    .join("");
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
