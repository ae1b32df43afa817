import dns from "node:dns/promises";
import { readWholeDomain } from "~/policy/wholeDomain";

/** Whether a domain says what shall become of mail that only claims to be from it. `unknown`: DNS did not answer. */
export type Dmarc = "published" | "missing" | "unknown";

/** Looks a domain's DMARC record up, or that of the domain above it, which stands for those below (RFC 7489, 6.6.3). Never throws. */
export async function lookUpDmarc(
  domain: string,
  resolveTxt: (name: string) => Promise<string[][]> = (name) => dns.resolveTxt(name),
): Promise<Dmarc> {
  const labels = domain.toLowerCase().split(".");
  for (let from = 0; from <= Math.min(labels.length - 2, 4); from++) {
    const name = labels.slice(from).join(".");
    // An ending such as co.uk is nobody's own.
    if (readWholeDomain(name) === "shared_ending") break;
    try {
      const records = await resolveTxt(`_dmarc.${name}`);
      if (records.some((parts) => /^v=DMARC1\s*(;|$)/i.test(parts.join("")))) return "published";
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== "ENOTFOUND" && code !== "ENODATA") return "unknown";
    }
  }
  return "missing";
}
