import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { readBody } from "../http";
import { extensionsOrigin, isRewritable, rewriteBody, rewriteHeaders, type LocalOrigins } from "./rewrite";

/**
 * The app's public origin: what the Shopify CLI's tunnel or a load balancer is in life. Everything passes, streams
 * and websockets too; only what names Shopify's own origins to a browser is put to the local ones.
 */
export class AppOrigin {
  #upstream: URL | undefined;

  constructor(private readonly origins: () => LocalOrigins) {}

  /** Where the app's process listens, once it does. */
  connect(upstream: string): void {
    this.#upstream = new URL(upstream);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const upstream = this.#upstream;
    if (!upstream) return unavailable(response, "no app is connected");
    await new Promise<void>((resolve) => {
      const forwarded = httpRequest(
        {
          host: upstream.hostname,
          port: upstream.port,
          method: request.method,
          path: request.url,
          headers: this.#requestHeaders(request),
        },
        (answer) => {
          void this.#answer(answer, response)
            .catch(() => response.destroy())
            .finally(resolve);
        },
      );
      forwarded.on("error", (error) => {
        unavailable(response, error.message);
        resolve();
      });
      // A browser that goes away takes its request with it, as through any proxy.
      response.on("close", () => {
        forwarded.destroy();
        // An answer may come before the whole request was read; what is left must not clog the connection.
        request.resume();
      });
      request.pipe(forwarded);
    });
  }

  /** Websockets, which Vite's hot reload uses in development. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const upstream = this.#upstream;
    if (!upstream) {
      socket.destroy();
      return;
    }
    const target = connect(Number(upstream.port), upstream.hostname, () => {
      const lines = [`${request.method ?? "GET"} ${request.url ?? "/"} HTTP/1.1`];
      for (let i = 0; i < request.rawHeaders.length; i += 2)
        lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      target.write(`${lines.join("\r\n")}\r\n\r\n`);
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    target.on("error", () => socket.destroy());
    socket.on("error", () => target.destroy());
    socket.on("close", () => target.destroy());
  }

  #requestHeaders(request: IncomingMessage): Record<string, string | string[] | undefined> {
    const from = request.headers["x-forwarded-for"] ?? request.socket.remoteAddress;
    const origin = request.headers.origin === this.origins().storefront ? extensionsOrigin : request.headers.origin;
    return {
      ...request.headers,
      ...(origin === undefined ? {} : { origin }),
      // Bodies are read here; the app's own compression is tried elsewhere.
      "accept-encoding": "identity",
      "x-forwarded-for": [from].flat().join(", "),
      "x-forwarded-host": request.headers.host,
      "x-forwarded-proto": "http",
    };
  }

  async #answer(answer: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = rewriteHeaders(answer.headers, this.origins());
    if (!isRewritable(answer.headers["content-type"]) || answer.headers["content-encoding"]) {
      response.writeHead(answer.statusCode ?? 502, headers);
      response.flushHeaders();
      await new Promise<void>((resolve, reject) => {
        answer.on("error", reject).on("end", resolve).on("close", resolve);
        answer.pipe(response);
      });
      return;
    }
    const body = Buffer.from(rewriteBody((await readBody(answer, 50_000_000)).toString("utf8"), this.origins()));
    const { "content-length": _length, ...rest } = headers;
    const sized =
      answer.headers["content-length"] !== undefined && body.length === 0
        ? headers
        : { ...rest, "content-length": body.length };
    response.writeHead(answer.statusCode ?? 502, sized);
    response.end(body);
  }
}

function unavailable(response: ServerResponse, why: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(502, { "content-type": "text/plain" });
  response.end(`The app does not answer: ${why}`);
}
