// The web of the simulated world, in the process of the app: every name that ends in .example is a machine of it, reached over https at one public address, whose pages are all there but those with "gone" in their path. Its domains
// publish DMARC. Everything else goes where it would. Loaded by redirect.mjs before the app is.
import dns from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";

/** An address that is public and that nothing here connects to. */
const PUBLIC = { address: "93.184.215.14", family: 4 };

const isSimulated = (host) => /(^|\.)[a-z0-9-]+\.example$/i.test(host);

export function simulateWeb() {
  const pages = http.createServer((request, response) => {
    response.statusCode = request.url.includes("gone") ? 404 : 200;
    response.end();
  });
  pages.listen(0, "127.0.0.1");
  pages.unref();

  const { lookup, resolveTxt } = dns;
  const { request } = https;
  dns.lookup = (host, options) =>
    isSimulated(host) ? Promise.resolve(options?.all ? [PUBLIC] : PUBLIC) : lookup(host, options);
  dns.resolveTxt = (name) =>
    isSimulated(name)
      ? name.startsWith("_dmarc.")
        ? Promise.resolve([["v=DMARC1; p=quarantine"]])
        : Promise.reject(Object.assign(new Error("no data"), { code: "ENODATA" }))
      : resolveTxt(name);
  https.request = (url, options, answered) => {
    const host = url instanceof URL ? url.hostname : "";
    if (!isSimulated(host)) return request(url, options, answered);
    const { signal, headers } = options;
    const { port } = pages.address();
    return http.request({ host: "127.0.0.1", port, path: url.pathname + url.search, headers, signal, agent: false });
  };
  syncBuiltinESMExports();
}
