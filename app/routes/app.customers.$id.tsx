import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData, useParams } from "@remix-run/react";
import { BlockStack, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { nothingIfNotFound, requireStaff } from "~/authenticate.server";
import { currentWordings } from "~/services/consent/currentWording";
import { readContact } from "~/services/customers/readContact";
import { listEvidenceExports } from "~/services/evidence/listExports";
import { AskConsentCard } from "~/ui/admin/customers/AskConsentCard";
import { CompaniesCard } from "~/ui/admin/customers/CompaniesCard";
import { ConsentCard } from "~/ui/admin/customers/ConsentCard";
import { EvidenceCard } from "~/ui/admin/customers/EvidenceCard";
import { ExclusionCard } from "~/ui/admin/customers/ExclusionCard";
import { readEvidence } from "~/services/legalForm/readEvidence";
import { FactsCard } from "~/ui/admin/customers/FactsCard";
import { FeedbackCard } from "~/ui/admin/customers/FeedbackCard";
import { HoldingCard } from "~/ui/admin/customers/HoldingCard";
import { LegalFormCard } from "~/ui/admin/customers/LegalFormCard";
import { LookUpCard } from "~/ui/admin/customers/LookUpCard";
import { MailsCard } from "~/ui/admin/customers/MailsCard";
import { PrivacyCard } from "~/ui/admin/customers/PrivacyCard";
import { Verdict } from "~/ui/admin/customers/Verdict";
import { NotFound } from "~/ui/admin/NotFound";
import { ProvenanceCard } from "~/ui/admin/prospects/ProvenanceCard";

export const meta: MetaFunction = () => [{ title: "Customer | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { searchParams } = new URL(request.url);
  const now = new Date();
  const pages = {
    consentBefore: searchParams.get("consent") ?? undefined,
    mailsBefore: searchParams.get("mails") ?? undefined,
    feedbackBefore: searchParams.get("feedback") ?? undefined,
  };
  const found = await nothingIfNotFound(() => readContact(shopId, params.id ?? "", now, pages));
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
  const { companies, provenance, decision, ground, consent, exclusion, mails, feedback } = found;
  const id = String(found.contact.id);
  const [form, wordings, exports] = await Promise.all([
    readEvidence(shopId, id),
    currentWordings(shopId),
    listEvidenceExports(shopId, id),
  ]);
  return data({
    customer: {
      contact,
      companies,
      form,
      wordings,
      provenance,
      decision,
      ground,
      consent,
      exclusion,
      mails,
      feedback,
      exports,
      now,
    },
  });
};

export default function Customer() {
  const { customer } = useLoaderData<typeof loader>();
  const { id = "" } = useParams();
  if (!customer) return <NotFound what="Customer" list={{ label: "Customers", url: "/app/customers" }} />;
  const {
    contact,
    companies,
    form,
    wordings,
    provenance,
    decision,
    ground,
    consent,
    exclusion,
    mails,
    feedback,
    exports,
    now,
  } = customer;
  return (
    <Page
      title={
        contact.name ||
        contact.company ||
        contact.email ||
        (contact.removedAt ? "Removed contact" : "Customer without a name")
      }
      subtitle="May we mail this customer, and why?"
      backAction={{ content: "Customers", url: "/app/customers" }}
    >
      <BlockStack gap="400">
        <Verdict decision={decision} deletedAt={contact.deletedAt} removedAt={contact.removedAt} />
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              {!contact.removedAt && <LegalFormCard form={form} decidable={contact.deletedAt === null} />}
              {!contact.deletedAt && <LookUpCard contactId={id} />}
              <MailsCard {...mails} />
              <FeedbackCard {...feedback} now={now} />
              <ConsentCard {...consent} />
              {!contact.deletedAt && (
                <AskConsentCard
                  contactId={id}
                  standing={contact.consent}
                  excluded={exclusion !== null}
                  addressUsable={contact.addressUsable}
                  wordings={wordings}
                />
              )}
              {!contact.removedAt && <EvidenceCard contactId={id} exports={exports} />}
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <ExclusionCard exclusion={exclusion} name={contact.email} />
              <HoldingCard ground={ground} />
              {provenance && <ProvenanceCard provenance={provenance} />}
              {!contact.removedAt && <FactsCard facts={contact} />}
              <CompaniesCard companies={companies} />
              <PrivacyCard />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
