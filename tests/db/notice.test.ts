import { describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { WHY_KEY } from "~/email/substitutions";
import type { SendOutcome } from "~/integrations/sendgrid/mailSend";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { useAppDatabase } from "../support/app-database";
import { after, customer, emailOf, importLines, makeSendingCampaign, makeShop, START } from "../support/factories";
import { handOverToTheEnd } from "../support/hand-over-steps";
import { csv, importFile } from "../support/prospect-steps";
import { ACCEPTED, scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const NOTICE = /first email to you.*found them here: “Trade directory”, on 1 February 2026/;
const PROSPECTS = ["a@firm-a.example", "b@firm-b.example", "c@firm-c.example"];

/** A shop with three limited companies as prospects, and a customer. */
async function shopWithProspects(): Promise<number> {
  const shopId = await makeShop();
  await importLines(shopId, [customer(1)]);
  const rows = PROSPECTS.map((email, index) => [email, `Firm ${"ABC"[index]} Ltd`]);
  await importFile(shopId, csv(["Email", "Company"], ...rows), {}, { source: "Trade directory" });
  return shopId;
}

/** Sends a campaign to everybody. Gives who was in the requests, and whether their mail carried the notice. */
async function send(
  shopId: number,
  answer: (to: readonly string[], number: number) => SendOutcome = () => ACCEPTED,
  at = after(600),
): Promise<Record<string, boolean>[]> {
  const campaignId = await makeSendingCampaign(shopId, {}, at);
  const sendGrid = scriptedSendGrid(at, ({ to }, number) => answer(to, number));
  await handOverToTheEnd(shopId, campaignId, sendGrid);
  const carries = (words: string | undefined) => NOTICE.test(words ?? "");
  return sendGrid.requests.map(({ body }) =>
    Object.fromEntries(
      body.personalizations.map(({ to, substitutions }): [string, boolean] => [
        to[0].email,
        carries(substitutions?.[WHY_KEY]),
      ]),
    ),
  );
}

async function givenTo(shopId: number): Promise<Record<string, Date | null>> {
  const { rows } = await pool().query<{ email: string; at: Date | null }>(
    "SELECT email, notice_given_at AS at FROM contact WHERE shop_id = $1 ORDER BY email",
    [shopId],
  );
  return Object.fromEntries(rows.map(({ email, at }): [string, Date | null] => [email, at]));
}

const all = (carried: boolean): Record<string, boolean> =>
  Object.fromEntries([...PROSPECTS.map((email): [string, boolean] => [email, carried]), [emailOf(1), false]]);

describe("the notice of UK GDPR Art 14", () => {
  test("is in the first mail to each prospect, and in no other", async () => {
    const shopId = await shopWithProspects();
    expect(await send(shopId)).toEqual([all(true)]);
    expect(await givenTo(shopId)).toEqual({
      ...Object.fromEntries(PROSPECTS.map((email) => [email, after(600)])),
      [emailOf(1)]: null,
    });
    expect(await send(shopId, undefined, after(900))).toEqual([all(false)]);
    const carried = await prisma().recipient.findMany({
      where: { shopId, carriesNotice: true },
      orderBy: { email: "asc" },
    });
    expect(carried.map(({ email }) => email)).toEqual(PROSPECTS);
    expect((await givenTo(shopId))[PROSPECTS[0] ?? ""]).toEqual(after(600));
  });

  test.each<[string, SendOutcome]>([
    ["unknown", { kind: "unknown", code: "ETIMEDOUT" }],
    ["refused", { kind: "refused", code: "400", account: false, refusedPositions: [] }],
  ])("is owed again when it is %s whether the mail went", async (_name, outcome) => {
    const shopId = await shopWithProspects();
    expect(await send(shopId, () => outcome)).toEqual([all(true)]);
    expect(Object.values(await givenTo(shopId))).toEqual([null, null, null, null]);
    expect(await send(shopId, undefined, after(900))).toEqual([all(true)]);
    expect(Object.values(await givenTo(shopId)).filter(Boolean)).toHaveLength(3);
  });

  test("counts as given to those only whom SendGrid took from a batch", async () => {
    const shopId = await shopWithProspects();
    const refuseOne = (to: readonly string[]): SendOutcome => {
      const position = to.indexOf(PROSPECTS[1] ?? "");
      return position === -1
        ? ACCEPTED
        : { kind: "refused", code: "400", account: false, refusedPositions: [position] };
    };
    await send(shopId, refuseOne);
    expect(await givenTo(shopId)).toMatchObject({
      "a@firm-a.example": after(600),
      "b@firm-b.example": null,
      "c@firm-c.example": after(600),
    });
  });

  test("is neither carried by nor counted for who is left out at hand-over", async () => {
    const shopId = await shopWithProspects();
    const campaignId = await makeSendingCampaign(shopId, {}, after(600));
    let first = true;
    const sendGrid = scriptedSendGrid(after(600), async () => {
      if (!first) return ACCEPTED;
      first = false;
      await excludeByStaff(shopId, {
        email: PROSPECTS[2] ?? "",
        note: "asked by telephone",
        actor: "owner",
        at: START,
      });
      return { kind: "retry_later", code: "429", afterSeconds: 5 };
    });
    await handOverToTheEnd(shopId, campaignId, sendGrid);
    expect(sendGrid.requests.map(({ to }) => to.length)).toEqual([4, 3]);
    expect(await givenTo(shopId)).toMatchObject({
      "a@firm-a.example": expect.any(Date) as Date,
      "c@firm-c.example": null,
    });
    const carried = await prisma().recipient.findMany({ where: { shopId, carriesNotice: true } });
    expect(carried.map(({ email }) => email).sort()).toEqual(PROSPECTS.slice(0, 2));
  });
});
