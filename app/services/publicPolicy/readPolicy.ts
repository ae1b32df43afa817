import { pool, prisma } from "~/db/client";
import type { Sql } from "~/db/transaction";
import { disclosureLines } from "~/email/identity";
import { policyUrl } from "~/policy/publicPages";
import { writePolicy, type PolicyFacts, type PolicySection } from "~/policy/publicPolicy";
import { readRetentionRule } from "~/services/register/retentionRule";
import { loadShopState } from "~/services/shops/setUp";

/** The policy as the public reads it. */
export interface ShownPolicy {
  readonly introduction: string;
  readonly closing: string;
  readonly sections: readonly PolicySection[];
  /** Null for what has not been published yet. */
  readonly version: number | null;
  readonly publishedAt: Date | null;
}

/** The policy for the page where staff write and publish it. */
export interface PolicyDesk {
  /** As it would be published now. */
  readonly draft: ShownPolicy;
  readonly published: ShownPolicy | null;
  /** Whether what is published is no longer what the software does, or what staff have written. */
  readonly changed: boolean;
  readonly versions: readonly { readonly version: number; readonly publishedAt: Date; readonly publishedBy: string }[];
  readonly publicUrl: string;
}

/** The enforced part as it reads for a shop now, or with what is being changed. */
export async function currentSections(
  shopId: number,
  at: Date,
  changing: Partial<PolicyFacts> = {},
  sql: Sql = pool(),
): Promise<PolicySection[]> {
  const [{ shop, settings, facts }, retention] = await Promise.all([
    loadShopState(shopId, at),
    readRetentionRule(sql, shopId),
  ]);
  return writePolicy({
    name: settings?.tradingName || shop.name,
    disclosures: settings ? disclosureLines(settings) : [],
    sector: settings?.sector ?? "",
    contactEmail: settings?.contactEmail ?? "",
    storefrontUrl: shop.storefrontUrl,
    assessed: facts.assessment === "current",
    optOutOnLoad: settings?.optOutOnLoad ?? false,
    retention: { months: retention.months, nightly: retention.nightlySince !== null },
    ...changing,
  });
}

/** The policy to be shown to the public: the newest version as it was published; until there is one, what the software does now. */
export async function readPublicPolicy(shopId: number, at: Date): Promise<ShownPolicy> {
  return (
    (await readVersion(shopId)) ?? {
      introduction: "",
      closing: "",
      sections: await currentSections(shopId, at),
      version: null,
      publishedAt: null,
    }
  );
}

/** A version as it was published, or the newest; `undefined` when there is none. */
export async function readVersion(shopId: number, version?: number): Promise<ShownPolicy | undefined> {
  const found = await prisma().policyVersion.findFirst({
    where: { shopId, ...(version === undefined ? {} : { version }) },
    orderBy: { version: "desc" },
  });
  return found ? { ...found, sections: found.sections as unknown as PolicySection[] } : undefined;
}

const VERSIONS_SHOWN = 100;

/** Reads all that staff need to write and publish the policy. */
export async function readPolicyDesk(shopId: number, at: Date): Promise<PolicyDesk> {
  const [own, sections, published, versions, shop] = await Promise.all([
    prisma().policyDraft.findUnique({ where: { shopId } }),
    currentSections(shopId, at),
    readVersion(shopId),
    prisma().policyVersion.findMany({
      where: { shopId },
      orderBy: { version: "desc" },
      take: VERSIONS_SHOWN,
      select: { version: true, publishedAt: true, publishedBy: true },
    }),
    prisma().shop.findUniqueOrThrow({ where: { id: shopId }, select: { storefrontUrl: true } }),
  ]);
  const { introduction, closing } = own ?? published ?? { introduction: "", closing: "" };
  const draft = { introduction, closing, sections, version: null, publishedAt: null };
  const text = (policy: ShownPolicy) =>
    JSON.stringify([
      policy.introduction,
      policy.closing,
      policy.sections.map(({ heading, paragraphs }) => [heading, paragraphs]),
    ]);
  return {
    draft,
    published: published ?? null,
    changed: published === undefined || text(published) !== text(draft),
    versions,
    publicUrl: policyUrl(shop.storefrontUrl),
  };
}
