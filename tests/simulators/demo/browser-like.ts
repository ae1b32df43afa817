import type { World } from "./world";

/** A browser's own words; the app turns bots away. */
export const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";

/** Does in the embedded admin what a browser with App Bridge does: opens pages, and posts forms with a fresh session token. */
export class StaffBrowser {
  /** As a member of staff by their id; without one, as whom the admin's own pages are opened for. */
  constructor(
    private readonly world: World,
    private readonly id?: string,
  ) {}

  /** Opens a page of the app as the admin's frame does. Throws unless it is there. */
  async open(page?: string): Promise<string> {
    const response = await fetch(await this.world.shopify.frameUrl(page), { headers: { "user-agent": USER_AGENT } });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`opening ${page ?? "the app"} answered ${response.status}: ${text.slice(0, 300)}`);
    return text;
  }

  /** Posts a form of a page. Gives the answer's text; throws when it is refused. */
  async submit(page: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<string> {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) form.append(name, each);
    const [pathname = "", query = ""] = page.split("?");
    const response = await fetch(`${this.world.shopify.appUrl}${pathname}.data${query ? `?${query}` : ""}`, {
      method: "POST",
      headers: {
        "user-agent": USER_AGENT,
        "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
        authorization: `Bearer ${await this.world.shopify.sessionToken(this.id)}`,
      },
      body: form.toString(),
    });
    const text = await response.text();
    if (!response.ok || text.includes('"problem"'))
      throw new Error(`posting to ${page} answered ${response.status}: ${text.slice(0, 500)}`);
    return text;
  }
}

/** Opens a link of a mail as its reader does. */
export async function openLink(url: string): Promise<{ status: number; html: string }> {
  const response = await fetch(url, { headers: { "user-agent": USER_AGENT } });
  return { status: response.status, html: await response.text() };
}

/** Presses the button of the form on a page that posts to `action`; fields of the form are sent as they are, `typed` beside them. Throws when the page has no such form. */
export async function pressButton(
  page: { url: string; html: string },
  action: string,
  typed: Readonly<Record<string, string>> = {},
): Promise<{ status: number; html: string }> {
  const form = [...page.html.matchAll(/<form\b[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/g)].find(
    ([, target, content]) =>
      target === action && Object.keys(typed).every((name) => content?.includes(`name="${name}"`)),
  );
  if (!form) throw new Error(`the page has no form that posts to ${action}`);
  const fields = new URLSearchParams();
  for (const [input] of (form[2] ?? "").matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) fields.set(name, unescapeHtml(/value="([^"]*)"/.exec(input)?.[1] ?? ""));
  }
  for (const [name, value] of Object.entries(typed)) fields.set(name, value);
  const response = await fetch(new URL(action, page.url), {
    method: "POST",
    headers: { "user-agent": USER_AGENT, "content-type": "application/x-www-form-urlencoded" },
    body: fields.toString(),
  });
  return { status: response.status, html: await response.text() };
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
