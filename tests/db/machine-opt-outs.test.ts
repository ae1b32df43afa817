import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { handOverCampaign } from "~/services/delivery/handOver";
import { listMachineOptOuts } from "~/services/exclusions/listMachineOptOuts";
import { optOutByLink } from "~/services/exclusions/optOut";
import { releaseByStaff } from "~/services/exclusions/releaseByStaff";
import { undoOptOut } from "~/services/exclusions/undoOptOut";
import { takeNote } from "~/services/feedback/takeNote";
import { reduceOld } from "~/services/privacy/reduceOld";
import { currentLinkKey } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { after, customer, emailOf, firms, importLines, makeSendingCampaign, makeShop } from "../support/factories";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
let shopId: number;
let campaignId: number;
beforeEach(async () => {
  shopId = await makeShop();
  const at = (n: number) => customer(100 + n, { email: `person-${n}@scanned.example` });
  await importLines(shopId, [...firms(3), at(1), at(2), at(3)]);
  campaignId = await makeSendingCampaign(shopId);
  await handOverCampaign(shopId, campaignId, scriptedSendGrid(after(100)));
});

const link = async (email: string) => {
  const { seq } = await prisma().recipient.findFirstOrThrow({ where: { shopId, campaignId, email } });
  return makeLinkToken({ shopId, campaignId, recipientSeq: seq }, await currentLinkKey());
};
const open = async (
  email: string,
  seconds: number,
  userAgent: string | null = CHROME,
  way: "body_link" | "one_click" = "body_link",
) => optOutByLink(shopId, await link(email), way, after(seconds), userAgent);
const found = async () => (await listMachineOptOuts(shopId)).rows;

describe("opt-outs that a machine probably made", () => {
  test("are listed with whom to ring, and what gave them away", async () => {
    await open(emailOf(1), 105);
    await open(emailOf(2), 4000, "python-requests/2.32");
    await open(emailOf(3), 4000);
    expect(await found()).toMatchObject([
      {
        email: emailOf(2),
        agent: "bot",
        seconds: 3900,
        signs: ["bot_agent"],
        name: "Buyer 2",
        company: "Firm 2 Ltd",
        campaignId,
      },
      { email: emailOf(1), agent: "Chrome", seconds: 5, signs: ["at_once"], name: "Buyer 1", company: "Firm 1 Ltd" },
    ]);
    expect((await found())[0]?.contactId).toMatch(/^\d+$/);
    expect(await listMachineOptOuts(await makeShop())).toEqual({ rows: [], more: false });
  });

  test("include all links of a firm that were opened within a minute", async () => {
    for (const n of [1, 2, 3]) await open(`person-${n}@scanned.example`, 5000 + n * 10);
    expect((await found()).map(({ signs }) => signs)).toEqual(Array.from({ length: 3 }, () => ["many_at_domain"]));
  });

  test("are none where a mail program's button was pressed, or somebody said why", async () => {
    await open(emailOf(1), 101, "Google-Bot/1.0 bot", "one_click");
    await open(emailOf(2), 101, null);
    expect(await found()).toHaveLength(1);
    await takeNote(shopId, await link(emailOf(2)), { reason: "too_many", note: "" }, after(200));
    expect(await found()).toEqual([]);
  });

  test("stay excluded and listed until they are taken off with evidence, or take themselves back", async () => {
    for (const n of [1, 2]) await open(emailOf(n), 100 + n);
    const [two, one] = await found();
    await releaseByStaff(
      shopId,
      { key: one?.key ?? "", askedHow: "phone", askedOn: "2026-03-02", note: "Never opened it" },
      "jo",
      after(300),
    );
    await undoOptOut(shopId, await link(emailOf(2)), after(300));
    expect(two?.email).toBe(emailOf(2));
    expect(await found()).toEqual([]);
  });

  test("keep no more than a family of browsers and seconds, and those for a year", async () => {
    await open(emailOf(1), 101);
    const { rows } = await pool().query("SELECT agent, seconds FROM opt_out_trace WHERE shop_id = $1", [shopId]);
    expect(rows).toEqual([{ agent: "Chrome", seconds: 1 }]);
    await reduceOld(after(300 * 86_400));
    expect(await found()).toHaveLength(1);
    await reduceOld(after(370 * 86_400));
    expect(await found()).toEqual([]);
    expect((await pool().query("SELECT 1 FROM exclusion WHERE shop_id = $1", [shopId])).rowCount).toBe(1);
  });
});
