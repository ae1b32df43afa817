import { describe, expect, it } from "vitest";
import { countryOf, dayOf } from "~/services/prospects/cellValues";
import { guessColumns } from "~/services/prospects/columns";

const TODAY = new Date("2026-03-02T10:00:00Z");

describe("columns", () => {
  it.each<[string[], object]>([
    [["Email", "Name", "Company"], { email: 0, name: 1, company: 2 }],
    [["Company Name", "Contact", "E-mail address"], { company: 0, name: 1, email: 2 }],
    [
      [
        "Business name",
        "Companies House number",
        "Legal form",
        "Country",
        "Industry",
        "Source",
        "Date added",
        "Work email",
      ],
      { company: 0, companyNumber: 1, legalForm: 2, country: 3, sector: 4, source: 5, obtained: 6, email: 7 },
    ],
    [["Name", "Name", "Mail"], { name: 0, email: 2 }],
    [["Colour", "Size"], {}],
    [[], {}],
  ])("are guessed from %j", (columns, mapping) => {
    expect(guessColumns(columns)).toEqual(mapping);
  });
});

describe("a day", () => {
  it.each([
    "2026-02-01", "2026/2/1", "01/02/2026", "1.2.2026", "1-2-26", "1/2/26", "1 February 2026", "1st Feb 2026", "Feb 1, 2026", "1-Feb-26", "2026-02-01T09:30:00Z", "01/02/2026 09:30",
  ])("is read from %s, the day first", (cell) => {
    expect(dayOf(cell, TODAY)?.toISOString()).toBe("2026-02-01T00:00:00.000Z");
  }); // prettier-ignore

  it.each(["", "soon", "31/02/2026", "2026-13-01", "03/03/2026", "1/1/1970", "45678", "02/30/2026", "1 Foo 2026"])(
    "is not read from %j",
    (cell) => {
      expect(dayOf(cell, TODAY)).toBeUndefined();
    },
  );
});

describe("a country", () => {
  it.each<[string, string | null]>([
    ["", null],
    [" ", null],
    ["UK", "GB"],
    ["U.K.", "GB"],
    ["gb", "GB"],
    ["United Kingdom", "GB"],
    ["Scotland", "GB"],
    ["Northern Ireland", "GB"],
    ["Ireland", "IE"],
    ["France", "FR"],
    ["de", "DE"],
    ["Côte d’Ivoire", "CI"],
    ["Atlantis", "ZZ"],
    ["44", "ZZ"],
  ])("named %j is %j: what is not known is abroad", (cell, code) => {
    expect(countryOf(cell)).toBe(code);
  });
});
