import { describe, expect, it } from "vitest";
import { draftForm } from "~/ui/admin/campaigns/draftForm";
import { draftOf, EMPTY_DRAFT, sameDraft, valuesOf } from "~/ui/admin/campaigns/draftValues";

const BLOCKS = [{ id: "text-1", type: "text", markdown: "One\ntwo" }];
const FULL = {
  ...EMPTY_DRAFT,
  name: " March offers ",
  body: JSON.stringify(BLOCKS),
  relations: "prospect, customer",
  tags: "trade,  gas safe ,trade,",
  countries: "gb, ie",
  orderedWithinMonths: "12",
  minimumOrders: "3",
};

describe("the texts of the compose form", () => {
  it("mean lists without blanks or repetitions, codes in capitals, and numbers", () => {
    expect(draftOf(FULL)).toMatchObject({
      name: "March offers",
      body: BLOCKS,
      audienceCriteria: {
        relations: ["customer", "prospect"],
        tags: ["trade", "gas safe"],
        countries: ["GB", "IE"],
        orderedWithinMonths: 12,
        minimumOrders: 3,
      },
    });
  });

  it("mean no restriction where they are empty", () => {
    expect(draftOf({ ...EMPTY_DRAFT, relations: "" }).audienceCriteria).toEqual({
      relations: [],
      tags: [],
      countries: [],
      orderedWithinMonths: null,
      minimumOrders: 0,
    });
  });

  it("leave a number that is none for the service to refuse, rather than reading it as no restriction", () => {
    const criteria = draftOf({ ...FULL, orderedWithinMonths: "twelve", minimumOrders: "a few" }).audienceCriteria;
    expect(criteria).toMatchObject({ orderedWithinMonths: NaN, minimumOrders: NaN });
  });

  it("come back from what was stored as the same draft", () => {
    const { audienceCriteria, ...draft } = draftOf(FULL);
    const criteria = audienceCriteria as Parameters<typeof valuesOf>[0]["criteria"];
    expect(sameDraft(valuesOf({ ...draft, criteria }), FULL)).toBe(true);
    expect(sameDraft(valuesOf({ ...draft, criteria }), { ...FULL, tags: "trade" })).toBe(false);
  });

  it("are read from a posted form, where fields that are missing are empty", () => {
    expect(draftForm.parse({ intent: "save", name: "March offers", tags: "trade" })).toMatchObject({
      name: "March offers",
      subject: "",
      audienceCriteria: { tags: ["trade"], orderedWithinMonths: null },
    });
  });
});
