import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { pool } from "~/db/client";
import type { Problem } from "~/lib/errors";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { checkList, rereadList } from "~/services/prospects/describeList";
import { useAppDatabase } from "../support/app-database";
import { after, customer, emailOf, importLines, makeShop, START, writeLedger } from "../support/factories";
import { jobs } from "../support/jobs";
import {
  check,
  csv,
  DECLARED,
  importList,
  listOf,
  prospectsOf,
  TERMS,
  upload,
  verdictsOf,
} from "../support/prospect-steps";

useAppDatabase();

const HEADINGS = ["Email", "Name", "Company"];
const EXCLUDED = { note: "asked by telephone", actor: "owner", at: START };
const problem = (code: string, fields?: string[]) =>
  expect.objectContaining({ name: "Problem", code, ...(fields ? { fields } : {}) }) as Problem;
async function countOf(table: string, shopId: number): Promise<number> {
  const { rows } = await pool().query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE shop_id = $1`, [shopId]);
  return Number(rows[0]?.count);
}

describe("a list that was bought, rented or exchanged", () => {
  test.each(["bought", "rented", "exchanged"] as const)(
    "is refused at once when it was %s, and nothing of it is stored (P7)",
    async (way) => {
      const shopId = await makeShop();
      await expect(upload(shopId, csv(HEADINGS, ["jo@firm.example", "Jo", "Firm Ltd"]), { way })).rejects.toEqual(
        problem("list_refused", [way]),
      );
      for (const table of ["prospect_list", "prospect_file_part", "prospect_row", "prospect_list_event", "contact"])
        expect(await countOf(table, shopId)).toBe(0);
    },
  );
});

describe("an upload", () => {
  test.each<[string, string | Uint8Array, object]>([
    ["an empty file", "", problem("file_unreadable", ["empty"])],
    ["a file of blank rows", "\n,,\n \n", problem("file_unreadable", ["empty"])],
    ["headings alone", "Email,Name\n", problem("file_unreadable", ["no_rows"])],
    ["a workbook", Buffer.from([0x50, 0x4b, 3, 4, 1, 2]), problem("file_unreadable", ["workbook"])],
    ["a million columns", "a,".repeat(1_000_000), problem("file_unreadable", ["too_many_columns"])],
    ["a line of ten megabytes", "x".repeat(10 * 1024 * 1024), problem("file_unreadable", ["row_too_long"])],
    ["a quote that is never closed", 'Email\n"a@b.example\n', problem("file_unreadable", ["quote_not_closed"])],
    ["too many bytes", Buffer.alloc(20 * 1024 * 1024 + 1, "a\n"), problem("file_too_large")],
  ])("of %s is refused with what is wrong, and nothing is stored", async (_what, file, expected) => {
    const shopId = await makeShop();
    await expect(upload(shopId, file)).rejects.toEqual(expected);
    expect(await countOf("prospect_list", shopId)).toBe(0);
  });

  test("names every field that is missing", async () => {
    const shopId = await makeShop();
    await expect(upload(shopId, "a@b.example\n", { name: " ", account: "a fair" })).rejects.toEqual(
      problem("input_invalid", ["name", "account"]),
    );
  });

  test("notes who declared what, and that note cannot be changed", async () => {
    const shopId = await makeShop();
    const listId = await upload(shopId, csv(HEADINGS, ["jo@firm.example", "Jo", "Firm Ltd"]));
    const { rows } = await pool().query(
      "SELECT act, actor, at, detail FROM prospect_list_event WHERE shop_id = $1 AND list_id = $2",
      [shopId, listId],
    );
    expect(rows).toEqual([{ act: "uploaded", actor: "owner", at: START, detail: DECLARED }]);
    await expect(
      pool().query("UPDATE prospect_list_event SET actor = 'x' WHERE shop_id = $1", [shopId]),
    ).rejects.toThrow();
  });

  test("of a file without headings numbers its columns, and its first row counts", async () => {
    const shopId = await makeShop();
    const listId = await upload(shopId, "jo@firm.example,Firm Ltd\nal@other.example,Other Ltd\n");
    expect(await listOf(shopId, listId)).toMatchObject({
      headed: false,
      columns: ["Column 1", "Column 2"],
      mapping: {},
    });
    const list = await check(shopId, listId, { mapping: { email: 0, company: 1 } });
    expect(list.counts).toEqual({ added: 2 });
  });

  test("can be read with another encoding and delimiter than was detected", async () => {
    const shopId = await makeShop();
    const listId = await upload(shopId, Buffer.from("Email;Company\njo@firm.example;Café Ltd, Leeds\n", "latin1"));
    expect(await listOf(shopId, listId)).toMatchObject({ encoding: "windows-1252", delimiter: ";" });
    await rereadList(shopId, listId, { encoding: "macintosh", delimiter: "," }, "owner", START);
    expect(await listOf(shopId, listId)).toMatchObject({
      encoding: "macintosh",
      delimiter: ",",
      columns: ["Email;Company"],
    });
    await expect(rereadList(shopId, listId, { encoding: "klingon", delimiter: "," }, "owner", START)).rejects.toEqual(
      problem("input_invalid", ["encoding"]),
    );
  });
});

describe("the dry run", () => {
  test("gives each row its one verdict, and stores no contact", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [customer(1)]);
    await excludeByStaff(shopId, { ...EXCLUDED, email: "gone@firm.example" });
    await writeLedger(shopId, "said.yes@gmail.com", ["requested", "confirmed"]);
    const listId = await upload(
      shopId,
      csv(
        [...HEADINGS, "Country", "Legal form", "Source", "Date"],
        ["jo@firm.example", "Jo", "Firm Ltd", "UK", "", "", ""],
        ["JO+fair@firm.example", "Jo", "Firm Ltd", "", "", "", ""],
        ["no address", "", "", "", "", "", ""],
        ["", "Nobody", "", "", "", "", ""],
        ["Gone+again@FIRM.example", "", "Firm Ltd", "", "", "", "never"],
        [emailOf(1), "", "Firm 1 Ltd", "", "", "", ""],
        ["al@gmail.com", "Al", "Al Ltd", "", "", "", ""],
        ["said.yes@gmail.com", "Yes", "", "", "", "", ""],
        ["pat@pats.example", "Pat", "Pat t/a Pat's Heating", "", "", "", ""],
        ["sam@sams.example", "Sam", "Sam's", "", "Sole trader", "", ""],
        ["kim@kims.example", "Kim", "Kim's Heating", "", "", "", ""],
        ["late@firm2.example", "", "", "", "", "", "03/03/2027"],
        ["wide@firm3.example", "", "", "", "", "", "", "one too many"],
        ["short@firm4.example"],
      ),
    );
    const list = await check(shopId, listId);
    expect(await verdictsOf(shopId, listId)).toEqual({
      2: "added", 3: "duplicate", 4: "no_address", 5: "no_address", 6: "excluded", 7: "known", 8: "individual", 9: "added",
      10: "individual", 11: "individual", 12: "added", 13: "no_provenance", 14: "unreadable", 15: "added",
    }); // prettier-ignore
    expect(list).toMatchObject({ state: "checked", progress: 14, counts: { added: 4, no_address: 2, individual: 3 } });
    expect(await prospectsOf(shopId)).toEqual([]);
  });

  test("keeps out of a researched list who is outside the merchant's sector, or does not say", async () => {
    const shopId = await makeShop();
    const rows = [
      ["a@a.example", "heating SPARES"],
      ["b@b.example", "Bakery"],
      ["c@c.example", ""],
      ["d@d.example", "Boilers"],
    ];
    const file = csv(["Email", "Sector"], ...rows);
    const researched = await upload(shopId, file, { way: "researched" });
    await check(shopId, researched, { sectorWords: "Boilers\r\nRadiators" });
    expect(Object.values(await verdictsOf(shopId, researched))).toEqual([
      "added",
      "outside_sector",
      "outside_sector",
      "added",
    ]);
    const own = await upload(shopId, file);
    await check(shopId, own);
    expect(Object.values(await verdictsOf(shopId, own))).toEqual(["added", "added", "added", "added"]);
  });

  test("asks for what is missing before it starts", async () => {
    const shopId = await makeShop();
    const listId = await upload(shopId, csv(["Mailbox", "Firm"], ["a@a.example", "A Ltd"]), { way: "researched" });
    const ask = (terms: object) => checkList(shopId, listId, { ...TERMS, mapping: {}, ...terms }, "owner", after(1));
    await expect(ask({ source: "", obtained: "", sector: "" })).rejects.toEqual(
      problem("input_invalid", ["email", "source", "obtained", "sector"]),
    );
    await expect(ask({ mapping: { email: 0 }, sector: "x", obtained: "tomorrow" })).rejects.toEqual(
      problem("input_invalid", ["obtained"]),
    );
    await expect(ask({ mapping: { email: 7 }, sector: "x" })).rejects.toEqual(problem("input_invalid", ["mapping"]));
    await pool().query("UPDATE shop_settings SET sector = '' WHERE shop_id = $1", [shopId]);
    await expect(ask({ mapping: { email: 0 }, sector: "x" })).rejects.toEqual(
      problem("set_up_incomplete", ["identity_missing"]),
    );
    expect(await jobs("prospect-check")).not.toContainEqual({ shopId, listId });
  });

  test.each([
    ["a quote that is never closed", `${"x@x.example,X\n".repeat(50)}"y@y.example,Y\n`, "quote_not_closed", 52],
    [
      "a row of more columns than any list has",
      `${"x@x.example,X\n".repeat(50)}${",".repeat(300)}x\n`,
      "too_many_columns",
      52,
    ],
  ])("gives a file back that has %s further down, and says in which row", async (_what, body, fault, faultRow) => {
    const shopId = await makeShop();
    const listId = await upload(shopId, `Email,Company\n${body}`);
    expect(await check(shopId, listId)).toMatchObject({ state: "uploaded", fault, faultRow, counts: {} });
    expect(await verdictsOf(shopId, listId)).toEqual({});
  });

  test("can be asked for again with other columns", async () => {
    const shopId = await makeShop();
    const listId = await upload(
      shopId,
      csv(["Email", "Other email"], ["a@a.example", "b@b.example"], ["c@c.example", "none"]),
    );
    await check(shopId, listId);
    const again = await check(shopId, listId, { mapping: { email: 1 } });
    expect(again.counts).toEqual({ added: 1, no_address: 1 });
  });

  test("gives every row of any file exactly one verdict", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [customer(1)]);
    await excludeByStaff(shopId, { ...EXCLUDED, email: "x@x.example" });
    const cell = fc.oneof(
      fc.constantFrom("a@a.example", "A@A.example", "x@x.example", emailOf(1), "p@gmail.com", "", "Firm Ltd", "sole trader", "2026-01-01", "=1+1", '"', '""', "a,b", ";", "\u0000", "\\N", "\\", "{}"),
      fc.string({ maxLength: 8 }),
    ); // prettier-ignore
    const file = fc.array(fc.array(cell, { maxLength: 5 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(file, fc.constantFrom("\n", "\r\n", "\r"), async (rows, end) => {
        const quoted = rows.map((cells) =>
          cells.map((each) => (/[",\r\n]/.test(each) ? `"${each.replaceAll('"', '""')}"` : each)),
        );
        const text = [["Email", "Company", "Legal form", "Date"], ["first@first.example"], ...quoted]
          .map((cells) => cells.join(",") + end)
          .join("");
        const listId = await upload(shopId, text);
        const list = await check(shopId, listId);
        const verdicts = Object.values(await verdictsOf(shopId, listId));
        const filled =
          rows.filter((cells) => cells.some((each) => each.replaceAll("\u0000", "").trim() !== "")).length + 1;
        expect(verdicts).toHaveLength(filled);
        expect(Object.values(list.counts).reduce((sum, count) => sum + count, 0)).toBe(filled);
        const before = (await prospectsOf(shopId)).length;
        const { counts } = await importList(shopId, listId);
        expect((await prospectsOf(shopId)).length - before).toBe(counts.added ?? 0);
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(filled);
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});
