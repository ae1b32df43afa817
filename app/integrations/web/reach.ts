import dns from "node:dns/promises";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./publicAddress";

/** What came of looking whether a page of the web can be reached; `private` for addresses that the app does not go to for anybody. */
export type Reach =
  "reached" | "not_https" | "private" | "unresolved" | "unreachable" | "broken" | "too_many_redirects";

/** An address as DNS gives it. */
export interface Resolved {
  readonly address: string;
  readonly family: number;
}

/** The head of an answer. */
export interface Head {
  readonly status: number;
  readonly location: string | undefined;
}

/** The two things asked of the network, so that tests can answer. */
export interface Network {
  resolve(host: string): Promise<readonly Resolved[]>;
  /** Asks for a page at this very address, whatever DNS says by now; reads no more than the head of the answer. */
  ask(url: URL, at: Resolved, signal: AbortSignal): Promise<Head>;
}

const MOST_REDIRECTS = 5;
const TIME_LIMIT_MS = 6_000;
const LARGEST_HEAD = 16 * 1024;

/**
 * Whether a link of a mail leads somewhere. Merchants say where to look, so nobody may use it to look into a network: https on its own port only, every name is resolved first and refused when any of its addresses is not public, the
 * connection goes to an address that was looked at, redirects are followed by the same rules, and neither body nor status is ever shown. Never throws; ends within seconds.
 */
export async function reach(link: string, network: Network = NETWORK, limitMs = TIME_LIMIT_MS): Promise<Reach> {
  return (await follow(link, network, limitMs)).outcome;
}

/** Where Shopify sends everybody who opens any page of a store that is closed to the public. */
const PASSWORD_PAGE = /^\/password\/?$/;

/** Whether a store asks for a password before it shows this page of its own. `false` also where that cannot be told. By the rules of `reach`, and never throws. */
export async function isClosedStore(
  page: string,
  network: Network = NETWORK,
  limitMs = TIME_LIMIT_MS,
): Promise<boolean> {
  const { outcome, end } = await follow(page, network, limitMs);
  return outcome === "reached" && end !== undefined && PASSWORD_PAGE.test(end.pathname);
}

async function follow(link: string, network: Network, limitMs: number): Promise<{ outcome: Reach; end?: URL }> {
  const signal = AbortSignal.timeout(limitMs);
  let next = link;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const url = URL.canParse(next) ? new URL(next) : undefined;
    if (url?.protocol !== "https:") return { outcome: "not_https" };
    if (url.port !== "" || url.username !== "" || url.password !== "") return { outcome: "private" };
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const found = await resolved(host, network, signal);
    if (!found) return { outcome: "unresolved" };
    const [first] = found;
    if (!first || found.some(({ address }) => !isPublicAddress(address))) return { outcome: "private" };
    const head = await withinTime(network.ask(url, first, signal), signal).catch(() => undefined);
    if (!head) return { outcome: "unreachable" };
    if (head.status < 300 || head.status === 304) return { outcome: "reached", end: url };
    if (head.status >= 400) return isBroken(head.status) ? { outcome: "broken" } : { outcome: "reached", end: url };
    if (!head.location || !URL.canParse(head.location, url.href)) return { outcome: "broken" };
    next = new URL(head.location, url.href).href;
  }
  return { outcome: "too_many_redirects" };
}

/**
 * A page that is gone, or a server that fails. Any other refusal may be meant for machines and not for readers: servers turn link checkers away with 400, 403, 429, 503 or numbers of their own (LinkedIn's 999), and a link that works
 * must not stop a campaign.
 */
const isBroken = (status: number) =>
  status === 404 || status === 410 || (status >= 500 && status < 600 && status !== 503);

async function resolved(host: string, network: Network, signal: AbortSignal): Promise<readonly Resolved[] | undefined> {
  const family = isIP(host);
  if (family) return [{ address: host, family }];
  const found = await withinTime(network.resolve(host), signal).catch(() => []);
  return found.length > 0 ? found : undefined;
}

function withinTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error("too late"));
    if (signal.aborted) late();
    signal.addEventListener("abort", late, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", late));
  });
}

const NETWORK: Network = {
  resolve: (host) => dns.lookup(host, { all: true }),
  ask: (url, at, signal) =>
    new Promise((resolve, reject) => {
      const pinned: LookupFunction = (_host, options, done) =>
        options.all ? done(null, [{ ...at }]) : done(null, at.address, at.family);
      const request = https.request(url, {
        agent: false,
        headers: { "user-agent": "Twostage link check", accept: "*/*" },
        lookup: pinned,
        maxHeaderSize: LARGEST_HEAD,
        signal,
      });
      request.once("error", reject);
      request.once("response", (response) => {
        resolve({ status: response.statusCode ?? 500, location: response.headers.location });
        response.once("error", () => undefined);
        request.destroy();
      });
      request.end();
    }),
};
