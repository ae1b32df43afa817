import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { pool, prisma } from "~/db/client";
import { log } from "~/lib/log";
import { makeLinkToken } from "~/lib/linkToken";
import { handOverCampaign } from "~/services/delivery/handOver";
import { isListed } from "~/services/exclusions/exclude";
import { optOutByLink } from "~/services/exclusions/optOut";
import { erasePerson } from "~/services/privacy/erasePerson";
import { ERASED_OTHERWISE, ERASURE_STEPS, WITHOUT_A_PERSON } from "~/services/privacy/erasureSteps";
import { lookAfterRequests } from "~/services/privacy/lookAfterRequests";
import { currentLinkKey } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import {
  after,
  customer,
  emailOf,
  firms,
  importLines,
  makeSendingCampaign,
  makeShop,
  START,
} from "../support/factories";
import { withheldOf } from "../support/hand-over-steps";
import { jobs } from "../support/jobs";
import {
  ADDRESS,
  CUSTOMER,
  domainOfShop,
  eraseByShopify,
  exclusionKeyOf,
  fillWithPerson,
  IP,
  MARK,
  markedCustomer,
  ORDER,
  OTHER_IP,
  OTHER_SPELLING,
  shopifyAsks,
} from "../support/privacy-steps";
import { check, importList, listOf } from "../support/prospect-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";
import { whereInDatabase } from "../support/whole-database";

useAppDatabase();

let logged = "";
beforeAll(() => {
  process.env.LOG_LEVEL = "trace";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    logged += String(text);
    return true;
  });
});

/** Append-only tables, of which only the free text may be taken out. */
const APPEND_ONLY: Readonly<Record<string, string>> = { exclusion_event: "note", evidence_export: "reason" };

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});
afterEach(async () => {
  // Each test has the database's markers to itself.
  for (const table of [...ERASURE_STEPS.map((step) => step.table), ...Object.keys(ERASED_OTHERWISE)])
    await pool().query(
      table in APPEND_ONLY
        ? `UPDATE ${table} SET ${APPEND_ONLY[table]} = NULL WHERE ${APPEND_ONLY[table]} IS NOT NULL`
        : `DELETE FROM ${table}`,
    );
});

const requestOf = async (id: string) => prisma().privacyRequest.findFirstOrThrow({ where: { shopId, id: BigInt(id) } });

test("every table of a shop is erased by a step, otherwise, or holds nothing of a person; and none twice", async () => {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT DISTINCT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'shop_id' ORDER BY 1`,
  );
  const listed = [
    ...ERASURE_STEPS.map(({ table }) => table),
    ...Object.keys(ERASED_OTHERWISE),
    ...Object.keys(WITHOUT_A_PERSON),
  ];
  expect(listed.sort()).toEqual(rows.map(({ name }) => name));
});

describe("erasing a person", () => {
  test("leaves nothing of them in any column of any table, in the queue or in the log", async () => {
    await fillWithPerson(shopId);
    // The test can fail: what names them is there before, in these tables at least.
    const before = (await whereInDatabase(MARK)).map((place) => place.split(".")[0]);
    for (const table of [
      "contact", "company", "company_location", "form_evidence", "contact_look_up", "company_look_up", "recipient", "mail_event", "consent_request", "single_mail",
      "exclusion", "exclusion_event", "exclusion_import_row", "prospect_row", "prospect_file_part", "suppression_write", "evidence_export", "consent_import_row",
      "consent_import_part", "feedback_case", "feedback_message", "feedback_attachment",
    ]) expect(before, table).toContain(table); // prettier-ignore
    const id = await eraseByShopify(shopId);
    expect(await whereInDatabase(MARK)).toEqual([]);
    for (const text of [IP, OTHER_IP, ORDER]) expect(await whereInDatabase(text), text).toEqual([]);
    // Everything that is logged is heard.
    log().trace("the erasure is over");
    await new Promise(setImmediate);
    expect(logged).toContain("the erasure is over");
    expect(logged).not.toMatch(new RegExp(`${MARK}|${IP}|${OTHER_IP}|${ORDER}`, "i"));
    // The store's number stays where it says that they were erased, and in reminders to ask the store anew.
    for (const place of await whereInDatabase(String(CUSTOMER)))
      expect(place).toMatch(/^(privacy_request\.customer_id|erased_subject\.subject|pgboss\..*)$/);
    expect(await requestOf(id)).toMatchObject({
      state: "done",
      doneAt: after(200),
      doneBy: "Twostage",
      evidence: {
        // The store's customer, and the one who confirmed with the other spelling.
        contact: 2,
        recipient: 1,
        consent_request: 1,
        exclusion: 1,
        form_evidence: 1,
        prospect_row: 1,
        prospect_file_part: 1,
      },
    });
  });

  test("keeps keyed hash, date and reason of an exclusion, which goes on protecting who comes back", async () => {
    await fillWithPerson(shopId);
    await eraseByShopify(shopId);
    const { rows } = await pool().query("SELECT email, note, source, at, actor FROM exclusion WHERE shop_id = $1", [
      shopId,
    ]);
    expect(rows).toEqual([{ email: null, note: null, source: "staff", at: after(9), actor: "jo" }]);
    await importLines(shopId, [...firms(3), markedCustomer()], after(300));
    const back = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: CUSTOMER } });
    expect(back).toMatchObject({ email: ADDRESS, excluded: true });
  });

  test("keeps the ledger as it was, and its standing", async () => {
    await fillWithPerson(shopId);
    const ledger = async () => {
      const { rows } = await pool().query<{ e: string }>(
        "SELECT e::text FROM consent_event e WHERE shop_id = $1 ORDER BY id",
        [shopId],
      );
      return rows;
    };
    const before = await ledger();
    expect(before.length).toBeGreaterThanOrEqual(4);
    await eraseByShopify(shopId);
    expect(await ledger()).toEqual(before);
  });

  test("leaves the opt-out links of their mails answering, and excluding", async () => {
    await importLines(shopId, [...firms(2), markedCustomer()]);
    const campaignId = await makeSendingCampaign(shopId);
    const { seq } = await prisma().recipient.findFirstOrThrow({ where: { shopId, campaignId, email: ADDRESS } });
    await eraseByShopify(shopId);
    const token = makeLinkToken({ shopId, campaignId, recipientSeq: seq }, await currentLinkKey());
    expect(await optOutByLink(shopId, token, "body_link", after(300))).toMatchObject({ state: "excluded" });
    expect(await isListed(pool(), shopId, await exclusionKeyOf(shopId, OTHER_SPELLING))).toBe(true);
    expect(await whereInDatabase(MARK)).toEqual([]);
  });

  test("takes every spelling of the mailbox and the addresses they had before, and nobody else", async () => {
    await importLines(shopId, [
      ...firms(2),
      markedCustomer(),
      customer(77, { email: OTHER_SPELLING, name: "Zqx Second Account" }),
    ]);
    await makeSendingCampaign(shopId);
    // They change their address in the store; what was sent to the old one is theirs still.
    await importLines(
      shopId,
      [...firms(2), markedCustomer({ email: "zqx.new@elsewhere.example", updatedAt: "2026-03-02T10:00:30Z" })],
      after(60),
    );
    await eraseByShopify(shopId, "zqx.new@elsewhere.example");
    expect(await whereInDatabase(MARK)).toEqual([]);
    expect(await prisma().contact.count({ where: { shopId } })).toBe(2);
  });

  test("leaves an old address of theirs alone that somebody else has now", async () => {
    await importLines(shopId, [...firms(1), markedCustomer({ email: "office@shared.example" })]);
    await makeSendingCampaign(shopId);
    await importLines(
      shopId,
      [
        ...firms(1),
        markedCustomer({ updatedAt: "2026-03-02T10:00:30Z" }),
        customer(78, { email: "office@shared.example", name: "The next clerk" }),
      ],
      after(60),
    );
    await eraseByShopify(shopId);
    const left = await prisma().contact.findMany({ where: { shopId }, orderBy: { shopifyId: "asc" } });
    expect(left.map(({ name }) => name)).toEqual(["Buyer 1", "The next clerk"]);
  });

  test("finds by the address alone who is no contact, but asked, was excluded and mailed", async () => {
    await fillWithPerson(shopId);
    await pool().query("DELETE FROM contact WHERE shop_id = $1 AND shopify_id = $2", [shopId, CUSTOMER]);
    const id = await shopifyAsks(shopId, "customers/redact", 999_999_999, OTHER_SPELLING);
    await erasePerson(shopId, id, () => after(200));
    for (const table of ["recipient", "consent_request", "exclusion", "exclusion_event", "single_mail", "prospect_row"])
      expect((await whereInDatabase(MARK)).filter((place) => place.startsWith(`${table}.`))).toEqual([]);
  });

  test("finds by the customer's number alone all that hangs on the contact, also when the address is not told", async () => {
    await fillWithPerson(shopId);
    await eraseByShopify(shopId, null);
    expect(await whereInDatabase(MARK)).toEqual([]);
  });

  test("does not mail them from a campaign that is queued, and says why", async () => {
    await importLines(shopId, [...firms(2), markedCustomer()]);
    const campaignId = await makeSendingCampaign(shopId);
    await eraseByShopify(shopId);
    const sendGrid = scriptedSendGrid(after(300));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees().sort()).toEqual([emailOf(1), emailOf(2)]);
    expect(Object.values(await withheldOf(shopId, campaignId))).toEqual([expect.arrayContaining(["address_unusable"])]);
  });

  test("puts the review desk and the counts in step", async () => {
    await importLines(shopId, [
      ...firms(2),
      customer(CUSTOMER, { email: ADDRESS, company: "Zqx & Daughters", orders: 9 }),
    ]);
    await eraseByShopify(shopId);
    const { rows } = await pool().query<{ counted: number; there: number; desk: number }>(
      `SELECT (SELECT coalesce(sum(contacts), 0)::int FROM contact_count WHERE shop_id = $1) AS counted,
              (SELECT count(*)::int FROM contact WHERE shop_id = $1 AND deleted_at IS NULL) AS there,
              (SELECT count(*)::int FROM review_item WHERE shop_id = $1) AS desk`,
      [shopId],
    );
    expect(rows).toEqual([{ counted: 2, there: 2, desk: 0 }]);
  });

  test("touches no other shop", async () => {
    const other = await makeShop();
    await importLines(other, [markedCustomer()]);
    await fillWithPerson(shopId);
    await eraseByShopify(shopId);
    expect((await whereInDatabase(ADDRESS)).sort()).toEqual(["contact.email", "contact.search_words"]);
    expect(await prisma().contact.count({ where: { shopId: other, email: ADDRESS } })).toBe(1);
  });

  test("runs again without harm, and after the whole shop's removal", async () => {
    await fillWithPerson(shopId);
    const id = await eraseByShopify(shopId);
    const done = await requestOf(id);
    await erasePerson(shopId, id, () => after(500));
    expect(await requestOf(id)).toEqual(done);
    const again = await shopifyAsks(shopId, "customers/redact", CUSTOMER, ADDRESS, after(600));
    await erasePerson(shopId, again, () => after(601));
    expect(await requestOf(again)).toMatchObject({ state: "done", evidence: {} });
  });

  test("goes on after a lost worker with what is left, and counts all of it", async () => {
    await importLines(shopId, [...firms(1), markedCustomer()]);
    const { id: contactId } = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: CUSTOMER } });
    const { id: campaignId } = await prisma().campaign.create({ data: { shopId, name: "Old", state: "finished" } });
    await pool().query(
      `INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, relation, reasons, policy_version)
       SELECT $1, $2, n, $3, $4, 'customer', '{}', 1 FROM generate_series(1, 2300) n`,
      [shopId, campaignId, contactId, ADDRESS],
    );
    const id = await shopifyAsks(shopId, "customers/redact", CUSTOMER, null);
    let looks = 0;
    await expect(
      erasePerson(shopId, id, () => {
        looks += 1;
        if (looks === 2) throw new Error("the worker is lost");
        return after(200);
      }),
    ).rejects.toThrow("lost");
    expect(await requestOf(id)).toMatchObject({ state: "failed", failure: "the worker is lost", doneAt: null });
    expect(await prisma().contact.count({ where: { shopId, shopifyId: CUSTOMER } })).toBe(1);
    await lookAfterRequests(after(86_400));
    expect(await jobs("privacy-erase")).toContainEqual({ shopId, requestId: id });
    await erasePerson(shopId, id, () => after(86_401));
    expect(await requestOf(id)).toMatchObject({
      state: "done",
      failure: null,
      attempts: 2,
      evidence: { recipient: 2300, contact: 1 },
    });
    expect(await whereInDatabase(MARK)).toEqual([]);
  });

  test("takes their rows out of an uploaded list and its file, and leaves the others importable under their numbers", async () => {
    const { listId } = await fillWithPerson(shopId);
    await eraseByShopify(shopId);
    const list = await check(shopId, listId, {}, after(400));
    expect(list).toMatchObject({ state: "checked", counts: { added: 1 }, encoding: "utf-8" });
    await importList(shopId, listId, after(401));
    expect((await listOf(shopId, listId)).counts).toEqual({ added: 1 });
    const { rows } = await pool().query("SELECT row FROM prospect WHERE shop_id = $1", [shopId]);
    expect(rows).toEqual([{ row: 2 }]);
    expect(await whereInDatabase(MARK)).toEqual([]);
  });
});

describe("a request", () => {
  test("keeps the customer's number and the keyed hashes of the address, and never the address", async () => {
    const id = await shopifyAsks(shopId, "customers/redact");
    const request = await requestOf(id);
    expect(request).toMatchObject({ kind: "erasure", way: "shopify", state: "queued", customerId: BigInt(CUSTOMER) });
    expect(Buffer.from(request.exclusionKey ?? [])).toEqual(await exclusionKeyOf(shopId, ADDRESS));
    expect(request.consentKey).not.toBeNull();
    expect(await whereInDatabase(MARK)).toEqual([]);
  });

  test("asked twice while it is open is one, however it is told; once it is done, another", async () => {
    const first = await shopifyAsks(shopId, "customers/redact", CUSTOMER, null);
    expect(await shopifyAsks(shopId, "customers/redact", CUSTOMER, ADDRESS, after(3600))).toBe(first);
    expect(await shopifyAsks(shopId, "customers/redact", 5, OTHER_SPELLING, after(7200))).toBe(first);
    expect(await shopifyAsks(shopId, "customers/data_request")).not.toBe(first);
    expect((await jobs("privacy-erase")).filter((job) => job.shopId === shopId)).toEqual([
      { shopId, requestId: first },
    ]);
    await erasePerson(shopId, first, () => after(9000));
    expect(await shopifyAsks(shopId, "customers/redact")).not.toBe(first);
  });

  test("asked many times at once is one", async () => {
    await Promise.all(Array.from({ length: 8 }, () => shopifyAsks(shopId, "customers/redact")));
    expect(await prisma().privacyRequest.count({ where: { shopId } })).toBe(1);
  });

  test("of a shop that never had the app is done as it comes", async () => {
    const { takeWebhook } = await import("~/services/webhooks/takeWebhook");
    const shop = "never-there.myshopify.com";
    await takeWebhook(
      { shop, topic: "customers/redact", webhookId: "n1", payload: { customer: { id: 1, email: ADDRESS } } },
      START,
    );
    expect(await prisma().privacyRequest.findFirstOrThrow({ where: { shop } })).toMatchObject({
      state: "done",
      doneAt: START,
      exclusionKey: null,
    });
    expect(await domainOfShop(shopId)).not.toBe(shop);
  });

  test("that fails twice for the same reason is told each time it was begun anew, and never stays as being done", async () => {
    await importLines(shopId, [markedCustomer()]);
    const id = await shopifyAsks(shopId, "customers/redact");
    await pool().query(
      "CREATE FUNCTION contact_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stays' USING ERRCODE = '53100'; END $$",
    );
    await pool().query(
      "CREATE TRIGGER contact_stays BEFORE DELETE ON contact FOR EACH ROW EXECUTE FUNCTION contact_stays()",
    );
    try {
      for (const hours of [1, 2]) {
        await expect(erasePerson(shopId, id, () => after(hours * 3600))).rejects.toThrow();
        expect(await requestOf(id)).toMatchObject({ state: "failed", failure: "database: 53100 exec_stmt_raise" });
        // Of the queue's own attempts one after the other the first is told.
        await expect(erasePerson(shopId, id, () => after(hours * 3600 + 1))).rejects.toThrow();
        await lookAfterRequests(after(hours * 3600 + 2));
        expect(await requestOf(id)).toMatchObject({ state: "queued" });
      }
    } finally {
      await pool().query("DROP FUNCTION contact_stays() CASCADE");
    }
    const told = await prisma().auditEvent.findMany({ where: { shopId, act: "privacy_erasure_failed" } });
    expect(told.map(({ at }) => at)).toEqual([after(3600), after(7200)]);
    await erasePerson(shopId, id, () => after(9000));
    expect(await requestOf(id)).toMatchObject({ state: "done", failure: null });
  });

  test.each([
    ["waits for staff", "customers/data_request", "open"],
    ["is an erasure that goes on failing", "customers/redact", "failed"],
  ] as const)("that falls due within a week reminds staff once, where it %s", async (_name, topic, state) => {
    const id = await shopifyAsks(shopId, topic, CUSTOMER, ADDRESS, START);
    await pool().query("UPDATE privacy_request SET state = $2 WHERE shop_id = $1", [shopId, state]);
    const reminders = async () =>
      (
        await pool().query(
          "SELECT 1 FROM audit_event WHERE shop_id = $1 AND act = 'privacy_reminded' AND subject_id = $2",
          [shopId, id],
        )
      ).rowCount;
    await lookAfterRequests(after(20 * 86_400));
    expect(await reminders()).toBe(0);
    await lookAfterRequests(after(24 * 86_400));
    await lookAfterRequests(after(25 * 86_400));
    expect(await reminders()).toBe(1);
  });
});
