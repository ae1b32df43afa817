/**
 * Forms of an e-mail address. Exclusion matches broadly, so that one opt-out covers every spelling that
 * reaches the same person (P12); consent matches exactly, so that nobody's consent is stretched (P13).
 */

/** Longest address that SMTP can carry, RFC 5321 4.5.3.1.3. */
const MAX_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;

// RFC 5321 dot-atom: the quoted and the internationalised local part are legal but no mail service delivers them reliably.
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

// Zero-width and bidirectional marks come along with copy and paste; they are never part of an address.
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

const GMAIL_DOMAINS = new Set(["gmail.com", "googlemail.com"]);

/** The two parts of a usable address: the local part as given (NFC), the domain in lower case as an A-label. */
interface Parts {
  readonly local: string;
  readonly domain: string;
}

/** Splits an address into its parts, or `undefined` when it is not of a form that can be mailed. */
function parse(address: string): Parts | undefined {
  const parts = split(address);
  if (!parts || !DOMAIN.test(parts.domain)) return undefined;
  if (parts.local.length > MAX_LOCAL_LENGTH || parts.local.length + parts.domain.length + 1 > MAX_LENGTH)
    return undefined;
  return LOCAL_PART.test(parts.local) ? parts : undefined;
}

/** Splits at the last `@` without judging the result, so that even a malformed address can be excluded. */
function split(address: string): Parts | undefined {
  const clean = plain(address);
  const at = clean.lastIndexOf("@");
  if (at <= 0 || at === clean.length - 1) return undefined;
  return { local: clean.slice(0, at), domain: toAsciiDomain(clean.slice(at + 1)) };
}

/** NFC without invisible characters; composed after they are gone, since one may stand between a letter and its accent. */
function plain(text: string): string {
  return text.replace(INVISIBLE, "").normalize("NFC").trim();
}

/** IDNA to A-labels, lower case, without root dots. The URL parser implements UTS 46, as browsers do. */
function toAsciiDomain(domain: string): string {
  const trimmed = lowerCase(domain.replace(/[\s.]+$/, "").trimStart());
  // What the URL parser would take for a path, a port or an escape is no part of a domain.
  if (!/[^\x00-\x7F]/.test(trimmed) || /[\s/?#:@%\\]/.test(trimmed)) return trimmed;
  try {
    return new URL(`http://${trimmed}`).hostname;
  } catch {
    return trimmed;
  }
}

/**
 * The address as it can be handed to a mail service (domain as an A-label), or `undefined` when it is missing or of
 * a form that cannot be mailed.
 */
export function usableAddress(address: string | null | undefined): string | undefined {
  if (!address) return undefined;
  const parts = parse(address);
  return parts && `${parts.local}@${parts.domain}`;
}

/** A domain as an A-label in lower case, or `undefined` for what can be none of an address that is mailed. */
export function usableDomain(typed: string): string | undefined {
  const domain = toAsciiDomain(plain(typed));
  return DOMAIN.test(domain) ? domain : undefined;
}

/** The domain of an address as an A-label in lower case, or `undefined` when there is none. */
export function domainOf(address: string): string | undefined {
  return split(address)?.domain;
}

/**
 * Exact form for consent: NFC, trimmed, lower case, A-label domain. RFC 5321 lets the local part be case-sensitive;
 * no mailbox provider makes it so, and a person who types `Jo@` and `jo@` is one person.
 */
export function consentForm(address: string): string {
  const parts = split(address);
  return parts ? `${lowerCase(parts.local)}@${parts.domain}` : lowerCase(plain(address));
}

/** Lower case in NFC: some capitals with an accent compose only when they are small. */
function lowerCase(text: string): string {
  return text.toLowerCase().normalize("NFC");
}

/**
 * Broad form for exclusion: as `consentForm`, and the `+tag` dropped, dots dropped at Gmail, googlemail.com taken as
 * gmail.com. Two addresses with one broad form are excluded together (P12). Never fails: whatever was typed has a form.
 */
export function exclusionForm(address: string): string {
  const exact = consentForm(address);
  const at = exact.lastIndexOf("@");
  if (at <= 0) return exact;
  let local = exact.slice(0, at);
  let domain = exact.slice(at + 1);
  const plus = local.indexOf("+");
  if (plus > 0) local = local.slice(0, plus);
  if (GMAIL_DOMAINS.has(domain)) {
    domain = "gmail.com";
    local = local.replaceAll(".", "") || local;
  }
  return `${local}@${domain}`;
}
