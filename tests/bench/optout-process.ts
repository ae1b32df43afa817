// The anchor of the opt-out benchmark, in a process of its own: a bare node:http handler that runs the statements of an opt-out and answers with nothing else. Prints its port.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { optOutByLink } from "~/services/exclusions/optOut";

const server = createServer((request, response) => {
  request.resume();
  const [, source, token = ""] = request.url?.split("/") ?? [];
  // By the body's link there is one statement's worth more to write: what opened it.
  optOutByLink(undefined, token, source === "body_link" ? "body_link" : "one_click", new Date()).then(
    () => response.end("ok"),
    () => response.writeHead(500).end(),
  );
});
server.listen(0, () => console.log(JSON.stringify({ msg: "web ready", port: (server.address() as AddressInfo).port })));
