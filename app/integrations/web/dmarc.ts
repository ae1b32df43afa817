import { readWholeDomain } from "~/policy/wholeDomain";
import { namesOf, type Names } from "./names";
import { withinLooksLimit } from "./looksLimit";

/** Whether a domain says what shall become of mail that only claims to be from it. `unknown`: DNS did not answer. */
export type Dmarc = "published" | "missing" | "unknown";

const TIME_LIMIT_MS = 6_000;
const MOST_NAMES = 5;

/**
 * Looks a domain's DMARC record up, or that of the domain above it, which stands for those below (RFC 7489, 6.6.3). A record that receivers pass over is none: one without a valid policy, or two at the same name; it also hides one
 * above. Never throws; ends within seconds of its turn (looksLimit.ts), and is `unknown` when that does not come.
 */
export async function lookUpDmarc(
  domain: string,
  names: Pick<Names, "texts"> = namesOf(),
  limitMs = TIME_LIMIT_MS,
): Promise<Dmarc> {
  return withinLooksLimit(() => walkUp(domain, names, AbortSignal.timeout(limitMs))).catch(() => "unknown");
}

async function walkUp(domain: string, names: Pick<Names, "texts">, signal: AbortSignal): Promise<Dmarc> {
  const labels = domain.toLowerCase().split(".");
  for (let from = 0; from < Math.min(labels.length - 1, MOST_NAMES); from++) {
    const name = labels.slice(from).join(".");
    // An ending such as co.uk is nobody's own.
    if (readWholeDomain(name) === "shared_ending") break;
    const records = (await names.texts(`_dmarc.${name}`, signal)).filter(isRecord);
    if (records.length > 0) return records.length === 1 && records.every(hasPolicy) ? "published" : "missing";
  }
  return "missing";
}

const isRecord = (text: string) => /^[vV]\s*=\s*DMARC1\s*(;|$)/.test(text);

const hasPolicy = (record: string) =>
  record.split(";").some((tag) => /^\s*p\s*=\s*(none|quarantine|reject)\s*$/i.test(tag));
