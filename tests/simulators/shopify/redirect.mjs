// node --import ./tests/simulators/shopify/redirect.mjs <server>: sends what a process would send to
// https://<shop>.myshopify.com/ to the simulator instead. It must run before the Shopify library is imported, because
// that library keeps the fetch it finds at import time; this way the app itself needs no knowledge of simulators.
import { simulateWeb } from "../web.mjs";

const origin = process.env.SIMULATED_SHOPIFY_ORIGIN;
if (origin) {
  await simulateWeb();
  const real = globalThis.fetch;
  globalThis.fetch = function fetchThroughSimulator(input, init) {
    const url = new URL(input instanceof Request ? input.url : String(input));
    if (!/\.myshopify\.com$/.test(url.hostname)) return real(input, init);
    const target = origin + url.pathname + url.search;
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    headers.set("x-simulated-host", url.hostname);
    return input instanceof Request
      ? real(new Request(target, new Request(input, { ...init, headers })))
      : real(target, { ...init, headers });
  };
}
