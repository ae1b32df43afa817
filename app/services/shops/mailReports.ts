import { pool } from "~/db/client";
import { transaction, type Sql } from "~/db/transaction";
import type { EventsSetUp } from "~/integrations/sendgrid/eventsSetUp";
import { env } from "~/lib/env";

/** Why SendGrid could not be made to report what became of mails. */
export type ReportsFailure = Exclude<EventsSetUp["kind"], "ready">;

/** What making sure of reports needs from the process it runs in. */
export interface ReportsDeps {
  /** Makes SendGrid send signed events to `url`; `undefined` when there is no key. Never throws. */
  setUpEvents(shopId: number, url: string): Promise<EventsSetUp | undefined>;
}

/** Where SendGrid reports what became of the shop's mails. */
export const reportsUrl = (shopId: number): string => `${env().SHOPIFY_APP_URL}/sendgrid/events/${shopId}`;

/** Failures that say nothing of a set-up made before: it may stand as it did. */
const MAY_STAND: readonly ReportsFailure[] = ["unreachable", "not_allowed"];

/**
 * Keeps, in the caller's transaction, what came of setting reports up. The public key of before stays in force only where the API key is the same and SendGrid has not said that the set-up is gone: reports of another account are never taken for
 * this one's, and a set-up that is gone is never shown as one that stands.
 */
export async function noteReports(
  tx: Sql,
  shopId: number,
  setUp: EventsSetUp,
  { sameKey }: { readonly sameKey: boolean },
): Promise<void> {
  const failure = setUp.kind === "ready" ? null : setUp.kind;
  const without = sameKey && failure !== null && MAY_STAND.includes(failure) ? null : "";
  await tx.query(
    "UPDATE shop_settings SET event_public_key = coalesce($2, event_public_key), event_failure = $3 WHERE shop_id = $1",
    [shopId, setUp.kind === "ready" ? setUp.publicKey : without, failure],
  );
}

/** Makes sure once more that SendGrid reports to the app: what was set up may have been taken away there, and what failed may succeed now. Nothing is kept where another key was entered meanwhile. */
export async function makeSureOfReports(shopId: number, deps: ReportsDeps): Promise<void> {
  const { rows } = await pool().query<{ sealed: Buffer | null }>(
    "SELECT sendgrid_key AS sealed FROM shop_settings WHERE shop_id = $1",
    [shopId],
  );
  const sealed = rows[0]?.sealed;
  const setUp = sealed && (await deps.setUpEvents(shopId, reportsUrl(shopId)));
  if (!setUp) return;
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      "SELECT 1 FROM shop_settings WHERE shop_id = $1 AND sendgrid_key = $2 FOR UPDATE",
      [shopId, sealed],
    );
    if (rowCount) await noteReports(tx, shopId, setUp, { sameKey: true });
  });
}
