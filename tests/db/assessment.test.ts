import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { saveAssessmentDraft, signAssessment, type AssessmentInput } from "~/services/shops/assessment";
import { assessmentStanding, readAssessmentPage, readSignedAssessment } from "~/services/shops/readAssessment";
import { readHome } from "~/services/shops/readHome";
import { useAppDatabase } from "../support/app-database";
import { handOverCampaign } from "~/services/delivery/handOver";
import { after, emailOf, firms, importLines, makeSendingCampaign, makeShop, START } from "../support/factories";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const TEXT = {
  purpose: "To tell trade customers of new spares for what they service.",
  necessity: "Post comes too late, and few of them look at the website.",
  balancing: "Only companies that bought; an opt-out in each email.",
};
const INPUT: AssessmentInput = { ...TEXT, signedBy: "Rhian Pritchard, director", reviewAt: "2027-03-02" };
const REVIEW = new Date("2027-03-01T00:00:00Z");

let shopId: number;
beforeAll(async () => {
  shopId = await makeShop();
});

describe("the assessment's standing", () => {
  test.each([
    ["2027-01-29T23:59:59Z", "current"],
    ["2027-01-30T00:00:00Z", "due"],
    ["2027-02-28T23:59:59Z", "due"],
    ["2027-03-01T00:00:00Z", "expired"],
  ])("at %s is %s when it must be reviewed by 1 March", async (at, standing) => {
    expect(assessmentStanding({ signedAt: START, reviewAt: REVIEW }, new Date(at))).toBe(standing);
    expect((await readAssessmentPage(shopId, new Date(at))).standing).toBe(standing);
    expect((await readHome(shopId, new Date(at))).assessment).toEqual({ standing, reviewAt: REVIEW });
  });

  test("is missing where none was signed", async () => {
    const { id } = await prisma().shop.create({ data: { domain: "bare.myshopify.com" } });
    expect(await readAssessmentPage(id, START)).toEqual({
      standing: "missing",
      versions: [],
      text: { purpose: "", necessity: "", balancing: "" },
      draft: null,
    });
  });
});

describe("an assessment past its review date", () => {
  test("stops what is under way at hand-over, a draft changes nothing, and a new signature lets it go on", async () => {
    const shop = await makeShop();
    await importLines(shop, firms(1));
    const mail = async (name: string, decided: Date, handedOver: Date) => {
      const campaignId = await makeSendingCampaign(shop, { name }, decided);
      const sendGrid = scriptedSendGrid(handedOver);
      await handOverCampaign(shop, campaignId, sendGrid);
      return sendGrid.addressees();
    };
    const before = new Date("2027-02-28T23:59:59Z");
    expect(await mail("In date", START, before)).toEqual([emailOf(1)]);
    expect(await mail("Over at hand-over", before, REVIEW)).toEqual([]);
    await saveAssessmentDraft(shop, TEXT, "jo", REVIEW);
    expect(await mail("Draft only", before, REVIEW)).toEqual([]);
    await signAssessment(shop, { ...INPUT, reviewAt: "2028-03-01" }, "jo", REVIEW);
    expect(await mail("Signed anew", REVIEW, REVIEW)).toEqual([emailOf(1)]);
  });
});

describe("a draft", () => {
  test("is kept as it is being written, also half a sentence, and counts for nothing", async () => {
    const shop = await makeShop();
    await saveAssessmentDraft(shop, { ...TEXT, balancing: "They" }, "jo", after(5));
    await saveAssessmentDraft(shop, { ...TEXT, balancing: "They expect" }, "kim", after(6));
    const page = await readAssessmentPage(shop, after(7));
    expect(page).toMatchObject({
      text: { ...TEXT, balancing: "They expect" },
      draft: { savedAt: after(6), savedBy: "kim" },
    });
    expect(page.versions).toHaveLength(1);
    expect((await readAssessmentPage(shopId, START)).draft).toBeNull();
  });

  test("longer than a part may be is refused", async () => {
    await expect(
      saveAssessmentDraft(shopId, { ...TEXT, purpose: "x".repeat(5001) }, "jo", START),
    ).rejects.toMatchObject({ code: "input_invalid", fields: ["purpose"] });
  });
});

describe("signing", () => {
  test("adds a version with who answers for it and who was logged in, and ends the draft", async () => {
    const shop = await makeShop();
    await saveAssessmentDraft(shop, TEXT, "jo", after(5));
    await signAssessment(shop, INPUT, "Staff member 7", after(10));
    const page = await readAssessmentPage(shop, after(11));
    expect(page).toMatchObject({ draft: null, text: TEXT });
    expect(page.versions).toMatchObject([
      { version: 2, signedBy: "Rhian Pritchard, director", recordedBy: "Staff member 7", signedAt: after(10) },
      { version: 1, signedBy: "A. Owner", recordedBy: "owner", signedAt: START },
    ]);
  });

  test("keeps each version readable as it was signed", async () => {
    const shop = await makeShop();
    await signAssessment(shop, INPUT, "jo", after(10));
    expect(await readSignedAssessment(shop, 1)).toMatchObject({
      version: 1,
      newest: 2,
      purpose: "To tell trade customers of offers on the parts that they buy.",
      business: {
        tradingName: "Beacon Spares",
        companyNumber: "01234567",
        registeredOffice: "1 Mill Lane, Leeds LS1 4DY",
      },
    });
    expect(await readSignedAssessment(shop, 2)).toMatchObject({ ...TEXT, version: 2, newest: 2 });
    await expect(pool().query("UPDATE assessment SET purpose = 'x' WHERE shop_id = $1", [shop])).rejects.toThrow(
      /refused|permission denied/,
    );
    expect(await readSignedAssessment(shop, 2)).toMatchObject(TEXT);
  });

  test.each([0, -1, 3, 1.5, Number.NaN, 2 ** 40])("version %d was never signed and is not found", async (version) => {
    await expect(readSignedAssessment(shopId, version)).rejects.toMatchObject({ code: "not_found" });
  });

  test("by many at once gives each a version of its own", async () => {
    const shop = await makeShop();
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => signAssessment(shop, INPUT, `staff ${index}`, after(index))),
    );
    const { versions } = await readAssessmentPage(shop, after(20));
    expect(versions.map(({ version }) => version)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  test.each<[Partial<AssessmentInput>, string]>([
    [{ purpose: "short" }, "purpose"],
    [{ necessity: " ".repeat(40) }, "necessity"],
    [{ balancing: "x".repeat(5001) }, "balancing"],
    [{ signedBy: " " }, "signedBy"],
    [{ reviewAt: "2026-03-02" }, "reviewAt"],
    [{ reviewAt: "2028-03-05" }, "reviewAt"],
    [{ reviewAt: "soon" }, "reviewAt"],
  ])("with %j is refused, names %s and signs nothing", async (wrong, field) => {
    await expect(signAssessment(shopId, { ...INPUT, ...wrong }, "jo", START)).rejects.toMatchObject({
      code: "input_invalid",
      fields: [field],
    });
    expect((await readAssessmentPage(shopId, START)).versions).toHaveLength(1);
  });

  test("may put the review two years off, and not a shop's into another's", async () => {
    const shop = await makeShop();
    await signAssessment(shop, { ...INPUT, reviewAt: "2028-03-02" }, "jo", START);
    expect((await readAssessmentPage(shop, START)).versions).toHaveLength(2);
    expect((await readAssessmentPage(shopId, START)).versions).toHaveLength(1);
  });
});
