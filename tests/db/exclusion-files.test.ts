import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { exportExclusions, listExports } from "~/services/exclusions/exportExclusions";
import { exclude } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { lookIntoExclusionFile } from "~/services/exclusions/lookIntoFile";
import { readImportPart, type FileColumns, type ImportProgress } from "~/services/exclusions/readImport";
import {
  discardImport,
  forgetUntakenImports,
  listImports,
  requestImport,
  takeImport,
} from "~/services/exclusions/takeImport";
import { endOfRows } from "~/ui/admin/exclusions/wholeRows";
import { addressKeys } from "~/services/shops/keys";
import { transaction } from "~/db/transaction";
import { useAppDatabase } from "../support/app-database";
import { after, emailOf, firms, importLines, makeShop, START } from "../support/factories";
import { jobs } from "../support/jobs";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const excludeAddress = (email: string, shop = shopId) =>
  excludeByStaff(shop, { email, note: "asked", actor: "jo", at: after(5) });

async function fileOf(shop = shopId): Promise<string> {
  let text = "";
  for await (const lines of await exportExclusions(shop, { reason: "Yearly copy", actor: "jo", at: after(9) }))
    text += lines;
  return text;
}

/** Reads a file whole, in parts as the browser cuts it. Gives the import's id. */
async function read(file: string | Uint8Array, shop = shopId, partBytes = Infinity): Promise<number> {
  const bytes = Buffer.from(file);
  let importId: number | undefined;
  let linesBefore = 0;
  for (let from = 0; from < bytes.length || importId === undefined;) {
    const end = Math.min(bytes.length, from + partBytes);
    const cut = end === bytes.length ? end : bytes.lastIndexOf(10, end - 1) + 1;
    const part = { importId, linesBefore, bytes: bytes.subarray(from, cut), actor: "jo" };
    ({ importId, lines: linesBefore } = await readImportPart(shop, part, after(10)));
    from = cut;
  }
  return importId;
}

async function take(importId: number, shop = shopId): Promise<void> {
  await requestImport(shop, importId, "jo", START);
  await takeImport(shop, importId, after(20));
}

async function listed(shop = shopId): Promise<string[]> {
  const { rows } = await pool().query<{ key: string }>(
    "SELECT encode(key, 'hex') AS key FROM exclusion WHERE shop_id = $1 ORDER BY key",
    [shop],
  );
  return rows.map(({ key }) => key);
}
/** Bytes in use once everything is let go of that can be. */
function memoryHeld(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
const count = async (table: string) =>
  (await pool().query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE shop_id = $1`, [shopId])).rows[0]
    ?.n;

describe("a copy for safe keeping", () => {
  test("has every address that is known, the key of every other, with date and source", async () => {
    await excludeAddress("jo@firm.example");
    await excludeAddress("erased@firm.example");
    await pool().query("UPDATE exclusion SET email = NULL WHERE shop_id = $1 AND email = 'erased@firm.example'", [
      shopId,
    ]);
    const lines = (await fileOf()).trim().split("\n");
    const keys = await addressKeys(shopId);
    expect(lines[0]).toBe("address,key,excluded_on,source");
    expect(lines.slice(1).sort()).toEqual([
      `,${keys.exclusionKeyText(keys.exclusionKey("erased@firm.example"))},2026-03-02,staff`,
      "jo@firm.example,,2026-03-02,staff",
    ]);
  });

  test("is logged with who, when, why and how many", async () => {
    await excludeAddress("a@firm.example");
    await excludeAddress("b@firm.example");
    await fileOf();
    expect(await listExports(shopId)).toMatchObject([{ actor: "jo", at: after(9), reason: "Yearly copy", rows: 2 }]);
  });

  test("that was not taken whole is logged as such", async () => {
    await excludeAddress("a@firm.example");
    const lines = await exportExclusions(shopId, { reason: "Yearly copy", actor: "jo", at: after(9) });
    await lines.next();
    await lines.return(undefined);
    expect(await listExports(shopId)).toMatchObject([{ rows: null }]);
  });

  test("is not given without a reason, and then nothing is logged", async () => {
    await expect(exportExclusions(shopId, { reason: "  ", actor: "jo", at: START })).rejects.toMatchObject({
      code: "input_invalid",
      fields: ["reason"],
    });
    expect(await listExports(shopId)).toEqual([]);
  });

  test("holds no cell that a spreadsheet takes for a formula, and none that breaks the file", async () => {
    const { exclusionKey } = await addressKeys(shopId);
    for (const email of [
      '=HYPERLINK("x")@x.example',
      "+44@x.example",
      "-1@x.example",
      "@at@x.example",
      'a"b,c@x.example',
    ])
      await transaction((tx) =>
        exclude(tx, shopId, [{ key: exclusionKey(email), email, source: "further_address", at: START }]),
      );
    const file = await fileOf();
    const before = await listed();
    expect(
      file
        .split("\n")
        .slice(1, -1)
        .every((line) => /^,key-[0-9a-f]{32}-[0-9a-f]{8},/.test(line)),
    ).toBe(true);
    await pool().query("DELETE FROM exclusion WHERE shop_id = $1", [shopId]);
    await take(await read(file));
    expect(await listed()).toEqual(before);
  });

  test("comes back whole, for more rows than one page, and holds nobody of another shop", async () => {
    const other = await makeShop();
    await excludeAddress("theirs@firm.example", other);
    const { exclusionKey } = await addressKeys(shopId);
    const emails = Array.from({ length: 6000 }, (_, n) => `person-${n}@list.example`);
    await transaction((tx) =>
      exclude(
        tx,
        shopId,
        emails.map((email) => ({ key: exclusionKey(email), email, source: "staff" as const, at: START })),
      ),
    );
    await pool().query("UPDATE exclusion SET email = NULL WHERE shop_id = $1 AND email LIKE 'person-1%'", [shopId]);
    const before = await listed();
    const file = await fileOf();
    expect(file).not.toContain("theirs");
    await pool().query("DELETE FROM exclusion WHERE shop_id = $1", [shopId]);
    await take(await read(file, shopId, 50_000));
    expect(await listed()).toEqual(before);
  });
});

describe("a file that is read", () => {
  test("excludes nobody before staff say so, and says what it would add", async () => {
    await excludeAddress("known@firm.example");
    const id = await read("address\nnew@firm.example\nKNOWN+x@firm.example\nNew@Firm.example\n\nno address here\n");
    expect(await count("exclusion")).toBe(1);
    expect(await listImports(shopId)).toMatchObject([
      {
        id,
        state: "read",
        actor: "jo",
        lines: 6,
        addresses: 1,
        known: 1,
        unreadable: 1,
        taken: 0,
        unreadableLines: [{ line: 6, reason: "no_address" }],
      },
    ]);
  });

  test("is taken in with who and when, withdraws and stops as every exclusion does, and its rows go", async () => {
    await importLines(shopId, firms(2));
    await take(await read(`address,key,excluded_on,source\n${emailOf(1)},,2019-05-06,body_link\n`));
    const { rows } = await pool().query("SELECT email, source, actor, note, at FROM exclusion WHERE shop_id = $1", [
      shopId,
    ]);
    expect(rows).toEqual([
      {
        email: emailOf(1),
        source: "file_import",
        actor: "jo",
        note: "In a file: excluded on 2019-05-06",
        at: after(20),
      },
    ]);
    const { rows: contacts } = await pool().query(
      "SELECT excluded FROM contact WHERE shop_id = $1 ORDER BY shopify_id",
      [shopId],
    );
    expect(contacts).toEqual([{ excluded: true }, { excluded: false }]);
    expect((await jobs("store-writes")).filter((job) => job.shopId === shopId)).toHaveLength(1);
    expect(await count("exclusion_import_row")).toBe(0);
  });

  test("taken in twice, or read twice, lists nobody twice", async () => {
    const file = "a@firm.example\nb@firm.example\n";
    const first = await read(file);
    await take(first);
    await takeImport(shopId, first, after(21));
    const again = await read(file);
    expect((await listImports(shopId))[0]).toMatchObject({ id: again, addresses: 0, known: 2 });
    await take(again);
    expect([await count("exclusion"), await count("exclusion_event")]).toEqual([2, 2]);
  });

  test("goes on after a crash where it stopped", async () => {
    const id = await read(Array.from({ length: 2500 }, (_, n) => `p${n}@firm.example\n`).join(""));
    await requestImport(shopId, id, "jo", START);
    await pool().query(
      `CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT count(*) FROM exclusion WHERE shop_id = ${shopId}) > 1500 THEN RAISE 'crashed'; END IF; RETURN NULL; END $$;
       CREATE TRIGGER crash AFTER INSERT ON exclusion FOR EACH STATEMENT EXECUTE FUNCTION crash()`,
    );
    try {
      await expect(takeImport(shopId, id, after(20))).rejects.toThrow("crashed");
    } finally {
      await pool().query("DROP TRIGGER crash ON exclusion; DROP FUNCTION crash");
    }
    expect((await listImports(shopId))[0]).toMatchObject({ state: "running", taken: 1000 });
    await Promise.all([takeImport(shopId, id, after(30)), takeImport(shopId, id, after(30))]);
    expect((await listImports(shopId))[0]).toMatchObject({ state: "finished", taken: 2500 });
    expect([await count("exclusion"), await count("exclusion_event")]).toEqual([2500, 2500]);
  });

  test("of another store gives its addresses, and names the lines with that store's keys", async () => {
    const other = await makeShop();
    await excludeAddress("theirs@firm.example", other);
    await excludeAddress("gone@firm.example", other);
    await pool().query("UPDATE exclusion SET email = NULL WHERE shop_id = $1 AND email = 'gone@firm.example'", [other]);
    await read(await fileOf(other));
    const [file] = await listImports(shopId);
    expect(file).toMatchObject({ addresses: 1, unreadable: 1 });
    expect(file?.unreadableLines.map(({ reason }) => reason)).toEqual(["key_of_another_store"]);
  });

  test.each<[string, string | Buffer, object]>([
    [
      "with a byte order mark, semicolons and Windows line ends",
      "\ufeffname;email\r\nJo;jo@firm.example\r\n",
      { addresses: 1, unreadable: 0 },
    ],
    ["with quotes", '"jo@firm.example","x"\n', { addresses: 1, unreadable: 0 }],
    ["that begins with an address", "jo@firm.example\nsam@firm.example", { lines: 2, addresses: 2, unreadable: 0 }],
    [
      "with bytes that are no text",
      Buffer.concat([Buffer.from("a@b.example\n"), Buffer.from([0xff, 0xfe, 0x40, 10]), Buffer.from("c@d.example\n")]),
      { addresses: 2, unreadable: 1 },
    ],
    ["with a forged key", "x\nkey-00000000000000000000000000000000-00000000\n", { addresses: 0, unreadable: 1 }],
    [
      "with a line of ten megabytes",
      `a@b.example\n${"x".repeat(10_000_000)}\nc@d.example\n`,
      { addresses: 2, unreadable: 1 },
    ],
    ["with a formula", 'x\n=cmd|"/C calc"!A0\n', { addresses: 0, unreadable: 1 }],
    ["with NUL", "a@b.example\u0000\nc@d.example\n", { addresses: 1, unreadable: 1 }],
    ["that is empty", "", { lines: 0, addresses: 0, unreadable: 0 }],
  ])("%s is read as far as it can be", async (_case, file, expected) => {
    await read(file);
    expect((await listImports(shopId))[0]).toMatchObject(expected);
  });

  test("part by part names lines by their number in the whole file, and a part sent again is read once", async () => {
    const first = { importId: undefined, linesBefore: 0, bytes: Buffer.from("a@b.example\nnothing\n"), actor: "jo" };
    const { importId, lines } = await readImportPart(shopId, first, START);
    const second = { importId, linesBefore: lines, bytes: Buffer.from("c@d.example\nnothing either\n"), actor: "jo" };
    expect(await readImportPart(shopId, second, START)).toEqual({ importId, lines: 4 });
    expect(await readImportPart(shopId, second, START)).toEqual({ importId, lines: 4 });
    expect((await listImports(shopId))[0]).toMatchObject({
      lines: 4,
      addresses: 2,
      unreadableLines: [{ line: 2 }, { line: 4 }],
    });
    await expect(readImportPart(shopId, { ...second, linesBefore: 9 }, START)).rejects.toMatchObject({
      code: "wrong_state",
    });
    await expect(readImportPart(await makeShop(), second, START)).rejects.toMatchObject({ code: "not_found" });
  });

  test("can be let go of, is let go of after a week, and not once it is being taken in", async () => {
    const gone = await read("a@b.example\n");
    await discardImport(shopId, gone, "jo", START);
    expect([await listImports(shopId), await count("exclusion_import_row")]).toEqual([[], 0]);
    const taken = await read("c@d.example\n");
    await requestImport(shopId, taken, "jo", START);
    await expect(requestImport(shopId, taken, "jo", START)).rejects.toMatchObject({ code: "wrong_state" });
    await expect(requestImport(shopId, 999_999, "jo", START)).rejects.toMatchObject({ code: "not_found" });
    await expect(discardImport(shopId, taken, "jo", START)).rejects.toMatchObject({ code: "wrong_state" });
    await read("e@f.example\n");
    await forgetUntakenImports(after(6 * 86_400));
    expect(await listImports(shopId)).toHaveLength(2);
    await forgetUntakenImports(after(8 * 86_400));
    expect((await listImports(shopId)).map(({ id }) => id)).toEqual([taken]);
  });
});

describe("a file with several columns", () => {
  const columnsOf = async (bytes: Uint8Array) => {
    const { encoding, delimiter, column } = await lookIntoExclusionFile(bytes);
    return { encoding, delimiter, column };
  };
  const readWith = async (bytes: Uint8Array, columns: FileColumns) =>
    (await readImportPart(shopId, { importId: undefined, linesBefore: 0, bytes, actor: "jo", columns }, after(10)))
      .importId;
  const emails = async () => {
    const { rows } = await pool().query<{ email: string }>(
      "SELECT email FROM exclusion WHERE shop_id = $1 ORDER BY email",
      [shopId],
    );
    return rows.map(({ email }) => email);
  };
  const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);

  test.each<[string, Buffer]>([
    [
      "commas",
      Buffer.from(
        'Rep,Name,Email\nrep@us.example,"Jo, the second",jo@firm.example\nrep@us.example,Al,al@firm.example\n',
      ),
    ],
    [
      "semicolons",
      Buffer.from("Rep;Name;Email\r\nrep@us.example;Jo;jo@firm.example\r\nrep@us.example;Al;al@firm.example\r\n"),
    ],
    ["tabs", Buffer.from("Rep\tEmail\nrep@us.example\tjo@firm.example\nrep@us.example\tal@firm.example\n")],
    ["vertical bars", Buffer.from("Rep|Email\nrep@us.example|jo@firm.example\nrep@us.example|al@firm.example\n")],
    [
      "Windows' letters",
      Buffer.from(
        "Rep;Name;Email\nrep@us.example;Zo\u00eb;jo@firm.example\nrep@us.example;Al;al@firm.example\n",
        "latin1",
      ),
    ],
    [
      "two bytes a letter",
      utf16("Rep\tEmail\r\nrep@us.example\tjo@firm.example\r\nrep@us.example\tal@firm.example\r\n"),
    ],
    [
      "a line end inside a cell",
      Buffer.from('Rep,Note,Email\nrep@us.example,"one\ntwo",jo@firm.example\nrep@us.example,,al@firm.example\n'),
    ],
  ])("is looked into and read by its column alone: with %s", async (_how, bytes) => {
    await take(await readWith(bytes, await columnsOf(bytes)));
    expect(await emails()).toEqual(["al@firm.example", "jo@firm.example"]);
  });

  test("takes keys of this store from the chosen column, and names by number what is neither", async () => {
    const keys = await addressKeys(shopId);
    const key = keys.exclusionKeyText(keys.exclusionKey("erased@firm.example"));
    const bytes = Buffer.from(`who;hash\nA;${key}\nB;key-${"0".repeat(32)}-00000000\nC;none\nD;d@firm.example\n`);
    const { column, ...reading } = await columnsOf(bytes);
    expect(column).toBe(1);
    await readWith(bytes, { ...reading, column });
    expect(await listImports(shopId)).toMatchObject([
      {
        addresses: 2,
        unreadable: 2,
        unreadableLines: [
          { line: 3, reason: "key_of_another_store" },
          { line: 4, reason: "no_address" },
        ],
      },
    ]);
    expect(await listed()).toEqual([]);
  });

  test("cut into parts at any size is read as if it were whole, cells with line ends in them as well", async () => {
    const row = (n: number) => `rep@us.example,"note ${n}\nsee ""below"" 5\r\nend",p${n}@firm-${n}.example\n`;
    const bytes = Buffer.from(`Rep,Note,Email\n${Array.from({ length: 12 }, (_, n) => row(n)).join("")}rep@us.example,,nobody\n`);
    const columns = { encoding: "utf-8", delimiter: ",", column: 2 };
    let progress: ImportProgress | undefined;
    for (let from = 0; from < bytes.length;) {
      const piece = bytes.subarray(from, from + 130);
      const end = from + piece.length === bytes.length ? piece.length : endOfRows(piece, columns);
      const part = { importId: progress?.importId, linesBefore: progress?.lines ?? 0, bytes: piece.subarray(0, end), actor: "jo", columns };
      progress = await readImportPart(shopId, part, after(10));
      // Sent again it is read once.
      expect(await readImportPart(shopId, { ...part, importId: progress.importId }, after(11))).toEqual(progress);
      from += end;
    }
    expect(progress?.lines).toBe(14);
    expect(await listImports(shopId)).toMatchObject([
      { addresses: 12, unreadable: 1, unreadableLines: [{ line: 14, reason: "no_address" }] },
    ]);
  }); // prettier-ignore

  test("is read otherwise where staff choose so, and refused where it is no text", async () => {
    const bytes = Buffer.from("a;b,c\n1;x@firm.example,y@firm.example\n");
    const look = await lookIntoExclusionFile(bytes, { encoding: "utf-8", delimiter: "," });
    expect(look).toMatchObject({ columns: ["a;b", "c"], column: 1, own: false });
    await expect(lookIntoExclusionFile(Buffer.from([0x50, 0x4b, 3, 4, 1, 2]))).rejects.toMatchObject({
      code: "file_unreadable",
      fields: ["workbook"],
    });
  });

  test("that this app made is known for one, and read as it always was", async () => {
    await excludeAddress("jo@firm.example");
    expect(await lookIntoExclusionFile(Buffer.from(await fileOf()))).toMatchObject({ own: true });
  });

  test(
    "of 100,000 lines is read within seconds, with memory that does not grow with it",
    { timeout: 120_000 },
    async () => {
      const line = (n: number) =>
        `rep@us.example;Person ${n};"person-${n}@firm-${n % 700}.example";2024-01-${String((n % 28) + 1).padStart(2, "0")}\r\n`;
      const head = Buffer.from("Rep;Name;E-mail;Since\r\n");
      const columns = await columnsOf(Buffer.concat([head, Buffer.from(line(0) + line(1))]));
      let [importId, lines]: [number | undefined, number] = [undefined, 0];
      const held: number[] = [];
      const begun = performance.now();
      for (let from = 0; from < 100_000; from += 10_000) {
        const text = Array.from({ length: 10_000 }, (_, n) => line(from + n)).join("");
        const bytes = from === 0 ? Buffer.concat([head, Buffer.from(text)]) : Buffer.from(text);
        ({ importId, lines } = await readImportPart(
          shopId,
          { importId, linesBefore: lines, bytes, actor: "jo", columns },
          after(10),
        ));
        held.push(memoryHeld());
      }
      const seconds = (performance.now() - begun) / 1000;
      expect(await listImports(shopId)).toMatchObject([{ lines: 100_001, addresses: 100_000, unreadable: 0 }]);
      expect(seconds).toBeLessThan(60);
      // A part is nearly 800 kB: eight more of them, kept, would be more than this even as bare bytes.
      expect((held[9] ?? Infinity) - (held[1] ?? 0)).toBeLessThan(5 * 1024 * 1024);
      // Nobody is excluded by the dry run.
      expect(await listed()).toEqual([]);
      await requestImport(shopId, importId ?? 0, "jo", START);
      await takeImport(shopId, importId ?? 0, after(20));
      expect(await count("exclusion")).toBe(100_000);
    },
  );
});
