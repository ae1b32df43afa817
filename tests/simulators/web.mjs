// The web of the simulated world, in the process of the app: every name that ends in .example is a machine of it, reached over https at one public address, whose pages are all there but those with "gone" in their path. Its domains
// publish DMARC. Asked of DNS by a Resolver. A request that does not bring its own look-up, one that gives that very address, is refused: DNS may say something else by then. Everything else goes where it would. Loaded by redirect.mjs before the app is.
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";

/** An address that is public and that nothing here connects to. */
const PUBLIC = { address: "93.184.215.14", family: 4 };

const HERE = { address: "127.0.0.1", family: 4 };

/** What a look-up gives is the public address and no other, in either of the two forms that Node asks for. */
const isPublic = (found, family) => {
  const all = Array.isArray(found) ? found : [{ address: found, family }];
  return all.length === 1 && all[0].address === PUBLIC.address && all[0].family === PUBLIC.family;
};

const isSimulated = (host) => /(^|\.)[a-z0-9-]+\.example$/i.test(host);

/** From the call on names lead to it; it answers once the promise has come true, before anything asks. */
export function simulateWeb() {
  const pages = http.createServer((request, response) => {
    response.statusCode = request.url.includes("gone") ? 404 : 200;
    response.end();
  });
  const listening = once(pages, "listening").then(() => undefined);
  pages.listen(0, "127.0.0.1");
  pages.unref();

  // What a name has, by its name: an address by IPv4 and none by IPv6, and below _dmarc a record.
  const simulate = (question, answerOf) => {
    const real = Resolver.prototype[question];
    Resolver.prototype[question] = function askSimulated(name, ...options) {
      if (!isSimulated(name)) return real.call(this, name, ...options);
      const answer = answerOf(name);
      return answer
        ? Promise.resolve(answer)
        : Promise.reject(Object.assign(new Error("no data"), { code: "ENODATA" }));
    };
  };
  simulate("resolve4", () => [PUBLIC.address]);
  simulate("resolve6", () => undefined);
  simulate("resolveTxt", (name) => (name.startsWith("_dmarc.") ? [["v=DMARC1; p=quarantine"]] : undefined));
  const { request } = https;
  https.request = (url, options, answered) => {
    const host = url instanceof URL ? url.hostname : "";
    if (!isSimulated(host)) return request(url, options, answered);
    const { signal, headers, lookup: pinned } = options;
    const { port } = pages.address();
    return http.request({
      host: "pages.simulated",
      port,
      path: url.pathname + url.search,
      headers,
      signal,
      agent: false,
      // The connection goes to the pages here, once the request has shown that it would have gone to the public address.
      lookup: (_name, asked, done) =>
        pinned
          ? pinned(host, asked, (error, found, family) =>
              error
                ? done(error)
                : isPublic(found, family)
                  ? done(null, asked.all ? [HERE] : HERE.address, HERE.family)
                  : done(new Error(`${host} is not at the address that was looked at`)),
            )
          : done(new Error(`${host} would be looked up a second time`)),
    });
  };
  syncBuiltinESMExports();
  return listening;
}
