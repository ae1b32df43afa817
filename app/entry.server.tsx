import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { withoutValues } from "~/lib/faults";
import { log } from "~/lib/log";
import { shopify } from "~/shopify.server";

export const streamTimeout = 5000;

/** Renders a document: streamed to browsers, whole to bots. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
): Promise<Response> {
  shopify().addDocumentResponseHeaders(request, headers);
  const ready = isbot(request.headers.get("user-agent") ?? "") ? "onAllReady" : "onShellReady";
  return new Promise((resolve, reject) => {
    let responseStatus = status;
    const { pipe, abort } = renderToPipeableStream(<RemixServer context={remixContext} url={request.url} />, {
      [ready]: () => {
        const body = new PassThrough();
        headers.set("Content-Type", "text/html; charset=utf-8");
        resolve(new Response(createReadableStreamFromReadable(body), { headers, status: responseStatus }));
        pipe(body);
      },
      onShellError: reject,
      onError(error: unknown) {
        responseStatus = 500;
        log().error({ err: withoutValues(error) }, "rendering failed");
      },
    });
    // Past the streaming time-out React has a second to flush what its boundaries gave up on.
    setTimeout(abort, streamTimeout + 1000).unref();
  });
}

/** Faults of loaders and actions: logged once, without the request's address line, which carries tokens. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  // A wrong address or a refused request is the caller's, and is in the request log.
  if (request.signal.aborted || isRouteErrorResponse(error)) return;
  log().error({ err: withoutValues(error), path: new URL(request.url).pathname }, "request failed");
}
