import { usableDomain } from "./emailAddress";
import { isFreemailDomain, isAboveFreemail } from "./freemail";

/** Why a whole domain is not taken: it is none, people have personal mailboxes at it, or it is an ending under which anybody may register a name. */
export type DomainRefusal = "no_domain" | "freemail" | "shared_ending";

// Second labels under which countries let firms and people register: `co.uk`, `com.au`, `gov.ie`.
const SHARED = new Set(
  "ac asn biz co com ed edu gen go gob gouv gov govt id idv ind info ltd me mil mod muni name ne net nhs nic nom or org plc police sch school".split(
    " ",
  ),
);

/** The domain in what staff typed, with or without `@` or `*@` before it, as an A-label in lower case; or why it cannot stand on the exclusion list as a whole. */
export function readWholeDomain(typed: string): { readonly domain: string } | DomainRefusal {
  const domain = usableDomain(typed.trim().replace(/^\*?@/, ""));
  if (!domain) return "no_domain";
  if (isFreemailDomain(domain)) return "freemail";
  const [first = "", last = "", ...more] = domain.split(".");
  if (more.length === 0 && last.length === 2 && SHARED.has(first)) return "shared_ending";
  if (isAboveFreemail(domain)) return "freemail";
  return { domain };
}

/** A domain and those above it, nearest first, without the last label: excluded is an address whose domain, or one above it, is on the list as a whole (P12). */
export function domainAndAbove(domain: string): string[] {
  const found: string[] = [];
  for (let rest = domain; rest.includes("."); rest = rest.slice(rest.indexOf(".") + 1)) found.push(rest);
  return found;
}

/** What the key of a whole domain is made from. No address has this form: its name would be empty. */
export const wholeDomainForm = (domain: string): string => `@${domain}`;
