/** At most so many in any stretch of so many hours. */
export interface AttemptLimit {
  readonly hours: number;
  readonly most: number;
}

/**
 * Limits against those who would have many mails sent to somebody, or many people's addresses tried (P13): sliding windows, counted over all surfaces of a shop.
 * - `mailbox`: verification mails to one mailbox, in whatever spelling.
 * - `requester`: requests for consent from one IP address.
 * - `shop`: requests for consent in one shop; reaching it is an alarm.
 * - `writer`, `writer_link`, `writer_place`: messages by the feedback form to be answered at one mailbox, by one mail's link, from one IP address; `noter`: notes on the opt-out page by one link.
 * - `withdrawer`: withdrawals typed by hand from one IP address, each of up to MAX_FURTHER_ADDRESSES.
 */
export const ATTEMPT_LIMITS = {
  mailbox: [
    { hours: 24, most: 3 },
    { hours: 30 * 24, most: 10 },
  ],
  requester: [{ hours: 1, most: 20 }],
  shop: [{ hours: 1, most: 500 }],
  withdrawer: [{ hours: 1, most: 10 }],
  writer: [{ hours: 1, most: 5 }],
  writer_link: [{ hours: 1, most: 5 }],
  writer_place: [{ hours: 1, most: 10 }],
  noter: [{ hours: 1, most: 5 }],
} as const satisfies Readonly<Record<string, readonly AttemptLimit[]>>;
export type AttemptKind = keyof typeof ATTEMPT_LIMITS;

/** Hours after which an attempt of a kind counts for nothing. */
export function longestWindow(kind: AttemptKind): number {
  return Math.max(...ATTEMPT_LIMITS[kind].map(({ hours }) => hours));
}

/**
 * What of an IP address stands for one connection: an IPv4 address as it is, of an IPv6 address the first 64 bits, since whoever has one has the rest. Anything else as it came, in small letters: what is limited is then just that text.
 */
export function connectionOf(ip: string): string {
  const text = ip.trim().toLowerCase().slice(0, 100);
  if (!text.includes(":")) return text;
  const groups = ipv6Groups(text);
  if (!groups) return text;
  const [first = 0, second = 0] = groups.slice(6);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return [first >> 8, first & 255, second >> 8, second & 255].join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** The eight groups of an IPv6 address, or `undefined` when it is none. The URL parser reads every way of writing one. */
function ipv6Groups(text: string): number[] | undefined {
  let host: string;
  try {
    host = new URL(`http://[${text}]`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
  const [head = "", tail] = host.split("::");
  const read = (part: string) => (part === "" ? [] : part.split(":").map((group) => parseInt(group, 16)));
  const [before, after] = [read(head), read(tail ?? "")];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after];
}
