import { type Answer, type ReadRequest } from "./http";
import { type InboundParse } from "./inbound";
import { listPage, messagePage, missingPage, repliedPage } from "./mailbox-pages";
import { type MessageStore, type SentMessage } from "./messages";

const PAGE = 50;
const MAX_JSON = 1000;
/** Links in a mail open in the whole window or a new one, free of the frame's limits; scripts never run. */
export const FRAME_SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; img-src data:";
const MAIL_POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; sandbox ${FRAME_SANDBOX}`;

/**
 * Answers the mailbox: its pages (`/mailbox`, `/mailbox/<id>`), a mail's own HTML, and `/mailbox.json` for scripts; and sends what its reader answers to a mail (`POST /mailbox/<id>/reply`) to where such an answer goes.
 */
export async function answerMailbox(request: ReadRequest, store: MessageStore, inbound: InboundParse): Promise<Answer> {
  const replied = /^\/mailbox\/(\d{1,12})\/reply$/.exec(request.path)?.[1];
  if (replied !== undefined && request.method === "POST")
    return reply(
      store.byId(Number(replied)),
      new URLSearchParams(request.body?.toString("utf8")).get("text") ?? "",
      inbound,
    );
  if (request.method !== "GET" && request.method !== "HEAD")
    return page(405, missingPage("This page is only to be read."));
  if (request.path === "/") return { status: 302, headers: { Location: "/mailbox" } };
  if (request.path === "/mailbox") return list(request, store);
  if (request.path === "/mailbox.json") return json(request, store);
  const [, id, part] = /^\/mailbox\/(\d{1,12})(\/html)?$/.exec(request.path) ?? [];
  const message = id === undefined ? undefined : store.byId(Number(id));
  if (!message) return page(404, missingPage("There is no such message."));
  if (part !== undefined)
    return { status: 200, body: framed(message.html ?? ""), headers: { "Content-Security-Policy": MAIL_POLICY } };
  const asked = request.query.get("view");
  const view = message.html === undefined || (asked === "text" && message.text !== undefined) ? "text" : "html";
  return page(200, messagePage(message, view, FRAME_SANDBOX));
}

/** Quotes the mail below, as mail programs do. */
async function reply(message: SentMessage | undefined, text: string, inbound: InboundParse): Promise<Answer> {
  if (!message) return page(404, missingPage("There is no such message."));
  const to = message.replyTo[0]?.email ?? message.from.email;
  const quoted = (message.text ?? "").replace(/^/gm, "> ");
  const received = await inbound.receive({
    from: message.to,
    to,
    subject: /^re:/i.test(message.subject) ? message.subject : `Re: ${message.subject}`,
    text: `${text}\n\nOn Mon, 2 Mar 2026 at 10:00, ${message.from.name ?? ""} <${message.from.email}> wrote:\n${quoted}\n`,
    headers: { "In-Reply-To": `<${message.sgMessageId}@sendgrid.test>` },
  });
  return page(200, repliedPage(message, to, received));
}

function list(request: ReadRequest, store: MessageStore): Answer {
  const search = request.query.get("to") ?? "";
  const asked = Math.max(1, whole(request.query.get("page"), 1));
  const { total } = store.search(search, 0, 0);
  const pages = Math.max(1, Math.ceil(total / PAGE));
  const number = Math.min(asked, pages);
  const { messages } = store.search(search, (number - 1) * PAGE, PAGE);
  return page(200, listPage({ messages, total, search, number, pages, first: (number - 1) * PAGE + 1 }));
}

/**
 * `?to=` one address, exactly (letter case aside), or `?q=` part of one; newest first; `?limit=` (up to 1000) and
 * `?offset=`.
 */
function json(request: ReadRequest, store: MessageStore): Answer {
  const offset = whole(request.query.get("offset"), 0);
  const limit = Math.min(whole(request.query.get("limit"), PAGE), MAX_JSON);
  const exact = request.query.get("to");
  if (exact !== null) {
    const found = store.to(exact).toReversed();
    return { status: 200, body: { total: found.length, messages: found.slice(offset, offset + limit).map(render) } };
  }
  const { messages, total } = store.search(request.query.get("q") ?? "", offset, limit);
  return { status: 200, body: { total, messages: messages.map(render) } };
}

function render(message: SentMessage): Record<string, unknown> {
  const { id, to, from, toHeader, replyTo, subject, headers, text, html, customArgs, categories, state } = message;
  return {
    id,
    to,
    from,
    toHeader,
    replyTo,
    subject,
    headers,
    text,
    html,
    customArgs,
    categories,
    state,
    xMessageId: message.xMessageId,
    sgMessageId: message.sgMessageId,
    acceptedAt: message.acceptedAt.toISOString(),
  };
}

/** The mail's HTML with links aimed at the whole window: inside the frame another site would refuse to show. */
function framed(html: string): string {
  const base = '<base target="_top">';
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html;
}

function page(status: number, html: string): Answer {
  return { status, body: html, headers: { "Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-store" } };
}

function whole(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}
