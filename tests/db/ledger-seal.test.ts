import { beforeEach, describe, expect, test } from "vitest";
import type pg from "pg";
import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { CHAIN_START } from "~/lib/chain";
import type { ConsentEventKind } from "~/policy/consentStanding";
import { writeLedgerEntry } from "~/policy/ledgerEntry";
import { appendConsentEvent } from "~/services/consent/ledger";
import { LEDGER_COLUMNS, type LedgerRow } from "~/services/consent/ledgerRows";
import { sealLedger, sealLedgers } from "~/services/consent/sealLedger";
import { verifyLedger, type LedgerFault } from "~/services/consent/verifyLedger";
import { asSuperuser, useAppDatabase } from "../support/app-database";
import { after, makeShop, START, WORDING } from "../support/factories";
import { until } from "../support/until";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const key = (number: number) => Buffer.alloc(16, number.toString(16).padStart(32, "0"), "hex");

/** Appends events about addresses 1, 2, 3 in turn. Gives their numbers. */
async function append(count: number, shop = shopId): Promise<string[]> {
  for (let number = 0; number < count; number++) {
    const kind: ConsentEventKind = number % 2 === 0 ? "requested" : "confirmed";
    await transaction((tx) =>
      appendConsentEvent(tx, shop, {
        kind,
        consentKey: key(1 + (number % 3)),
        at: after(number),
        requestId: String(100 + number),
        surface: "checkout",
        wordingVersion: 1,
        wording: WORDING,
        proof: { orderId: String(number) },
      }),
    );
  }
  return eventIds(shop);
}

async function eventIds(shop = shopId): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    "SELECT id::text FROM consent_event WHERE shop_id = $1 ORDER BY consent_event.id",
    [shop],
  );
  return rows.map(({ id }) => id);
}

async function seals(shop = shopId): Promise<{ position: number; eventId: string }[]> {
  const { rows } = await pool().query<{ position: number; eventId: string }>(
    `SELECT position::int, event_id::text AS "eventId" FROM consent_seal WHERE shop_id = $1 ORDER BY consent_seal.position`,
    [shop],
  );
  return rows;
}

describe("sealing", () => {
  test("puts every event into the chain once, in the order of their numbers", async () => {
    const ids = await append(7);
    expect(await verifyLedger(shopId)).toMatchObject({ sealed: 0, unsealed: 7 });
    expect(await sealLedger(shopId)).toEqual({ sealed: 7, broken: false });
    expect(await seals()).toEqual(ids.map((eventId, at) => ({ position: at + 1, eventId })));
    const proof = await verifyLedger(shopId);
    expect(proof).toMatchObject({ sealed: 7, unsealed: 0, head: { position: 7 } });
    expect(proof.tampered).toBeUndefined();
  });

  test("goes on where it was, and does nothing when there is nothing to do", async () => {
    await append(3);
    await sealLedger(shopId);
    const { head } = await verifyLedger(shopId);
    expect(await sealLedger(shopId)).toEqual({ sealed: 0, broken: false });
    expect((await verifyLedger(shopId)).head).toEqual(head);
    await append(2);
    expect(await sealLedger(shopId)).toEqual({ sealed: 2, broken: false });
    expect(await verifyLedger(shopId)).toMatchObject({ sealed: 5, unsealed: 0 });
  });

  test("an event of a transaction that is rolled back is neither noted nor sealed", async () => {
    const failed = transaction(async (tx) => {
      await appendConsentEvent(tx, shopId, { kind: "requested", consentKey: key(9), at: START });
      throw new Error("stop");
    });
    await expect(failed).rejects.toThrow("stop");
    expect(await verifyLedger(shopId)).toEqual({ sealed: 0, unsealed: 0, head: CHAIN_START });
  });

  test("of more than one chunk leaves no gap between them", async () => {
    await pool().query(
      `INSERT INTO consent_event (shop_id, at, kind, consent_key) SELECT $1, $2, 'requested', decode(md5(n::text), 'hex') FROM generate_series(1, 4500) n`,
      [shopId, START],
    );
    expect(await sealLedger(shopId)).toEqual({ sealed: 4500, broken: false });
    expect((await seals()).map(({ position }) => position)).toEqual(Array.from({ length: 4500 }, (_, at) => at + 1));
    expect((await verifyLedger(shopId)).tampered).toBeUndefined();
  });

  test("goes on while 200 write, with three that seal at once: every event once, positions without gaps, nobody waits for who seals", async () => {
    let writing = true;
    const sealers = Array.from({ length: 3 }, async () => {
      while (writing) await sealLedger(shopId);
    });
    await Promise.all(
      Array.from({ length: 200 }, (_, number) =>
        transaction((tx) =>
          appendConsentEvent(tx, shopId, { kind: "requested", consentKey: key(number % 40), at: after(number) }),
        ),
      ),
    );
    writing = false;
    await Promise.all(sealers);
    await sealLedger(shopId);
    const sealed = await seals();
    expect(sealed.map(({ position }) => position)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
    expect(sealed.map(({ eventId }) => eventId).sort()).toEqual((await eventIds()).sort());
    const proof = await verifyLedger(shopId);
    expect(proof).toMatchObject({ sealed: 200, unsealed: 0 });
    expect(proof.tampered).toBeUndefined();
  });

  test("takes an event that commits after a later number was sealed, and does not take it for one put in", async () => {
    let slow: Promise<unknown> = Promise.resolve();
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => (release = resolve));
    let inserted = false;
    slow = transaction(async (tx) => {
      await appendConsentEvent(tx, shopId, { kind: "requested", consentKey: key(50), at: START });
      inserted = true;
      await held;
    });
    await until(() => inserted);
    await transaction((tx) => appendConsentEvent(tx, shopId, { kind: "requested", consentKey: key(51), at: START }));
    await sealLedger(shopId);
    release();
    await slow;
    await sealLedger(shopId);
    const [early, late] = await eventIds();
    expect(await seals()).toEqual([
      { position: 1, eventId: late },
      { position: 2, eventId: early },
    ]);
    expect((await verifyLedger(shopId)).tampered).toBeUndefined();
  });

  test("of one shop is not that of another: each has its own chain and key", async () => {
    const other = await makeShop();
    await append(2);
    await append(3, other);
    await sealLedgers();
    expect([await verifyLedger(shopId), await verifyLedger(other)]).toMatchObject([{ sealed: 2 }, { sealed: 3 }]);
    expect((await seals(other)).map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  test("writes down every column that the ledger has", async () => {
    await append(1);
    const { rows: columns } = await pool().query<{ name: string }>(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'consent_event'",
    );
    const { rows } = await pool().query<LedgerRow>(
      `SELECT ${LEDGER_COLUMNS} FROM consent_event e WHERE e.shop_id = $1`,
      [shopId],
    );
    const camel = (name: string) => name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(columns.map(({ name }) => camel(name)).sort());
    const [row] = rows;
    if (!row) throw new Error("no event");
    // Each of them counts: the bytes are others when it is.
    for (const field of Object.keys(row) as (keyof LedgerRow)[])
      expect(
        Buffer.from(writeLedgerEntry({ ...row, [field]: field === "consentKey" ? key(77) : "other" })),
        field,
      ).not.toEqual(Buffer.from(writeLedgerEntry(row)));
  });
});

describe("whoever tampers past the triggers", () => {
  /** A chain of eight seals, and one event that is not sealed yet. */
  let ids: string[];
  beforeEach(async () => {
    await append(8);
    await sealLedger(shopId);
    ids = await append(1);
  });

  const tamper = (sql: string, values: unknown[] = []) =>
    asSuperuser((client: pg.Client) => client.query(sql, [shopId, ...values]), { triggers: false });
  /** The event at a position of the chain. */
  const at = (position: number) => ids[position - 1] ?? "";

  interface Tampering {
    readonly name: string;
    readonly act: () => Promise<unknown>;
    readonly fault: LedgerFault;
    readonly position: number | null;
    /** The event that is named, by its position before. */
    readonly event: number | null;
  }
  const change = (column: string, value: string): Tampering => ({
    name: `changes ${column} of an event`,
    act: () => tamper(`UPDATE consent_event SET ${column} = ${value} WHERE shop_id = $1 AND id = $2`, [at(4)]),
    fault: "event_changed",
    position: 4,
    event: 4,
  });
  const TAMPERINGS: readonly Tampering[] = [
    change("at", "at + interval '1 millisecond'"),
    change("at", "'infinity'"),
    change("kind", "'withdrawn'"),
    change("consent_key", "decode(md5('other'), 'hex')"),
    change("request_id", "request_id + 1"),
    change("surface", "'thank_you'"),
    change("wording_version", "NULL"),
    change("wording", "wording || '.'"),
    change("proof", `'{"orderId": "4", "by": "nobody"}'`),
    {
      name: "changes two events and is told the first",
      act: () => tamper("UPDATE consent_event SET wording = 'x' WHERE shop_id = $1 AND id = ANY($2)", [[at(6), at(3)]]),
      fault: "event_changed",
      position: 3,
      event: 3,
    },
    {
      name: "changes the last event",
      act: () =>
        tamper("UPDATE consent_event SET kind = 'confirmed', at = now() WHERE shop_id = $1 AND id = $2", [at(8)]),
      fault: "event_changed",
      position: 8,
      event: 8,
    },
    {
      name: "deletes an event",
      act: () => tamper("DELETE FROM consent_event WHERE shop_id = $1 AND id = $2", [at(5)]),
      fault: "event_deleted",
      position: 5,
      event: 5,
    },
    {
      name: "deletes an event and its seal",
      act: async () => {
        await tamper("DELETE FROM consent_event WHERE shop_id = $1 AND id = $2", [at(5)]);
        await tamper("DELETE FROM consent_seal WHERE shop_id = $1 AND position = 5");
      },
      fault: "seal_deleted",
      position: 5,
      event: null,
    },
    {
      name: "deletes an event that is not sealed yet",
      act: () => tamper("DELETE FROM consent_event WHERE shop_id = $1 AND id = $2", [at(9)]),
      fault: "event_deleted_unsealed",
      position: null,
      event: 9,
    },
    {
      name: "deletes the first seal",
      act: () => tamper("DELETE FROM consent_seal WHERE shop_id = $1 AND position = 1"),
      fault: "seal_deleted",
      position: 1,
      event: null,
    },
    {
      name: "closes the gap that a deleted seal leaves",
      act: async () => {
        await tamper("DELETE FROM consent_event WHERE shop_id = $1 AND id = $2", [at(5)]);
        await tamper("DELETE FROM consent_seal WHERE shop_id = $1 AND position = 5");
        for (const position of [6, 7, 8])
          await tamper("UPDATE consent_seal SET position = $2 - 1 WHERE shop_id = $1 AND position = $2", [position]);
      },
      // What stands there now was made from what is gone: as if the event were another.
      fault: "event_changed",
      position: 5,
      event: 6,
    },
    {
      name: "changes a seal",
      act: () => tamper("UPDATE consent_seal SET hash = sha256(hash) WHERE shop_id = $1 AND position = 6"),
      fault: "seal_changed",
      position: 6,
      event: 6,
    },
    {
      name: "changes the last seal",
      act: () => tamper("UPDATE consent_seal SET hash = sha256(hash) WHERE shop_id = $1 AND position = 8"),
      fault: "seal_changed",
      position: 8,
      event: 8,
    },
    {
      name: "changes the version of a seal",
      act: () => tamper("UPDATE consent_seal SET version = 9 WHERE shop_id = $1 AND position = 2"),
      fault: "seal_changed",
      position: 2,
      event: 2,
    },
    {
      name: "puts two seals in each other's place",
      act: async () => {
        await tamper("UPDATE consent_seal SET position = -2 WHERE shop_id = $1 AND position = 2");
        await tamper("UPDATE consent_seal SET position = 2 WHERE shop_id = $1 AND position = 3");
        await tamper("UPDATE consent_seal SET position = 3 WHERE shop_id = $1 AND position = -2");
      },
      fault: "seal_changed",
      position: 2,
      event: 3,
    },
    {
      name: "cuts off the end of the chain",
      act: () => tamper("DELETE FROM consent_seal WHERE shop_id = $1 AND position > 6"),
      fault: "seal_deleted",
      position: 7,
      event: null,
    },
    {
      name: "cuts off the end of chain and ledger",
      act: async () => {
        await tamper("DELETE FROM consent_seal WHERE shop_id = $1 AND position > 6");
        await tamper("DELETE FROM consent_event WHERE shop_id = $1 AND id >= $2", [at(7)]);
        await tamper("DELETE FROM consent_unsealed WHERE shop_id = $1");
      },
      fault: "seal_deleted",
      position: 7,
      event: null,
    },
    {
      name: "cuts off the end and moves the note of it",
      act: async () => {
        await tamper("DELETE FROM consent_seal WHERE shop_id = $1 AND position > 6");
        await tamper(
          "UPDATE consent_seal_head h SET position = s.position, hash = s.hash FROM consent_seal s WHERE h.shop_id = $1 AND s.shop_id = $1 AND s.position = 6",
        );
      },
      fault: "end_moved",
      position: 6,
      event: null,
    },
    {
      name: "takes the note of the end away",
      act: () => tamper("DELETE FROM consent_seal_head WHERE shop_id = $1"),
      fault: "end_moved",
      position: 8,
      event: null,
    },
    {
      name: "adds a seal of its own",
      act: () =>
        tamper(
          "INSERT INTO consent_seal (shop_id, position, event_id, version, hash) SELECT $1, 9, $2, 1, sha256('x'::bytea)",
          [at(9)],
        ),
      fault: "seal_changed",
      position: 9,
      event: 9,
    },
    {
      name: "puts an event in without a note",
      act: async () => {
        await tamper(
          "INSERT INTO consent_event (shop_id, at, kind, consent_key) VALUES ($1, now(), 'confirmed', decode(md5('x'), 'hex'))",
        );
        ids = await eventIds();
      },
      fault: "event_not_noted",
      position: null,
      event: 10,
    },
    {
      name: "takes the note of an event away",
      act: () => tamper("DELETE FROM consent_unsealed WHERE shop_id = $1"),
      fault: "event_not_noted",
      position: null,
      event: 9,
    },
  ];

  test.each(TAMPERINGS.map((tampering) => [tampering.name, tampering] as const))(
    "and %s is found out",
    async (_name, tampering) => {
      await tampering.act();
      const { tampered } = await verifyLedger(shopId);
      expect(tampered).toEqual({
        fault: tampering.fault,
        position: tampering.position,
        eventId: tampering.event === null ? null : at(tampering.event),
      });
    },
  );

  test("and puts an event in under an old number, for the app to seal, is found out", async () => {
    // A number that a transaction which was rolled back has left.
    const failed = transaction(async (tx) => {
      await appendConsentEvent(tx, shopId, { kind: "requested", consentKey: key(1), at: START });
      throw new Error("stop");
    });
    await expect(failed).rejects.toThrow("stop");
    await append(3);
    await sealLedger(shopId);
    const all = await eventIds();
    const free = BigInt(all.at(-4) ?? 0) + 1n;
    expect(all).not.toContain(String(free));
    await asSuperuser((client) =>
      client.query(
        "INSERT INTO consent_event (id, shop_id, at, kind, consent_key) VALUES ($1, $2, $3, 'confirmed', $4)",
        [String(free), shopId, after(8), key(1)],
      ),
    );
    await sealLedger(shopId);
    expect((await verifyLedger(shopId)).tampered).toEqual({
      fault: "event_put_in",
      position: 13,
      eventId: String(free),
    });
  });

  test("and cuts off the end for the app to seal it anew is not helped by the app", async () => {
    await tamper("UPDATE consent_event SET wording = 'Anything at all' WHERE shop_id = $1 AND id = $2", [at(8)]);
    await tamper("DELETE FROM consent_seal WHERE shop_id = $1 AND position = 8");
    await tamper("INSERT INTO consent_unsealed (shop_id, event_id) VALUES ($1, $2)", [at(8)]);
    expect(await sealLedger(shopId)).toEqual({ sealed: 0, broken: true });
    expect((await verifyLedger(shopId)).tampered).toMatchObject({ fault: "seal_deleted", position: 8 });
    // People can go on to consent meanwhile: it waits unsealed.
    await append(1);
    expect(await verifyLedger(shopId)).toMatchObject({ unsealed: 3 });
  });

  test("and notes a sealed event again has it sealed no second time", async () => {
    await tamper("INSERT INTO consent_unsealed (shop_id, event_id) VALUES ($1, $2)", [at(3)]);
    expect(await sealLedger(shopId)).toEqual({ sealed: 1, broken: false });
    expect((await seals()).filter(({ eventId }) => eventId === at(3))).toHaveLength(1);
    expect(await verifyLedger(shopId)).toMatchObject({ sealed: 9, unsealed: 0 });
  });

  test("cannot seal with the database alone: another key makes other hashes", async () => {
    const before = await pool().query("SELECT encode(hash, 'hex') FROM consent_seal WHERE shop_id = $1", [shopId]);
    await tamper("DELETE FROM consent_seal WHERE shop_id = $1");
    await tamper("DELETE FROM consent_seal_head WHERE shop_id = $1");
    await tamper(
      "INSERT INTO consent_unsealed (shop_id, event_id) SELECT $1, id FROM consent_event WHERE shop_id = $1 ON CONFLICT DO NOTHING",
    );
    await tamper("DELETE FROM app_key WHERE shop_id = $1 AND purpose = 'ledger'");
    (globalThis as { __twostage?: Map<string, unknown> }).__twostage?.delete("keys");
    await sealLedger(shopId);
    const now = await pool().query("SELECT encode(hash, 'hex') FROM consent_seal WHERE shop_id = $1", [shopId]);
    // What the chain itself cannot show, and an end that was logged elsewhere does.
    expect(now.rows.slice(0, before.rows.length)).not.toEqual(before.rows);
  });
});
