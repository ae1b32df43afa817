import { pool } from "~/db/client";
import { enqueue, isWaiting, type JobName, type Jobs } from "~/db/queue";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { env } from "~/lib/env";
import { withoutValues } from "~/lib/faults";
import { log } from "~/lib/log";
import { buildAudience, settleAudience } from "~/services/campaigns/buildAudience";
import { startScheduled } from "~/services/campaigns/schedule";
import { expireConsents } from "~/services/consent/expireConsents";
import { forgetAttempts } from "~/services/consent/attempts";
import { forgetOldImports } from "~/services/consentImports/forgetImports";
import { proveLedgers } from "~/services/consent/proveLedger";
import { reduceTraces } from "~/services/consent/reduceTraces";
import { requestMissedWordings, sendWordings } from "~/services/consent/sendWordings";
import { runCheck } from "~/services/consentImports/runCheck";
import { sealLedgers } from "~/services/consent/sealLedger";
import { takeConsents } from "~/services/consentImports/takeConsents";
import { refreshCustomer } from "~/services/customers/refreshCustomer";
import { foldCounts, mendContacts } from "~/services/customers/keepContacts";
import { refreshCompany } from "~/services/customers/refreshCompany";
import { requestNightlySyncs } from "~/services/customers/requestSync";
import { endCancelledSync, followSync, startSync } from "~/services/customers/runSync";
import { handOverCampaign } from "~/services/delivery/handOver";
import { lookAfter, lookLater } from "~/services/delivery/watch";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { lookForSuppressions, requestSuppressionLooks } from "~/services/exclusions/lookForSuppressions";
import { pullSuppressions } from "~/services/exclusions/pullSuppressions";
import { requestMissedSuppressionWrites } from "~/services/exclusions/requestSuppressionWrites";
import { forgetUntakenImports, takeImport } from "~/services/exclusions/takeImport";
import { writeSuppressions } from "~/services/exclusions/writeSuppressions";
import { forgetMails } from "~/services/feedback/forgetMails";
import { remindStaff } from "~/services/feedback/remindStaff";
import { erasePerson } from "~/services/privacy/erasePerson";
import { lookAfterRequests } from "~/services/privacy/lookAfterRequests";
import { reduceOld } from "~/services/privacy/reduceOld";
import { noteUndoneOrder } from "~/services/orders/noteUndoneOrder";
import { notePlacedOrder } from "~/services/orders/notePlacedOrder";
import { redactShop } from "~/services/privacy/redactShop";
import { checkPromises, requestNightlyChecks } from "~/services/publicPolicy/checkPromises";
import { requestMissedSuppressions } from "~/services/shops/exclusionReturn";
import { askDailyPurchases } from "~/services/purchases/askPurchases";
import { readCollection } from "~/services/purchases/readCollection";
import { readPurchases } from "~/services/purchases/readPurchases";
import { runRetention, startNightlyRetention } from "~/services/register/runRetention";
import { lookUpCompany } from "~/services/legalForm/lookUpCompany";
import { queueLookUps } from "~/services/legalForm/requestLookUp";
import { checkProspects } from "~/services/prospects/checkProspects";
import { forgetOldLists } from "~/services/prospects/forgetLists";
import { importProspects } from "~/services/prospects/importProspects";
import { requestDailySegments } from "~/services/segments/requestSegment";
import { takeSegment } from "~/services/segments/takeSegment";
import { setUpShop } from "~/services/shops/install";
import { makeSureOfReports } from "~/services/shops/mailReports";
import { withStore } from "~/services/shops/presence";
import { tryAllAgain } from "~/services/storeWrites/deadWrites";
import { requestMissedWrites } from "~/services/storeWrites/requestWrites";
import { writeToStore } from "~/services/storeWrites/writeToStore";
import { forgetOldDeliveries } from "~/services/webhooks/takeWebhook";
import { adminOf } from "~/shopify.server";
import { createMailer } from "./mailer";
import { Places } from "./places";

/** What every handler gets from the worker it runs in. */
export interface WorkerState {
  /** Set when the process is to end. */
  stopping: boolean;
}

/** What a worker does, and how it waits for what it has begun. */
export interface Work {
  readonly handlers: Handlers;
  /** Ends when what has left its place has ended too. */
  settled(): Promise<void>;
}

export type Handlers = { readonly [N in JobName]: (data: Jobs[N]) => Promise<void> };

/** A shop that has its share under way: its next piece is looked at again so soon. */
const HAND_OVER_AGAIN_MS = 2000;
const SINGLE_MAIL_AGAIN_MS = 15_000;

/** One thin handler a queue. Each may run again after a lost worker, and does no harm then. */
export function createWork(worker: WorkerState): Work {
  const mailer = createMailer();
  const now = () => new Date();
  const later = (ms: number) => new Date(now().getTime() + ms);
  const handOvers = placesOf("campaign-hand-over");
  const singleMails = placesOf("single-mail");
  const handlers: Handlers = {
    "shop-set-up": ({ shopId }) => withAdmin(shopId, (admin) => setUpShop(shopId, admin, now())),
    "sync-start": ({ shopId, runId }) => withAdmin(shopId, (admin) => startSync(shopId, runId, admin, now())),
    "sync-follow": ({ shopId, runId }) => withAdmin(shopId, (admin) => followSync(shopId, runId, admin, now())),
    "sync-cancel": ({ shopId, runId }) => withAdmin(shopId, (admin) => endCancelledSync(shopId, runId, admin)),
    "sync-nightly": () => requestNightlySyncs(now()),
    "company-refresh": ({ shopId, companyId }) =>
      withAdmin(shopId, (admin) => refreshCompany(shopId, companyId, admin, now())),
    "contact-counts": foldCounts,
    "customer-refresh": ({ shopId, customerId }) =>
      withAdmin(shopId, (admin) => refreshCustomer(shopId, customerId, admin, now())),
    "order-placed": ({ shopId, orderId }) =>
      withAdmin(shopId, (admin) => notePlacedOrder(shopId, orderId, admin, now())),
    "order-undone": ({ shopId, orderId }) => withAdmin(shopId, (admin) => noteUndoneOrder(shopId, orderId, admin)),
    "wording-send": ({ shopId }) => withAdmin(shopId, (admin) => sendWordings(shopId, admin)),
    "store-writes": ({ shopId }) =>
      withAdmin(shopId, (admin) =>
        writeToStore(shopId, {
          admin,
          now,
          get stopping() {
            return worker.stopping;
          },
        }),
      ),
    "store-writes-again": ({ shopId }) => tryAllAgain(shopId),
    "suppressions-pull": ({ shopId }) =>
      pullSuppressions(shopId, {
        page: mailer.listSuppressions,
        now,
        get stopping() {
          return worker.stopping;
        },
      }),
    "suppressions-look": async ({ shopId }) => {
      await makeSureOfReports(shopId, mailer);
      await lookForSuppressions(shopId, {
        page: mailer.listSuppressions,
        now,
        get stopping() {
          return worker.stopping;
        },
      });
    },
    "suppression-writes": ({ shopId }) =>
      writeSuppressions(shopId, {
        suppress: mailer.suppress,
        unsuppress: mailer.unsuppress,
        now,
        get stopping() {
          return worker.stopping;
        },
      }),
    "exclusion-import": ({ shopId, importId }) => takeImport(shopId, importId, now()),
    "shop-redact": ({ shopId, requestId }) => redactShop(shopId, requestId, now()),
    "privacy-erase": ({ shopId, requestId }) => erasePerson(shopId, requestId, now),
    "single-mail": async ({ shopId, mailId }) => {
      const taken = await singleMails.take(shopId, (place) =>
        sendSingleMail(shopId, mailId, { send: (id, body) => place.waits(mailer.sendOne(id, body)), now }),
      );
      if (!taken) await enqueue(pool(), "single-mail", { shopId, mailId }, { startAfter: later(SINGLE_MAIL_AGAIN_MS) });
    },
    "company-look-up": ({ shopId, contactId, number }) => lookUpCompany(shopId, contactId, number, now()),
    "prospect-check": ({ shopId, listId }) => checkProspects(shopId, listId, now()),
    "prospect-import": ({ shopId, listId }) => importProspects(shopId, listId, now()),
    "policy-check": ({ shopId }) => checkPromises(shopId, now()),
    "consent-import-check": ({ shopId, importId }) => runCheck(shopId, importId, now()),
    "consent-import": ({ shopId, importId }) => takeConsents(shopId, importId, now()),
    "ledger-seal": sealLedgers,
    "segment-take": ({ shopId, segmentId, take }) =>
      withAdmin(shopId, (admin) =>
        takeSegment(shopId, segmentId, take, {
          admin,
          now,
          get stopping() {
            return worker.stopping;
          },
        }),
      ),
    "purchases-read": ({ shopId, reading }) =>
      withAdmin(shopId, (admin) => readPurchases(shopId, reading, admin, now())),
    "collection-read": ({ shopId, collectionId }) =>
      withAdmin(shopId, (admin) => readCollection(shopId, collectionId, admin, now())),
    housekeeping: async () => {
      await forgetOldDeliveries(now());
      await expireConsents(now());
      await forgetAttempts(now());
      await forgetMails(now());
      await requestNightlyChecks();
      await requestMissedWordings();
      await forgetOldLists(now());
      await forgetOldImports(now());
      await reduceTraces(now());
      await proveLedgers();
      await mendContacts();
      await requestMissedWrites();
      await requestMissedSuppressions();
      await requestSuppressionLooks();
      await requestMissedSuppressionWrites();
      await forgetUntakenImports(now());
      await startNightlyRetention(now());
      await queueLookUps(now());
      await lookAfterRequests(now());
      await remindStaff(now());
      await reduceOld(now());
      await requestDailySegments(now());
      await askDailyPurchases(now());
    },
    retention: ({ shopId, runId }) => runRetention(shopId, runId, now()),
    "campaign-start": ({ shopId, campaignId }) => startScheduled(shopId, campaignId, now()),
    "campaign-build": ({ shopId, campaignId }) =>
      lookAfter(shopId, campaignId, now, async () => settleAudience(await buildAudience(shopId, campaignId, now()))),
    "campaign-hand-over": async ({ shopId, campaignId }) => {
      const taken = await handOvers.take(shopId, (place) =>
        lookAfter(shopId, campaignId, now, () =>
          handOverCampaign(shopId, campaignId, {
            send: (id, body) => place.waits(mailer.sendBatch(id, body)),
            now,
            appUrl: env().SHOPIFY_APP_URL,
            get stopping() {
              return worker.stopping || place.left;
            },
          }),
        ),
      );
      if (!taken) await lookLater(shopId, campaignId, later(HAND_OVER_AGAIN_MS));
    },
  };
  return {
    handlers,
    settled: async () => {
      await Promise.all([handOvers.settled(), singleMails.settled()]);
    },
  };
}

const placesOf = (name: JobName) =>
  new Places({
    othersWait: () => isWaiting(pool(), name),
    failed: (error) => log().error({ job: name, err: withoutValues(error) }, "job failed"),
  });

const withAdmin = (shopId: number, work: (admin: AdminGraphql) => Promise<void>): Promise<void> =>
  withStore(shopId, async (domain) => work(await adminOf(domain)));
