/** What is said in the links of a mail that lead to the merchant's own store, so that its statistics tell which campaign a visit came from (UTM). The same for everybody: nothing in it tells who follows it. */
export interface LinkMarks {
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
}

export const LONGEST_MARK = 80;

/** What a mark may be: nothing that would have to be encoded, and nothing in which a name or an address could be put in. */
export const MARK = /^[a-z0-9][a-z0-9._-]*$/;

/** Usual names, by which Google Analytics and others count a visit as one from an email. */
export const USUAL_MARKS = { source: "newsletter", medium: "email" } as const;

/** The marks as a campaign holds them: an empty source for none, an empty campaign for the campaign's own name. */
interface MarkFields {
  readonly name: string;
  readonly utmSource: string;
  readonly utmMedium: string;
  readonly utmCampaign: string;
}

/** The marks that a campaign's links are to carry; nothing where staff have not chosen them wholly. */
export function marksOf({ name, utmSource, utmMedium, utmCampaign }: MarkFields): LinkMarks | undefined {
  if (utmSource === "" || utmMedium === "") return undefined;
  return { source: utmSource, medium: utmMedium, campaign: utmCampaign || campaignMark(name) };
}

/** A campaign's name as a mark. */
export function campaignMark(name: string): string {
  const words = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const mark = words.replace(/[^a-z0-9]+/g, "-").slice(0, LONGEST_MARK);
  return mark.replace(/^-|-$/g, "") || "campaign";
}

/** The marks as they stand in an address. */
export function markQuery({ source, medium, campaign }: LinkMarks): string {
  return `utm_source=${source}&utm_medium=${medium}&utm_campaign=${campaign}`;
}

/** Pages of this app on the store's domain: nobody is counted on their way to an opt-out, to the policy or to their data. */
const OWN_PAGES = /^\/apps\/twostage(\/|$)/i;

/**
 * A link with the marks, where it leads to a page of one of the hosts; any other as it is. What stands in it stays: its query, its fragment, and marks that somebody put in by hand, which then are the only ones.
 */
export function markedLink(url: string, marks: LinkMarks, hosts: readonly string[]): string {
  const parsed = /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !hosts.includes(parsed.host) || OWN_PAGES.test(parsed.pathname)) return url;
  if ([...parsed.searchParams.keys()].some((name) => /^utm_/i.test(name))) return url;
  const [address = "", ...fragment] = url.split("#");
  const joint = !address.includes("?") ? "?" : /[?&]$/.test(address) ? "" : "&";
  return [`${address}${joint}${markQuery(marks)}`, ...fragment].join("#");
}
