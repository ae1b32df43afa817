import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import compression from "compression";
import express from "express";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import type { ViteDevServer } from "vite";
import { withoutValues } from "~/lib/faults";
import { log } from "~/lib/log";
import { answerText, discard } from "./answer";
import { findFault, INBOUND_PATH } from "./guards";
import { answerHealth, answerReadiness } from "./health";
import { takeInboundMail } from "./inboundMail";
import { takeMailEvents } from "./mailEvents";
import { answerOneClick } from "./oneClick";
import { answerOptOutLink } from "./optOutLink";

/** Where the pages come from: a build, or Vite in development. */
export type Pages =
  | { readonly kind: "built"; readonly build: ServerBuild; readonly clientDir: string }
  | { readonly kind: "development"; readonly vite: ViteDevServer };

/** The web process, listening. */
export interface WebServer {
  readonly port: number;
  /** Takes no new connection, finishes the requests under way. */
  stop(): Promise<void>;
}

/** Where Shopify's app proxy asks for the opt-out page. */
const OPT_OUT_PATH = /^\/proxy\/optout\/?$/;

const STOP_WITHIN_MS = 15_000;

/** Starts the web server: the hot endpoints as small handlers, everything else through Remix. */
export async function startWeb(options: { port: number; pages: Pages }): Promise<WebServer> {
  const app = createPagesApp(options.pages);
  let stopping = false;
  const server = createServer((request, response) => {
    const started = performance.now();
    const id = requestId(request);
    response.setHeader("X-Request-Id", id);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Strict-Transport-Security", "max-age=31536000");
    response.setHeader("Referrer-Policy", "strict-origin-when-cross-origin");
    const url = parseUrl(request);
    response.on("close", () => {
      // Never the query: it carries tokens.
      log().info(
        {
          id,
          method: request.method,
          path: url?.pathname,
          status: response.statusCode,
          ms: Math.round(performance.now() - started),
        },
        "request",
      );
    });
    if (!url) return answerText(response, 400, "The address is malformed");
    const fault = findFault(request, url);
    if (fault) return void discard(request).then(() => answerText(response, fault.status, fault.text));
    answerHot(request, response, url, stopping)
      .then((answered) => {
        if (!answered) app(request, response);
      })
      .catch((error: unknown) => {
        log().error({ id, err: withoutValues(error) }, "request failed");
        if (!response.headersSent) answerText(response, 500, "Something failed here. Please try again.");
        else response.destroy();
      });
  });
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.port, resolve));
  const { port } = server.address() as AddressInfo;
  log().info({ port }, "web ready");
  return {
    port,
    stop: async () => {
      stopping = true;
      await closeServer(server);
    },
  };
}

async function answerHot(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  stopping: boolean,
): Promise<boolean> {
  const { pathname } = url;
  if (pathname === "/healthz") answerHealth(response);
  else if (pathname === "/readyz") await answerReadiness(response, stopping);
  else if (pathname.startsWith("/one-click/"))
    await answerOneClick(request, response, pathname.slice("/one-click/".length));
  else if (OPT_OUT_PATH.test(pathname)) await answerOptOutLink(request, response, url);
  else {
    const [, inboundShop, secret] = INBOUND_PATH.exec(pathname) ?? [];
    if (inboundShop && secret) {
      await takeInboundMail(request, response, Number(inboundShop), secret);
      return true;
    }
    const shop = /^\/sendgrid\/events\/(\d{1,9})$/.exec(pathname)?.[1];
    if (!shop) return false;
    if (request.method === "POST") await takeMailEvents(request, response, Number(shop));
    else answerText(response, 405, "POST only", { Allow: "POST" });
  }
  return true;
}

function createPagesApp(pages: Pages): express.Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", true);
  app.use(compression());
  const serve = (handler: ReturnType<typeof createRequestHandler>) =>
    app.all("*", (request, response, next) => {
      handler(request, response, next).catch(next);
    });
  if (pages.kind === "development") {
    app.use(pages.vite.middlewares);
    const build = () => pages.vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>;
    serve(createRequestHandler({ build, mode: "development" }));
    return app;
  }
  app.use(
    "/assets",
    express.static(`${pages.clientDir}/assets`, { immutable: true, maxAge: "1y", fallthrough: false }),
  );
  app.use(express.static(pages.clientDir, { maxAge: "1h" }));
  serve(createRequestHandler({ build: pages.build, mode: "production" }));
  return app;
}

/** A caller's own id, where it is a plain one, so that a request can be followed through a proxy. */
function requestId(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

function parseUrl(request: IncomingMessage): URL | undefined {
  try {
    return new URL(request.url ?? "/", "http://localhost");
  } catch {
    return undefined;
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
