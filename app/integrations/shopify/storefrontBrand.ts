import { ApiVersion } from "@shopify/shopify-api";
import { z } from "zod";

const TIME_LIMIT_MS = 10_000;

// Twice as wide as mails show it, for screens that draw two dots for one; and of a kind that mail programs show.
const PICTURE = "image { url(transform: { maxWidth: 320, preferredContentType: PNG }) }";
const BRAND = `query Brand { shop { brand { logo { ${PICTURE} } squareLogo { ${PICTURE} } colors { primary { background } } } } }`;

const picture = z
  .object({ image: z.object({ url: z.url({ protocol: /^https$/ }) }).nullish() })
  .nullish()
  .transform((media) => media?.image?.url);
const answer = z.object({
  data: z.object({
    shop: z.object({
      brand: z
        .object({
          logo: picture,
          squareLogo: picture,
          colors: z.object({ primary: z.array(z.object({ background: z.string().nullish() })) }),
        })
        .nullish(),
    }),
  }),
});

/** What a merchant has set in Shopify under Settings, Brand. */
export interface StorefrontBrand {
  readonly logo: string | undefined;
  readonly squareLogo: string | undefined;
  /** As Shopify has it, which may be no colour of six digits. */
  readonly colour: string | undefined;
}

/**
 * Reads a store's brand. The Admin API has none; the Storefront API gives it to everybody, without a token, as the store's own pages show it. Gives `undefined` where that does not answer, or in another form.
 */
export async function fetchStorefrontBrand(domain: string): Promise<StorefrontBrand | undefined> {
  try {
    const response = await fetch(`https://${domain}/api/${ApiVersion.July26}/graphql.json`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ query: BRAND }),
      redirect: "error",
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    const { brand } = answer.parse(await response.json()).data.shop;
    return {
      logo: brand?.logo,
      squareLogo: brand?.squareLogo,
      colour: brand?.colors.primary[0]?.background ?? undefined,
    };
  } catch {
    return undefined;
  }
}
