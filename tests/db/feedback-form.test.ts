import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pool, prisma } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { forgetAttempts } from "~/services/consent/attempts";
import { readCampaignFeedback, readFeedbackOverview } from "~/services/feedback/readThemes";
import { stampForm, takeForm, type SentForm } from "~/services/feedback/takeForm";
import { takeNote } from "~/services/feedback/takeNote";
import { sortCase } from "~/services/feedback/actOnCase";
import { noteUninstallation } from "~/services/shops/install";
import { currentLinkKey } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { after, emailOf, firms, makeShop, START } from "../support/factories";
import { campaignTo, handOverToTheEnd } from "../support/hand-over-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

let shopId: number;
let campaignId: number;
let stamp: string;
const tokenOf = async (recipientSeq: number) =>
  makeLinkToken({ shopId, campaignId, recipientSeq }, await currentLinkKey());
/** Whom a recipient's number stands for. */
const emailOfSeq = async (seq: number) =>
  (await prisma().recipient.findUniqueOrThrow({ where: { shopId_campaignId_seq: { shopId, campaignId, seq } } })).email;

beforeAll(async () => {
  ({ shopId, campaignId } = await campaignTo(firms(6)));
  await handOverToTheEnd(shopId, campaignId, scriptedSendGrid(after(1)));
});

beforeEach(async () => {
  stamp = await stampForm(shopId, START);
  for (const table of ["consent_attempt", "feedback_case", "exclusion", "opt_out_reason"])
    await pool().query(`DELETE FROM ${table} WHERE shop_id = $1`, [shopId]);
});

const sent = (over: Partial<SentForm> = {}): SentForm => ({
  kind: "question",
  name: "Jo",
  email: "jo@firm.example",
  message: "Do you sell fans?",
  token: "",
  stamp,
  trap: "",
  ...over,
});
const take = (over: Partial<SentForm> = {}, ip: string | null = "192.0.2.1", at = after(60)) =>
  takeForm(shopId, sent(over), ip, at);
const cases = () => prisma().feedbackCase.findMany({ where: { shopId }, orderBy: { id: "asc" } });
const excluded = async () =>
  (await prisma().exclusion.findMany({ where: { shopId } })).map(({ email }) => email).sort();

describe("the storefront's form", () => {
  it("opens a case", async () => {
    expect(await take({ kind: "complaint" })).toBe("taken");
    expect(await cases()).toMatchObject([
      { kind: "complaint", channel: "storefront_form", email: "jo@firm.example", name: "Jo", campaignId: null },
    ]);
  });

  it("is tied by a mail's link to campaign and recipient, who need not type an address", async () => {
    await take({ token: await tokenOf(2), email: "" });
    expect(await cases()).toMatchObject([{ campaignId, recipientSeq: 2, email: await emailOfSeq(2) }]);
  });

  it("excludes at once whoever says that they want no marketing: the typed address, and whom the link was for", async () => {
    await take({ token: await tokenOf(3), kind: "objection", email: "other@firm.example" });
    expect(await excluded()).toEqual(["other@firm.example", await emailOfSeq(3)].sort());
    expect(await prisma().exclusion.findFirst({ where: { shopId, recipientSeq: 3 } })).toMatchObject({
      source: "storefront_page",
      campaignId,
    });
  });

  it("leaves it to staff where only the words ask for it", async () => {
    await take({ message: "Please stop emailing me. And where is my order?" });
    expect(await cases()).toMatchObject([{ kind: "question", asksToStop: true }]);
    expect(await excluded()).toEqual([]);
  });

  it.each([
    ["no message", { message: " \n " }, ["message"]],
    ["a message that is too long", { message: "x".repeat(5001) }, ["message"]],
    ["no address and no link", { email: "" }, ["email"]],
    ["an address that is none, beside a link", { email: "nonsense" }, ["email"]],
    ["nothing at all", { message: "", email: "" }, ["message", "email"]],
  ])("is refused with %s", async (_name, over, fields) => {
    await expect(take(over)).rejects.toMatchObject({ code: "input_invalid", fields });
    expect(await cases()).toEqual([]);
  });

  it.each([
    ["too soon", () => ({}), after(1), "too_soon"],
    ["after more than a day", () => ({}), after(90_000)],
    ["without a stamp", () => ({ stamp: "" }), after(60)],
    ["with a stamp of one's own", () => ({ stamp: stamp.slice(0, -2) + (stamp.at(-2) === "A" ? "B" : "A") + stamp.slice(-1) }), after(60)], // prettier-ignore
    [
      "with a stamp moved back in time",
      () => ({ stamp: stamp.replace(/^\w+/, (seconds) => (parseInt(seconds, 36) - 500).toString(36)) }),
      after(1),
    ],
  ] as const)("must be sent again when it comes %s", async (_name, over, at, result: string = "again") => {
    expect(await take(over(), "192.0.2.1", at)).toBe(result);
    expect(await cases()).toEqual([]);
  });

  it("of another shop has no stamp here", async () => {
    expect(await take({ stamp: await stampForm(await makeShop(), START) })).toBe("again");
  });

  it("tells a machine that filled the trap the same, and keeps nothing", async () => {
    expect(await take({ trap: "https://buy.example" })).toBe("taken");
    expect(await cases()).toEqual([]);
  });

  it("takes so much an hour from one address, and so much from one place, and is patient with everybody else", async () => {
    for (let n = 0; n < 5; n += 1) await take({}, `192.0.2.${n}`);
    await expect(take({ email: "JO@firm.example" }, "192.0.2.99")).rejects.toMatchObject({ code: "too_many_attempts" });
    for (let n = 0; n < 10; n += 1) await take({ email: `p${n}@firm.example` }, "198.51.100.1");
    await expect(take({ email: "p10@firm.example" }, "198.51.100.1")).rejects.toMatchObject({
      code: "too_many_attempts",
    });
    await take({ email: "p10@firm.example" }, "198.51.100.2");
    stamp = await stampForm(shopId, after(4000));
    await take({}, "198.51.100.1", after(4100));
  });

  it("takes no more when all come at once", async () => {
    const results = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => take({}, `192.0.2.${n}`)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(await cases()).toHaveLength(5);
  });

  it("keeps no IP and no address to count by, and forgets even the hashes after a day", async () => {
    await take();
    const { rows } = await pool().query<{ row: string }>(
      "SELECT t::text AS row FROM consent_attempt t WHERE shop_id = $1",
      [shopId],
    );
    expect(rows).toHaveLength(2);
    expect(rows.map(({ row }) => row).join()).not.toMatch(/192\.0\.2|firm/);
    await forgetAttempts(after(90_000));
    expect(await prisma().consentAttempt.count({ where: { shopId } })).toBe(0);
  });

  it("keeps nothing once the app has been removed", async () => {
    const other = await makeShop();
    const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: other } });
    const mark = await stampForm(other, START);
    await noteUninstallation(domain, after(1));
    await takeForm(other, sent({ stamp: mark }), null, after(60));
    expect(await prisma().feedbackCase.count({ where: { shopId: other } })).toBe(0);
  });
});

describe("what is said on the opt-out page", () => {
  const note = async (seq: number, said: { reason?: string; note?: string }, at = after(60)) =>
    takeNote(shopId, await tokenOf(seq), { reason: "", note: "", ...said }, at);

  it("a reason is counted for the campaign, once a recipient, the last one", async () => {
    await note(1, { reason: "too_many" });
    await note(1, { reason: "not_relevant" });
    await note(2, { reason: "not_relevant" });
    expect(await cases()).toEqual([]);
    expect((await readCampaignFeedback(shopId, campaignId))?.themes).toEqual([
      { theme: "relevance", cases: 0, reasons: 2 },
    ]);
  });

  it("words become an objection with the theme of the reason, from whom the mail went to", async () => {
    await note(4, { reason: "never_asked", note: "Who gave you my address?" });
    expect(await cases()).toMatchObject([
      {
        kind: "objection",
        channel: "opt_out_note",
        theme: "consent",
        campaignId,
        recipientSeq: 4,
        email: await emailOfSeq(4),
        asksToStop: true,
      },
    ]);
  });

  it.each([
    ["nothing", {}],
    ["a reason that is none", { reason: "DROP TABLE" }],
  ])("%s changes nothing", async (_name, said) => {
    await note(1, said);
    expect(await cases()).toEqual([]);
    expect(await prisma().optOutReason.count({ where: { shopId } })).toBe(0);
  });

  it("by the link of a test mail is of nobody, and by a forged one refused", async () => {
    await note(0, { reason: "other", note: "hello" });
    expect(await cases()).toEqual([]);
    await expect(takeNote(shopId, "forged", { reason: "", note: "x" }, after(60))).rejects.toMatchObject({
      code: "link_invalid",
    });
  });

  it("is taken five times an hour by one link", async () => {
    for (let n = 0; n < 5; n += 1) await note(5, { note: `note ${n}` });
    await expect(note(5, { note: "one more" })).rejects.toMatchObject({ code: "too_many_attempts" });
    await note(6, { note: "from somebody else" });
  });
});

describe("themes (P15)", () => {
  it("are reported beside what came of the campaign, and over all", async () => {
    await takeNote(shopId, await tokenOf(1), { reason: "too_many", note: "Twice a week!" }, after(60));
    await takeNote(shopId, await tokenOf(2), { reason: "too_many", note: "" }, after(60));
    await take({ kind: "complaint" });
    const [first, second] = await cases();
    await sortCase(
      shopId,
      second?.id ?? 0,
      { kind: "complaint", theme: "data_use", assignedTo: "" },
      { actor: "jo", at: after(70) },
    );
    expect(await readCampaignFeedback(shopId, campaignId)).toMatchObject({
      cases: 1,
      complaints: 1,
      handedOver: 6,
      themes: [{ theme: "frequency", cases: 1, reasons: 2 }],
    });
    const overview = await readFeedbackOverview(shopId);
    expect(overview.themes).toEqual([
      { theme: "frequency", cases: 1, reasons: 2 },
      { theme: "data_use", cases: 1, reasons: 0 },
    ]);
    expect(overview.kinds).toEqual(
      expect.arrayContaining([
        { kind: "complaint", cases: 1 },
        { kind: "objection", cases: 1 },
      ]),
    );
    expect(first?.theme).toBe("frequency");
    expect(await readCampaignFeedback(await makeShop(), campaignId)).toBeUndefined();
  });
});

it("has mailed these people", async () => {
  expect(await emailOfSeq(1)).toBe(emailOf(1));
});
