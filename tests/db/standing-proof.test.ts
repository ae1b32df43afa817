import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { CONSENT_EVENTS, standingOf, type ConsentEventKind } from "~/policy/consentStanding";
import { consentForm } from "~/policy/emailAddress";
import { appendConsentEvent } from "~/services/consent/ledger";
import { proveLedgers } from "~/services/consent/proveLedger";
import { proveStandings } from "~/services/consent/proveStandings";
import { sealLedger } from "~/services/consent/sealLedger";
import { mendContactsOf } from "~/services/customers/keepContacts";
import { addressKeys } from "~/services/shops/keys";
import { asSuperuser, useAppDatabase } from "../support/app-database";
import { after, customer, importLines, makeShop, START, writeLedger } from "../support/factories";

useAppDatabase();

const SEED = 20260302;

/** Spellings of four addresses: the first of each line is the store's. Those of a line are one address to the ledger; a tag or a dot makes another. */
const SPELLINGS = [
  ["jo@firm-1.example", "Jo@Firm-1.example", " jo@FIRM-1.EXAMPLE "],
  ["sian@b\u00fccher.example", "SIAN@xn--bcher-kva.example", "sian@bu\u0308cher.example"],
  ["jo+shop@firm-1.example", "JO+SHOP@firm-1.example"],
  ["j.o@gmail.com", "J.O@GMAIL.COM"],
] as const;

interface Step {
  readonly address: number;
  readonly spelling: number;
  readonly kind: ConsentEventKind;
  /** Seconds: clocks of several servers, in no order. */
  readonly clock: number;
}

const steps: fc.Arbitrary<Step> = fc.record({
  address: fc.nat({ max: SPELLINGS.length - 1 }),
  spelling: fc.nat({ max: 2 }),
  kind: fc.constantFrom(...CONSENT_EVENTS),
  clock: fc.integer({ min: -3600, max: 3600 }),
});

async function appendStep(shopId: number, { address, spelling, kind, clock }: Step): Promise<void> {
  const spellings = SPELLINGS[address] ?? SPELLINGS[0];
  const { consentKey } = await addressKeys(shopId);
  const key = consentKey(spellings[spelling % spellings.length] ?? "");
  await transaction((tx) => appendConsentEvent(tx, shopId, { kind, consentKey: key, at: after(clock) }));
}

/** What the ledger amounts to for each address, folded in the order of its numbers; and what standing and contact say. */
async function compare(shopId: number): Promise<void> {
  const { consentKey } = await addressKeys(shopId);
  for (const [store] of SPELLINGS) {
    const key = consentKey(store);
    const { rows: events } = await pool().query<{ kind: ConsentEventKind }>(
      "SELECT kind FROM consent_event WHERE shop_id = $1 AND consent_key = $2 ORDER BY id",
      [shopId, key],
    );
    const kinds = events.map(({ kind }) => kind);
    const { rows: standings } = await pool().query<{ standing: string }>(
      "SELECT standing FROM address_standing WHERE shop_id = $1 AND consent_key = $2",
      [shopId, key],
    );
    const { rows: contacts } = await pool().query<{ consent: string }>(
      "SELECT consent FROM contact WHERE shop_id = $1 AND consent_key = $2",
      [shopId, key],
    );
    expect(standings[0]?.standing ?? "none", kinds.join()).toBe(standingOf(kinds));
    expect(contacts, kinds.join()).toEqual([{ consent: standingOf(kinds) }]);
  }
}

async function makeStore(): Promise<number> {
  const shopId = await makeShop();
  await importLines(
    shopId,
    SPELLINGS.map(([email], at) => customer(at + 1, { email })),
  );
  return shopId;
}

describe("standing and contact are the fold of the ledger, in the order of its numbers", () => {
  test("whatever happens to several addresses in several spellings, by clocks that disagree, one after the other", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 25 }), async (history) => {
        const shopId = await makeStore();
        for (const step of history) await appendStep(shopId, step);
        await compare(shopId);
        expect((await proveStandings(shopId, { mend: false })).wrong).toBe(0);
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  test("and when it all happens at once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 10, maxLength: 60 }), async (history) => {
        const shopId = await makeStore();
        await Promise.all(history.map((step) => appendStep(shopId, step)));
        await compare(shopId);
        expect((await proveStandings(shopId, { mend: false })).wrong).toBe(0);
      }),
      { seed: SEED, numRuns: 15 },
    );
  });

  test("where spellings of a line are one address, and lines are different ones", () => {
    expect(SPELLINGS.map((line) => new Set(line.map(consentForm)).size)).toEqual([1, 1, 1, 1]);
    expect(new Set(SPELLINGS.flat().map(consentForm)).size).toBe(4);
  });
});

describe("the nightly proof", () => {
  let shopId: number;
  beforeEach(async () => {
    shopId = await makeStore();
    await writeLedger(shopId, "jo@firm-1.example", ["requested", "confirmed", "requested"]);
    await writeLedger(shopId, "j.o@gmail.com", ["requested", "confirmed", "withdrawn"]);
    await writeLedger(shopId, "nobody@firm-9.example", ["expired", "verification_mailed"]);
  });

  const standings = async (): Promise<unknown[]> => {
    const { rows } = await pool().query<object>(
      "SELECT consent_key, standing, since, last_event_id FROM address_standing WHERE shop_id = $1 ORDER BY consent_key",
      [shopId],
    );
    return rows;
  };

  test("finds nothing where all is right, and writes nothing", async () => {
    const before = await standings();
    expect(await proveStandings(shopId, { mend: true })).toEqual({ addresses: 3, wrong: 0 });
    expect(await standings()).toEqual(before);
  });

  test.each([
    [
      "a standing that is another",
      "UPDATE address_standing SET standing = 'confirmed' WHERE shop_id = $1 AND standing = 'withdrawn'",
    ],
    [
      "since another moment",
      "UPDATE address_standing SET since = since + interval '1 day' WHERE shop_id = $1 AND standing = 'withdrawn'",
    ],
    [
      "by another event",
      "UPDATE address_standing SET last_event_id = last_event_id + 1 WHERE shop_id = $1 AND standing = 'withdrawn'",
    ],
    ["an address without its standing", "DELETE FROM address_standing WHERE shop_id = $1 AND standing = 'withdrawn'"],
    [
      "a standing of an address that the ledger does not know",
      "INSERT INTO address_standing (shop_id, consent_key, standing, since, last_event_id) VALUES ($1, decode(md5('x'), 'hex'), 'confirmed', now(), 1)",
    ],
    [
      "a standing where nothing that happened made one",
      `INSERT INTO address_standing (shop_id, consent_key, standing, since, last_event_id)
       SELECT shop_id, consent_key, 'confirmed', at, id FROM consent_event WHERE shop_id = $1 AND kind = 'expired'`,
    ],
  ])("finds %s, and mends it", async (_what, sql) => {
    const before = await standings();
    await pool().query(sql, [shopId]);
    expect((await proveStandings(shopId, { mend: false })).wrong).toBe(1);
    expect((await proveStandings(shopId, { mend: true })).wrong).toBe(1);
    expect(await standings()).toEqual(before);
    expect((await proveStandings(shopId, { mend: true })).wrong).toBe(0);
  });

  test("mends the standing, from which the contact's copy is mended after it", async () => {
    await pool().query("UPDATE address_standing SET standing = 'confirmed' WHERE shop_id = $1", [shopId]);
    await mendContactsOf(shopId);
    await proveStandings(shopId, { mend: true });
    await mendContactsOf(shopId);
    await compare(shopId);
  });

  test("goes over more addresses than one page", async () => {
    await pool().query(
      `INSERT INTO consent_event (shop_id, at, kind, consent_key) SELECT $1, $2, 'requested', decode(md5(n::text), 'hex') FROM generate_series(1, 11000) n`,
      [shopId, START],
    );
    expect(await proveStandings(shopId, { mend: true })).toEqual({ addresses: 11_003, wrong: 11_000 });
    expect(await proveStandings(shopId, { mend: true })).toEqual({ addresses: 11_003, wrong: 0 });
  });

  test("mends nothing from a ledger that was tampered with", async () => {
    await sealLedger(shopId);
    await asSuperuser(
      (client) => client.query("DELETE FROM consent_event WHERE shop_id = $1 AND kind = 'withdrawn'", [shopId]),
      { triggers: false },
    );
    const before = await standings();
    await proveLedgers();
    expect(await standings()).toEqual(before);
  });

  test("touches no other shop", async () => {
    const other = await makeStore();
    await writeLedger(other, "jo@firm-1.example", ["requested"]);
    await pool().query("UPDATE address_standing SET standing = 'confirmed' WHERE shop_id = $1", [other]);
    expect(await proveStandings(shopId, { mend: true })).toEqual({ addresses: 3, wrong: 0 });
    expect(await proveStandings(other, { mend: false })).toEqual({ addresses: 1, wrong: 1 });
  });
});

describe("what the nightly proof logs", () => {
  let lines: Record<string, unknown>[];
  beforeAll(async () => {
    const { log } = await import("~/lib/log");
    lines = [];
    const keep =
      (level: string) =>
      (fields: Record<string, unknown>, message: string): void =>
        void lines.push({ level, message, ...fields });
    Object.assign(log(), { info: keep("info"), error: keep("error") });
  });

  test("is where each chain ends, in numbers and hexadecimal only, and a fault with the row's number", async () => {
    const shopId = await makeStore();
    await writeLedger(shopId, "jo@firm-1.example", ["requested", "confirmed"]);
    await sealLedger(shopId);
    const mine = async () => {
      lines.length = 0;
      await proveLedgers();
      return lines.filter((line) => line.shopId === shopId);
    };
    expect(await mine()).toEqual([
      {
        level: "info",
        message: "end of the ledger's chain",
        shopId,
        position: 2,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        unsealed: 0,
      },
    ]);
    await pool().query("UPDATE address_standing SET standing = 'withdrawn' WHERE shop_id = $1", [shopId]);
    await asSuperuser(
      (client) =>
        client.query("UPDATE consent_event SET wording = 'x' WHERE shop_id = $1 AND kind = 'confirmed'", [shopId]),
      { triggers: false },
    );
    expect(await mine()).toEqual([
      {
        level: "error",
        message: "the ledger is not as it was written",
        shopId,
        fault: "event_changed",
        position: 2,
        eventId: expect.stringMatching(/^\d+$/) as string,
      },
      {
        level: "error",
        message: "standings were not what the ledger says",
        shopId,
        wrong: 1,
        mended: false,
      },
    ]);
  });
});
