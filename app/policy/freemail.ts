import providers from "email-providers";

// Personal mailboxes that UK customers use and the kept list lacks.
const ALSO = [
  "demon.co.uk",
  "duck.com",
  "ee.co.uk",
  "f2s.com",
  "fastmail.com",
  "fastmail.co.uk",
  "gmx.co.uk",
  "lineone.net",
  "madasafish.com",
  "onetel.com",
  "outlook.co.uk",
  "plus.com",
  "plusnet.com",
  "supanet.com",
  "tesco.net",
  "tuta.com",
  "tuta.io",
  "tutamail.com",
  "tutanota.com",
];

const domains = new Set<string>([...providers, ...ALSO]);

// `provider.example` for `mail.provider.example`: whoever names it means the mailboxes below it too.
const above = new Set<string>(
  [...domains].flatMap((domain) => domain.split(".").map((_, index, labels) => labels.slice(index + 1).join("."))),
);

/** Whether providers of personal mailboxes have theirs below this domain (A-label, lower case). */
export function isAboveFreemail(domain: string): boolean {
  return above.has(domain);
}

/**
 * Whether a domain (A-label, lower case) belongs to a provider of personal mailboxes, itself or as a sub-domain of
 * one (`name.plus.com`). Whoever uses such an address subscribes as an individual, whatever the firm (PECR reg. 2(1)).
 */
export function isFreemailDomain(domain: string): boolean {
  for (let rest = domain; rest.includes("."); rest = rest.slice(rest.indexOf(".") + 1)) {
    if (domains.has(rest)) return true;
  }
  return false;
}
