/** How SendGrid has authenticated the domain that mails come from. `no_domain`: not at all, or only the single address. `not_readable`: the key may not read it. */
export type SenderDomain =
  "authenticated" | "dkim_invalid" | "no_domain" | "key_refused" | "not_readable" | "unreachable";

interface DomainEntry {
  readonly domain?: string;
  readonly valid?: boolean;
  readonly dns?: Readonly<Record<string, { readonly valid?: boolean } | undefined>>;
}

/** What SendGrid's list of authenticated domains says of the one an address is in: found valid as a whole, and each of its DKIM records. */
export function senderDomainIn(domains: unknown, fromEmail: string): "authenticated" | "dkim_invalid" | "no_domain" {
  const wanted = fromEmail.slice(fromEmail.lastIndexOf("@") + 1).toLowerCase();
  const own = (Array.isArray(domains) ? (domains as DomainEntry[]) : []).filter(
    ({ domain }) => domain?.toLowerCase() === wanted,
  );
  if (own.length === 0) return "no_domain";
  return own.some((entry) => entry.valid === true && hasValidDkim(entry)) ? "authenticated" : "dkim_invalid";
}

function hasValidDkim({ dns = {} }: DomainEntry): boolean {
  const records = Object.entries(dns).filter(([name]) => /^dkim\d?$/.test(name));
  return records.length > 0 && records.every(([, record]) => record?.valid === true);
}
