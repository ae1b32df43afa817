// SendGrid's side of the hand-over benchmark, in a process of its own: takes every request whole and answers 202. Prints its port.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

let taken = 0;
const server = createServer((request, response) => {
  request.resume();
  request.once("end", () => response.writeHead(202, { "X-Message-Id": `message-${++taken}` }).end());
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })));
