import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

/** One origin of the simulator: a listening server on loopback. */
export interface Origin {
  origin: string;
  server: Server;
  close(): Promise<void>;
}

/**
 * Listens on `http://localhost:port` (0: any free port). A handler that throws is a defect of the simulator and is
 * answered with 500 and its message, so that it shows wherever it is looked for.
 */
export async function listen(port: number, handler: Handler): Promise<Origin> {
  let origin = "";
  const server = createServer((request, response) => {
    void (async () => {
      try {
        await handler(request, response, new URL(request.url ?? "/", origin));
      } catch (error) {
        if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
        response.end(`simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    })();
  });
  // Upgraded connections are no longer the server's own, so all are kept here to be closed with it.
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The whole body of a request, refusing more than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit = 10_000_000): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) throw new Error(`request body over ${limit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
}

export function sendHtml(
  response: ServerResponse,
  status: number,
  html: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...headers });
  response.end(html);
}

export function sendScript(response: ServerResponse, source: string): void {
  response.writeHead(200, { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" });
  response.end(source);
}

export function sendStyles(response: ServerResponse, source: string): void {
  response.writeHead(200, { "content-type": "text/css; charset=utf-8", "cache-control": "no-store" });
  response.end(source);
}

/** A path relative to the origin asked for, or an absolute address. */
export function redirect(response: ServerResponse, status: 301 | 302 | 303, location: string): void {
  response.writeHead(status, { location });
  response.end();
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text made safe between tags and inside quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c] ?? c);
