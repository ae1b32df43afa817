import { describe, expect, it } from "vitest";
import { draftForm } from "~/ui/admin/campaigns/draftForm";
import { draftOf, EMPTY_DRAFT, sameDraft, valuesOf } from "~/ui/admin/campaigns/draftValues";

const BLOCKS = [{ id: "text-1", type: "text", markdown: "One\ntwo" }];
const FULL = { ...EMPTY_DRAFT, name: " March offers ", body: JSON.stringify(BLOCKS), audienceId: "7" };

describe("the texts of the compose form", () => {
  it("mean a draft without blanks around, for the audience of a number", () => {
    expect(draftOf(FULL)).toMatchObject({ name: "March offers", body: BLOCKS, audienceId: 7 });
  });

  it("mean no audience where none is chosen", () => {
    expect(draftOf(EMPTY_DRAFT).audienceId).toBeNull();
  });

  it("leave a number that is none for the service to refuse, rather than reading it as no audience", () => {
    expect(draftOf({ ...FULL, audienceId: "seven" }).audienceId).toBeNaN();
  });

  it("come back from what was stored as the same draft", () => {
    expect(sameDraft(valuesOf(draftOf(FULL)), FULL)).toBe(true);
    expect(sameDraft(valuesOf(draftOf(FULL)), { ...FULL, audienceId: "8" })).toBe(false);
  });

  it("mean no marks of links where the box is not ticked, whatever stands behind it", () => {
    const marked = { ...FULL, utmMarks: "yes", utmSource: " shop ", utmMedium: "email" };
    expect(draftOf(marked)).toMatchObject({ utmSource: "shop", utmMedium: "email", utmCampaign: "" });
    expect(draftOf({ ...marked, utmMarks: "" })).toMatchObject({ utmSource: "", utmMedium: "", utmCampaign: "" });
    expect(valuesOf(draftOf(marked)).utmMarks).toBe("yes");
    expect(sameDraft(marked, FULL)).toBe(false);
  });

  it("are read from a posted form, where fields that are missing are empty", () => {
    expect(draftForm.parse({ intent: "save", name: "March offers" })).toMatchObject({
      name: "March offers",
      subject: "",
      audienceId: null,
    });
  });
});
