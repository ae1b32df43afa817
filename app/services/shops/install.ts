import { pool, prisma } from "~/db/client";
import { enqueue } from "~/db/queue";
import { transaction } from "~/db/transaction";
import { ensureConsentMetafields, fetchShopDetails, type AdminGraphql } from "~/integrations/shopify/admin";
import { ensureLegalFormFields } from "~/integrations/shopify/legalFormFields";
import { Problem } from "~/lib/errors";
import { log } from "~/lib/log";
import { THE_APP } from "~/policy/auditActs";
import { record } from "~/services/audit/record";
import { moveCampaign } from "~/services/campaigns/moveCampaign";
import { sendWordings } from "~/services/consent/sendWordings";
import { mendContactsOf } from "~/services/customers/keepContacts";
import { requestSync } from "~/services/customers/requestSync";
import { forgetReturn, runsBeforeInstallation } from "./exclusionReturn";
import { loadShopState } from "./setUp";

/**
 * Takes note that the app is installed in a shop, and queues its set-up. Safe to call at every token exchange, also twice at once: the first load of the
 * embedded app exchanges in parallel. In a shop that had removed the app, exclusions must return before anything is sent (P12). Gives the shop's id.
 */
export async function noteInstallation(domain: string): Promise<number> {
  return transaction(async (tx) => {
    // Of two at once, the second finds the app installed.
    const { rows: away } = await tx.query<{ id: number }>(
      "SELECT id FROM shop WHERE domain = $1 AND uninstalled_at IS NOT NULL FOR UPDATE",
      [domain],
    );
    if (away[0]) {
      await forgetReturn(tx, away[0].id);
      await tx.query("UPDATE shop SET uninstalled_at = NULL, installed_at = now() WHERE id = $1", [away[0].id]);
    }
    const { rows } = await tx.query<{ id: number; fresh: boolean; added: boolean; at: Date }>(
      `INSERT INTO shop (domain) VALUES ($1)
       ON CONFLICT (domain) DO UPDATE SET domain = excluded.domain
       RETURNING id, (checkout_ready_at IS NULL) AS fresh, (xmax = 0) AS added, installed_at AS at`,
      [domain],
    );
    const [row] = rows;
    if (!row) throw new Error("the shop's row was not returned");
    if (row.fresh) await enqueue(tx, "shop-set-up", { shopId: row.id });
    if (row.added || away[0])
      await record(tx, row.id, { act: "app_installed", actor: THE_APP, at: row.at, after: { again: !row.added } });
    return row.id;
  });
}

/** The id of a shop that has the app, or `undefined`. */
export async function findShopId(domain: string): Promise<number | undefined> {
  const { rows } = await pool().query<{ id: number }>("SELECT id FROM shop WHERE domain = $1", [domain]);
  return rows[0]?.id;
}

/**
 * Sets a shop up: its details, the metafields of consent, the fields on customers and companies, the words of the checkout, and the first sync. Every step may be repeated.
 */
export async function setUpShop(shopId: number, admin: AdminGraphql, at: Date): Promise<void> {
  const details = await fetchShopDetails(admin);
  await prisma().shop.update({
    where: { id: shopId },
    data: {
      name: details.name,
      storefrontUrl: new URL(details.primaryDomain.url).origin,
      country: details.shopAddress.countryCodeV2 ?? "GB",
      timezone: details.ianaTimezone,
      currency: details.currencyCode,
    },
  });
  await mendContactsOf(shopId);
  // Starting values only: what staff have entered is theirs. Two set-ups may run at once, and Prisma's upsert is not one statement.
  await prisma().shopSettings.createMany({
    data: [{ shopId, tradingName: details.name, contactEmail: details.contactEmail }],
    skipDuplicates: true,
  });
  const refusals = await ensureConsentMetafields(admin);
  if (refusals.length > 0) log().warn({ shopId, refusals }, "customer accounts cannot read the wordings");
  await ensureLegalFormFields(admin);
  await ensureFirstWording(shopId, at);
  await sendWordings(shopId, admin);
  await prisma().shop.update({ where: { id: shopId }, data: { checkoutReadyAt: at } });
  await requestFirstSync(shopId, at);
  await transaction(async (tx) => {
    await enqueue(tx, "suppressions-pull", { shopId });
    await enqueue(tx, "store-writes", { shopId });
  });
}

/** Asks for the first sync of this installation, once: of two set-ups at once the second finds it under way. */
async function requestFirstSync(shopId: number, at: Date): Promise<void> {
  const before = await runsBeforeInstallation(shopId);
  if (await prisma().syncRun.findFirst({ where: { shopId, id: { gt: before } }, select: { id: true } })) return;
  try {
    await requestSync(shopId, THE_APP, at, before > 0 ? "reinstalled" : "first");
  } catch (error) {
    if (!(error instanceof Problem && error.code === "sync_running")) throw error;
  }
}

/** The first words of a shop, until staff publish their own: they name the merchant, and stand apart from any terms (P4). Two set-ups may run at once. */
async function ensureFirstWording(shopId: number, at: Date): Promise<void> {
  const { settings, shop } = await loadShopState(shopId, at);
  const sender = settings?.tradingName || shop.name;
  await prisma().consentWording.createMany({
    data: [
      {
        shopId,
        version: 1,
        locale: "en",
        text: `Yes, ${sender} may email me offers for my trade. I can stop this at any time.`,
      },
    ],
    skipDuplicates: true,
  });
}

/** Takes note that the app was removed: nothing more is sent, campaigns under way are paused, and a sync under way ends. Exclusions, ledger and keys stay (P12). */
export async function noteUninstallation(domain: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      "UPDATE shop SET uninstalled_at = $2, checkout_ready_at = NULL, wording_sent_version = NULL, wording_failure = NULL WHERE domain = $1 RETURNING id",
      [domain, at],
    );
    await tx.query("DELETE FROM session WHERE shop = $1", [domain]);
    const [shop] = rows;
    if (!shop) return;
    // Left sending, they would be looked at again and again, and go on by themselves when the app is installed anew.
    const { rows: underWay } = await tx.query<{ id: number; state: "sending" | "scheduled" }>(
      "SELECT id, state FROM campaign WHERE shop_id = $1 AND state IN ('sending', 'scheduled') ORDER BY id FOR UPDATE",
      [shop.id],
    );
    for (const { id, state } of underWay)
      await moveCampaign(tx, shop.id, id, {
        act: state === "sending" ? "pause" : "unschedule",
        actor: THE_APP,
        at,
        reason: "app_removed",
      });
    await tx.query(
      "UPDATE sync_run SET state = 'failed', failure = 'APP_REMOVED', finished_at = $2 WHERE shop_id = $1 AND state IN ('requested', 'running', 'importing')",
      [shop.id, at],
    );
    await record(tx, shop.id, { act: "app_removed", actor: THE_APP, at, after: { pausedCampaigns: underWay.length } });
  });
}
