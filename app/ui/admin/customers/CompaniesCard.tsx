import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ContactCompany } from "~/services/customers/readContact";
import { counted, useShopTime } from "../useShopTime";

/** The B2B companies the contact acts for. Nothing when there is none. */
export function CompaniesCard({ companies }: { readonly companies: readonly ContactCompany[] }) {
  const time = useShopTime();
  if (companies.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {companies.length === 1 ? "Company" : "Companies"}
        </Text>
        <BlockStack as="ul" gap="300">
          {companies.map(({ name, customerSince, orderCount, companyNumber }, position) => (
            <li key={`${name}-${position}`}>
              <Text as="p" fontWeight="semibold" breakWord>
                {name}
              </Text>
              <Text as="p" tone="subdued">
                {[
                  counted(orderCount, "order"),
                  customerSince ? `customer since ${time.day(customerSince)}` : "",
                  companyNumber ? `number ${companyNumber}` : "",
                ]
                  .filter(Boolean)
                  .join(", ")}
              </Text>
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
