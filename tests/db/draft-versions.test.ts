import { describe, expect, test } from "vitest";
import { prisma } from "~/db/client";
import { TOKEN_KEY, WHY_KEY } from "~/email/substitutions";
import { MERGE_FIELDS } from "~/policy/mergeFields";
import { saveAudience } from "~/services/audiences/saveAudience";
import { approveCampaign, readApproval } from "~/services/campaigns/approval";
import { createDraft, saveDraft } from "~/services/campaigns/drafts";
import type { DraftInput } from "~/services/campaigns/parseDraft";
import { duplicateCampaign } from "~/services/campaigns/duplicateCampaign";
import { findReaders, previewMail } from "~/services/campaigns/previewMail";
import { startCampaign } from "~/services/campaigns/startCampaign";
import { handOverCampaign } from "~/services/delivery/handOver";
import { useAppDatabase } from "../support/app-database";
import { customer, emailOf, firms, importLines, makeAudience, makeSendingCampaign, makeShop, soleTrader, START, textBlock } from "../support/factories"; // prettier-ignore
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const DRAFT: DraftInput = {
  name: "Pumps",
  subject: "Pumps",
  preheader: "",
  body: [textBlock("Pumps")],
  purpose: "Offer",
  audienceId: null,
};
const minutes = (n: number) => new Date(START.getTime() + n * 60_000);
const edits = (shopId: number) => prisma().auditEvent.count({ where: { shopId, act: "campaign_edited" } });

describe("saving a draft", () => {
  test("counts its version up, and refuses whoever saw an older one", async () => {
    const shopId = await makeShop();
    const id = await createDraft(shopId, DRAFT, "jo", START);
    expect(await saveDraft(shopId, id, { ...DRAFT, subject: "Fans" }, 1, "jo", START)).toBe(2);
    await expect(saveDraft(shopId, id, { ...DRAFT, subject: "Valves" }, 1, "sam", START)).rejects.toMatchObject({
      code: "draft_changed",
    });
    const stored = await prisma().campaign.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } });
    expect(stored).toMatchObject({ subject: "Fans", version: 2, body: DRAFT.body });
    expect(await saveDraft(shopId, id, { ...DRAFT, subject: "Valves" }, 2, "sam", START)).toBe(3);
  });

  test("takes again what it has already: the answer to the first may have been lost", async () => {
    const shopId = await makeShop();
    const id = await createDraft(shopId, DRAFT, "jo", START);
    for (let time = 0; time < 2; time++)
      expect(await saveDraft(shopId, id, { ...DRAFT, subject: "Fans" }, 1, "jo", START)).toBe(2);
    await expect(saveDraft(shopId, id, DRAFT, 1, "jo", START)).rejects.toMatchObject({ code: "draft_changed" });
  });

  test("lets one of two at once through", async () => {
    const shopId = await makeShop();
    const id = await createDraft(shopId, DRAFT, "jo", START);
    const both = await Promise.allSettled(
      ["Fans", "Valves"].map((subject) => saveDraft(shopId, id, { ...DRAFT, subject }, 1, "jo", START)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("refuses blocks that are none, naming the body", async () => {
    const shopId = await makeShop();
    const body = [{ id: "t", type: "html", html: "<b>" }] as unknown as DraftInput["body"];
    await expect(createDraft(shopId, { ...DRAFT, body }, "jo", START)).rejects.toMatchObject({
      code: "input_invalid",
      fields: ["body"],
    });
  });

  test("is one act of the audit while the same person goes on with the same fields", async () => {
    const shopId = await makeShop();
    const id = await createDraft(shopId, DRAFT, "jo", START);
    const save = (version: number, change: Partial<DraftInput>, actor: string, at: Date) =>
      saveDraft(shopId, id, { ...DRAFT, ...change }, version, actor, at);
    await save(1, { subject: "F" }, "jo", minutes(0));
    await save(2, { subject: "Fa" }, "jo", minutes(1));
    expect(await edits(shopId)).toBe(1);
    await save(3, { subject: "Fan", purpose: "Other" }, "jo", minutes(2));
    expect(await edits(shopId)).toBe(2);
    await save(4, { subject: "Fans", purpose: "Other" }, "sam", minutes(3));
    expect(await edits(shopId)).toBe(3);
    // Who changed it last is told by the last entry, whoever had changed the same before.
    await save(5, { subject: "Fans?", purpose: "Other" }, "jo", minutes(4));
    expect(await edits(shopId)).toBe(4);
    await save(6, { subject: "Fans!", purpose: "Other" }, "jo", minutes(20));
    expect(await edits(shopId)).toBe(5);
    await save(7, { subject: "Fans!", purpose: "Other" }, "jo", minutes(40));
    expect(await edits(shopId)).toBe(5);
  });

  test("is an act of its own once somebody else has changed the audience that it has or takes", async () => {
    const shopId = await makeShop();
    const [one, other] = [await makeAudience(shopId), await makeAudience(shopId)];
    const id = await createDraft(shopId, { ...DRAFT, audienceId: one }, "jo", START);
    const save = (version: number, subject: string, audienceId: number, at: Date) =>
      saveDraft(shopId, id, { ...DRAFT, subject, audienceId }, version, "jo", at);
    const change = (audienceId: number, at: Date) =>
      saveAudience(shopId, audienceId, { name: "Others", rationale: "They asked.", criteria: {} }, "sam", at);
    const writtenBy = async () => (await readApproval(shopId, id)).writtenBy;
    await save(1, "F", one, minutes(0));
    await change(one, minutes(1));
    expect(await writtenBy()).toBe("sam");
    await save(2, "Fa", one, minutes(2));
    expect([await writtenBy(), await edits(shopId)]).toEqual(["jo", 2]);
    await save(3, "Fa", other, minutes(3));
    await save(4, "Fa", one, minutes(4));
    expect(await edits(shopId)).toBe(3);
    await change(other, minutes(5));
    await save(5, "Fa", other, minutes(6));
    expect([await writtenBy(), await edits(shopId)]).toEqual(["jo", 4]);
  });

  test("and an edit of its audience at once never wait for each other in a ring", async () => {
    const shopId = await makeShop();
    const audienceId = await makeAudience(shopId);
    const id = await createDraft(shopId, { ...DRAFT, audienceId }, "jo", START);
    for (let version = 1; version <= 20; version++)
      await Promise.all([
        saveDraft(shopId, id, { ...DRAFT, subject: `F${version}`, audienceId }, version, "jo", START),
        saveAudience(shopId, audienceId, { name: `A${version}`, rationale: "Parts.", criteria: {} }, "sam", START),
      ]);
    const stored = await prisma().campaign.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } });
    expect(stored).toMatchObject({ version: 21, audienceVersion: 21, audienceName: "A20" });
  });

  test("in the moment of the start leaves what was looked at, or nothing started", async () => {
    const shopId = await makeShop();
    const draft = { ...DRAFT, audienceId: await makeAudience(shopId) };
    const id = await createDraft(shopId, draft, "jo", START);
    const [started, saved] = await Promise.allSettled([
      startCampaign(shopId, id, "jo", START),
      saveDraft(shopId, id, { ...draft, subject: "Fans" }, 1, "sam", START),
    ]);
    const { state, content, subject } = await prisma().campaign.findUniqueOrThrow({
      where: { shopId_id: { shopId, id } },
    });
    if (started.status === "fulfilled") expect((content as { subject: string }).subject).toBe(subject);
    else expect([state, saved.status]).toEqual(["draft", "fulfilled"]);
  });
});

describe("merge fields", () => {
  const named = {
    body: [textBlock(MERGE_FIELDS.map((field) => `${field}: {{${field}|nobody}}`).join("\n\n"))],
    subject: "For {{company|you}}",
  };

  test("are put into each recipient's copy by substitutions, escaped in HTML, and never into custom_args", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [
      customer(1, { name: "Rhian O'Neill", company: "Pipes & Sons Ltd" }),
      customer(2, { name: "", company: "Valves Ltd" }),
    ]);
    const campaignId = await makeSendingCampaign(shopId, named);
    const sendGrid = scriptedSendGrid(START);
    await handOverCampaign(shopId, campaignId, sendGrid);
    const body = sendGrid.requests[0]?.body;
    const received = (body?.personalizations ?? []).map(({ to: [{ email }], substitutions = {} }) => {
      const fill = (text = "") => text.replace(/%twostage_[a-z0-9_]+%/g, (key) => substitutions[key] ?? key);
      return [
        email,
        { subject: fill(body?.subject), text: fill(body?.content[0]?.value), html: fill(body?.content[1]?.value) },
      ] as const;
    });
    const mails = new Map(received);
    expect(mails.get(emailOf(1))).toMatchObject({
      subject: "For Pipes & Sons Ltd",
      text: expect.stringContaining("first_name: Rhian\n\nname: Rhian O'Neill\n\ncompany: Pipes & Sons Ltd") as string,
      html: expect.stringContaining("company: Pipes &amp; Sons Ltd") as string,
    });
    expect(mails.get(emailOf(2))?.text).toContain("first_name: nobody");
    expect(JSON.stringify(body?.personalizations.map(({ custom_args }) => custom_args))).not.toMatch(/Rhian|Pipes/);
  });

  test("are not read for a mail that names nobody", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [customer(1)]);
    const sendGrid = scriptedSendGrid(START);
    await handOverCampaign(shopId, await makeSendingCampaign(shopId), sendGrid);
    expect(Object.keys(sendGrid.requests[0]?.body.personalizations[0]?.substitutions ?? {})).toEqual([
      WHY_KEY,
      TOKEN_KEY,
    ]);
  });

  test("are shown in a preview as a chosen contact, with their own reason and the decision", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [customer(1, { name: "Rhian O'Neill" }), soleTrader(2), customer(3, { name: "" })]);
    const contacts = await prisma().contact.findMany({ where: { shopId }, orderBy: { id: "asc" } });
    const shown = (id: string | null) => previewMail(shopId, { ...named, preheader: "", purpose: "Offer" }, id, START);
    const [firm, trader, nameless] = await Promise.all(contacts.map(({ id }) => shown(String(id))));
    expect(firm?.text).toContain("first_name: Rhian");
    expect(firm?.text).toContain("Your company has been our customer since");
    expect(firm?.as?.decision).toMatchObject({ decision: "eligible", basis: "legitimate_interest" });
    expect(trader?.text).toContain("This person would not get this email.");
    expect(trader?.as?.decision).toMatchObject({ decision: "ineligible" });
    expect((await shown(null)).text).toContain("first_name: nobody");
    expect(nameless?.text).toContain("first_name: nobody");
    expect(nameless?.as?.name).toBe(emailOf(3));
    const other = await makeShop();
    await expect(previewMail(other, { ...named, preheader: "", purpose: "" }, String(contacts[0]?.id), START)).rejects.toMatchObject({ code: "not_found" }); // prettier-ignore
    await expect(previewMail(shopId, { ...named, body: [{}], preheader: "", purpose: "" }, null, START)).rejects.toMatchObject({ code: "input_invalid", fields: ["body"] }); // prettier-ignore
  });
});

describe("a contact as whom a mail is shown", () => {
  test("is found among all by words of the name, the company or the address, with the decision, and never another shop's", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [
      ...firms(30),
      customer(40, { name: "Siân Price", company: "Severn Pumps Ltd" }),
      soleTrader(41),
    ]);
    const other = await makeShop();
    await importLines(other, [customer(50, { name: "Siân Other", company: "Severn Others Ltd" })]);
    const found = async (typed: string, shop = shopId) => {
      const { readers, more } = await findReaders(shop, typed, START);
      return { emails: readers.map(({ email }) => email), more };
    };
    for (const typed of ["sian", "PUMPS sev", emailOf(40), " price  siân "])
      expect(await found(typed)).toEqual({ emails: [emailOf(40)], more: false });
    expect(await found("severn", other)).toEqual({ emails: [emailOf(50)], more: false });
    expect(await found("firm")).toMatchObject({ emails: firms(20).map((_, n) => emailOf(n + 1)), more: true });
    expect(await found(emailOf(30))).toEqual({ emails: [emailOf(30)], more: false });
    for (const none of ["", " ", "other", "%"]) expect(await found(none)).toEqual({ emails: [], more: false });
    const [trader] = (await findReaders(shopId, emailOf(41), START)).readers;
    expect(trader).toMatchObject({ decision: { decision: "ineligible" } });
    await prisma().contact.updateMany({ where: { shopId, email: emailOf(40) }, data: { deletedAt: START } });
    expect(await found("sian")).toEqual({ emails: [], more: false });
  });
});

describe("the marks of a campaign's links", () => {
  const STORE = "https://boilerparts.example";
  const MARKED = {
    utmSource: "newsletter",
    utmMedium: "email",
    body: [textBlock(`[Pumps](${STORE}/pumps?v=1) {{first_name|all}}`)],
  };
  const LINK = `${STORE}/pumps?v=1&utm_source=newsletter&utm_medium=email&utm_campaign=spring-offer`;

  test("are the same in every recipient's copy, and no value of anybody's comes into them", async () => {
    const shopId = await makeShop();
    await prisma().shop.update({ where: { id: shopId }, data: { storefrontUrl: STORE } });
    await importLines(
      shopId,
      [1, 2, 3].map((n) => customer(n)),
    );
    const sendGrid = scriptedSendGrid(START);
    await handOverCampaign(shopId, await makeSendingCampaign(shopId, MARKED), sendGrid);
    const [body] = sendGrid.requests.map((request) => request.body);
    const copies = (body?.personalizations ?? []).map(({ substitutions = {} }) => {
      const fill = (part = "") => Object.entries(substitutions).reduce((done, [key, value]) => done.replaceAll(key, value), part);
      return (body?.content ?? []).map(({ value }) => fill(value).replaceAll("&amp;", "&").match(/https:[^\s"]*utm_[^\s"<)]*/g));
    }); // prettier-ignore
    expect(copies).toEqual([1, 2, 3].map(() => [[LINK], [LINK]]));
  });

  test("are seen in the preview before they are saved", async () => {
    const shopId = await makeShop();
    await prisma().shop.update({ where: { id: shopId }, data: { storefrontUrl: STORE } });
    const shown = (marks: object) => previewMail(shopId, { ...DRAFT, name: "Spring offer", body: MARKED.body, ...marks }, null, START); // prettier-ignore
    expect(await shown(MARKED)).toMatchObject({ markedLinks: [LINK], text: expect.stringContaining(LINK) as string });
    expect((await shown({})).markedLinks).toEqual([]);
    expect((await shown({ ...MARKED, utmSource: "not yet!" })).markedLinks).toEqual([]);
  });

  test.each([
    ["a source that is no mark", { utmSource: "{{first_name|x}}", utmMedium: "email" }, "utmSource"],
    ["a source without a medium", { utmSource: "newsletter" }, "utmMedium"],
    ["a medium without a source", { utmMedium: "email" }, "utmSource"],
    ["a campaign without a source", { utmCampaign: "spring" }, "utmSource"],
    ["a campaign that is no mark", { utmSource: "a", utmMedium: "email", utmCampaign: "Spring offer" }, "utmCampaign"],
  ])("are refused with %s", async (_what, marks, field) => {
    const shopId = await makeShop();
    await expect(createDraft(shopId, { ...DRAFT, ...marks }, "jo", START)).rejects.toMatchObject({
      code: "input_invalid",
      fields: [field],
    });
  });

  test("are content: they count a version up, stand in the audit by their names, come along in a copy, and take an approval back", async () => {
    const shopId = await makeShop();
    const id = await createDraft(shopId, DRAFT, "jo", START);
    await approveCampaign(shopId, id, (await readApproval(shopId, id)).content, "sam", START);
    const marks = { utmSource: "newsletter", utmMedium: "email", utmCampaign: "spring" };
    expect(await saveDraft(shopId, id, { ...DRAFT, ...marks }, 1, "jo", START)).toBe(2);
    expect((await readApproval(shopId, id)).given).toBe(false);
    const kept = await prisma().auditEvent.findFirstOrThrow({ where: { shopId, act: "campaign_edited" } });
    expect(kept.after).toEqual({ fields: ["utm_source", "utm_medium", "utm_campaign"] });
    const copy = await duplicateCampaign(shopId, id, "jo", START);
    expect(await prisma().campaign.findUnique({ where: { shopId_id: { shopId, id: copy } } })).toMatchObject(marks);
  });
});
