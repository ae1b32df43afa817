import { isbot } from "isbot";
import { isFreemailDomain } from "./freemail";
import { browserFamily } from "./traces";

/** What opened an opt-out link, coarse on purpose: a program by its own name, nothing said, or a family of browsers. Tells nobody from anybody else. */
export function agentOf(userAgent: string | null): string {
  if (!userAgent?.trim()) return "none";
  return isbot(userAgent) ? "bot" : browserFamily(userAgent);
}

/** One opt-out by a link, as far as the rule asks. */
export interface SeenOptOut {
  readonly id: string;
  readonly at: Date;
  /** As `agentOf` says it. */
  readonly agent: string;
  /** Seconds since the mail was handed over; null where that is not known. */
  readonly seconds: number | null;
  /** Of the address; null once that is erased. */
  readonly domain: string | null;
  /** Whether somebody said why on the page: a machine does not. */
  readonly spoke: boolean;
}

/** Why an opt-out was probably made by a machine. */
export const MACHINE_SIGNS = ["bot_agent", "at_once", "many_at_domain"] as const;
export type MachineSign = (typeof MACHINE_SIGNS)[number];

/** A person must be told of the mail, open it and find the link at its end; a filter opens all links before it delivers. */
export const AT_ONCE_SECONDS = 20;
/** So many links of one firm's domain within a minute are one program going through a mailbox server. */
export const MANY_LINKS = 3;
export const WITHIN_MS = 60_000;

/**
 * Which opt-outs were probably made by a machine that opens links, and why (P10): it calls itself one, or nothing at all; it came at once after hand-over; or it opened several links of one domain within a minute, which at a provider of personal
 * mailboxes says nothing. Where somebody said why they opt out, a person was there. It is a guess for the merchant to follow up, and changes nobody's exclusion (P12).
 */
export function machineSigns(seen: readonly SeenOptOut[]): ReadonlyMap<string, readonly MachineSign[]> {
  const crowded = crowds(seen);
  return new Map(
    seen.flatMap((one) => {
      if (one.spoke) return [];
      const signs: Readonly<Record<MachineSign, boolean>> = {
        bot_agent: one.agent === "bot" || one.agent === "none",
        at_once: one.seconds !== null && one.seconds <= AT_ONCE_SECONDS,
        many_at_domain: crowded.has(one.id),
      };
      const found = MACHINE_SIGNS.filter((sign) => signs[sign]);
      return found.length > 0 ? [[one.id, found] as const] : [];
    }),
  );
}

/** Those that were among `MANY_LINKS` of their domain within `WITHIN_MS`. */
function crowds(seen: readonly SeenOptOut[]): ReadonlySet<string> {
  const byDomain = new Map<string, SeenOptOut[]>();
  for (const one of seen) {
    if (one.domain === null || isFreemailDomain(one.domain)) continue;
    byDomain.set(one.domain, [...(byDomain.get(one.domain) ?? []), one]);
  }
  const found = new Set<string>();
  for (const all of byDomain.values()) {
    const inOrder = [...all].sort((a, b) => a.at.getTime() - b.at.getTime());
    for (const [first, one] of inOrder.entries()) {
      const last = inOrder[first + MANY_LINKS - 1];
      if (!last || last.at.getTime() - one.at.getTime() > WITHIN_MS) continue;
      for (const member of inOrder.slice(first, first + MANY_LINKS)) found.add(member.id);
    }
  }
  return found;
}
