import { describe, expect, it } from "vitest";
import { audienceCriteria, type AudienceCriteria } from "~/services/campaigns/audience";
import { audienceFilter } from "~/services/campaigns/audienceFilter";
import { audienceForm, countForm } from "~/ui/admin/audiences/audienceShapes";
import {
  audienceOf,
  CRITERIA_FIELDS,
  criteriaOf,
  EMPTY_AUDIENCE,
  sameAudience,
  valuesOf,
} from "~/ui/admin/audiences/audienceValues";
import { criteriaLines } from "~/ui/admin/audiences/criteriaWords";

const FULL = {
  ...EMPTY_AUDIENCE,
  name: " Trade ",
  rationale: "One\r\ntwo",
  legalForms: "individual, corporate",
  relations: "prospect, customer",
  sectors: "Plumbing, heating\n Gas ",
  tags: "trade,  gas safe ,trade,",
  tagsAll: "a",
  tagsNone: "b",
  companies: "Acme, Sons & Co Ltd\nBeta LLP",
  countries: "uk, ie",
  orderedWithinMonths: "12",
  notOrderedWithinMonths: "3",
  minimumOrders: "3",
  maximumOrders: "9",
  spentAtLeast: "1,250.50",
  spentAtMost: "9000",
  boughtProducts: "7000001, 7000002",
  boughtCollections: "8000001",
  boughtWithinDays: "90",
  segments: "580406444001",
  lists: "4, 5",
  gotCampaigns: "6",
  notGotCampaigns: "7",
};

const NOTHING_BOUGHT = { collections: [], readAt: null, orders: 0, reading: false, failure: null };

describe("the texts of the form of an audience", () => {
  it("mean lists without blanks or repetitions, codes in capitals, and numbers", () => {
    expect(audienceOf(FULL)).toEqual({
      name: "Trade",
      rationale: "One\ntwo",
      criteria: {
        legalForms: ["corporate", "individual"],
        relations: ["customer", "prospect"],
        sectors: ["Plumbing, heating", "Gas"],
        tags: ["trade", "gas safe"],
        tagsAll: ["a"],
        tagsNone: ["b"],
        companies: ["Acme, Sons & Co Ltd", "Beta LLP"],
        countries: ["GB", "IE"],
        orderedWithinMonths: 12,
        notOrderedWithinMonths: 3,
        minimumOrders: 3,
        maximumOrders: 9,
        spentAtLeast: 1250.5,
        spentAtMost: 9000,
        boughtProducts: [7000001, 7000002],
        boughtCollections: [8000001],
        boughtWithinDays: 90,
        segments: [580406444001],
        lists: [4, 5],
        gotCampaigns: [6],
        notGotCampaigns: [7],
      },
    });
  });

  it("mean no restriction where they are empty", () => {
    expect(criteriaOf({ ...EMPTY_AUDIENCE, relations: "" })).toEqual(audienceCriteria.parse({}));
  });

  it("leave a number that is none for the service to refuse, rather than reading it as no restriction", () => {
    const wrong = criteriaOf({ ...FULL, orderedWithinMonths: "twelve", minimumOrders: "a few", spentAtMost: "lots" });
    const { error } = audienceCriteria.safeParse(wrong);
    expect(error?.issues.map(({ path }) => path[0])).toEqual(["orderedWithinMonths", "minimumOrders", "spentAtMost"]);
  });

  it("come back from what was stored as the same audience", () => {
    const stored = { name: "Trade", rationale: "One\ntwo", criteria: audienceCriteria.parse(criteriaOf(FULL)) };
    expect(sameAudience(valuesOf(stored), FULL)).toBe(true);
    expect(sameAudience(valuesOf(stored), { ...FULL, tags: "trade" })).toBe(false);
  });

  it("are read from a posted form, where fields that are missing are empty", () => {
    expect(audienceForm.parse({ intent: "save", name: "Trade", tags: "trade" })).toMatchObject({
      name: "Trade",
      rationale: "",
      criteria: { tags: ["trade"], orderedWithinMonths: null },
    });
  });

  it("are counted by the number of an audience, or by what stands in them", () => {
    expect(countForm.parse({ audienceId: "7" })).toEqual({ audienceId: 7 });
    expect(countForm.parse({ tags: "trade" })).toMatchObject({ criteria: { tags: ["trade"] } });
  });

  it("are told in words, those that restrict and no others", () => {
    const options = {
      lists: [{ id: 4, name: "Fair" }],
      campaigns: [],
      segments: [],
      bought: { ...NOTHING_BOUGHT, products: [{ id: 7, title: "Pump" }] },
    };
    const criteria = audienceCriteria.parse({
      relations: ["prospect"],
      lists: [4, 5],
      boughtProducts: [7, 8],
      spentAtMost: 0,
    });
    expect(criteriaLines(criteria, options)).toEqual([
      { label: "Relation to you", value: "Prospect" },
      { label: "Spent at most", value: "0" },
      { label: "Bought one of these products", value: "Pump, No. 8" },
      { label: "From these lists of prospects", value: "Fair, No. 5" },
    ]);
    expect(criteriaLines(audienceCriteria.parse({}), options)).toHaveLength(1);
  });
});

describe("criteria", () => {
  const at = new Date("2026-03-02T10:00:00Z");
  const all = audienceCriteria.parse(criteriaOf(FULL));

  it("are each offered in the form", () => {
    expect(Object.keys(all).sort()).toEqual([...CRITERIA_FIELDS].sort());
  });

  // P5: never random. What could draw lots, take the first so many or divide people by a number is not there to be asked for.
  it.each(["sample", "percent", "limit", "random", "seed", "split", "share", "every", "offset", "id", "ids", "order"])(
    "know no %s",
    (name) => {
      expect(audienceCriteria.safeParse({ [name]: 10 }).success).toBe(false);
    },
  );

  it("come to a condition that depends on nothing but what somebody is or did, and on the moment given", () => {
    for (const name of Object.keys(all) as (keyof AudienceCriteria)[]) {
      const { sql, values } = audienceFilter(audienceCriteria.parse({ [name]: all[name] }), 2, at);
      expect(sql, name).not.toBe("true");
      expect(values.length, name).toBeGreaterThan(0);
      // OFFSET 0 leaves nobody out: it keeps the planner from taking two steps as one.
      expect(sql, name).not.toMatch(
        /random|tablesample|\blimit\b|\boffset\b(?! 0\n)|\bfetch\b|order by|row_number|ntile|\bmod\b|%|hashtext|md5|\bnow\b|current_|clock_|\bctid\b|c\.id(?! AND)/i,
      );
    }
  });

  it("number their values from where they are told to, beside the shop", () => {
    const { sql, values } = audienceFilter(all, 4, at);
    const numbers = [...new Set([...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)))];
    expect(numbers.sort((a, b) => a - b)).toEqual([1, ...values.map((_, place) => place + 4)]);
  });
});
