/**
 * How long the IP address and the user agent of a request and of its confirmation are kept as they came, in months from the last act. Long enough for what they are there for: to find who asked in somebody else's name, and to
 * answer a complaint about a mail, which people make within months (the ICO expects it within three). After that, and for as long as the consent itself must be shown (UK GDPR Art 7(1)), the network and the family of the
 * browser are evidence enough (Art 5(1)(c) and (e)).
 */
export const TRACE_MONTHS = 12;

/** An IP address reduced to its network: IPv4 to /24, IPv6 to /48, where many share it. What is a network already stays; what is no address gives null. */
export function reduceIp(ip: string): string | null {
  const [address = "", prefix] = ip.trim().split("/");
  if (prefix !== undefined && prefix !== "24" && prefix !== "48") return null;
  const v4 = ipv4(address.replace(/^::ffff:/i, ""));
  if (v4) return `${v4.slice(0, 3).join(".")}.0/24`;
  const v6 = ipv6(address);
  if (!v6) return null;
  const shown = v6.slice(0, 3).map((group) => group.toString(16));
  while (shown.at(-1) === "0") shown.pop();
  return `${shown.join(":")}::/48`;
}

function ipv4(text: string): number[] | undefined {
  const parts = text.split(".");
  const right = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
  return right ? parts.map(Number) : undefined;
}

/** The eight groups of an IPv6 address; the zone after `%` is the sender's own business. */
function ipv6(text: string): number[] | undefined {
  const halves = (text.split("%")[0] ?? "").split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map(groups);
  if ([...head, ...tail].some(Number.isNaN)) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  const gap = 8 - head.length - tail.length;
  return gap < 1 ? undefined : [...head, ...Array.from({ length: gap }, () => 0), ...tail];
}

function groups(half: string): number[] {
  if (half === "") return [];
  return half.split(":").flatMap((group, at, all) => {
    const v4 = at === all.length - 1 ? ipv4(group) : undefined;
    if (v4) return [((v4[0] ?? 0) << 8) | (v4[1] ?? 0), ((v4[2] ?? 0) << 8) | (v4[3] ?? 0)];
    return /^[0-9a-f]{1,4}$/i.test(group) ? parseInt(group, 16) : NaN;
  });
}

const BROWSERS = ["Firefox", "Edg", "OPR", "Chrome", "Safari"];

/** The family of a browser by its user agent, coarse on purpose: it tells nobody from anybody else. What is a family already stays. */
export function browserFamily(userAgent: string | null): string {
  return BROWSERS.find((family) => new RegExp(`\\b${family}\\b`).test(userAgent ?? "")) ?? "other";
}
