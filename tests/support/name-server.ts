import { createSocket } from "node:dgram";
import { once } from "node:events";

/** What a name has of one kind: addresses or texts, `gone` when there is no such name, `fails` when the server says that it cannot tell, `silent` when it says nothing. */
export type Answer = readonly string[] | "gone" | "fails" | "silent";
export type Zone = Readonly<Record<string, { readonly A?: Answer; readonly AAAA?: Answer; readonly TXT?: Answer }>>;

const KINDS = { 1: "A", 28: "AAAA", 16: "TXT" } as const;
const CODES = { gone: 3, fails: 2 } as const;

/** A name server on this machine that speaks DNS over UDP. What a name has not been given is not there. */
export async function startNameServer(zone: Zone) {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const { name, kind, end } = questionIn(query);
    const answer = zone[name]?.[kind] ?? (zone[name] ? [] : "gone");
    if (answer === "silent") return;
    const records = typeof answer === "string" ? [] : answer.map((value) => recordOf(kind, value));
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(0x8180 | (typeof answer === "string" ? CODES[answer] : 0), 2);
    head.writeUInt16BE(records.length, 6);
    head.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([head, query.subarray(12, end), ...records]), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  return { servers: [`127.0.0.1:${port}`], close: () => new Promise<void>((done) => socket.close(done)) };
}

function questionIn(query: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const kind = KINDS[query.readUInt16BE(at + 1) as keyof typeof KINDS];
  return { name: labels.join(".").toLowerCase(), kind, end: at + 5 };
}

function recordOf(kind: "A" | "AAAA" | "TXT", value: string): Buffer {
  const data = dataOf(kind, value);
  // The name is the question's, by its place.
  const head = Buffer.from([0xc0, 0x0c, 0, 0, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(kind === "A" ? 1 : kind === "AAAA" ? 28 : 16, 2);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** An IPv6 address has to be written out, with all of its eight parts. */
function dataOf(kind: "A" | "AAAA" | "TXT", value: string): Buffer {
  if (kind === "A") return Buffer.from(value.split(".").map(Number));
  if (kind === "AAAA") return Buffer.from(value.split(":").map((part) => part.padStart(4, "0")).join(""), "hex"); // prettier-ignore
  // In two strings, as long records are.
  const half = Math.ceil(value.length / 2);
  const parts = [value.slice(0, half), value.slice(half)].map((text) => Buffer.from(text, "latin1"));
  return Buffer.concat(parts.flatMap((part) => [Buffer.from([part.length]), part]));
}
