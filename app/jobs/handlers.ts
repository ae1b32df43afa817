import { prisma } from "~/db/client";
import type { JobName, Jobs } from "~/db/queue";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { env } from "~/lib/env";
import { Problem } from "~/lib/errors";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { expireConsents } from "~/services/consent/expireConsents";
import { requestConsentFromOrder } from "~/services/consent/orderConsent";
import { refreshCustomer } from "~/services/customers/refreshCustomer";
import { foldCounts, mendContacts } from "~/services/customers/keepContacts";
import { refreshCompany } from "~/services/customers/refreshCompany";
import { requestNightlySyncs } from "~/services/customers/requestSync";
import { endCancelledSync, followSync, startSync } from "~/services/customers/runSync";
import { handOverCampaign } from "~/services/delivery/handOver";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { runRetention, startNightlyRetention } from "~/services/register/runRetention";
import { lookUpCompany } from "~/services/legalForm/lookUpCompany";
import { queueLookUps } from "~/services/legalForm/requestLookUp";
import { checkProspects } from "~/services/prospects/checkProspects";
import { forgetOldLists } from "~/services/prospects/forgetLists";
import { importProspects } from "~/services/prospects/importProspects";
import { setUpShop } from "~/services/shops/install";
import { forgetOldDeliveries } from "~/services/webhooks/takeWebhook";
import { adminOf } from "~/shopify.server";
import { createMailer } from "./mailer";

/** What every handler gets from the worker it runs in. */
export interface WorkerState {
  /** Set when the process is to end. */
  stopping: boolean;
}

export type Handlers = { readonly [N in JobName]: (data: Jobs[N]) => Promise<void> };

/** One thin handler a queue. Each may run again after a lost worker, and does no harm then. */
export function createHandlers(worker: WorkerState): Handlers {
  const mailer = createMailer();
  const now = () => new Date();
  return {
    "shop-set-up": async ({ shopId }) => setUpShop(shopId, await adminOfShop(shopId), now()),
    "sync-start": async ({ shopId, runId }) => startSync(shopId, runId, await adminOfShop(shopId), now()),
    "sync-follow": async ({ shopId, runId }) => followSync(shopId, runId, await adminOfShop(shopId), now()),
    "sync-cancel": async ({ shopId, runId }) => endCancelledSync(shopId, runId, await adminOfShop(shopId)),
    "sync-nightly": requestNightlySyncs,
    "company-refresh": async ({ shopId, companyId }) =>
      refreshCompany(shopId, companyId, await adminOfShop(shopId), now()),
    "contact-counts": foldCounts,
    "customer-refresh": async ({ shopId, customerId }) =>
      refreshCustomer(shopId, customerId, await adminOfShop(shopId), now()),
    "order-consent": async ({ shopId, orderId }) =>
      requestConsentFromOrder(shopId, orderId, await adminOfShop(shopId), now()),
    "single-mail": ({ shopId, mailId }) => sendSingleMail(shopId, mailId, { send: mailer.sendOne, now }),
    "company-look-up": ({ shopId, contactId, number }) => lookUpCompany(shopId, contactId, number, now()),
    "prospect-check": ({ shopId, listId }) => checkProspects(shopId, listId, now()),
    "prospect-import": ({ shopId, listId }) => importProspects(shopId, listId, now()),
    housekeeping: async () => {
      await forgetOldDeliveries(now());
      await expireConsents(now());
      await forgetOldLists(now());
      await mendContacts();
      await startNightlyRetention(now());
      await queueLookUps(now());
    },
    retention: ({ shopId, runId }) => runRetention(shopId, runId, now()),
    "campaign-build": ({ shopId, campaignId }) => buildAudience(shopId, campaignId, now()),
    "campaign-hand-over": ({ shopId, campaignId }) =>
      handOverCampaign(shopId, campaignId, {
        send: mailer.sendBatch,
        now,
        appUrl: env().SHOPIFY_APP_URL,
        get stopping() {
          return worker.stopping;
        },
      }),
  };
}

async function adminOfShop(shopId: number): Promise<AdminGraphql> {
  const shop = await prisma().shop.findUnique({ where: { id: shopId }, select: { domain: true, uninstalledAt: true } });
  if (!shop || shop.uninstalledAt) throw new Problem("not_found");
  return adminOf(shop.domain);
}
