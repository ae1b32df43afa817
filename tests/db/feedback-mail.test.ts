import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pool, prisma } from "~/db/client";
import { takeMail } from "~/services/feedback/takeMail";
import { noteUninstallation } from "~/services/shops/install";
import { addressKeys, currentLinkKey } from "~/services/shops/keys";
import { makeCaseTag } from "~/lib/mailTag";
import { useAppDatabase } from "../support/app-database";
import { after, customer, emailOf, firms, makeShop } from "../support/factories";
import { campaignTo, handOverToTheEnd } from "../support/hand-over-steps";
import { INBOUND_DOMAIN, mail, useInbound } from "../support/inbound-steps";
import { scriptedSendGrid, type ScriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

let shopId: number;
let campaignId: number;
let sendGrid: ScriptedSendGrid;
/** The address of the List-Unsubscribe header of each recipient, and the campaign's reply address. */
const stopAddress = new Map<string, string>();
let replyAddress = "";
let stranger: number;

beforeAll(async () => {
  ({ shopId, campaignId } = await campaignTo([...firms(8), customer(9, { email: "Jo.Nine+news@firm-9.example" })]));
  await useInbound(shopId);
  stranger = await makeShop();
  sendGrid = scriptedSendGrid(after(1));
  await handOverToTheEnd(shopId, campaignId, sendGrid);
  for (const { body } of sendGrid.requests) {
    replyAddress = body.reply_to?.email ?? "";
    for (const { to, headers } of body.personalizations)
      stopAddress.set(
        to[0].email,
        /<mailto:([^?]+)\?subject=unsubscribe>/.exec(headers?.["List-Unsubscribe"] ?? "")?.[1] ?? "",
      );
  }
});

beforeEach(async () => {
  await pool().query("DELETE FROM exclusion WHERE shop_id = $1", [shopId]);
  await prisma().feedbackCase.deleteMany({ where: { shopId } });
});

const stopOf = (email: string) => stopAddress.get(email) ?? "";
const excluded = async () =>
  (await prisma().exclusion.findMany({ where: { shopId }, orderBy: { email: "asc" } })).map(
    ({ email, source, campaignId: campaign, recipientSeq }) => ({
      email,
      source,
      campaign,
      seq: recipientSeq !== null,
    }),
  );
const cases = () => prisma().feedbackCase.findMany({ where: { shopId }, orderBy: { id: "asc" } });

describe("the headers of a campaign's mails", () => {
  it("name the web address first and then an address that tells the recipient, and nothing of them", () => {
    const [{ headers, to } = { headers: undefined, to: undefined }] = sendGrid.requests[0]?.body.personalizations ?? [];
    expect(headers?.["List-Unsubscribe"]).toMatch(
      /^<https:\/\/[^>]+>, <mailto:u[0-9a-f]{62}@feedback\.beacon-spares\.example\?subject=unsubscribe>$/,
    );
    expect(headers?.["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    expect(headers?.["List-Unsubscribe"]).not.toContain(to?.[0].email.split("@")[0]);
    expect(sendGrid.requests.every(({ body }) => body.mail_settings === undefined)).toBe(true);
    expect(new Set(stopAddress.values()).size).toBe(stopAddress.size);
    expect(replyAddress).toMatch(/^r[0-9a-f]{62}@/);
  });
});

describe("a mail to the List-Unsubscribe address", () => {
  it.each([
    ["empty", { subject: "unsubscribe", text: "" }],
    ["with a word in it", { subject: "unsubscribe", text: "unsubscribe" }],
    ["in capitals, as some servers write addresses", { subject: "", text: "", upper: true }],
    [
      "that a mail program sent by itself",
      { subject: "unsubscribe", text: "", headers: { "Auto-Submitted": "auto-generated" } },
    ],
  ])("excludes its sender at once, %s, and makes no case", async (_name, given) => {
    const { upper, ...rest } = { upper: false, ...given };
    const to = upper ? stopOf(emailOf(1)).toUpperCase() : stopOf(emailOf(1));
    expect(await takeMail(shopId, await mail({ from: emailOf(1), to, ...rest }), after(10))).toBe("excluded");
    expect(await excluded()).toEqual([{ email: emailOf(1), source: "reply_mail", campaign: campaignId, seq: true }]);
    expect(await cases()).toEqual([]);
  });

  it("from another address excludes that one and whom it was made for", async () => {
    await takeMail(
      shopId,
      await mail({ from: "office@other.example", to: stopOf(emailOf(2)), subject: "unsubscribe", text: "" }),
      after(10),
    );
    expect((await excluded()).map(({ email }) => email)).toEqual([emailOf(2), "office@other.example"]);
  });

  it("with more to say makes a case too, an objection", async () => {
    const text = "Please unsubscribe me. I have asked you twice by telephone already and nobody did anything.";
    expect(await takeMail(shopId, await mail({ from: emailOf(3), to: stopOf(emailOf(3)), text }), after(10))).toBe(
      "case_opened",
    );
    expect(await cases()).toMatchObject([{ kind: "objection", asksToStop: true, campaignId, email: emailOf(3) }]);
    expect(await excluded()).toHaveLength(1);
  });

  it("that was altered excludes nobody else than its sender's own wish says", async () => {
    const to = stopOf(emailOf(4)).replace(/.(?=@)/, (digit) => (digit === "0" ? "1" : "0"));
    expect(
      await takeMail(shopId, await mail({ from: "x@other.example", to, subject: "hello", text: "" }), after(10)),
    ).toBe("case_opened");
    expect(await excluded()).toEqual([]);
  });

  it("of another shop means nothing here", async () => {
    expect(
      await takeMail(
        stranger,
        await mail({ from: "x@other.example", to: stopOf(emailOf(4)), subject: "hello", text: "hi" }),
        after(10),
      ),
    ).toBe("case_opened");
    expect(await prisma().exclusion.count({ where: { shopId: stranger } })).toBe(0);
  });
});

describe("an answer to a campaign's mail", () => {
  it.each(["unsubscribe", "STOP", "Please remove me", "Abmelden", "Désabonner", "Tynnwch fi"])(
    "that says %j excludes its sender",
    async (text) => {
      expect(
        await takeMail(
          shopId,
          await mail({ from: emailOf(5), to: replyAddress, subject: "Re: Pumps at a tenth off", text }),
          after(10),
        ),
      ).toBe("excluded");
      expect(await excluded()).toEqual([{ email: emailOf(5), source: "reply_mail", campaign: campaignId, seq: true }]);
    },
  );

  it("is known by its sender in another spelling", async () => {
    await takeMail(
      shopId,
      await mail({ from: "jo.nine@Firm-9.example", to: replyAddress, text: "I like these. Do you sell fans?" }),
      after(10),
    );
    const { rows } = await pool().query<{ seq: number }>(
      "SELECT seq FROM recipient WHERE shop_id = $1 AND email = 'Jo.Nine+news@firm-9.example'",
      [shopId],
    );
    expect(await cases()).toMatchObject([{ campaignId, recipientSeq: rows[0]?.seq, kind: "question" }]);
  });

  it("excludes nobody for words in what it quotes, or in a subject that is ours", async () => {
    const text =
      "Do you sell fans?\n\nOn Mon, 2 Mar 2026 at 10:00, Beacon <offers@beacon-spares.example> wrote:\n> Stop these emails: https://x.example\n> unsubscribe";
    await takeMail(
      shopId,
      await mail({ from: emailOf(6), to: replyAddress, subject: "Re: Stop these emails now", text }),
      after(10),
    );
    expect(await excluded()).toEqual([]);
    expect(await cases()).toMatchObject([
      { kind: "question", asksToStop: false, subject: "Re: Stop these emails now" },
    ]);
    const [message] = await prisma().feedbackMessage.findMany({ where: { shopId }, orderBy: { id: "desc" }, take: 1 });
    expect(message).toMatchObject({ body: "Do you sell fans?", verified: "pass" });
    expect(message?.quoted).toContain("unsubscribe");
  });

  it("of a stranger excludes only the stranger", async () => {
    await takeMail(shopId, await mail({ from: "someone@else.example", to: replyAddress, text: "stop" }), after(10));
    expect(await excluded()).toEqual([
      { email: "someone@else.example", source: "reply_mail", campaign: null, seq: false },
    ]);
  });

  it("that is a complaint is due in two working days, and keeps the law's date in view", async () => {
    await takeMail(
      shopId,
      await mail({ from: emailOf(7), to: replyAddress, text: "I want to complain about how you use my data." }),
      new Date("2026-03-05T10:00:00Z"),
    );
    expect(await cases()).toMatchObject([
      {
        kind: "complaint",
        state: "open",
        dueAt: new Date("2026-03-09T23:59:59Z"),
        exclusionKey: expect.anything() as unknown,
      },
    ]);
  });
});

describe("the same mail again", () => {
  it("changes nothing", async () => {
    const first = await mail({
      from: emailOf(8),
      headers: { "Message-ID": "<once@firm.example>" },
      text: "Do you sell fans?",
    });
    expect(await takeMail(shopId, first, after(10))).toBe("case_opened");
    expect(await takeMail(shopId, first, after(20))).toBe("duplicate");
    expect(await cases()).toHaveLength(1);
  });

  it("two at once make one case", async () => {
    const same = await mail({
      from: emailOf(8),
      headers: { "Message-ID": "<twice@firm.example>" },
      text: "Do you sell fans?",
    });
    const outcomes = await Promise.all([takeMail(shopId, same, after(10)), takeMail(shopId, same, after(10))]);
    expect(outcomes.sort()).toEqual(["case_opened", "duplicate"]);
  });

  it("is another one in another shop", async () => {
    const first = await mail({ from: emailOf(8), headers: { "Message-ID": "<shared@firm.example>" } });
    expect(await takeMail(shopId, first, after(10))).toBe("case_opened");
    expect(await takeMail(stranger, first, after(10))).toBe("case_opened");
  });
});

describe("a machine's mail", () => {
  it.each([
    ["an automatic reply", { headers: { "Auto-Submitted": "auto-replied" }, text: "I am away. Please stop by later." }],
    ["a report of non-delivery", { envelopeFrom: "", text: "unsubscribe" }],
    ["out of office", { subject: "Out of office", text: "stop" }],
  ])("%s makes no case and excludes nobody", async (_name, given) => {
    expect(await takeMail(shopId, await mail({ from: emailOf(1), to: replyAddress, ...given }), after(10))).toBe(
      "automatic",
    );
    expect(await cases()).toEqual([]);
    expect(await excluded()).toEqual([]);
  });

  it.each(["office@beacon-spares.example", "offers@beacon-spares.example", `anything@${INBOUND_DOMAIN}`])(
    "from the shop itself (%s) makes nothing",
    async (from) => {
      expect(await takeMail(shopId, await mail({ from, text: "stop" }), after(10))).toBe("nothing");
      expect(await cases()).toEqual([]);
      expect(await excluded()).toEqual([]);
    },
  );
});

describe("an answer to a case", () => {
  const tag = async (caseId: number, shop = shopId) =>
    `${makeCaseTag(shop, caseId, await currentLinkKey())}@${INBOUND_DOMAIN}`;
  const open = async () => {
    await takeMail(shopId, await mail({ from: emailOf(1), text: "Do you sell fans?" }), after(10));
    return (await cases())[0]?.id ?? 0;
  };

  it("goes on with it, opens it again and is due anew", async () => {
    const id = await open();
    await prisma().feedbackCase.update({
      where: { shopId_id: { shopId, id } },
      data: { state: "closed", dueAt: null, acknowledgedAt: after(20), closedAt: after(20), outcome: "answered" },
    });
    const later = new Date("2026-03-09T10:00:00Z");
    expect(
      await takeMail(
        shopId,
        await mail({ from: "jo@elsewhere.example", to: await tag(id), text: "One more thing" }),
        later,
      ),
    ).toBe("case_continued");
    expect(await cases()).toMatchObject([
      {
        state: "open",
        dueAt: new Date("2026-03-11T23:59:59Z"),
        acknowledgedAt: null,
        receivedAt: later,
        closedAt: null,
        outcome: null,
      },
    ]);
    expect(await prisma().feedbackMessage.count({ where: { shopId, caseId: id } })).toBe(2);
  });

  it("that asks for no more marketing excludes its sender, and the desk knows", async () => {
    const id = await open();
    await takeMail(
      shopId,
      await mail({
        from: emailOf(1),
        to: await tag(id),
        text: "Please stop emailing me, and what about the fan that I sent back?",
      }),
      after(30),
    );
    expect(await cases()).toMatchObject([{ asksToStop: true }]);
    expect(await excluded()).toHaveLength(1);
  });

  it("with a tag of another shop, or another case's number, is a case of its own", async () => {
    const id = await open();
    const forged = (await tag(id)).replace(/^c\d+/, `c${id + 1}`);
    for (const to of [await tag(id, stranger), forged])
      expect(await takeMail(shopId, await mail({ from: emailOf(2), to, text: "Let me in" }), after(30))).toBe(
        "case_opened",
      );
    expect(await cases()).toHaveLength(3);
  });
});

describe("when the app has been removed", () => {
  it("a mail still excludes by its tag, keeping no address, and makes no case", async () => {
    const other = await campaignTo(firms(2));
    await useInbound(other.shopId);
    const out = scriptedSendGrid(after(1));
    await handOverToTheEnd(other.shopId, other.campaignId, out);
    const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: other.shopId } });
    await noteUninstallation(domain, after(5));
    const to =
      /<mailto:([^?]+)/.exec(out.requests[0]?.body.personalizations[0]?.headers?.["List-Unsubscribe"] ?? "")?.[1] ?? "";
    await takeMail(
      other.shopId,
      await mail({ from: "x@other.example", to, text: "stop, and I have more to say about all of this and you" }),
      after(10),
    );
    const { exclusionKey } = await addressKeys(other.shopId);
    const listed = await prisma().exclusion.findMany({ where: { shopId: other.shopId } });
    expect(listed.find(({ key }) => Buffer.from(key).equals(exclusionKey("x@other.example")))?.email).toBeNull();
    expect(listed).toHaveLength(2);
    expect(await prisma().feedbackCase.count({ where: { shopId: other.shopId } })).toBe(0);
  });
});
