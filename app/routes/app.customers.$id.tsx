import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData, useParams } from "@remix-run/react";
import { BlockStack, Card, Layout, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { nothingIfNotFound, requireStaff } from "~/authenticate.server";
import { readContact } from "~/services/customers/readContact";
import { FactsCard } from "~/ui/admin/customers/FactsCard";
import { LegalFormCard } from "~/ui/admin/customers/LegalFormCard";
import { LookUpButton } from "~/ui/admin/customers/LookUpButton";
import { Timeline } from "~/ui/admin/customers/Timeline";
import { Verdict } from "~/ui/admin/customers/Verdict";
import { NotFound } from "~/ui/admin/NotFound";

export const meta: MetaFunction = () => [{ title: "Customer | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const found = await nothingIfNotFound(() => readContact(shopId, params.id ?? "", new Date()));
  if (!found) return data({ customer: null }, { status: 404 });
  // Keys and ids of the row stay on the server.
  const {
    id: _id,
    shopId: _shopId,
    shopifyId: _shopifyId,
    exclusionKey: _key,
    consentKey: _consentKey,
    evidence: _json,
    ...contact
  } = found.contact;
  const { evidence, decision, timeline } = found;
  return data({ customer: { contact, evidence, decision, timeline } });
};

export default function Customer() {
  const { customer } = useLoaderData<typeof loader>();
  const { id = "" } = useParams();
  if (!customer) return <NotFound what="Customer" list={{ label: "Customers", url: "/app/customers" }} />;
  const { contact, evidence, decision, timeline } = customer;
  return (
    <Page
      title={contact.name || contact.company || contact.email || "Customer without a name"}
      subtitle="May we mail this customer, and why?"
      backAction={{ content: "Customers", url: "/app/customers" }}
    >
      <BlockStack gap="400">
        <Verdict decision={decision} deletedAt={contact.deletedAt} />
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <LegalFormCard
                legalForm={contact.legalForm}
                strength={contact.evidenceStrength}
                freemail={contact.freemail}
                evidence={evidence}
              />
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    Companies House
                  </Text>
                  <LookUpButton contactId={id} />
                </BlockStack>
              </Card>
              <Timeline entries={timeline} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <FactsCard facts={contact} />
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
