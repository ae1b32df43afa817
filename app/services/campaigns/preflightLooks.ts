import type { SenderDomain } from "~/integrations/sendgrid/senderDomain";
import type { Dmarc } from "~/integrations/web/dmarc";
import type { Reach } from "~/integrations/web/reach";
import { remember } from "~/lib/remember";

/** What a preflight asks of the world outside, so that tests can answer. */
export interface Looks {
  reach(url: string): Promise<Reach>;
  /** Whether the store asks for a password before it shows this page of its own. */
  isClosedStore(url: string): Promise<boolean>;
  senderDomain(shopId: number): Promise<SenderDomain>;
  dmarc(domain: string): Promise<Dmarc>;
}

/** What there is to look at outside for one campaign. */
export interface Wanted {
  readonly links: readonly string[];
  /** The page of the store that every mail leads to; null when the store's address is not known. */
  readonly storePage: string | null;
  /** The sender's domain, and since when its key is the one there is; null without a sender. */
  readonly sender: { readonly domain: string; readonly since: Date | null } | null;
}

/** What was seen there. */
export interface Seen {
  readonly links: ReadonlyMap<string, Reach>;
  readonly storeClosed: boolean;
  readonly sender: { readonly standing: SenderDomain; readonly dmarc: Dmarc } | null;
}

interface Running {
  readonly wanted: string;
  readonly seen: Promise<Seen>;
}

/** Looks at all of it, for one asker at a time of a campaign: who asks for the very same meanwhile shares what is seen, and who asks for something else, since somebody saved, waits for it to end. */
export function lookOutside(shopId: number, campaignId: number, wanted: Wanted, looks: Looks): Promise<Seen> {
  const running = remember("preflight-looks", () => new Map<string, Running>());
  const campaign = `${shopId} ${campaignId}`;
  const text = JSON.stringify(wanted);
  const before = running.get(campaign);
  if (before?.wanted === text) return before.seen;
  const began = before ? before.seen.then(nothing, nothing) : Promise.resolve();
  const mine: Running = { wanted: text, seen: began.then(() => lookAt(shopId, wanted, looks)) };
  running.set(campaign, mine);
  const end = () => void (running.get(campaign) === mine && running.delete(campaign));
  mine.seen.then(end, end);
  return mine.seen;
}

const nothing = () => undefined;

async function lookAt(shopId: number, { links, storePage, sender }: Wanted, looks: Looks): Promise<Seen> {
  const [reached, storeClosed, standing] = await Promise.all([
    reachAll(links, looks),
    storePage !== null && looks.isClosedStore(storePage),
    sender && Promise.all([looks.senderDomain(shopId), looks.dmarc(sender.domain)]),
  ]);
  return {
    links: reached,
    storeClosed,
    sender: standing && { standing: standing[0], dmarc: standing[1] },
  };
}

/** So many at a time that the most links there may be (`MOST_LINKS`) take three times the limit of one, and the page its answer. */
const AT_ONCE = 20;

async function reachAll(links: readonly string[], looks: Pick<Looks, "reach">): Promise<Map<string, Reach>> {
  const reached = new Map<string, Reach>();
  const waiting = [...links];
  const look = async () => {
    for (let link = waiting.shift(); link !== undefined; link = waiting.shift())
      reached.set(link, await looks.reach(link));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  return reached;
}
