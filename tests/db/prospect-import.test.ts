import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { readFactClasses } from "~/db/contactFacts";
import { lockContacts } from "~/db/locks";
import { transaction } from "~/db/transaction";
import type { Problem } from "~/lib/errors";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { checkProspects } from "~/services/prospects/checkProspects";
import { discardList, forgetOldLists } from "~/services/prospects/forgetLists";
import { askImport, importProspects } from "~/services/prospects/importProspects";
import { listLists } from "~/services/prospects/listLists";
import { readList } from "~/services/prospects/readList";
import { readProvenance } from "~/services/prospects/readProvenance";
import { retireProspectsOfCustomers } from "~/services/prospects/retireProspects";
import { writeRejected } from "~/services/prospects/writeRejected";
import { addressKeys } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { after, customer, importLines, makeShop, START, writeLedger } from "../support/factories";
import { jobs } from "../support/jobs";
import { check, csv, importFile, importList, listOf, prospectsOf, upload, verdictsOf } from "../support/prospect-steps";

useAppDatabase();

const EXCLUDED = { note: "asked by telephone", actor: "owner", at: START };
const problem = (code: string) => expect.objectContaining({ name: "Problem", code }) as Problem;
const firmRows = (count: number) =>
  Array.from({ length: count }, (_, n) => [`buyer@firm-${n}.example`, `Firm ${n} Ltd`]);
const FIRMS = csv(["Email", "Company"], ...firmRows(3));

/** A list that waits for its import. */
async function checkedList(shopId: number, text = FIRMS): Promise<number> {
  const listId = await upload(shopId, text);
  await check(shopId, listId);
  return listId;
}

async function cellsLeft(shopId: number, listId: number): Promise<number[]> {
  const { rows } = await pool().query<{ row: number }>(
    "SELECT row FROM prospect_row WHERE shop_id = $1 AND list_id = $2 AND cells <> '{}' ORDER BY row",
    [shopId, listId],
  );
  return rows.map(({ row }) => row);
}

describe("an import", () => {
  test("stores each row as a prospect with where it comes from, and counts it with the other contacts", async () => {
    const shopId = await makeShop();
    const list = await importFile(
      shopId,
      csv(
        ["Email", "Name", "Company", "Country", "Sector", "Source", "Date"],
        ["jo@firm.example", "Jo", "Firm & Sons Ltd", "France", "Heating", "Their own website", "3/2/2026"],
        ["kim@kims.example", "Kim", "Kim's Heating", "", "", "", ""],
      ),
    );
    expect(list).toMatchObject({ state: "imported", counts: { added: 2 }, progress: 2, importedAt: after(120) });
    expect(await prospectsOf(shopId)).toMatchObject([
      {
        email: "jo@firm.example", name: "Jo", company: "Firm & Sons Ltd", country: "FR", relation: "prospect", prospectOrigin: "self_generated",
        relationSince: new Date("2026-02-03T00:00:00Z"), legalForm: "corporate", factClass: "ftffncsps", companyKey: "name:firm and sons",
        source: "Their own website", sector: "Heating", row: 2,
      },
      { email: "kim@kims.example", country: null, legalForm: "unknown", factClass: "ftftnuips", source: "Our stand at the fair", row: 3 },
    ]); // prettier-ignore
    const classes = await readFactClasses(pool(), shopId);
    expect(classes.map(({ name, contacts }) => [name, contacts]).sort()).toEqual([
      ["ftffncsps", 1],
      ["ftftnuips", 1],
    ]);
  });

  test("leaves no file behind, and of the rows only the cells of those that were not stored", async () => {
    const shopId = await makeShop();
    const listId = await checkedList(shopId, csv(["Email"], ["a@a.example"], ["nothing"], ["b@b.example"]));
    expect(await cellsLeft(shopId, listId)).toEqual([2, 3, 4]);
    await importList(shopId, listId);
    expect(await cellsLeft(shopId, listId)).toEqual([3]);
    expect((await pool().query("SELECT 1 FROM prospect_file_part WHERE list_id = $1", [listId])).rowCount).toBe(0);
  });

  test("never stores who was excluded, became a customer or withdrew since the dry run", async () => {
    const shopId = await makeShop();
    await writeLedger(shopId, "yes@gmail.com", ["requested", "confirmed"]);
    const rows = [["out@firm.example"], ["now@firm-2.example"], ["yes@gmail.com"], ["stays@firm-3.example"]];
    const listId = await checkedList(shopId, csv(["Email"], ...rows));
    expect((await listOf(shopId, listId)).counts).toEqual({ added: 4 });
    await excludeByStaff(shopId, { ...EXCLUDED, email: "Out+x@firm.example" });
    await importLines(shopId, [customer(2, { email: "now@firm-2.example" })]);
    await writeLedger(shopId, "yes@gmail.com", ["withdrawn"]);
    const { counts } = await importList(shopId, listId);
    expect(counts).toEqual({ added: 1, excluded: 1, known: 1, individual: 1 });
    expect(await verdictsOf(shopId, listId)).toEqual({ 2: "excluded", 3: "known", 4: "individual", 5: "added" });
    expect((await prospectsOf(shopId)).map(({ email }) => email)).toEqual(["stays@firm-3.example"]);
    const { rows: kept } = await pool().query("SELECT 1 FROM contact WHERE shop_id = $1 AND email LIKE 'out@%'", [
      shopId,
    ]);
    expect(kept).toEqual([]);
  });

  test("lets an exclusion that comes while it stores wait, and marks whom it stored", async () => {
    const shopId = await makeShop();
    const listId = await checkedList(shopId);
    await askImport(shopId, listId, "owner", after(100));
    let excluding: Promise<void> | undefined;
    let done = false;
    await transaction(async (tx) => {
      await lockContacts(tx, shopId);
      excluding = excludeByStaff(shopId, { ...EXCLUDED, email: "buyer@firm-1.example" }).then(() => {
        done = true;
      });
      const waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted";
      await expect.poll(async () => (await pool().query(waiting, [shopId])).rowCount).toBe(1);
      expect(done).toBe(false);
    });
    await excluding;
    await importProspects(shopId, listId, after(120));
    expect(await verdictsOf(shopId, listId)).toMatchObject({ 3: "excluded" });
    await excludeByStaff(shopId, { ...EXCLUDED, email: "buyer@firm-0.example" });
    expect((await prospectsOf(shopId)).map(({ factClass }) => factClass[0])).toEqual(["t", "f"]);
  });

  test("goes on after a crash where it stopped, and stores nobody twice", async () => {
    const shopId = await makeShop();
    const listId = await checkedList(shopId, csv(["Email", "Company"], ...firmRows(4500)));
    await askImport(shopId, listId, "owner", after(100));
    // The second transaction breaks.
    await pool().query(
      `CREATE FUNCTION break_at() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.row > 3000 THEN RAISE 'broken'; END IF; RETURN NEW; END $$;
       CREATE TRIGGER break_at BEFORE INSERT ON prospect FOR EACH ROW EXECUTE FUNCTION break_at()`,
    );
    await expect(importProspects(shopId, listId, after(110))).rejects.toThrow("broken");
    expect(await listOf(shopId, listId)).toMatchObject({ state: "importing", progress: 2000, importedRow: 2001 });
    expect(await prospectsOf(shopId)).toHaveLength(2000);
    await pool().query("DROP TRIGGER break_at ON prospect; DROP FUNCTION break_at");
    await Promise.all([1, 2, 3].map(() => importProspects(shopId, listId, after(120))));
    expect(await listOf(shopId, listId)).toMatchObject({ state: "imported", counts: { added: 4500 }, progress: 4500 });
    expect(new Set((await prospectsOf(shopId)).map(({ email }) => email)).size).toBe(4500);
    await importProspects(shopId, listId, after(130));
    expect(await prospectsOf(shopId)).toHaveLength(4500);
  });

  test("of two lists with the same people at once stores each of them once", async () => {
    const shopId = await makeShop();
    const lists = [await checkedList(shopId), await checkedList(shopId)];
    for (const listId of lists) await askImport(shopId, listId, "owner", after(100));
    await Promise.all(lists.map((listId) => importProspects(shopId, listId, after(120))));
    expect((await prospectsOf(shopId)).map(({ email }) => email).sort()).toEqual(firmRows(3).map(([email]) => email));
  });

  test("holds nobody whom another sector of the merchant's now keeps out", async () => {
    const shopId = await makeShop();
    const listId = await upload(shopId, csv(["Email", "Sector"], ["a@a.example", "Heating spares"]), {
      way: "researched",
    });
    await check(shopId, listId);
    await pool().query("UPDATE shop_settings SET sector = 'Bakery' WHERE shop_id = $1", [shopId]);
    expect((await importList(shopId, listId)).counts).toEqual({ outside_sector: 1 });
    expect(await prospectsOf(shopId)).toEqual([]);
  });

  test("is only open after a dry run, and once", async () => {
    const shopId = await makeShop();
    const listId = await upload(shopId, FIRMS);
    await expect(askImport(shopId, listId, "owner", after(1))).rejects.toEqual(problem("wrong_state"));
    await importProspects(shopId, listId, after(2));
    expect(await prospectsOf(shopId)).toEqual([]);
    await check(shopId, listId);
    await askImport(shopId, listId, "owner", after(70));
    expect(await jobs("prospect-import")).toContainEqual({ shopId, listId });
    await expect(askImport(shopId, listId, "owner", after(71))).rejects.toEqual(problem("wrong_state"));
  });
});

describe("another shop", () => {
  test("neither sees nor changes a list, and its exclusions and contacts do not count", async () => {
    const [own, other] = [await makeShop(), await makeShop()];
    await excludeByStaff(other, { ...EXCLUDED, email: "buyer@firm-0.example" });
    await importLines(other, [customer(9, { email: "buyer@firm-1.example" })]);
    const listId = await checkedList(own);
    await expect(readList(other, listId, { at: START })).rejects.toEqual(problem("not_found"));
    await expect(askImport(other, listId, "thief", START)).rejects.toEqual(problem("not_found"));
    await expect(discardList(other, listId, "thief", START)).rejects.toEqual(problem("not_found"));
    await expect(writeRejected(other, listId, String, "thief", START)).rejects.toEqual(problem("not_found"));
    await checkProspects(other, listId, START);
    await importProspects(other, listId, START);
    expect((await listLists(other, {})).rows).toEqual([]);
    expect(await prospectsOf(other)).toEqual([]);
    expect((await importList(own, listId)).counts).toEqual({ added: 3 });
    const [prospect] = await prospectsOf(own);
    expect(await readProvenance(other, prospect?.id ?? "")).toBeNull();
  });
});

describe("the rows that were not imported", () => {
  test("come as a file with their numbers and reasons, without formulas and without anybody who was stored (P6)", async () => {
    const shopId = await makeShop();
    const listId = await checkedList(
      shopId,
      'Email,Company,Note\na@a.example,A Ltd,stored\n=1+1,"@evil, Ltd",x\nb@gmail.com,,-5\n',
    );
    await importList(shopId, listId);
    const { fileName, csv: text } = await writeRejected(
      shopId,
      listId,
      (verdict) => `(${verdict})`,
      "clerk",
      after(200),
    );
    let whole = "";
    for await (const piece of text) whole += piece;
    expect(fileName).toBe(`not-imported-${listId}.csv`);
    expect(parse(whole, { bom: true })).toEqual([
      ["Row", "Why it was not imported", "Email", "Company", "Note"],
      ["3", "(no_address)", "'=1+1", "'@evil, Ltd", "x"],
      ["4", "(individual)", "b@gmail.com", "", "'-5"],
    ]);
    expect(whole).not.toContain("a@a.example");
    const { history } = await readList(shopId, listId, { at: START });
    expect(history[0]).toEqual({ act: "downloaded", actor: "clerk", at: after(200) });
  });

  test("are paged by verdict, keyset", async () => {
    const shopId = await makeShop();
    const rows = Array.from({ length: 130 }, (_, n) => [n % 2 ? `p${n}@gmail.com` : `p${n}@firm.example`]);
    const listId = await checkedList(shopId, csv(["Email"], ...rows));
    const first = await readList(shopId, listId, { verdict: "individual", at: START });
    expect(first.rows).toHaveLength(50);
    expect(first.rows.every(({ verdict }) => verdict === "individual")).toBe(true);
    const second = await readList(shopId, listId, { verdict: "individual", after: first.next ?? "", at: START });
    expect(second.rows.map(({ email }) => email)).toEqual(
      rows
        .flat()
        .filter((email) => email.endsWith("gmail.com"))
        .slice(50),
    );
    expect(second.next).toBeNull();
  });
});

describe("what is kept of a list", () => {
  const DAY = 86_400;
  const gone = async (listId: number) =>
    (
      await pool().query(
        "SELECT 1 FROM prospect_file_part WHERE list_id = $1 UNION ALL SELECT 1 FROM prospect_row WHERE list_id = $1",
        [listId],
      )
    ).rowCount === 0;

  test("is only what was declared when it is discarded", async () => {
    const shopId = await makeShop();
    const listId = await checkedList(shopId);
    await discardList(shopId, listId, "owner", after(70));
    expect(await listOf(shopId, listId)).toMatchObject({ state: "discarded", forgottenAt: after(70) });
    expect(await gone(listId)).toBe(true);
    await expect(askImport(shopId, listId, "owner", after(80))).rejects.toEqual(problem("wrong_state"));
  });

  test("is forgotten after seven days, but for the contacts and where they come from", async () => {
    const shopId = await makeShop();
    const waiting = await checkedList(shopId);
    const imported = await checkedList(shopId, csv(["Email"], ["other@other.example"], ["nothing"]));
    await importList(shopId, imported);
    await forgetOldLists(after(7 * DAY - 1));
    expect([await gone(waiting), await gone(imported)]).toEqual([false, false]);
    await forgetOldLists(after(7 * DAY));
    await forgetOldLists(after(7 * DAY + 1));
    expect([await gone(waiting), await gone(imported)]).toEqual([true, true]);
    expect(await listOf(shopId, waiting)).toMatchObject({ state: "discarded" });
    expect(await listOf(shopId, imported)).toMatchObject({
      state: "imported",
      counts: { added: 1, no_address: 1 },
      forgottenAt: after(7 * DAY),
    });
    await expect(writeRejected(shopId, imported, String, "owner", after(8 * DAY))).rejects.toEqual(
      problem("wrong_state"),
    );
    expect(await prospectsOf(shopId)).toMatchObject([
      { email: "other@other.example", source: "Our stand at the fair" },
    ]);
  });

  test("waits while a list is being checked or imported", async () => {
    const shopId = await makeShop();
    const listId = await checkedList(shopId);
    await askImport(shopId, listId, "owner", after(70));
    await forgetOldLists(after(30 * DAY));
    expect(await gone(listId)).toBe(false);
  });
});

describe("a prospect who becomes a customer", () => {
  test("gives way to the store's contact, and where the data came from stays", async () => {
    const shopId = await makeShop();
    await importFile(shopId, FIRMS);
    const before = await prospectsOf(shopId);
    await importLines(shopId, [customer(7, { email: "Buyer+shop@firm-1.example" }), customer(8)], after(300));
    const { exclusionKey } = await addressKeys(shopId);
    const keys = ["buyer@firm-1.example", "buyer@firm-8.example"].map(exclusionKey);
    const retire = (shop: number) => transaction((tx) => retireProspectsOfCustomers(tx, shop, keys, after(301)));
    expect(await retire(await makeShop())).toBe(0);
    expect(await retire(shopId)).toBe(0);
    expect((await prospectsOf(shopId)).map(({ email }) => email)).toEqual([
      "buyer@firm-0.example",
      "buyer@firm-2.example",
    ]);
    const { rows } = await pool().query<{ id: string }>(
      "SELECT id FROM contact WHERE shop_id = $1 AND shopify_id = 7",
      [shopId],
    );
    const provenance = {
      listName: "Trade fair",
      row: 3,
      way: "self_generated",
      source: "Our stand at the fair",
      declaredBy: "owner",
      noticeGivenAt: null,
    };
    expect(await readProvenance(shopId, rows[0]?.id ?? "")).toMatchObject({ ...provenance, nowCustomer: true });
    expect(await readProvenance(shopId, before[0]?.id ?? "")).toMatchObject({
      ...provenance,
      row: 2,
      nowCustomer: false,
    });
    const { rows: never } = await pool().query<{ id: string }>(
      "SELECT id FROM contact WHERE shop_id = $1 AND shopify_id = 8",
      [shopId],
    );
    expect(await readProvenance(shopId, never[0]?.id ?? "")).toBeNull();
  });
});
