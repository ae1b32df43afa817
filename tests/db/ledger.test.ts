import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { CONSENT_EVENTS, standingOf, type ConsentEventKind } from "~/policy/consentStanding";
import { appendConsentEvent } from "~/services/consent/ledger";
import { sealLedger } from "~/services/consent/sealLedger";
import { exclude } from "~/services/exclusions/exclude";
import { asSuperuser, useAppDatabase } from "../support/app-database";
import { makeShop, START, after } from "../support/factories";
import { until, waitingForLock } from "../support/until";
import { seededRandom } from "../simulators/seeded";

useAppDatabase();

let shopId: number;
beforeAll(async () => {
  shopId = await makeShop();
});

const key = (number: number) => Buffer.alloc(16, number.toString(16).padStart(32, "0"), "hex");

async function storedKinds(consentKey: Buffer): Promise<ConsentEventKind[]> {
  const { rows } = await pool().query<{ kind: ConsentEventKind }>(
    "SELECT kind FROM consent_event WHERE shop_id = $1 AND consent_key = $2 ORDER BY id",
    [shopId, consentKey],
  );
  return rows.map(({ kind }) => kind);
}

async function storedStanding(consentKey: Buffer): Promise<string> {
  const row = await prisma().addressStanding.findUnique({
    where: { shopId_consentKey: { shopId, consentKey: new Uint8Array(consentKey) } },
  });
  return row?.standing ?? "none";
}

describe("what has been written stays as it was", () => {
  beforeAll(async () => {
    await transaction(async (tx) => {
      await appendConsentEvent(tx, shopId, { kind: "confirmed", consentKey: key(1), at: START });
      await exclude(tx, shopId, [{ key: key(1), source: "staff", at: START }]);
      await tx.query(
        "INSERT INTO evidence_export (shop_id, contact_id, at, actor, format, reason) VALUES ($1, 1, $2, 'jo', 'pdf', 'asked')",
        [shopId, START],
      );
    });
    await sealLedger(shopId);
  });

  const TABLES = [
    "consent_event",
    "consent_seal",
    "exclusion_event",
    "consent_wording",
    "assessment",
    "evidence_export",
  ];
  const attempts = TABLES.flatMap((table) => [
    [table, `UPDATE ${table} SET shop_id = shop_id`],
    [table, `DELETE FROM ${table}`],
  ]);
  const truncations = TABLES.flatMap((table) => [
    [table, `TRUNCATE ${table}`],
    [table, `TRUNCATE ${table} CASCADE`],
  ]);

  test.each([...attempts, ...truncations])("the triggers refuse it to anybody on %s: %s", async (table, statement) => {
    const before = await pool().query(`SELECT * FROM ${table}`);
    expect(before.rowCount).toBeGreaterThan(0);
    await asSuperuser((client) =>
      expect(client.query(statement)).rejects.toMatchObject({
        code: "23001",
        message: expect.stringContaining(`of ${table} refused`) as string,
      }),
    );
    expect((await pool().query(`SELECT * FROM ${table}`)).rows).toEqual(before.rows);
  });

  test.each([...attempts, ...truncations])("the app itself is refused on %s: %s", async (table, statement) => {
    const before = await pool().query(`SELECT * FROM ${table}`);
    // By permission; by the triggers where it is connected as a superuser.
    await expect(pool().query(statement)).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|23001)$/) as string,
    });
    expect((await pool().query(`SELECT * FROM ${table}`)).rows).toEqual(before.rows);
  });

  test("an event with its words, surface and proof is kept as it was given", async () => {
    const entry = {
      kind: "requested",
      consentKey: key(2),
      at: after(5),
      requestId: "12",
      surface: "checkout",
      wordingVersion: 1,
      wording: "Yes, please",
      proof: { orderId: "9" },
    } as const;
    await transaction((tx) => appendConsentEvent(tx, shopId, entry));
    const stored = await prisma().consentEvent.findFirstOrThrow({
      where: { shopId, consentKey: new Uint8Array(key(2)) },
    });
    expect(stored).toMatchObject({
      kind: "requested",
      at: after(5),
      requestId: 12n,
      surface: "checkout",
      wordingVersion: 1,
      wording: "Yes, please",
      proof: { orderId: "9" },
    });
  });

  test("an event of a transaction that is rolled back is neither in the ledger nor in the standing", async () => {
    const failed = transaction(async (tx) => {
      await appendConsentEvent(tx, shopId, { kind: "confirmed", consentKey: key(3), at: START });
      throw new Error("stop");
    });
    await expect(failed).rejects.toThrow("stop");
    expect(await storedKinds(key(3))).toEqual([]);
    expect(await storedStanding(key(3))).toBe("none");
  });
});

describe("an address's standing", () => {
  test("is the fold of its events, whatever the history (120 random histories)", async () => {
    const random = seededRandom(20260302);
    const histories = Array.from({ length: 120 }, (_, index) => ({
      consentKey: key(1000 + index),
      kinds: Array.from(
        { length: 1 + Math.floor(random() * 9) },
        () => CONSENT_EVENTS[Math.floor(random() * CONSENT_EVENTS.length)] as ConsentEventKind,
      ),
    }));
    for (const { consentKey, kinds } of histories) {
      await transaction(async (tx) => {
        for (const [index, kind] of kinds.entries()) {
          const told = await appendConsentEvent(tx, shopId, { kind, consentKey, at: after(index) });
          expect(told, kinds.join()).toBe(standingOf(kinds.slice(0, index + 1)));
        }
      });
    }
    for (const { consentKey, kinds } of histories) {
      expect(await storedKinds(consentKey)).toEqual(kinds);
      expect(await storedStanding(consentKey), kinds.join()).toBe(standingOf(kinds));
    }
  });

  test("counts from the event that changed it, and names that event", async () => {
    const events = ["requested", "verification_mailed", "confirmed", "requested"] as const;
    for (const [index, kind] of events.entries()) {
      await transaction((tx) => appendConsentEvent(tx, shopId, { kind, consentKey: key(4), at: after(index) }));
    }
    const row = await prisma().addressStanding.findFirstOrThrow({
      where: { shopId, consentKey: new Uint8Array(key(4)) },
    });
    expect(row).toMatchObject({ standing: "confirmed", since: after(2) });
    const named = await prisma().consentEvent.findFirstOrThrow({ where: { shopId, id: row.lastEventId } });
    expect(named.kind).toBe("confirmed");
  });

  test("is the fold of the ledger's order when many append at once", async () => {
    const random = seededRandom(7);
    const kinds = Array.from(
      { length: 80 },
      () => CONSENT_EVENTS[Math.floor(random() * CONSENT_EVENTS.length)] as ConsentEventKind,
    );
    await Promise.all(
      kinds.map((kind) => transaction((tx) => appendConsentEvent(tx, shopId, { kind, consentKey: key(5), at: START }))),
    );
    const stored = await storedKinds(key(5));
    expect([...stored].sort()).toEqual([...kinds].sort());
    expect(await storedStanding(key(5))).toBe(standingOf(stored));
  });

  test("is folded from what is committed: who comes second waits for the first", async () => {
    let second: Promise<unknown> | undefined;
    await transaction(async (tx) => {
      await appendConsentEvent(tx, shopId, { kind: "confirmed", consentKey: key(7), at: START });
      second = transaction((other) =>
        appendConsentEvent(other, shopId, { kind: "requested", consentKey: key(7), at: after(1) }),
      );
      await until(() => waitingForLock());
    });
    expect(await second).toBe("confirmed");
    expect(await storedKinds(key(7))).toEqual(["confirmed", "requested"]);
    expect(await storedStanding(key(7))).toBe("confirmed");
  });

  test("of one shop is not that of another", async () => {
    const other = await makeShop();
    await transaction((tx) => appendConsentEvent(tx, other, { kind: "confirmed", consentKey: key(6), at: START }));
    expect(await storedStanding(key(6))).toBe("none");
  });
});
