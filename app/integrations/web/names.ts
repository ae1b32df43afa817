import { Resolver } from "node:dns/promises";

/** An address as DNS gives it. */
export interface Resolved {
  readonly address: string;
  readonly family: number;
}

/** What is asked of DNS. Each gives nothing for what is not there, and rejects when nobody answers before the time is over. */
export interface Names {
  addresses(host: string, signal: AbortSignal): Promise<readonly Resolved[]>;
  texts(name: string, signal: AbortSignal): Promise<readonly string[]>;
}

interface NamesOptions {
  /** Name servers with their ports; those of the machine unless told. */
  readonly servers?: readonly string[];
  readonly limitMs?: number;
}

const LIMIT_MS = 2_500;
/** Of the limit: a packet that was lost, or a server that is silent, leaves time for one more. */
const ONE_TRY = 0.4;

/** That there is no such name, none of this kind, or that it can be none. */
const NOT_THERE: ReadonlySet<unknown> = new Set(["ENOTFOUND", "ENODATA", "EBADNAME"]);

/**
 * The names of the internet, asked over the network itself: never by getaddrinfo, which holds one of the few threads of the process for as long as a name server stays silent, and never of /etc/hosts, whose names are nobody's outside. Whatever
 * is still unanswered when the time is over is given up.
 */
export function namesOf({ servers, limitMs = LIMIT_MS }: NamesOptions = {}): Names {
  const ask = async <T>(signal: AbortSignal, questions: (resolver: Resolver) => Promise<T>): Promise<T> => {
    const over = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
    over.throwIfAborted();
    // One for each question, since giving up gives up all that it was asked.
    const resolver = new Resolver({ timeout: Math.ceil(limitMs * ONE_TRY), tries: 2 });
    if (servers) resolver.setServers(servers);
    const giveUp = () => resolver.cancel();
    over.addEventListener("abort", giveUp, { once: true });
    try {
      return await questions(resolver);
    } finally {
      over.removeEventListener("abort", giveUp);
    }
  };
  return {
    addresses: (host, signal) =>
      ask(signal, async (resolver) => {
        const [four, six] = await Promise.allSettled([
          answered(resolver.resolve4(host)),
          answered(resolver.resolve6(host)),
        ]);
        const found = [
          ...(four.status === "fulfilled" ? four.value : []).map((address) => ({ address, family: 4 })),
          ...(six.status === "fulfilled" ? six.value : []).map((address) => ({ address, family: 6 })),
        ];
        // That one kind has none says nothing while the other is not known.
        const failed = [four, six].find((each) => each.status === "rejected");
        if (found.length === 0 && failed) throw failed.reason;
        return found;
      }),
    texts: (name, signal) =>
      ask(signal, async (resolver) => (await answered(resolver.resolveTxt(name))).map((parts) => parts.join(""))),
  };
}

async function answered<T>(question: Promise<T[]>): Promise<T[]> {
  try {
    return await question;
  } catch (error) {
    if (NOT_THERE.has((error as { code?: unknown }).code)) return [];
    throw error;
  }
}
