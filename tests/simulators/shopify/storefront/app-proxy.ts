import type { IncomingMessage, ServerResponse } from "node:http";
import { escapeHtml, readBody, sendHtml } from "../http";
import type { Settings } from "../options";
import { signProxy, type ProxyParameters } from "../sign";
import { renderLiquid } from "./liquid";
import { themePage } from "./theme";

/** Parameters that only Shopify sets; a visitor's own are dropped, or they would be signed. */
const reserved = new Set(["shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature"]);
const passedOn = ["accept", "accept-language", "content-type", "user-agent", "referer"];

/**
 * Passes a storefront request on to the app as Shopify's app proxy does: signed parameters, no cookies in either
 * direction, and `application/liquid` answers rendered inside the theme.
 */
export async function passToApp(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  o: { settings: Settings; appOrigin: string },
): Promise<void> {
  const route = o.settings.app.proxy;
  const parameters: ProxyParameters = {};
  for (const name of new Set(url.searchParams.keys())) {
    if (!reserved.has(name)) parameters[name] = url.searchParams.getAll(name);
  }
  parameters.shop = o.settings.shop.domain;
  parameters.logged_in_customer_id = "";
  parameters.path_prefix = route.prefix;
  parameters.timestamp = String(Math.floor(o.settings.now() / 1_000));

  const headers: Record<string, string> = { "x-forwarded-for": forwardedFor(request) };
  for (const name of passedOn) if (typeof request.headers[name] === "string") headers[name] = request.headers[name];
  const method = request.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? undefined : await readBody(request);
  const target = `${o.appOrigin}${route.target}${url.pathname.slice(route.prefix.length)}?${signProxy(parameters, o.settings.app.apiSecret)}`;

  let answer: Response;
  try {
    answer = await fetch(target, {
      method,
      headers,
      redirect: "manual",
      ...(body ? { body: new Uint8Array(body) } : {}),
    });
  } catch {
    return failure(response, o.settings);
  }
  o.settings.log(`app proxy ${method} ${url.pathname} ${answer.status}`);
  if (answer.status >= 500) return failure(response, o.settings);
  const passed = Object.fromEntries([...answer.headers].filter(([name]) => !notPassedBack.has(name)));
  if (!answer.headers.get("content-type")?.startsWith("application/liquid")) {
    response.writeHead(answer.status, passed);
    response.end(Buffer.from(await answer.arrayBuffer()));
    return;
  }
  const { shop } = o.settings;
  const rendered = renderLiquid(await answer.text(), {
    shop: { name: shop.name, email: shop.email, domain: url.host, url: url.origin, permanent_domain: shop.domain },
  });
  const html = rendered.layout ? themePage(o.settings, { title: shop.name, body: rendered.html }) : rendered.html;
  const { "content-type": _liquid, ...rest } = passed;
  sendHtml(response, answer.status, html, rest);
}

const notPassedBack = new Set([
  "set-cookie",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-encoding",
  "content-length",
]);

const forwardedFor = (request: IncomingMessage): string =>
  [request.headers["x-forwarded-for"], request.socket.remoteAddress].flat().filter(Boolean).join(", ");

function failure(response: ServerResponse, settings: Settings): void {
  const body = `<h1>There was an error in the third-party application.</h1><p>${escapeHtml(settings.shop.name)} is not affected; please try again.</p>`;
  sendHtml(response, 500, themePage(settings, { title: "Error", body }));
}
