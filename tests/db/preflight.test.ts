import { beforeAll, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import type { Reach } from "~/integrations/web/reach";
import { FINDINGS, isError, mayPass, type FindingCode } from "~/policy/preflight";
import { LARGEST_HTML_BYTES, type MailBlock } from "~/policy/mailBlocks";
import type { DraftInput } from "~/services/campaigns/parseDraft";
import { renderFor } from "~/services/campaigns/mailOf";
import { preflight, requirePreflight } from "~/services/campaigns/preflight";
import type { Looks } from "~/services/campaigns/preflightLooks";
import { previewMail } from "~/services/campaigns/previewMail";
import { loadShopState } from "~/services/shops/setUp";
import { FINDING_WORDS } from "~/ui/preflightWords";
import { useAppDatabase } from "../support/app-database";
import { firms, importLines, makeDraft, makeShop, soleTrader, START, textBlock } from "../support/factories";

useAppDatabase();

const IN_ORDER: Looks = {
  reach: () => Promise.resolve("reached"),
  isClosedStore: () => Promise.resolve(false),
  senderDomain: () => Promise.resolve("authenticated"),
  dmarc: () => Promise.resolve("published"),
};
const PIPES = "https://shop.example/pipes";
const button = (url: string, label = "Pipes"): MailBlock => ({ id: "b-1", type: "button", label, url, align: "left" });
const image = (url: string, alt: string, link = ""): MailBlock => ({ id: "i-1", type: "image", url, alt, link, width: 100 }); // prettier-ignore

let shopId: number;
beforeAll(async () => {
  shopId = await makeShop();
  await importLines(shopId, firms(2));
});

const found = async (input: Partial<DraftInput> = {}, looks: Partial<Looks> = {}, at = START) =>
  preflight(shopId, await makeDraft(shopId, input), at, { ...IN_ORDER, ...looks });
const codes = async (...asked: Parameters<typeof found>) => (await found(...asked)).map(({ code }) => code);
const reaches = (outcome: Reach): Partial<Looks> => ({ reach: () => Promise.resolve(outcome) });

describe("a preflight", () => {
  test("finds nothing in a campaign that is in order", async () => {
    expect(await found({ body: [textBlock(`[Pipes](${PIPES})`), button(PIPES), image("https://cdn.example/p.png", "A pipe")] })).toEqual([]); // prettier-ignore
  });

  test.each<[FindingCode, Partial<DraftInput>, Partial<Looks>?]>([
    ["subject_missing", { subject: "" }],
    ["body_missing", { body: [] }],
    ["purpose_missing", { purpose: "" }],
    ["audience_missing", { audienceId: null }],
    ["sender_no_domain", {}, { senderDomain: () => Promise.resolve("no_domain") }],
    ["sender_dkim_invalid", {}, { senderDomain: () => Promise.resolve("dkim_invalid") }],
    ["sender_key_refused", {}, { senderDomain: () => Promise.resolve("key_refused") }],
    ["sender_unreadable", {}, { senderDomain: () => Promise.resolve("not_readable") }],
    ["sender_unreachable", {}, { senderDomain: () => Promise.resolve("unreachable") }],
    ["storefront_closed", {}, { isClosedStore: () => Promise.resolve(true) }],
    ["dmarc_missing", {}, { dmarc: () => Promise.resolve("missing") }],
    ["dmarc_unknown", {}, { dmarc: () => Promise.resolve("unknown") }],
    ["link_empty", { body: [textBlock("Hello"), button("")] }],
    ["link_not_https", { body: [textBlock("[Pipes](http://shop.example/pipes)")] }],
    ["link_not_https", { body: [textBlock("Hello"), button("javascript:alert(1)")] }],
    ["link_not_https", { body: [textBlock("Hello"), image("http://cdn.example/p.png", "A pipe")] }],
    ["link_not_https", { body: [textBlock(`[Pipes](${PIPES})`)] }, reaches("not_https")],
    ["link_private", { body: [textBlock(`[Pipes](${PIPES})`)] }, reaches("private")],
    ["link_unresolved", { body: [textBlock("Hello"), button(PIPES)] }, reaches("unresolved")],
    ["link_unreachable", { body: [textBlock("Hello"), image(PIPES, "A pipe")] }, reaches("unreachable")],
    ["link_broken", { body: [{ id: "c-1", type: "columns", columns: [[textBlock(`<${PIPES}>`)], []] }] }, reaches("broken")],
    ["link_broken", { body: [textBlock(`[Pipes](${PIPES})`)] }, reaches("too_many_redirects")],
    ["link_names_person", { body: [textBlock("[Pipes](https://shop.example/{{name|you}})")] }],
    ["link_names_person", { body: [textBlock("[Your page](https://shop.example/{{company|your company}})")] }],
    ["link_names_person", { body: [textBlock("Look at https://shop.example/{{company|your company}}")] }],
    ["link_names_person", { body: [textBlock("[Your page](https://{{company|your company}}.shop.example/)")] }],
    ["link_names_person", { body: [textBlock("[Write](mailto:{{name|some body}}@shop.example)")] }],
    ["link_names_person", { body: [textBlock("Hello"), button("https://shop.example/?n={{name|you}}")] }],
    ["too_many_links", { body: [textBlock(Array.from({ length: 61 }, (_, n) => `[p](${PIPES}/${n})`).join(" "))] }],
    ["image_missing", { body: [textBlock("Hello"), image("", "A pipe")] }],
    ["alt_missing", { body: [textBlock("Hello"), image("https://cdn.example/p.png", " ")] }],
    ["merge_unknown_field", { subject: "For {{email|you}}" }],
    ["merge_no_fallback", { preheader: "For {{company}}" }],
    ["merge_fallback_too_long", { body: [textBlock(`Hello {{name|${"x".repeat(61)}}}`)] }],
    ["merge_not_here", { purpose: "Offers for {{name|you}}" }],
    ["merge_not_here", { body: [textBlock("Hello"), image("https://cdn.example/p.png", "For {{name|you}}")] }],
    ["placeholder_left", { body: [textBlock("The offer ends on [day], says [Pipes](https://shop.example/pipes).")] }],
    ["merge_not_closed", { body: [textBlock("Hello"), button(PIPES, "For {{name|you")] }],
    ["too_many_merge_fields", { body: [textBlock(Array.from({ length: 11 }, (_, n) => `{{name|${n}}}`).join(" "))] }],
    ["too_large", { body: [textBlock("<> ".repeat(15_000))] }],
    ["nearly_too_large", { body: [textBlock("<> ".repeat(9_500))] }],
    ["spam_words", { subject: "Act now: pumps" }],
    ["spam_words", { subject: "A detergent is resurgent, and urgent" }],
    ["shouting", { subject: "PUMPS AT HALF PRICE" }],
  ])("finds %s", async (code, input, looks = {}) => {
    expect(await codes(input, looks)).toEqual([code]);
  }); // prettier-ignore

  test("finds rationale_missing in an audience from before it was asked for, and leads to the choice of the audience", async () => {
    const id = await makeDraft(shopId);
    await pool().query("UPDATE campaign SET audience_rationale = '' WHERE shop_id = $1 AND id = $2", [shopId, id]);
    expect(await preflight(shopId, id, START, IN_ORDER)).toEqual([
      { code: "rationale_missing", place: { kind: "field", field: "audienceId" }, about: "" },
    ]);
  });

  test("finds too_large in a mail that becomes so in a copy with the longest reason, links and names", async () => {
    const state = await loadShopState(shopId, START);
    const content = (words: string) => ({ subject: "S", preheader: "", purpose: "P", body: [textBlock(`{{name|you}} ${"<> ".repeat(10_000)}${words}`)] }); // prettier-ignore
    const { html } = await renderFor(state, content(""));
    const body = content("x".repeat(LARGEST_HTML_BYTES - Buffer.byteLength(html) - 1_000)).body;
    const [finding, ...others] = await found({ subject: "S", preheader: "", purpose: "P", body });
    expect([finding?.code, others]).toEqual(["too_large", []]);
    const { bytes } = await previewMail(shopId, { ...content(""), body }, null, START);
    expect(finding?.about).toBe(`${Math.ceil(bytes / 1024)} kB`);
  });

  test("looks at each address once, and at no person's mailbox", async () => {
    const asked: string[] = [];
    const body = [textBlock(`[a](${PIPES}) [b](${PIPES}) [c](mailto:jo@shop.example)`), button(PIPES)];
    await found({ body }, { reach: (url) => Promise.resolve(asked.push(url) > 0 ? "reached" : "broken") });
    expect(asked).toEqual([PIPES]);
  });

  test("looks at no part of an address that would name somebody, and shows it as it is written", async () => {
    const asked: string[] = [];
    const written = "https://shop.example/{{company|your company}}";
    const looks: Partial<Looks> = { reach: (url) => Promise.resolve(asked.push(url) > 0 ? "reached" : "broken") };
    expect(await found({ body: [textBlock(`[Your page](${written})`)] }, looks)).toMatchObject([{ about: written }]);
    expect(asked).toEqual([]);
  });

  test("names the place of a finding and the merchant's words it is about", async () => {
    expect(await found({ body: [textBlock("Hello"), button(PIPES)] }, reaches("broken"))).toEqual([
      { code: "link_broken", place: { kind: "block", id: "b-1" }, about: PIPES },
    ]);
  });

  test("names the record by which the sender's domain lacks DMARC", async () => {
    const dmarc: Partial<Looks> = { dmarc: () => Promise.resolve("missing") };
    expect(await found({}, dmarc)).toMatchObject([{ about: "_dmarc.beacon-spares.example" }]);
  });

  test("finds an assessment past its date where it leaves somebody out, and none where consent alone counts", async () => {
    const late = new Date("2027-03-02T00:00:00Z");
    expect(await codes({}, {}, late)).toEqual(["assessment_expired"]);
    const individuals = await makeShop();
    await importLines(individuals, [soleTrader(1)]);
    const draft = await makeDraft(individuals);
    expect(await preflight(individuals, draft, late, IN_ORDER)).toEqual([]);
  });

  test.each([
    ["identity_missing", "trading_name = ''"],
    ["disclosures_missing", "registered_office = ''"],
    ["sendgrid_missing", "sendgrid_verified_at = NULL"],
    ["reports_missing", "event_public_key = ''"],
  ])("finds %s", async (code, change) => {
    const shop = await makeShop();
    await pool().query(`UPDATE shop_settings SET ${change} WHERE shop_id = $1`, [shop]);
    expect((await preflight(shop, await makeDraft(shop), START, IN_ORDER)).map((each) => each.code)).toEqual([code]);
  });

  test("keeps a campaign from being started by errors, naming their codes once each, and not by advice", async () => {
    const broken = await makeDraft(shopId, { body: [textBlock(`[a](${PIPES}) [b](${PIPES}/b)`)] });
    const looks = { ...IN_ORDER, ...reaches("broken") };
    await expect(requirePreflight(shopId, broken, START, looks)).rejects.toMatchObject({
      code: "preflight_failed",
      fields: ["link_broken"],
    });
    const unknown = { ...IN_ORDER, dmarc: () => Promise.resolve("unknown" as const) };
    await expect(requirePreflight(shopId, await makeDraft(shopId), START, unknown)).rejects.toMatchObject({
      fields: ["dmarc_unknown"],
    });
    expect([["dmarc_unknown"], ["dmarc_unknown", "dmarc_missing"]].map(mayPass)).toEqual([true, false]);
    const advised = await makeDraft(shopId, { subject: "ACT NOW PLEASE" });
    await expect(requirePreflight(shopId, advised, START, IN_ORDER)).resolves.toBeUndefined();
  });

  test("of another shop's campaign is refused", async () => {
    const other = await makeShop();
    await expect(preflight(other, await makeDraft(shopId), START, IN_ORDER)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("has words for every finding", () => {
    expect(Object.keys(FINDING_WORDS).sort()).toEqual(Object.keys(FINDINGS).sort());
    expect(isError({ code: "spam_words" })).toBe(false);
  });
});
