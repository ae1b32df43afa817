import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { isListed } from "~/services/exclusions/exclude";
import { readLink } from "~/services/exclusions/linkTarget";
import { askByLink } from "~/services/privacy/askByLink";
import { erasePerson } from "~/services/privacy/erasePerson";
import { countRequestsDue, listRequests, type RequestRow } from "~/services/privacy/listRequests";
import { takePersonFile } from "~/services/privacy/personFile";
import { readRequest } from "~/services/privacy/readRequest";
import { declineRequest, noteAnswered, openAccess, openErasure, startErasure } from "~/services/privacy/startRequest";
import { currentLinkKey } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { after, emailOf, firms, importLines, makeSendingCampaign, makeShop, START } from "../support/factories";
import { jobs } from "../support/jobs";
import { ADDRESS, exclusionKeyOf, markedCustomer, shopifyAsks } from "../support/privacy-steps";

useAppDatabase();

let shopId: number;
let contactId: string;
beforeEach(async () => {
  shopId = await makeShop();
  await importLines(shopId, [...firms(2), markedCustomer()]);
  contactId = String((await prisma().contact.findFirstOrThrow({ where: { shopId, email: ADDRESS } })).id);
});

const DAY = 86_400;
const ASKING = { askedHow: "phone", note: "Rang on Monday" };
const acts = async (id: string) => {
  const { rows } = await pool().query<{ act: string; actor: string }>(
    "SELECT act, actor FROM audit_event WHERE shop_id = $1 AND subject_kind = 'privacy_request' AND subject_id = $2 ORDER BY id",
    [shopId, id],
  );
  return rows.map(({ act, actor }) => `${act} by ${actor}`);
};

describe("a request taken down by staff", () => {
  test("for erasure is due in a month, queued at once, and done with evidence and who", async () => {
    const id = await openErasure(shopId, contactId, ASKING, "jo", START);
    expect(await jobs("privacy-erase")).toContainEqual({ shopId, requestId: id });
    expect(await readRequest(shopId, id, after(1))).toMatchObject({
      state: "queued", way: "staff", askedHow: "phone", note: "Rang on Monday", requestedBy: "jo", dueAt: new Date("2026-04-02T10:00:00Z"), contactId, due: "later",
    }); // prettier-ignore
    await erasePerson(shopId, id, () => after(60));
    const done = await readRequest(shopId, id, after(61));
    expect(done).toMatchObject({ state: "done", doneBy: "Twostage", note: null, contactId: null, due: "closed" });
    expect(done.evidence).toMatchObject({ contact: 1 });
    expect(await acts(id)).toEqual(["privacy_request_received by jo", "privacy_erasure_done by Twostage"]);
  });

  test("for a copy waits for them until they have given it", async () => {
    const id = await openAccess(shopId, contactId, ASKING, "jo", START);
    await takePersonFile(shopId, id, "html", "sam", after(10));
    await noteAnswered(shopId, id, "sam", after(20));
    expect(await readRequest(shopId, id, after(21))).toMatchObject({
      state: "done", doneBy: "sam", downloads: [{ actor: "sam", at: after(10), format: "html" }],
    }); // prettier-ignore
    expect(await acts(id)).toEqual([
      "privacy_request_received by jo",
      "privacy_file_taken by sam",
      "privacy_answered by sam",
    ]);
  });

  test("twice while it is open is one, also when Shopify asks the same; it is due by the earlier date", async () => {
    const first = await openErasure(shopId, contactId, ASKING, "jo", START);
    const again = await openErasure(shopId, contactId, ASKING, "sam", after(100));
    expect(again).toBe(first);
    expect(await shopifyAsks(shopId, "customers/redact", 424_242_424_242, null, after(3600))).toBe(first);
    expect((await readRequest(shopId, first, after(1))).dueAt).toEqual(new Date("2026-04-01T11:00:00Z"));
    expect(await acts(first)).toEqual([
      "privacy_request_received by jo",
      "privacy_request_repeated by sam",
      "privacy_request_repeated by Shopify",
    ]);
  });

  test.each([
    ["no way of asking", { askedHow: "dream", note: "" }, () => contactId, "input_invalid"],
    ["too long a note", { askedHow: "email", note: "x".repeat(1001) }, () => contactId, "input_invalid"],
    ["a contact that is none", { askedHow: "email", note: "" }, () => "999999", "not_found"],
    ["something typed", { askedHow: "email", note: "" }, () => "1 OR 1=1", "not_found"],
  ])("is refused for %s", async (_name, asking, id, code) => {
    await expect(openAccess(shopId, id(), asking, "jo", START)).rejects.toMatchObject({ code });
  });

  test("about a contact of another shop is refused", async () => {
    await expect(openErasure(await makeShop(), contactId, ASKING, "jo", START)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a request by the link of a mail", () => {
  let token: string;
  beforeEach(async () => {
    const campaignId = await makeSendingCampaign(shopId);
    const { seq } = await prisma().recipient.findFirstOrThrow({ where: { shopId, campaignId, email: ADDRESS } });
    token = makeLinkToken({ shopId, campaignId, recipientSeq: seq }, await currentLinkKey());
  });
  const requests = () => prisma().privacyRequest.findMany({ where: { shopId }, orderBy: { id: "asc" } });

  test("opened by looking is none, and excludes nobody", async () => {
    expect(await readLink(shopId, token)).toBe("open");
    expect(await requests()).toEqual([]);
    expect(await isListed(pool(), shopId, await exclusionKeyOf(shopId, ADDRESS))).toBe(false);
  });

  test("waits for staff, whatever is asked, tied to the recipient and the mailbox", async () => {
    expect(await askByLink(shopId, token, "erasure", START)).toBe("asked");
    expect(await askByLink(shopId, token, "access", START)).toBe("asked");
    expect(
      (await requests()).map(({ kind, way, state, recipientSeq }) => [kind, way, state, recipientSeq !== null]),
    ).toEqual([
      ["erasure", "link", "open", true],
      ["access", "link", "open", true],
    ]);
    expect((await jobs("privacy-erase")).filter((job) => job.shopId === shopId)).toEqual([]);
    const [erasure] = await requests();
    const id = String(erasure?.id);
    expect(await acts(id)).toEqual(["privacy_request_received by The person"]);
    await startErasure(shopId, id, "jo", after(60));
    await erasePerson(shopId, id, () => after(61));
    expect(await prisma().contact.count({ where: { shopId, email: ADDRESS } })).toBe(0);
    expect(await acts(id)).toEqual([
      "privacy_request_received by The person",
      "privacy_erasure_started by jo",
      "privacy_erasure_done by Twostage",
    ]);
  });

  test("works after the person was erased, and says the same", async () => {
    const id = await shopifyAsks(shopId, "customers/redact");
    await erasePerson(shopId, id, () => after(10));
    expect(await readLink(shopId, token)).toBe("open");
    expect(await askByLink(shopId, token, "access", after(20))).toBe("asked");
  });

  test("asked again is the same one, and a link opens so many in a month", async () => {
    for (let round = 0; round < 3; round++)
      expect(await askByLink(shopId, token, "access", after(round))).toBe("asked");
    expect(await requests()).toHaveLength(1);
    for (let round = 0; round < 3; round++) {
      const [open] = (await requests()).filter(({ doneAt }) => doneAt === null);
      await declineRequest(shopId, String(open?.id), "taken_back", "jo", after(10));
      expect(await askByLink(shopId, token, "access", after(20))).toBe("asked");
    }
    expect(await askByLink(shopId, token, "erasure", after(30))).toBe("too_many");
    expect(await askByLink(shopId, token, "erasure", after(31 * DAY))).toBe("asked");
  });

  test("and by staff then keeps who took it down, how and what they noted, each note once", async () => {
    await askByLink(shopId, token, "erasure", START);
    const id = await openErasure(shopId, contactId, ASKING, "jo", after(1));
    await openErasure(shopId, contactId, ASKING, "sam", after(2));
    await openErasure(shopId, contactId, { askedHow: "email", note: "And wrote" }, "sam", after(3));
    await openErasure(shopId, contactId, { askedHow: "email", note: "And wrote" }, "sam", after(3));
    expect(await readRequest(shopId, id, after(4))).toMatchObject({
      state: "queued", way: "link", askedHow: "phone", note: "Rang on Monday\nAnd wrote", requestedBy: "jo",
    }); // prettier-ignore
    expect(await acts(id)).toEqual([
      "privacy_request_received by The person",
      "privacy_request_repeated by jo",
      "privacy_request_repeated by sam",
      "privacy_request_repeated by sam",
      "privacy_request_repeated by sam",
    ]);
  });

  test("by the links of two mails, each pressed many times, is one, and fills no audit", async () => {
    const campaignId = await makeSendingCampaign(shopId);
    const { seq } = await prisma().recipient.findFirstOrThrow({ where: { shopId, campaignId, email: ADDRESS } });
    const second = makeLinkToken({ shopId, campaignId, recipientSeq: seq }, await currentLinkKey());
    await askByLink(shopId, token, "access", START);
    for (let round = 0; round < 5; round++) await askByLink(shopId, second, "access", after(round));
    const opened = await requests();
    expect(opened).toHaveLength(1);
    expect(await acts(String(opened[0]?.id))).toEqual(["privacy_request_received by The person"]);
  });

  test.each([
    ["Shopify passes on as well is Shopify's", async () => shopifyAsks(shopId, "customers/redact"), "shopify", false],
    ["staff take down as well is the person's", async () => openErasure(shopId, contactId, ASKING, "jo", after(1)), "link", true],
  ] as const)("for erasure that %s", async (_name, ask, way, untilOrder) => {
    await askByLink(shopId, token, "erasure", START);
    const id = await ask();
    const [joined] = await requests();
    expect(joined).toMatchObject({ id: BigInt(id), way, topic: way === "shopify" ? "customers/redact" : null });
    await erasePerson(shopId, id, () => after(10));
    const erased = await prisma().erasedSubject.findMany({ where: { shopId } });
    expect(erased.map((each) => each.untilOrder)).toContain(untilOrder);
    expect(new Set(erased.map((each) => each.untilOrder)).size).toBe(1);
  }); // prettier-ignore

  test("pressed many times at once is one", async () => {
    await Promise.all(Array.from({ length: 10 }, () => askByLink(shopId, token, "access", START)));
    const opened = await requests();
    expect(opened).toHaveLength(1);
    expect(await acts(String(opened[0]?.id))).toEqual(["privacy_request_received by The person"]);
  });

  test("of a test mail stands for nobody, and one of another shop or altered is none", async () => {
    const test = makeLinkToken({ shopId, campaignId: 1, recipientSeq: 0 }, await currentLinkKey());
    expect(await askByLink(shopId, test, "access", START)).toBe("test");
    const nobody = makeLinkToken({ shopId, campaignId: 1, recipientSeq: 999_999 }, await currentLinkKey());
    for (const [shop, link] of [
      [await makeShop(), token],
      [shopId, token.slice(2)],
      [shopId, ""],
      [shopId, nobody],
    ] as const) {
      await expect(askByLink(shop, link, "access", START)).rejects.toMatchObject({ code: "link_invalid" });
      await expect(readLink(shop, link)).rejects.toMatchObject({ code: "link_invalid" });
    }
    expect(await requests()).toEqual([]);
  });
});

describe("closing a request", () => {
  test("without doing it needs a known reason, and closes it once", async () => {
    const id = await openAccess(shopId, contactId, ASKING, "jo", START);
    await expect(declineRequest(shopId, id, "no mood", "jo", after(1))).rejects.toMatchObject({
      code: "input_invalid",
    });
    await declineRequest(shopId, id, "not_identified", "jo", after(1));
    expect(await readRequest(shopId, id, after(2))).toMatchObject({
      state: "declined",
      outcome: "not_identified",
      doneBy: "jo",
    });
    await expect(declineRequest(shopId, id, "taken_back", "jo", after(2))).rejects.toMatchObject({
      code: "wrong_state",
    });
    await expect(noteAnswered(shopId, id, "jo", after(2))).rejects.toMatchObject({ code: "wrong_state" });
  });

  test("is refused for an erasure that is being done, for another shop's, and for one that is none", async () => {
    const id = await openErasure(shopId, contactId, ASKING, "jo", START);
    const other = await makeShop();
    for (const work of [
      () => declineRequest(shopId, id, "taken_back", "jo", after(1)),
      () => startErasure(shopId, id, "jo", after(1)),
      () => noteAnswered(shopId, id, "jo", after(1)),
      () => startErasure(other, id, "jo", after(1)),
      () => declineRequest(other, id, "taken_back", "jo", after(1)),
      () => startErasure(shopId, "7; --", "jo", after(1)),
    ]) await expect(work()).rejects.toMatchObject({ code: "wrong_state" }); // prettier-ignore
    await expect(readRequest(other, id, after(1))).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the list", () => {
  test("has overdue and open requests first as they fall due, then closed ones newest first, page by page", async () => {
    const at = after(100 * DAY);
    await pool().query(
      `INSERT INTO privacy_request (shop, shop_id, kind, way, state, customer_id, received_at, due_at, done_at)
       SELECT 'x', $1, 'access', 'staff', CASE WHEN n % 3 = 0 THEN 'open' ELSE 'done' END::privacy_state, n, $2, $2::timestamptz + make_interval(days => n),
              CASE WHEN n % 3 <> 0 THEN $2::timestamptz + make_interval(mins => n / 2) END FROM generate_series(1, 130) n`,
      [shopId, START],
    );
    const rows: RequestRow[] = [];
    for (let after: string | null = ""; after !== null;) {
      const page: Awaited<ReturnType<typeof listRequests>> = await listRequests(shopId, { after, at });
      expect(page.rows.length).toBeLessThanOrEqual(50);
      rows.push(...page.rows);
      after = page.next;
    }
    expect(new Set(rows.map(({ id }) => id)).size).toBe(130);
    const open = rows.filter(({ doneAt }) => doneAt === null);
    expect(rows.slice(0, open.length)).toEqual(open);
    expect(open.map(({ dueAt }) => dueAt.getTime())).toEqual(
      open.map(({ dueAt }) => dueAt.getTime()).sort((a, b) => a - b),
    );
    expect(open.map(({ due }) => due).filter((due, place, all) => due !== all[place - 1])).toEqual([
      "overdue",
      "soon",
      "later",
    ]);
    const closed = rows.slice(open.length).map(({ doneAt }) => doneAt?.getTime() ?? 0);
    expect(closed).toEqual([...closed].sort((a, b) => b - a));
    expect(await countRequestsDue(shopId, at)).toEqual({ open: 43, overdue: 33, soon: 2 });
    expect(await listRequests(await makeShop(), { at })).toEqual({ rows: [], next: null });
  });

  test("names the contact while there is one", async () => {
    await shopifyAsks(shopId, "customers/data_request");
    await shopifyAsks(shopId, "customers/data_request", 1, emailOf(1));
    await shopifyAsks(shopId, "customers/data_request", 9, "nobody@else.example");
    const { rows } = await listRequests(shopId, { at: after(200) });
    expect(rows.map(({ contactName }) => contactName)).toEqual(["Zqx Jo Name", "Buyer 1", null]);
  });
});
