import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { namesOf, type Names, type Resolved } from "./names";
import { withinLooksLimit } from "./looksLimit";
import { isPublicAddress } from "./publicAddress";

/** What came of looking whether a page of the web can be reached; `private` for addresses that the app does not go to for anybody. */
export type Reach =
  "reached" | "not_https" | "private" | "unresolved" | "unreachable" | "broken" | "too_many_redirects";

/** The head of an answer. */
export interface Head {
  readonly status: number;
  readonly location: string | undefined;
}

/** That no connection came about: another address of the same name may do. */
export class NotConnected extends Error {
  constructor() {
    super("no connection");
  }
}

/** The two things asked of the network, so that tests can answer. */
export interface Network {
  /** The addresses of a name, none when there is no such name; rejects when DNS does not answer. */
  resolve: Names["addresses"];
  /** Asks for a page at this very address, whatever DNS says by now; reads no more than the head of the answer. Rejects with `NotConnected` when there is no connection, with `hurry` soon. */
  ask(url: URL, at: Resolved, signal: AbortSignal, hurry: boolean): Promise<Head>;
}

const MOST_REDIRECTS = 5;
const TIME_LIMIT_MS = 6_000;
/** For the first of two addresses: what is lost once on the way is sent again after a second. */
const CONNECT_LIMIT_MS = 1_500;
const LARGEST_HEAD = 16 * 1024;

/**
 * Whether a link of a mail leads somewhere. Merchants say where to look, so nobody may use it to look into a network: https on its own port only, every name is resolved first and refused when any of its addresses is not public, the
 * connection goes to an address that was looked at, redirects are followed by the same rules, and neither body nor status is ever shown. Never throws; ends within seconds of its turn (looksLimit.ts), and is `unreachable` when that does not come.
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

interface Followed {
  readonly outcome: Reach;
  readonly end?: URL;
}

const follow = (link: string, network: Network, limitMs: number): Promise<Followed> =>
  withinLooksLimit(() => followNow(link, network, limitMs)).catch(() => ({ outcome: "unreachable" }));

async function followNow(link: string, network: Network, limitMs: number): Promise<Followed> {
  const signal = AbortSignal.timeout(limitMs);
  let next = link;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const url = URL.canParse(next) ? new URL(next) : undefined;
    if (url?.protocol !== "https:") return { outcome: "not_https" };
    if (url.port !== "" || url.username !== "" || url.password !== "") return { outcome: "private" };
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const found = await addressesOf(host, network, signal);
    if (!found) return { outcome: "unreachable" };
    if (found.length === 0) return { outcome: "unresolved" };
    if (found.some(({ address }) => !isPublicAddress(address))) return { outcome: "private" };
    const head = await headOf(url, found, network, signal);
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

/** `undefined` when DNS does not answer, which says nothing of the name. */
async function addressesOf(
  host: string,
  network: Network,
  signal: AbortSignal,
): Promise<readonly Resolved[] | undefined> {
  const family = isIP(host);
  if (family) return [{ address: host, family }];
  return withinTime(network.resolve(host, signal), signal).catch(() => undefined);
}

/** Asks one address, and another when there is no connection to the first. */
async function headOf(
  url: URL,
  found: readonly Resolved[],
  network: Network,
  signal: AbortSignal,
): Promise<Head | undefined> {
  const tried = twoOf(found);
  for (const [place, at] of tried.entries()) {
    const others = place + 1 < tried.length;
    try {
      return await withinTime(network.ask(url, at, signal, others), signal);
    } catch (error) {
      if (!others || !(error instanceof NotConnected)) return undefined;
    }
  }
  return undefined;
}

/** Of each kind the first, as far as there are both: where the app or the page has no way by IPv6, it has one by IPv4. */
function twoOf(found: readonly Resolved[]): readonly Resolved[] {
  const [first] = found;
  const other = found.find(({ family }) => family !== first?.family) ?? found[1];
  return [first, other].filter((each) => each !== undefined);
}

function withinTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error("too late"));
    if (signal.aborted) late();
    signal.addEventListener("abort", late, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", late));
  });
}

/** The network itself. */
export function networkOf(names: Names = namesOf(), connectLimitMs = CONNECT_LIMIT_MS): Network {
  return {
    resolve: (host, signal) => names.addresses(host, signal),
    ask: (url, at, signal, hurry) =>
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
        let connected = false;
        const late = hurry ? setTimeout(() => request.destroy(new NotConnected()), connectLimitMs) : undefined;
        request.once("socket", (socket) =>
          socket.once("connect", () => {
            connected = true;
            clearTimeout(late);
          }),
        );
        request.once("error", (error) => {
          clearTimeout(late);
          reject(connected ? error : new NotConnected());
        });
        request.once("response", (response) => {
          resolve({ status: response.statusCode ?? 500, location: response.headers.location });
          response.once("error", () => undefined);
          request.destroy();
        });
        request.end();
      }),
  };
}

const NETWORK = networkOf();
