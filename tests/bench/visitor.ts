import { connect } from "node:net";

/** One request of a benchmark; its answer must be 200, and say how long it is. */
export interface Visit {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Makes one request after the other over one connection. */
export interface Visitor {
  visit(this: void, what: Visit): Promise<void>;
  leave(this: void): void;
}

/**
 * Opens a connection to a server of this machine. It writes and reads no more of HTTP than a benchmark needs: `node:http`'s client took as long for a request as the server, on the same processors, and its pauses for garbage, ten
 * milliseconds three times a second, were measured as the server's.
 */
export async function visitor(port: number): Promise<Visitor> {
  let asked:
    { readonly path: string; readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  let come: Buffer = Buffer.alloc(0);
  const fail = (why: string) => {
    const waiting = asked;
    asked = undefined;
    waiting?.reject(new Error(`${waiting.path.slice(0, 20)} ${why}`));
  };
  const read = (chunk: Buffer) => {
    const all = come.length === 0 ? chunk : Buffer.concat([come, chunk]);
    const end = all.indexOf("\r\n\r\n");
    const head = all.toString("latin1", 0, Math.max(end, 0));
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (end >= 0 && length === undefined) return fail("did not say how long its answer is");
    if (end < 0 || all.length < end + 4 + Number(length)) {
      come = Buffer.from(all);
      return;
    }
    come = Buffer.alloc(0);
    const status = head.slice(9, 12);
    if (status !== "200") return fail(`answered ${status}`);
    const waiting = asked;
    asked = undefined;
    waiting?.resolve();
  };
  // What is read goes to the same place each time: memory for each answer would soon have to be collected.
  const onread = {
    buffer: Buffer.alloc(64 * 1024),
    callback: (bytes: number, into: Uint8Array) => {
      read(Buffer.from(into.buffer, into.byteOffset, bytes));
      return true;
    },
  };
  const socket = connect({ port, host: "localhost", noDelay: true, onread });
  socket.on("error", ({ message }) => fail(message));
  socket.on("close", () => fail("was cut off"));
  await new Promise((resolve) => socket.once("connect", resolve));
  return {
    visit: (what) =>
      new Promise((resolve, reject) => {
        asked = { path: what.path, resolve, reject };
        socket.write(written(what, port));
      }),
    leave: () => void socket.destroy(),
  };
}

function written({ method, path, headers = {}, body }: Visit, port: number): string | Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: ${body?.length ?? 0}\r\n${lines.join("")}\r\n`;
  return body ? Buffer.concat([Buffer.from(head), body]) : head;
}
