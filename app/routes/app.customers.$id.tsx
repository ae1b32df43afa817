import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { nothingIfNotFound, requireStaff } from "~/authenticate.server";
import { readContact } from "~/services/customers/readContact";
import { readEvidence } from "~/services/legalForm/readEvidence";
import { FactsCard } from "~/ui/admin/customers/FactsCard";
import { LegalFormCard } from "~/ui/admin/customers/LegalFormCard";
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
  const { decision, timeline } = found;
  const form = await readEvidence(shopId, String(found.contact.id));
  return data({ customer: { contact, form, decision, timeline } });
};

export default function Customer() {
  const { customer } = useLoaderData<typeof loader>();
  if (!customer) return <NotFound what="Customer" list={{ label: "Customers", url: "/app/customers" }} />;
  const { contact, form, decision, timeline } = customer;
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
              <LegalFormCard form={form} decidable={contact.deletedAt === null} />
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
