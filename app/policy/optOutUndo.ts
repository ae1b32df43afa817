/** An event of the exclusion list's history of one address, as far as taking back an opt-out asks. `link` names the link it came by and whether that link excluded its own address or one that was typed; absent for all else. */
export interface ListEvent {
  readonly id: string;
  readonly act: "excluded" | "released" | "undone";
  readonly link?: string;
}

/** What stands of an address's history, oldest first. */
export interface Standing {
  /** Opt-outs by the link that asks. */
  readonly own: readonly string[];
  /** What else keeps the address on the list: it stays there for these. */
  readonly others: readonly string[];
  /** Links whose opt-outs have been taken back. */
  readonly undone: readonly string[];
}

/**
 * What of an address's history still counts, for a link that takes its opt-outs back (P10, P12). A release ends all before it. A link that took its opt-outs back ends its own, and nobody else's; opening it again opts out again. Taken back are all opt-outs by the link, so that a page opened
 * twice is undone by one press; the address comes off the list only where nothing else put it there, before or after.
 */
export function standingExclusions(history: readonly ListEvent[], link: string): Standing {
  const since = history.slice(history.findLastIndex(({ act }) => act === "released") + 1);
  const undoneAt = new Map(
    since.flatMap((event, at) => (event.act === "undone" && event.link ? [[event.link, at]] : [])),
  );
  const stands = since.filter(
    (event, at) => event.act === "excluded" && !(event.link && at < (undoneAt.get(event.link) ?? -1)),
  );
  return {
    own: stands.filter((event) => event.link === link).map(({ id }) => id),
    others: stands.filter((event) => event.link !== link).map(({ id }) => id),
    undone: [...undoneAt.keys()],
  };
}
