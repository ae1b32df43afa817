import { describe, expect, it } from "vitest";
import { guessImportColumns } from "~/services/consentImports/columns";
import { readConsentRow } from "~/services/consentImports/judgeRow";
import { momentOf } from "~/services/consentImports/moments";

const NOW = new Date("2026-03-02T10:00:00Z");

describe("a moment in a cell", () => {
  it.each([
    ["2024-03-01 10:15", "2024-03-01T10:15:00.000Z", true],
    ["2024-03-01T10:15:30Z", "2024-03-01T10:15:30.000Z", true],
    ["2024-03-01T10:15:30.123Z", "2024-03-01T10:15:30.000Z", true],
    ["2024-03-01T10:15:30+01:00", "2024-03-01T09:15:30.000Z", true],
    ["2024-03-01 23:30:00 -0200", "2024-03-02T01:30:00.000Z", true],
    ["2024-03-01 10:15:00 UTC", "2024-03-01T10:15:00.000Z", true],
    ["1/3/2024 10:15", "2024-03-01T10:15:00.000Z", true],
    ["1/3/2024, 10:15:30 pm", "2024-03-01T22:15:30.000Z", true],
    ["1/3/2024 12:05 am", "2024-03-01T00:05:00.000Z", true],
    ["1 March 2024", "2024-03-01T00:00:00.000Z", false],
    ["2024-03-01", "2024-03-01T00:00:00.000Z", false],
    ["2024-03-01 in the morning", "2024-03-01T00:00:00.000Z", false],
    ["2026-03-02 10:00", "2026-03-02T10:00:00.000Z", true],
    ["2026-03-02", "2026-03-02T00:00:00.000Z", false],
    // Begun in the east, and not yet in Greenwich.
    ["2026-03-02 23:30 +14:00", "2026-03-02T09:30:00.000Z", true],
  ])("%s is %s, with its time: %s", (cell, iso, timed) => {
    expect(momentOf(cell, NOW)).toEqual({ at: Date.parse(iso), timed });
  });

  it.each([
    ["nothing", ""],
    ["words", "yes"],
    ["a day still to come", "2026-03-03"],
    ["a time still to come", "2026-03-02 10:01"],
    ["a day that is none", "2024-02-30 10:00"],
    ["an hour that is none", "2024-03-01 24:00"],
    ["a minute that is none", "2024-03-01 10:61"],
    ["an hour of a half that is none", "2024-03-01 13:00 pm"],
    ["a formula", "=NOW()"],
    ["a number of a spreadsheet", "45352.5"],
  ])("%s is no moment", (_what, cell) => {
    expect(momentOf(cell, NOW)).toBeUndefined();
  });
});

describe("the columns of a file", () => {
  it("are guessed by the headings of a mailing program", () => {
    const columns = ["Email Address", "First Name", "OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP", "Source"];
    expect(guessImportColumns(columns)).toEqual({ email: 0, askedAt: 2, confirmedAt: 4, proof: 5, place: 6 });
  });

  it("are guessed by plain words, and left out where there are none", () => {
    expect(guessImportColumns(["Email", "Asked at", "Wording", "Where", "Confirmed at", "Proof"])).toEqual({
      email: 0,
      askedAt: 1,
      wording: 2,
      place: 3,
      confirmedAt: 4,
      proof: 5,
    });
    expect(guessImportColumns(["A", "B"])).toEqual({});
  });
});

describe("a row", () => {
  const terms = {
    mapping: { email: 0, askedAt: 1, confirmedAt: 2, proof: 3 },
    width: 4,
    wording: "Yes, email me",
    place: "Our website",
    proof: "",
  };
  const read = (...cells: string[]) => readConsentRow(cells, terms, NOW);

  it("has what counts for all where it says nothing itself", () => {
    expect(read("mailto:Jo@Firm.example", "2024-03-01 10:00", "2024-03-01 10:05", " Export,\n 2024 ")).toEqual({
      verdict: "confirmed",
      row: {
        email: "Jo@firm.example",
        askedAt: new Date("2024-03-01T10:00:00Z"),
        confirmedAt: new Date("2024-03-01T10:05:00Z"),
        wording: "Yes, email me",
        place: "Our website",
        proof: "Export, 2024",
      },
    });
  });

  it.each([
    ["without an address", ["", "2024-03-01", "2024-03-01", "Export"], "no_address"],
    ["with a formula for an address", ["=cmd|' /C calc'!A0", "2024-03-01", "2024-03-01", "Export"], "no_address"],
    ["with a cell too many", ["jo@firm.example", "2024-03-01", "2024-03-01", "Export", "x"], "unreadable"],
    ["asked for on a day still to come", ["jo@firm.example", "2026-04-01", "2026-04-02", "Export"], "no_first_stage"],
    ["confirmed on a day still to come", ["jo@firm.example", "2024-03-01", "2026-04-02", "Export"], "no_second_stage"],
    ["without proof", ["jo@firm.example", "2024-03-01", "2024-03-02", ""], "no_second_stage"],
    ["confirmed before it was asked", ["jo@firm.example", "2024-03-02", "2024-03-01", "Export"], "times_contradict"],
  ])("%s is %s", (_what, cells, verdict) => {
    expect(read(...cells).verdict).toBe(verdict);
  });

  it("cuts what is too long to be kept, and no character in half", () => {
    const reading = read("jo@firm.example", "2024-03-01", "2024-03-02", `${"x".repeat(999)}😀`);
    expect("row" in reading && reading.row.proof).toBe("x".repeat(999));
  });
});
