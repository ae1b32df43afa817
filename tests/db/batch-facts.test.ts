import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { FACT_CLASS, FACT_TABLES } from "~/db/contactFacts";
import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { readRecipients, type FactGroup } from "~/services/delivery/readRecipients";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { excludeDomain } from "~/services/exclusions/excludeDomain";
import { useAppDatabase } from "../support/app-database";
import {
  after,
  customer,
  emailOf,
  importLines,
  makeSendingCampaign,
  makeShop,
  writeLedger,
} from "../support/factories";

useAppDatabase();

const PEOPLE = 12;
let shopId: number;
let campaignId: number;

beforeAll(async () => {
  shopId = await makeShop();
  await importLines(
    shopId,
    Array.from({ length: PEOPLE }, (_, index) => customer(index + 1)),
  );
  campaignId = await makeSendingCampaign(shopId);
  await excludeByStaff(shopId, { email: emailOf(2), note: "rang", actor: "owner", at: after(1) });
  await excludeDomain(shopId, { domain: "firm-3.example", note: "asked", actor: "owner", at: after(1) });
  await writeLedger(shopId, emailOf(4), ["requested", "confirmed"], after(2));
  await writeLedger(shopId, emailOf(5), ["requested"], after(2));
  await pool().query("UPDATE contact SET country = 'DE' WHERE shop_id = $1 AND email = $2", [shopId, emailOf(6)]);
  await pool().query("DELETE FROM contact WHERE shop_id = $1 AND email = $2", [shopId, emailOf(7)]);
  await pool().query("UPDATE contact SET email = 'other@firm-8.example' WHERE shop_id = $1 AND email = $2", [shopId, emailOf(8)]); // prettier-ignore
  await pool().query("UPDATE contact SET deleted_at = now() WHERE shop_id = $1 AND email = $2", [shopId, emailOf(9)]);
});

const copies = fc.record({
  who: fc.integer({ min: 1, max: PEOPLE }),
  excluded: fc.boolean(),
  inUk: fc.boolean(),
  consent: fc.constantFrom("none", "requested", "confirmed", "withdrawn", "expired"),
});

test("the class that a batch is decided on is that of the originals, whatever contacts hold copies of", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(copies, { maxLength: PEOPLE }), async (wrong) => {
      for (const { who, excluded, inUk, consent } of wrong)
        await pool().query(
          "UPDATE contact SET excluded = $3, in_uk = $4, consent = $5::consent_standing WHERE shop_id = $1 AND email = $2",
          [shopId, emailOf(who), excluded, inUk, consent],
        );
      expect(await classesFound()).toEqual(await classesFromOriginals());
    }),
    { seed: 44, numRuns: 40 },
  );
});

test("the moments of a consent and a relation are those of now, where they are not those that were stored", async () => {
  const found = await read();
  const consentSince = Object.fromEntries(found.flatMap(({ consentSince }) => consentSince ?? []));
  const seqs = await seqOf();
  expect(consentSince).toEqual({ [seqs[emailOf(4)] ?? 0]: after(2).getTime() / 1000, [seqs[emailOf(5)] ?? 0]: after(2).getTime() / 1000 }); // prettier-ignore
  await pool().query("UPDATE contact SET relation_since = '2020-05-01T00:00:00Z' WHERE shop_id = $1 AND email = $2", [shopId, emailOf(10)]); // prettier-ignore
  const relationSince = Object.fromEntries((await read()).flatMap(({ relationSince }) => relationSince ?? []));
  expect(relationSince[seqs[emailOf(10)] ?? 0]).toBe(Date.parse("2020-05-01T00:00:00Z") / 1000);
  expect(relationSince[seqs[emailOf(11)] ?? 0]).toBeUndefined();
});

const read = (): Promise<readonly FactGroup[]> =>
  transaction((tx) =>
    readRecipients(tx, { shopId, campaignId, number: 1, firstSeq: 1, lastSeq: PEOPLE, attempts: 0, setAsides: 0 }),
  );

async function classesFound(): Promise<Record<number, string | null>> {
  const found = await read();
  return Object.fromEntries(found.flatMap(({ seqs, factClass }) => seqs.map((seq) => [seq, factClass])));
}

async function classesFromOriginals(): Promise<Record<number, string | null>> {
  const { rows } = await pool().query<{ seq: number; name: string | null }>(
    `SELECT r.seq, f.name FROM recipient r LEFT JOIN (
       SELECT c.id, c.email, ${FACT_CLASS} AS name FROM ${FACT_TABLES} WHERE c.shop_id = $1 AND c.deleted_at IS NULL
     ) f ON f.id = r.contact_id AND f.email = r.email WHERE r.shop_id = $1 AND r.campaign_id = $2`,
    [shopId, campaignId],
  );
  return Object.fromEntries(rows.map(({ seq, name }) => [seq, name]));
}

async function seqOf(): Promise<Record<string, number>> {
  const { rows } = await pool().query<{ email: string; seq: number }>(
    "SELECT email, seq FROM recipient WHERE shop_id = $1 AND campaign_id = $2",
    [shopId, campaignId],
  );
  return Object.fromEntries(rows.map(({ email, seq }) => [email, seq]));
}
