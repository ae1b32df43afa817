import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Box, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { saveFrequencyCap } from "~/services/campaigns/frequencyCap";
import { setSecondApproval } from "~/services/campaigns/approval";
import { readCompaniesHouseState, removeCompaniesHouseKey, saveCompaniesHouseKey } from "~/services/companiesHouse/key";
import { assessmentStanding } from "~/services/shops/readAssessment";
import { OPT_OUT_EFFECTS, setOptOutEffect, type OptOutEffect } from "~/services/exclusions/optOutEffect";
import { readInboundState, removeInbound, saveInbound } from "~/services/shops/inbound";
import { saveBrand } from "~/services/shops/brand";
import { readStoreBrand } from "~/services/shops/storeBrand";
import { saveIdentity, saveSender } from "~/services/shops/settings";
import { loadShopState } from "~/services/shops/setUp";
import { ApprovalForm } from "~/ui/admin/settings/ApprovalForm";
import { AssessmentLink } from "~/ui/admin/settings/AssessmentLink";
import { BrandForm } from "~/ui/admin/settings/BrandForm";
import { CapForm } from "~/ui/admin/settings/CapForm";
import { CompaniesHouseForm } from "~/ui/admin/settings/CompaniesHouseForm";
import { IdentityForm } from "~/ui/admin/settings/IdentityForm";
import { InboundForm } from "~/ui/admin/settings/InboundForm";
import { OptOutForm } from "~/ui/admin/settings/OptOutForm";
import { SenderForm } from "~/ui/admin/settings/SenderForm";
import { WordingLink } from "~/ui/admin/settings/WordingLink";

export const meta: MetaFunction = () => [{ title: "Settings | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const now = new Date();
  const [{ settings, assessment }, companiesHouse, inbound] = await Promise.all([
    loadShopState(shopId, now),
    readCompaniesHouseState(shopId),
    readInboundState(shopId),
  ]);
  const optOutEffect: OptOutEffect = settings?.optOutOnLoad ? "page_load" : "click";
  // Only what the forms show: the key stays on the server.
  return {
    identity: {
      tradingName: settings?.tradingName ?? "",
      registered: settings?.registered ?? true,
      registeredName: settings?.registeredName ?? "",
      companyNumber: settings?.companyNumber ?? "",
      placeOfRegistration: settings?.placeOfRegistration ?? "",
      registeredOffice: settings?.registeredOffice ?? "",
      contactEmail: settings?.contactEmail ?? "",
      sector: settings?.sector ?? "",
    },
    sender: {
      fromName: settings?.fromName ?? "",
      fromEmail: settings?.fromEmail ?? "",
      replyTo: settings?.replyTo ?? "",
      keyHint: settings?.sendgridKeyHint ?? "",
      verifiedAt: settings?.sendgridVerifiedAt ?? null,
      reports: { inForce: Boolean(settings?.eventPublicKey), failure: settings?.eventFailure ?? null },
    },
    brand: { logoUrl: settings?.logoUrl ?? "", brandColour: settings?.brandColour ?? "" },
    optOutEffect,
    cap: { mails: settings?.capMails ?? null, days: settings?.capDays ?? null },
    inbound,
    companiesHouse,
    secondApproval: settings?.secondApproval ?? false,
    assessment: { standing: assessmentStanding(assessment, now), reviewAt: assessment?.reviewAt ?? null },
  };
};

const text = z.string();
/** Nothing is null; what is no number is `NaN`, for the service to refuse. */
const wholeNumber = (value: string) => (value.trim() === "" ? null : Number(value));
const form = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("identity"),
    tradingName: text,
    registered: z.enum(["yes", "no"]).transform((choice) => choice === "yes"),
    registeredName: text,
    companyNumber: text,
    placeOfRegistration: text,
    registeredOffice: text,
    contactEmail: text,
    sector: text,
  }),
  z.object({ intent: z.literal("sender"), fromName: text, fromEmail: text, replyTo: text, apiKey: text }),
  z.object({ intent: z.literal("brand"), logoUrl: text, brandColour: text }),
  z.object({ intent: z.literal("brand-of-store") }),
  z.object({ intent: z.literal("cap"), capMails: text.transform(wholeNumber), capDays: text.transform(wholeNumber) }),
  z.object({ intent: z.literal("inbound"), inboundDomain: text }),
  z.object({ intent: z.literal("inbound-remove") }),
  z.object({ intent: z.literal("opt-out-effect"), effect: z.enum(OPT_OUT_EFFECTS) }),
  z.object({ intent: z.literal("companies-house"), companiesHouseKey: text }),
  z.object({ intent: z.literal("companies-house-remove") }),
  z.object({ intent: z.enum(["approval-on", "approval-off"]) }),
]);

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { intent, ...input } = await readForm(request, form);
  const now = new Date();
  return withProblems(async () => {
    if ("apiKey" in input) await saveSender(shopId, input, actor, now);
    else if ("companiesHouseKey" in input) await saveCompaniesHouseKey(shopId, input.companiesHouseKey, actor, now);
    else if ("capMails" in input)
      await saveFrequencyCap(shopId, { mails: input.capMails, days: input.capDays }, actor, now);
    else if ("tradingName" in input) await saveIdentity(shopId, input, actor, now);
    else if ("logoUrl" in input) await saveBrand(shopId, input, actor, now);
    else if ("inboundDomain" in input)
      return { done: intent, ...(await saveInbound(shopId, input.inboundDomain, actor, now)) };
    else if ("effect" in input) await setOptOutEffect(shopId, input.effect, actor, now);
    else if (intent === "approval-on" || intent === "approval-off")
      await setSecondApproval(shopId, intent === "approval-on", actor, now);
    else if (intent === "brand-of-store") return { done: intent, found: await readStoreBrand(shopId) };
    else if (intent === "inbound-remove") await removeInbound(shopId, actor, now);
    else await removeCompaniesHouseKey(shopId, actor, now);
    return { done: intent };
  });
};

export default function Settings() {
  const { identity, sender, brand, cap, optOutEffect, inbound, companiesHouse, secondApproval, assessment } =
    useLoaderData<typeof loader>();
  return (
    <Page title="Settings" subtitle="What must be in place before one email may go">
      <Box paddingBlockEnd="800">
        <Layout>
          <IdentityForm stored={identity} />
          <SenderForm stored={sender} />
          <BrandForm stored={brand} />
          <OptOutForm stored={optOutEffect} />
          <CapForm stored={cap} />
          <InboundForm stored={inbound} />
          <CompaniesHouseForm stored={companiesHouse} />
          <ApprovalForm required={secondApproval} />
          <AssessmentLink {...assessment} />
          <WordingLink />
        </Layout>
      </Box>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
