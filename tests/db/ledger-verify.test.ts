import { execFile } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { sealLedger } from "~/services/consent/sealLedger";
import { verifyLedger } from "~/services/consent/verifyLedger";
import { asSuperuser, useAppDatabase } from "../support/app-database";
import { makeShop, writeLedger } from "../support/factories";

useAppDatabase();

let [sound, tampered]: string[] = [];
let event = "";
beforeAll(async () => {
  const domains = [];
  for (let shop = 0; shop < 2; shop++) {
    const shopId = await makeShop();
    await writeLedger(shopId, "jo@firm.example", ["requested", "verification_mailed", "confirmed"]);
    await sealLedger(shopId);
    await writeLedger(shopId, "jo@firm.example", ["withdrawn"]);
    domains.push((await prisma().shop.findUniqueOrThrow({ where: { id: shopId } })).domain);
  }
  [sound, tampered] = domains;
  const changed = await asSuperuser(
    (client) =>
      client.query<{ id: string }>(
        "UPDATE consent_event SET at = now() WHERE kind = 'confirmed' AND shop_id = (SELECT max(id) FROM shop) RETURNING id::text",
      ),
    { triggers: false },
  );
  event = changed.rows[0]?.id ?? "";
});

/** Runs the command as an operator does. */
function verify(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["node_modules/tsx/dist/cli.mjs", "scripts/verify-ledger.ts", ...args],
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

describe("npm run ledger:verify", () => {
  test("names the first row that was tampered with, of each store, and ends with 1", async () => {
    const { code, out } = await verify();
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^${sound}: 3 events sealed, up to [0-9a-f]{64}; 1 not sealed yet\\.$`, "m"));
    expect(out).toMatch(
      new RegExp(
        `^${tampered}: TAMPERED WITH at position 3, event ${event}: the event was changed .* 2 seals before it hold; 1 not sealed yet\\.$`,
        "m",
      ),
    );
  });

  test("of a store that is sound ends with 0, and says whether the login could change the ledger", async () => {
    const { code, out } = await verify("--shop", sound ?? "");
    expect(code).toBe(0);
    expect(out).not.toContain(tampered);
    expect(out).toMatch(/^The login "[^"]+" (cannot change the ledger|could change|is a superuser)/m);
    expect(out).not.toContain("@");
  });

  test("of a store that is not there ends with 1 and says so", async () => {
    expect(await verify("--shop", "nobody.myshopify.com")).toMatchObject({
      code: 1,
      err: expect.stringContaining("There is no shop nobody.myshopify.com") as string,
    });
  });
});

test("a ledger that has grown since the planner counted it is verified in seconds, not by comparing all events with all notes", async () => {
  const shopId = await makeShop();
  // By default the planner's counts follow within a minute: this is that minute, in a ledger of some age.
  await pool().query("ANALYZE consent_event, consent_unsealed, consent_seal");
  await pool().query(
    `INSERT INTO consent_event (shop_id, at, kind, consent_key) SELECT $1, now(), 'requested', decode(md5(n::text), 'hex') FROM generate_series(1, 30000) n`,
    [shopId],
  );
  expect(await verifyLedger(shopId)).toMatchObject({ sealed: 0, unsealed: 30_000 });
  expect((await verifyLedger(shopId)).tampered).toBeUndefined();
}, 10_000);
