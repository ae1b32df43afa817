import { BlockStack, Card, Text } from "@shopify/polaris";
import type { Relation } from "~/policy/facts";
import { shopifyConsentWords } from "~/ui/shopifyWords";
import { RELATION_WORDS } from "~/ui/words";
import { FactList } from "../FactList";
import { count, useShopTime } from "../useShopTime";

/** What the store says about a customer, as far as it matters for mailing. */
export interface CustomerFacts {
  readonly email: string;
  readonly company: string;
  readonly country: string | null;
  readonly tags: readonly string[];
  readonly relation: Relation;
  readonly relationSince: Date | null;
  readonly orderCount: number;
  readonly lastOrderAt: Date | null;
  readonly marketingState: string;
  readonly marketingOptIn: string | null;
}

const NOT_GIVEN = "Not given";

/** The facts of the store, and Shopify's own consent apart from them, since it is no evidence here (P4). */
export function FactsCard({ facts }: { readonly facts: CustomerFacts }) {
  const time = useShopTime();
  const since = facts.relationSince ? ` since ${time.day(facts.relationSince)}` : "";
  const last = facts.lastOrderAt ? `, the last on ${time.day(facts.lastOrderAt)}` : "";
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What the store says
        </Text>
        <FactList
          items={[
            { term: "Email address", description: facts.email || NOT_GIVEN },
            { term: "Company", description: facts.company || NOT_GIVEN },
            { term: "Relation", description: `${RELATION_WORDS[facts.relation]}${since}` },
            { term: "Orders", description: `${count(facts.orderCount)}${last}` },
            {
              term: "Country",
              description: facts.country ? countryName(facts.country) : `${NOT_GIVEN}; the shop's own country is taken`,
            },
            { term: "Tags", description: facts.tags.join(", ") || "None" },
            {
              term: "Marketing consent in Shopify",
              description: (
                <BlockStack gap="100">
                  <Text as="span">{shopifyConsentWords(facts.marketingState, facts.marketingOptIn)}</Text>
                  <Text as="span" tone="subdued">
                    Shown for comparison only. It lets nobody in, because it is not evidence that they asked and
                    confirmed. Unsubscribed in Shopify does keep them out.
                  </Text>
                </BlockStack>
              ),
            },
          ]}
        />
      </BlockStack>
    </Card>
  );
}

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames("en-GB", { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
