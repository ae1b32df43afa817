import { describe, expect, it } from "vitest";
import { guessDelimiter, readRows, type CsvRow } from "~/services/prospects/csvRows";

async function rowsOf(text: string | Iterable<string>, delimiter = ","): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  const pieces = typeof text === "string" ? [text] : text;
  async function* piecewise() {
    for (const piece of pieces) yield await Promise.resolve(piece);
  }
  for await (const chunk of readRows(piecewise(), delimiter)) rows.push(...chunk);
  return rows;
}
const cellsOf = async (text: string, delimiter = ",") => (await rowsOf(text, delimiter)).map(({ cells }) => cells);
const faultOf = (text: string | Iterable<string>) =>
  rowsOf(text).then(
    () => undefined,
    (error: { fault?: string; row?: number | null; message: string }) => [error.fault, error.row],
  );

describe("rows", () => {
  it.each<[string, string]>([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("end in %s", async (_name, end) => {
    expect(await cellsOf(["a,b", "1,2", ""].join(end))).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  it("end in several ways in one file", async () => {
    expect(await cellsOf("a\r\nb\nc\rd")).toEqual([["a"], ["b"], ["c"], ["d"]]);
  });

  it("keep delimiters, quotes and line ends that stand in quotes", async () => {
    expect(await cellsOf('"Smith, Jo","say ""hi""","two\r\nlines"\n')).toEqual([
      ["Smith, Jo", 'say "hi"', "two\r\nlines"],
    ]);
  });

  it("keep a quote that somebody forgot to double", async () => {
    expect(await cellsOf('Jo "the boiler" Smith,x\n5" pipe,y')).toEqual([
      ['Jo "the boiler" Smith', "x"],
      ['5" pipe', "y"],
    ]);
  });

  it("are numbered as a spreadsheet numbers them, and blank ones are left out", async () => {
    expect((await rowsOf('a,b\n\n , \n"x\ny",2\n')).map(({ row }) => row)).toEqual([1, 4]);
  });

  it("may have too few or too many cells", async () => {
    expect(await cellsOf("a,b\n1\n1,2,3")).toEqual([["a", "b"], ["1"], ["1", "2", "3"]]);
  });

  it("hold a formula as the text it is", async () => {
    expect(await cellsOf('=1+1,"=HYPERLINK(""x"")",@SUM(A1)')).toEqual([["=1+1", '=HYPERLINK("x")', "@SUM(A1)"]]);
  });

  it("are read wherever the text is cut", async () => {
    const text = 'a,"b ""c""\r\nd"\r\n1,2\r\n';
    expect(await rowsOf(text)).toEqual(await rowsOf([...text]));
  });

  it.each([3, 7, 17, 40, 5000])(
    "of which there are %i may be left unread, and the text before them ends",
    async (count) => {
      let ended = false;
      async function* text() {
        try {
          yield await Promise.resolve(`a,b\n${"1,2\n".repeat(count)}`);
          yield "3,4\n";
        } finally {
          ended = true;
        }
      }
      for await (const chunk of readRows(text(), ",", 2)) {
        expect(chunk).toHaveLength(2);
        break;
      }
      // What a stream has to say afterwards it says in the next turns; nothing uncaught may come.
      await expect.poll(() => ended).toBe(true);
      await new Promise(setImmediate);
    },
  );

  it("of nothing are none", async () => {
    expect(await rowsOf("")).toEqual([]);
  });
});

describe("a file that cannot be read", () => {
  it("has a quote that is never closed, and says in which row", async () => {
    expect(await faultOf('a,b\n1,2\n"3,4\n5,6\n')).toEqual(["quote_not_closed", 3]);
  });

  it("has a row of ten megabytes, and does not fill the memory with it", async () => {
    const piece = "x".repeat(100_000);
    let given = 0;
    const line = (function* () {
      yield "a,b\n";
      for (; given < 100; given++) yield piece;
    })();
    expect(await faultOf(line)).toEqual(["row_too_long", 2]);
    expect(given).toBeLessThan(40);
  });

  it.each([
    ["named", "a,".repeat(1_000_000)],
    ["empty", ",".repeat(1_000_000)],
    ["in a later row", `a,b\n${",".repeat(1_000_000)}`],
  ])("has a million columns: %s", async (_name, text) => {
    expect((await faultOf(text))?.[0]).toBe("too_many_columns");
  });

  it("has more columns than a list of people, and says in which row", async () => {
    expect(await faultOf(`a\n${",".repeat(200)}x\n`)).toEqual(["too_many_columns", 2]);
    expect(await rowsOf(`${",".repeat(199)}x\n`)).toHaveLength(1);
  });

  it("never says what stands in it", async () => {
    const error = await rowsOf('a\n"jo@firm.example').catch((thrown: Error) => thrown);
    expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain("jo@");
  });
});

describe("the delimiter", () => {
  it.each([
    [",", "email,name\na@b.example,Jo\n"],
    [";", "email;name\na@b.example;Jo, Ltd\n"],
    ["\t", "email\tname\na@b.example\tJo, of; Leeds\n"],
    ["|", "email|name\na@b.example|Jo\n"],
    [";", 'email;name;note\na@b.example;Jo;"a, b, c, d"\nc@d.example;Al;"e, f"\n'],
    [",", 'name,note\n"Jo","a;b;c"\n"Al","d;e;f"\n'],
    [",", "email\na@b.example\n"],
    [",", ""],
    [",", "a@b.example"],
    [";", "a@b.example;Jo"],
  ])("is %j in %j", (delimiter, head) => {
    expect(guessDelimiter(head)).toBe(delimiter);
  });
});
