import { beforeEach, describe, expect, test, vi } from "vitest";
import { pipelinePool, pool } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { optOutByLink } from "~/services/exclusions/optOut";
import { currentLinkKey } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { eventsOf, giveConsent } from "../support/consent-steps";
import { after, emailOf, makeShopThatMails } from "../support/factories";
import { jobs } from "../support/jobs";

useAppDatabase();

/** A connection's socket, as what it sends leaves: several writes by one call, or one alone. */
type Flights = Record<"_writev" | "_write", (...sent: unknown[]) => void>;

const PEOPLE = 6;
let shopId: number;
let campaignId: number;
beforeEach(async () => {
  ({ shopId, campaignId } = await makeShopThatMails(PEOPLE));
});

const optOut = async (seq: number) =>
  optOutByLink(
    shopId,
    makeLinkToken({ shopId, campaignId, recipientSeq: seq }, await currentLinkKey()),
    "one_click",
    after(10),
  );
const everybody = Array.from({ length: PEOPLE }, (_, n) => n + 1);
const optOutAll = () => Promise.all(everybody.map(optOut));
const sql = (text: string) => pool().query<{ seq: number }>(text, [shopId]);
const counted = async (from: string) => (await sql(`SELECT 1 FROM ${from}`)).rowCount;
const asked = async (name: "store-writes" | "suppression-writes") =>
  (await jobs(name)).some((job) => job.shopId === shopId);

describe("after opt-outs by link", () => {
  const NOBODYS_CUSTOMER = "UPDATE contact SET shopify_id = NULL WHERE shop_id = $1";
  const NO_SECOND_NET = "UPDATE shop_settings SET suppress_at_sendgrid = false WHERE shop_id = $1";
  test.each([
    ["the store's customers", { given: [], shopify: PEOPLE, sendGrid: PEOPLE }],
    [
      "one customer among prospects",
      { given: [`${NOBODYS_CUSTOMER} AND email <> '${emailOf(3)}'`], shopify: 1, sendGrid: PEOPLE },
    ],
    ["prospects", { given: [NOBODYS_CUSTOMER], shopify: 0, sendGrid: PEOPLE }],
    ["customers of a shop without the second net", { given: [NO_SECOND_NET], shopify: PEOPLE, sendGrid: 0 }],
    ["prospects of such a shop", { given: [NOBODYS_CUSTOMER, NO_SECOND_NET], shopify: 0, sendGrid: 0 }],
  ] as const)("of %s, who needs to know is told and nobody else is", async (_, { given, shopify, sendGrid }) => {
    for (const text of given) await sql(text);
    await sql("DELETE FROM pgboss.job WHERE (data->>'shopId')::int = $1");
    await optOutAll();
    expect(await counted("exclusion WHERE shop_id = $1")).toBe(PEOPLE);
    expect(await counted("contact WHERE shop_id = $1 AND excluded")).toBe(PEOPLE);
    expect(await counted("store_write WHERE shop_id = $1 AND kind = 'consent' AND state = 'pending'")).toBe(shopify);
    expect(await counted("suppression_write WHERE shop_id = $1 AND state = 'pending'")).toBe(sendGrid);
    expect(await asked("store-writes")).toBe(shopify > 0);
    expect(await asked("suppression-writes")).toBe(sendGrid > 0);
  });

  test("of people some of whom had consented, the same, and their withdrawals are in the ledger", async () => {
    await giveConsent(shopId, emailOf(2), after(1));
    await sql("DELETE FROM pgboss.job WHERE (data->>'shopId')::int = $1");
    await optOutAll();
    expect((await eventsOf(shopId, emailOf(2))).at(-1)).toBe("withdrawn");
    expect(await counted("store_write WHERE shop_id = $1 AND kind = 'consent' AND state = 'pending'")).toBe(PEOPLE);
    expect(await counted("suppression_write WHERE shop_id = $1 AND state = 'pending'")).toBe(PEOPLE);
    expect(await asked("store-writes")).toBe(true);
    expect(await asked("suppression-writes")).toBe(true);
  });

  test("of people without consent, the database was asked twice: whom they concern, and all that is written", async () => {
    // Once, so that the statements are prepared and the queue is known.
    await optOut(1);
    const client = await pipelinePool().connect();
    const { stream } = (client as unknown as { connection: { stream: Flights } }).connection;
    client.release();
    const together = vi.spyOn(stream, "_writev");
    const alone = vi.spyOn(stream, "_write");
    await optOut(2);
    expect(await counted("exclusion WHERE shop_id = $1")).toBe(2);
    expect(together.mock.calls).toHaveLength(2);
    expect(alone.mock.calls).toHaveLength(0);
  });

  test("one of which the database refuses at its last statement, nothing of that one stays, and the others do", async () => {
    await pool().query(
      "ALTER TABLE suppression_write ADD CONSTRAINT refuses CHECK (email <> '" + emailOf(2) + "') NOT VALID",
    );
    try {
      const all = await Promise.allSettled(everybody.map(optOut));
      const refused = await sql("SELECT seq FROM recipient WHERE shop_id = $1 AND email = '" + emailOf(2) + "'");
      expect(all.flatMap(({ status }, n) => (status === "rejected" ? n + 1 : []))).toEqual(
        refused.rows.map(({ seq }) => seq),
      );
      expect(await counted("exclusion WHERE shop_id = $1")).toBe(PEOPLE - 1);
      expect(await counted("exclusion_event WHERE shop_id = $1")).toBe(PEOPLE - 1);
    } finally {
      await pool().query("ALTER TABLE suppression_write DROP CONSTRAINT refuses");
    }
  });
});
