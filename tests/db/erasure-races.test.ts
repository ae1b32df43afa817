import { beforeEach, describe, expect, test } from "vitest";
import { Readable } from "node:stream";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { startCampaign } from "~/services/campaigns/startCampaign";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { notePlacedOrder } from "~/services/orders/notePlacedOrder";
import { refreshCustomer } from "~/services/customers/refreshCustomer";
import { claimBatch } from "~/services/delivery/batches";
import { decideBatch } from "~/services/delivery/decideBatch";
import { handOverCampaign } from "~/services/delivery/handOver";
import { recordMailEvents } from "~/services/delivery/recordMailEvents";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { isListed } from "~/services/exclusions/exclude";
import { optOutByLink } from "~/services/exclusions/optOut";
import { pullSuppressions } from "~/services/exclusions/pullSuppressions";
import { readImportPart } from "~/services/exclusions/readImport";
import { requestImport, takeImport } from "~/services/exclusions/takeImport";
import { excludeFromCase, replyToCase } from "~/services/feedback/actOnCase";
import { takeMail } from "~/services/feedback/takeMail";
import { makeLinkToken } from "~/lib/linkToken";
import { makeCaseTag } from "~/lib/mailTag";
import { erasePerson } from "~/services/privacy/erasePerson";
import { checkProspects } from "~/services/prospects/checkProspects";
import { guessColumns } from "~/services/prospects/columns";
import { checkList } from "~/services/prospects/describeList";
import { askImport, importProspects } from "~/services/prospects/importProspects";
import { currentLinkKey } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { ask, askAndTakeMail } from "../support/consent-steps";
import { after, bytesOf, customer, emailOf, firms, importBytes, importLines, makeDraft, makeRun, makeSendingCampaign, makeShop, START, WORDING } from "../support/factories"; // prettier-ignore
import { INBOUND_DOMAIN, mail } from "../support/inbound-steps";
import { ADDRESS, CUSTOMER, eraseByShopify, exclusionKeyOf, MARK, markedCustomer, shopifyAsks } from "../support/privacy-steps"; // prettier-ignore
import { check, csv, listOf, TERMS, upload } from "../support/prospect-steps";
import { ACCEPTED, scriptedSendGrid } from "../support/scripted-sendgrid";
import { until, waitingForLock } from "../support/until";
import { whereInDatabase } from "../support/whole-database";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
  await importLines(shopId, [...firms(2), markedCustomer()]);
});

const nothingLeft = async () => expect(await whereInDatabase(MARK)).toEqual([]);
const present = () => prisma().contact.count({ where: { shopId, shopifyId: CUSTOMER } });

/** Erases while `work` runs, which has begun before and is held up by the erasure's own locks: it has read what it reads before them. */
async function eraseWhile(work: () => Promise<unknown>, at = after(200)): Promise<void> {
  const id = await shopifyAsks(shopId, "customers/redact");
  let erasing: Promise<unknown> | undefined;
  let working: Promise<unknown> | undefined;
  // Holds the contact's row: the erasure has taken its locks, has done all the rest, and cannot end.
  await transaction(async (tx) => {
    await tx.query("SELECT 1 FROM contact WHERE shop_id = $1 AND shopify_id = $2 FOR UPDATE", [shopId, CUSTOMER]);
    erasing = erasePerson(shopId, id, () => at);
    await until(() => waitingForLock(1));
    working = work();
    await until(() => waitingForLock(2));
  });
  await Promise.all([erasing, working]);
  expect((await prisma().privacyRequest.findFirstOrThrow({ where: { shopId } })).state).toBe("done");
}

describe("a sync", () => {
  test("whose file the store was asked for before the erasure does not bring the person back; a later one does, if the store has them", async () => {
    const runId = await makeRun(shopId, after(100));
    const lines = [...firms(2), markedCustomer({ updatedAt: "2026-03-02T10:05:00Z", marketingState: "UNSUBSCRIBED" })];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    let erased = false;
    const slowly = async function* (from: number) {
      for await (const piece of bytesOf(Buffer.from(text).subarray(from), 400)) {
        // In the middle of the file: the run has begun, and their line is still to come.
        if (!erased) await eraseByShopify(shopId);
        erased = true;
        yield piece;
      }
    };
    await importBytes(shopId, runId, slowly, after(100));
    await nothingLeft();
    expect(await present()).toBe(0);
    // That they unsubscribed in the store is not lost.
    expect(await isListed(pool(), shopId, await exclusionKeyOf(shopId, ADDRESS))).toBe(true);
    await importLines(shopId, lines, after(300));
    expect(await present()).toBe(1);
    await prisma().contact.deleteMany({ where: { shopId, shopifyId: CUSTOMER } });
  });

  test("writing a chunk when the erasure begins is waited for, and what it wrote is erased", async () => {
    const runId = await makeRun(shopId, after(100));
    const id = await shopifyAsks(shopId, "customers/redact");
    const changed = markedCustomer({ name: "Zqx Renamed", updatedAt: "2026-03-02T10:05:00Z" });
    let importing: Promise<unknown> | undefined;
    let erasing: Promise<unknown> | undefined;
    await transaction(async (tx) => {
      await tx.query("SELECT 1 FROM contact WHERE shop_id = $1 AND shopify_id = $2 FOR UPDATE", [shopId, CUSTOMER]);
      const file = () => Readable.from([Buffer.from(`${JSON.stringify(changed)}\n`)]);
      importing = importBytes(shopId, runId, file, after(100));
      await until(() => waitingForLock(1));
      erasing = erasePerson(shopId, id, () => after(200));
      await until(() => waitingForLock(2));
    });
    await Promise.all([importing, erasing]);
    await nothingLeft();
  });
});

describe("a refresh by a message", () => {
  test("that asked the store before the erasure does not bring the person back", async () => {
    const slowStore = async () => {
      await eraseByShopify(shopId);
      return { customer: { ...markedCustomer({ marketingState: "UNSUBSCRIBED" }) } };
    };
    await refreshCustomer(shopId, String(CUSTOMER), slowStore, after(199));
    await nothingLeft();
    expect(await isListed(pool(), shopId, await exclusionKeyOf(shopId, ADDRESS))).toBe(true);
  });

  test("of another customer with the same mailbox, asked for before, does not either", async () => {
    const slowStore = async () => {
      await eraseByShopify(shopId);
      return { customer: customer(88, { email: "zqx.jo+two@zqxfirm.example", name: "Zqx Two" }) };
    };
    await refreshCustomer(shopId, "88", slowStore, after(199));
    await nothingLeft();
  });

  test("after an erasure that staff asked for brings them back with a newer order only", async () => {
    const { openErasure } = await import("~/services/privacy/startRequest");
    const contact = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: CUSTOMER } });
    const id = await openErasure(shopId, String(contact.id), { askedHow: "email", note: "" }, "jo", after(100));
    await erasePerson(shopId, id, () => after(200));
    const store = (over: Parameters<typeof markedCustomer>[0]) => () =>
      Promise.resolve({ customer: markedCustomer(over) });
    await refreshCustomer(shopId, String(CUSTOMER), store({}), after(300));
    expect(await present()).toBe(0);
    await refreshCustomer(shopId, String(CUSTOMER), store({ lastOrderAt: after(250).toISOString() }), after(301));
    expect(await present()).toBe(1);
    await prisma().contact.deleteMany({ where: { shopId, shopifyId: CUSTOMER } });
  });
});

describe("an audience", () => {
  test("that is being stored is waited for, and the person goes out of it", async () => {
    const campaignId = await makeDraft(shopId);
    await startCampaign(shopId, campaignId, "owner", after(90));
    const id = await shopifyAsks(shopId, "customers/redact");
    let building: Promise<unknown> | undefined;
    let erasing: Promise<unknown> | undefined;
    await transaction(async (tx) => {
      await tx.query("SELECT 1 FROM campaign WHERE shop_id = $1 AND id = $2 FOR UPDATE", [shopId, campaignId]);
      building = buildAudience(shopId, campaignId, after(100));
      await until(() => waitingForLock(1));
      erasing = erasePerson(shopId, id, () => after(200));
      await until(() => waitingForLock(2));
    });
    await Promise.all([building, erasing]);
    await nothingLeft();
    const sendGrid = scriptedSendGrid(after(300));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees().sort()).toEqual([emailOf(1), emailOf(2)]);
  });

  test("begun while the person is being erased does not hold them", async () => {
    const campaignId = await makeDraft(shopId);
    await startCampaign(shopId, campaignId, "owner", after(90));
    await eraseWhile(() => buildAudience(shopId, campaignId, after(100)));
    await nothingLeft();
    expect(await prisma().recipient.count({ where: { shopId, campaignId } })).toBe(2);
  });
});

describe("a hand-over", () => {
  test("being decided is waited for: that mail is on its way, and its answer brings nothing back", async () => {
    const campaignId = await makeSendingCampaign(shopId);
    const sendGrid = scriptedSendGrid(after(150), async () => {
      await eraseByShopify(shopId);
      return ACCEPTED;
    });
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees()).toContain(ADDRESS);
    await nothingLeft();
  });

  test("that SendGrid put off leaves the person out of the second attempt", async () => {
    const campaignId = await makeSendingCampaign(shopId);
    const sendGrid = scriptedSendGrid(after(150), (_request, number) =>
      number === 0 ? { kind: "retry_later", code: "503", afterSeconds: 5 } : ACCEPTED,
    );
    await handOverCampaign(shopId, campaignId, sendGrid);
    await eraseByShopify(shopId);
    sendGrid.clock = after(400);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests.map(({ to }) => to.includes(ADDRESS))).toEqual([true, false]);
  });

  test("of a batch claimed before is decided on nobody's old address", async () => {
    const campaignId = await makeSendingCampaign(shopId);
    const batch = await claimBatch(shopId, campaignId, after(100));
    if (!batch) throw new Error("the batch was not claimed");
    let sendable: Awaited<ReturnType<typeof decideBatch>>;
    await eraseWhile(async () => {
      sendable = await decideBatch(batch, after(101));
    });
    expect(sendable?.map(({ email }) => email)).toEqual([emailOf(1), emailOf(2)]);
    await nothingLeft();
  });

  test("told of by SendGrid while the person is erased excludes by the key, without the address", async () => {
    const campaignId = await makeSendingCampaign(shopId);
    const { seq } = await prisma().recipient.findFirstOrThrow({ where: { shopId, campaignId, email: ADDRESS } });
    await eraseWhile(() =>
      recordMailEvents(
        shopId,
        [
          {
            event: "spamreport",
            timestamp: Math.floor(after(150).getTime() / 1000),
            sg_message_id: "m",
            twostage_recipient: `${shopId}-${campaignId}-${seq}`,
          },
        ],
        after(150),
      ),
    );
    await nothingLeft();
    expect(await isListed(pool(), shopId, await exclusionKeyOf(shopId, ADDRESS))).toBe(true);
  });
});

describe("an exclusion", () => {
  test("by the link of a mail, under way, is not lost, and brings no address back", async () => {
    const campaignId = await makeSendingCampaign(shopId);
    const { seq } = await prisma().recipient.findFirstOrThrow({ where: { shopId, campaignId, email: ADDRESS } });
    const token = makeLinkToken({ shopId, campaignId, recipientSeq: seq }, await currentLinkKey());
    await eraseWhile(() => optOutByLink(shopId, token, "one_click", after(150)));
    await nothingLeft();
    expect(await isListed(pool(), shopId, await exclusionKeyOf(shopId, ADDRESS))).toBe(true);
  });

  test("from a file that is being taken in is not lost either", async () => {
    const bytes = Buffer.from(`${ADDRESS}\n`);
    const { importId } = await readImportPart(
      shopId,
      { importId: undefined, linesBefore: 0, bytes, actor: "jo" },
      after(1),
    );
    await requestImport(shopId, importId, "jo", after(2));
    await eraseWhile(() => takeImport(shopId, importId, after(150)));
    await nothingLeft();
    expect(await isListed(pool(), shopId, await exclusionKeyOf(shopId, ADDRESS))).toBe(true);
  });

  test("from a part of a file that is read meanwhile is kept by its key", async () => {
    const bytes = Buffer.from(`${ADDRESS}\n`);
    await eraseWhile(() =>
      readImportPart(shopId, { importId: undefined, linesBefore: 0, bytes, actor: "jo" }, after(1)),
    );
    await nothingLeft();
    expect(await prisma().exclusionImportRow.findMany({ where: { shopId } })).toMatchObject([{ email: null }]);
  });

  test("that SendGrid tells of is listed without the address", async () => {
    await pool().query("UPDATE exclusion_return SET pull = 'waiting' WHERE shop_id = $1", [shopId]);
    const page = async (_shop: number, list: string) => {
      if (list === "unsubscribes") await eraseByShopify(shopId);
      const entries = list === "unsubscribes" ? [{ email: ADDRESS, at: after(50) }] : [];
      return { kind: "page" as const, read: entries.length, entries };
    };
    await pullSuppressions(shopId, { page, now: () => after(199), stopping: false });
    await nothingLeft();
    expect(await isListed(pool(), shopId, await exclusionKeyOf(shopId, ADDRESS))).toBe(true);
  });
});

describe("a consent", () => {
  test("being confirmed is waited for, and neither waits for the other for ever", async () => {
    const token = await askAndTakeMail(shopId, ADDRESS, after(10), { userAgent: "Zqx", ip: "203.0.113.9" });
    await eraseWhile(() => confirmConsent(shopId, token, { ip: "203.0.113.9", userAgent: "Zqx" }, after(150)));
    await nothingLeft();
    expect(await whereInDatabase("203.0.113.9")).toEqual([]);
  });

  test("on an order that was read before the erasure is not asked for", async () => {
    const slowStore = async () => {
      await eraseByShopify(shopId);
      const value = JSON.stringify({ v: 1, wording: WORDING, wordingVersion: 1, locale: "en", consent: true });
      return {
        order: {
          id: "gid://shopify/Order/5",
          email: ADDRESS,
          clientIp: "203.0.113.9",
          createdAt: START.toISOString(),
          test: false,
          metafield: { value },
        },
      };
    };
    await notePlacedOrder(shopId, "5", slowStore, after(199));
    await nothingLeft();
  });

  test("asked for anew afterwards by the person is theirs to ask", async () => {
    await eraseByShopify(shopId);
    expect(await ask(shopId, ADDRESS, after(300))).toBeDefined();
    await prisma().consentRequest.deleteMany({ where: { shopId } });
  });

  test("whose verification mail is on its way loses the mail's row, and the answer harms nothing", async () => {
    const mailId = (await ask(shopId, ADDRESS, after(10))) ?? "";
    const sendGrid = scriptedSendGrid(after(20), async () => {
      await eraseByShopify(shopId);
      return ACCEPTED;
    });
    await sendSingleMail(shopId, mailId, sendGrid);
    await nothingLeft();
    expect(await prisma().singleMail.count({ where: { shopId } })).toBe(0);
  });
});

describe("a list of prospects", () => {
  const HEADING = ["Email", "Name", "Company"];
  const rows = csv(
    HEADING,
    ["one@one.example", "One", "One Ltd"],
    [ADDRESS, "Zqx Listed", "Zqx Ltd"],
    ["two@two.example", "Two", "Two Ltd"],
  );

  test("being read when the person is erased is read anew, without them", async () => {
    const listId = await upload(shopId, rows);
    const mapping = guessColumns((await listOf(shopId, listId)).columns);
    await checkList(shopId, listId, { ...TERMS, mapping }, "owner", after(10));
    let checking: Promise<unknown> | undefined;
    const id = await shopifyAsks(shopId, "customers/redact");
    // The reading has the file in its stage and waits for the list, which the erasure holds.
    await transaction(async (tx) => {
      await tx.query("SELECT 1 FROM prospect_list WHERE shop_id = $1 AND id = $2 FOR UPDATE", [shopId, listId]);
      checking = checkProspects(shopId, listId, after(11)).catch((error: unknown) => error);
      await until(() => waitingForLock(1));
      // What the erasure does to the list, here in the transaction that holds it.
      await tx.query("UPDATE prospect_list SET file_version = file_version + 1 WHERE shop_id = $1 AND id = $2", [
        shopId,
        listId,
      ]);
    });
    expect(await checking).toMatchObject({ code: "wrong_state" });
    await erasePerson(shopId, id, () => after(200));
    await checkProspects(shopId, listId, after(201));
    expect((await listOf(shopId, listId)).counts).toEqual({ added: 2 });
    await nothingLeft();
  });

  test("being imported when the person is erased leaves them out, or is erased after them", async () => {
    const listId = await upload(
      shopId,
      csv(HEADING, ["one@one.example", "One", "One Ltd"], ["zqx.other@zqxfirm.example", "Zqx Listed", "Zqx Ltd"]),
    );
    await check(shopId, listId);
    await askImport(shopId, listId, "owner", after(61));
    const id = await shopifyAsks(shopId, "customers/redact", 4, "zqx.other@zqxfirm.example");
    await Promise.all([importProspects(shopId, listId, after(62)), erasePerson(shopId, id, () => after(200))]);
    expect((await whereInDatabase("zqx.other")).filter((place) => !place.startsWith("contact."))).toEqual([]);
    expect(await prisma().contact.count({ where: { shopId, email: "zqx.other@zqxfirm.example" } })).toBe(0);
    await eraseByShopify(shopId);
    await nothingLeft();
  });
});

describe("somebody who writes to the feedback desk", () => {
  const letter = (text: string, to?: string) =>
    mail({ from: ADDRESS, fromName: "Zqx Jo", text, ...(to ? { to } : {}) });
  const caseOf = () => prisma().feedbackCase.findFirstOrThrow({ where: { shopId } });

  test("while they are erased leaves a closed case without words, and is answered by no mail", async () => {
    await eraseWhile(async () => takeMail(shopId, await letter("Zqx: do you sell fans?"), after(200)));
    await nothingLeft();
    expect(await caseOf()).toMatchObject({ state: "closed", outcome: "erased", dueAt: null, email: null });
  });

  test("about a case that is erased meanwhile does not open it again", async () => {
    await takeMail(shopId, await letter("Zqx: do you sell fans?"), after(100));
    const { id } = await caseOf();
    const to = `${makeCaseTag(shopId, id, await currentLinkKey())}@${INBOUND_DOMAIN}`;
    await eraseWhile(async () => takeMail(shopId, await letter("Zqx: well?", to), after(200)));
    await nothingLeft();
    expect(await caseOf()).toMatchObject({ state: "closed", outcome: "erased" });
  });

  test("and is just being answered gets no answer, and staff are told that the case is over", async () => {
    await takeMail(shopId, await letter("Zqx: do you sell fans?"), after(100));
    const { id } = await caseOf();
    let refused: unknown;
    await eraseWhile(() =>
      replyToCase(shopId, id, "Dear Zqx, we do", { actor: "jo", at: after(200) }).catch((error: unknown) => {
        refused = error;
      }),
    );
    expect(refused).toMatchObject({ code: "wrong_state" });
    await nothingLeft();
    expect(await prisma().singleMail.count({ where: { shopId, kind: "reply" } })).toBe(0);
  });

  test("whose case staff exclude from while they write does not wait for them for ever, nor they for staff", async () => {
    await takeMail(shopId, await letter("Zqx: do you sell fans?"), after(100));
    const { id } = await caseOf();
    const to = `${makeCaseTag(shopId, id, await currentLinkKey())}@${INBOUND_DOMAIN}`;
    const stop = await letter("Zqx: please stop emailing me, and what about the fans?", to);
    for (let round = 0; round < 10; round++)
      await Promise.all([
        excludeFromCase(shopId, id, { actor: "jo", at: after(110) }),
        takeMail(shopId, { ...stop, messageId: `<zqx-${round}@firm.example>` }, after(110)),
      ]);
    await eraseByShopify(shopId);
    await nothingLeft();
  });

  test("again afterwards is heard", async () => {
    await eraseByShopify(shopId);
    await takeMail(shopId, await letter("Zqx: do you sell fans?"), after(201));
    expect(await caseOf()).toMatchObject({ state: "open", email: ADDRESS });
    await eraseByShopify(shopId, ADDRESS, after(300));
    await nothingLeft();
  });
});
