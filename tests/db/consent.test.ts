import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { lockAddress, lockForExclusion, shareContacts } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { confirmConsent, readConfirmation } from "~/services/consent/confirmConsent";
import { LINK_DAYS } from "~/services/consent/requestConsent";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { watchDelivery } from "~/services/delivery/watch";
import { exclude } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { addressKeys } from "~/services/shops/keys";
import { noteUninstallation } from "~/services/shops/install";
import { useAppDatabase } from "../support/app-database";
import { ask, askAndTakeMail, eventsOf, giveConsent, tokenIn } from "../support/consent-steps";
import { after, makeShop, START, WORDING } from "../support/factories";
import { jobs } from "../support/jobs";
import { ACCEPTED, scriptedSendGrid } from "../support/scripted-sendgrid";
import { CONTRACT_MISSING, validateMailSend } from "../support/sendgrid-contract";
import { until, waitingForLock } from "../support/until";

useAppDatabase();

const BROWSER = { ip: "192.0.2.9", userAgent: "Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0" };
const DAY = 86_400;

let shopId: number;
beforeAll(async () => {
  shopId = await makeShop();
});

const mailOf = (mailId: string) =>
  prisma().singleMail.findUniqueOrThrow({ where: { shopId_id: { shopId, id: BigInt(mailId) } } });

async function askedMail(email: string): Promise<string> {
  const mailId = await ask(shopId, email, START);
  if (!mailId) throw new Error("no mail was queued");
  return mailId;
}

describe("stage one, the request", () => {
  test("records what was asked, with which words and where, and queues one verification mail", async () => {
    const mailId = await askedMail("asks@firm.example");
    const request = await prisma().consentRequest.findFirstOrThrow({ where: { shopId, email: "asks@firm.example" } });
    expect(request).toMatchObject({
      surface: "checkout",
      wordingVersion: 1,
      wording: WORDING,
      locale: "en",
      ip: expect.stringMatching(/^192\.0\./) as string,
      requestedAt: START,
      tokenHash: null,
      confirmedAt: null,
    });
    expect(request.expiresAt).toEqual(after(LINK_DAYS * DAY));
    expect(await eventsOf(shopId, "asks@firm.example")).toEqual(["requested"]);
    expect(await jobs("single-mail")).toContainEqual({ shopId, mailId });
    expect(await mailOf(mailId)).toMatchObject({ kind: "verification", state: "queued", requestId: request.id });
  });

  test("keeps no address in the ledger", async () => {
    await askedMail("nowhere@firm.example");
    const { rows } = await pool().query<{ line: string }>(
      "SELECT e::text AS line FROM consent_event e WHERE shop_id = $1",
      [shopId],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ line }) => line.includes("@"))).toEqual([]);
  });

  test("one order asks once a surface, also when its webhook comes many times at once", async () => {
    const order = { orderId: "777" };
    await Promise.all(Array.from({ length: 20 }, () => ask(shopId, "once@firm.example", START, order)));
    expect(await eventsOf(shopId, "once@firm.example")).toEqual(["requested"]);
    expect(
      await prisma().singleMail.count({
        where: {
          shopId,
          requestId: {
            in: (await prisma().consentRequest.findMany({ where: { shopId, email: "once@firm.example" } })).map(
              ({ id }) => id,
            ),
          },
        },
      }),
    ).toBe(1);
  });

  test.each([
    ["other words", { wording: `${WORDING} And from our partners.` }],
    ["a version that was never published", { wordingVersion: 2 }],
  ])("refuses %s than those published", async (_case, over) => {
    await expect(ask(shopId, "words@firm.example", START, over)).rejects.toMatchObject({
      code: "input_invalid",
      fields: ["wording"],
    });
    expect(await prisma().consentRequest.count({ where: { shopId, email: "words@firm.example" } })).toBe(0);
  });

  test("refuses the words of another shop", async () => {
    const other = await makeShop();
    const text = "Yes, another shop may email me.";
    await prisma().consentWording.create({ data: { shopId: other, version: 2, locale: "en", text } });
    await expect(ask(shopId, "words@firm.example", START, { wordingVersion: 2, wording: text })).rejects.toMatchObject({
      code: "input_invalid",
    });
  });

  test("refuses an address that cannot be mailed", async () => {
    await expect(ask(shopId, "nobody", START)).rejects.toMatchObject({ code: "address_invalid" });
  });

  test("asks nothing of an excluded address, in any spelling", async () => {
    await excludeByStaff(shopId, { email: "Out.Person@googlemail.com", note: "rang us", actor: "owner", at: START });
    expect(await ask(shopId, "outperson+shop@gmail.com", START)).toBeUndefined();
    expect(await prisma().consentRequest.count({ where: { shopId, email: "outperson+shop@gmail.com" } })).toBe(0);
  });

  test("queues no second mail to an address that has confirmed", async () => {
    await giveConsent(shopId, "already@firm.example", START);
    expect(await ask(shopId, "already@firm.example", after(60))).toBeUndefined();
    expect(await eventsOf(shopId, "already@firm.example")).toEqual([
      "requested",
      "verification_mailed",
      "confirmed",
      "requested",
    ]);
  });
});

describe("the verification mail", () => {
  test("is committed as an attempt before the request leaves", async () => {
    const mailId = await askedMail("attempt@firm.example");
    let seen: unknown;
    const sendGrid = scriptedSendGrid(after(9), async () => {
      const { rows } = await pool().query(
        "SELECT state, attempted_at FROM single_mail WHERE shop_id = $1 AND id = $2",
        [shopId, mailId],
      );
      seen = rows[0];
      return ACCEPTED;
    });
    await sendSingleMail(shopId, mailId, sendGrid);
    expect(seen).toEqual({ state: "sending", attempted_at: after(9) });
    expect(await mailOf(mailId)).toMatchObject({
      state: "accepted",
      messageId: "message",
      outcome: "202",
      answeredAt: after(9),
    });
  });

  test("writes its message into the ledger, and only the hash of its token into the database", async () => {
    const mailId = await askedMail("hash@firm.example");
    const sendGrid = scriptedSendGrid(START);
    await sendSingleMail(shopId, mailId, sendGrid);
    const token = tokenIn(sendGrid);
    const request = await prisma().consentRequest.findFirstOrThrow({ where: { shopId, email: "hash@firm.example" } });
    expect(Buffer.from(request.tokenHash ?? [])).toEqual(createHash("sha256").update(token).digest());
    const { rows: tables } = await pool().query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')",
    );
    for (const { name } of tables) {
      const { rowCount } = await pool().query(`SELECT 1 FROM ${name} t WHERE strpos(t::text, $1) > 0`, [token]);
      expect(rowCount, name).toBe(0);
    }
    const event = await prisma().consentEvent.findFirstOrThrow({
      where: { shopId, kind: "verification_mailed", requestId: request.id },
    });
    expect(event.proof).toEqual({ messageId: "message-0" });
  });

  test("is a body that SendGrid's own contract allows, to that one person, without trackers", async ({ skip }) => {
    const mailId = await askedMail("contract@firm.example");
    const sendGrid = scriptedSendGrid(START);
    await sendSingleMail(shopId, mailId, sendGrid);
    const [request] = sendGrid.requests;
    expect(request?.to).toEqual(["contract@firm.example"]);
    expect(request?.body.tracking_settings).toEqual({
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    });
    const wrong = validateMailSend(request?.body);
    if (!wrong) return skip(CONTRACT_MISSING);
    expect(wrong).toEqual([]);
  });

  test("goes once, however many workers take its job", async () => {
    const mailId = await askedMail("workers@firm.example");
    const sendGrid = scriptedSendGrid(START);
    // Whoever finds it in flight looks again later, and does not call it lost.
    await Promise.allSettled(Array.from({ length: 8 }, () => sendSingleMail(shopId, mailId, sendGrid)));
    await sendSingleMail(shopId, mailId, sendGrid);
    expect(sendGrid.requests).toHaveLength(1);
    expect(await mailOf(mailId)).toMatchObject({ state: "accepted" });
  });

  test("whose worker was lost is unknown, and never goes again", async () => {
    const mailId = await askedMail("lost@firm.example");
    const lost = scriptedSendGrid(START, () => Promise.reject(new Error("the process was killed")));
    await expect(sendSingleMail(shopId, mailId, lost)).rejects.toThrow("killed");
    const sendGrid = scriptedSendGrid(after(45));
    await sendSingleMail(shopId, mailId, sendGrid);
    await watchDelivery(after(44));
    expect(await mailOf(mailId)).toMatchObject({ state: "sending" });
    await watchDelivery(after(45));
    await sendSingleMail(shopId, mailId, sendGrid);
    expect(sendGrid.requests).toEqual([]);
    expect(await mailOf(mailId)).toMatchObject({ state: "unknown", outcome: "worker_lost" });
  });

  test("that SendGrid did not take is queued again for when it said, and goes then", async () => {
    const mailId = await askedMail("later@firm.example");
    const sendGrid = scriptedSendGrid(START, (_request, number) =>
      number === 0 ? { kind: "retry_later", code: "429", afterSeconds: 40 } : ACCEPTED,
    );
    await sendSingleMail(shopId, mailId, sendGrid);
    expect(await mailOf(mailId)).toMatchObject({ state: "queued", outcome: "429" });
    const { rows } = await pool().query(
      "SELECT start_after FROM pgboss.job WHERE name = 'single-mail' AND data->>'mailId' = $1 ORDER BY start_after",
      [mailId],
    );
    expect(rows).toContainEqual({ start_after: after(40) });
    await sendSingleMail(shopId, mailId, sendGrid);
    expect(await mailOf(mailId)).toMatchObject({ state: "accepted" });
    expect(await eventsOf(shopId, "later@firm.example")).toEqual(["requested", "verification_mailed"]);
  });

  test("for which SendGrid refused the key waits for one that works", async () => {
    const mailId = await askedMail("key@firm.example");
    const sendGrid = scriptedSendGrid(START, (_request, number) =>
      number === 0 ? { kind: "refused", code: "401", account: true, refusedPositions: [] } : ACCEPTED,
    );
    await sendSingleMail(shopId, mailId, sendGrid);
    expect(await mailOf(mailId)).toMatchObject({ state: "queued", outcome: "401" });
    await sendSingleMail(shopId, mailId, sendGrid);
    expect(await mailOf(mailId)).toMatchObject({ state: "accepted" });
  });

  test.each([
    ["refused", { kind: "refused", code: "400", account: false, refusedPositions: [] }],
    ["unknown", { kind: "unknown", code: "ETIMEDOUT" }],
  ] as const)("that ended %s is over, and the ledger does not say that it went", async (state, outcome) => {
    const email = `${state}@firm.example`;
    const mailId = await askedMail(email);
    const sendGrid = scriptedSendGrid(START, () => outcome);
    await sendSingleMail(shopId, mailId, sendGrid);
    await sendSingleMail(shopId, mailId, sendGrid);
    expect(sendGrid.requests).toHaveLength(1);
    expect(await mailOf(mailId)).toMatchObject({ state, outcome: outcome.code });
    expect(await eventsOf(shopId, email)).toEqual(["requested"]);
  });

  test("does not go to an address excluded since", async () => {
    const mailId = await askedMail("since@firm.example");
    await excludeByStaff(shopId, { email: "since@firm.example", note: "rang us", actor: "owner", at: START });
    const sendGrid = scriptedSendGrid(START);
    await sendSingleMail(shopId, mailId, sendGrid);
    expect(sendGrid.requests).toEqual([]);
    expect(await mailOf(mailId)).toMatchObject({ state: "refused", outcome: "excluded" });
  });

  test("waits while the shop is not set up", async () => {
    const other = await makeShop();
    const mailId = await ask(other, "waits@firm.example", START);
    await prisma().shopSettings.update({ where: { shopId: other }, data: { companyNumber: "" } });
    const sendGrid = scriptedSendGrid(START);
    await expect(sendSingleMail(other, mailId ?? "", sendGrid)).rejects.toMatchObject({
      code: "set_up_incomplete",
      fields: ["disclosures_missing"],
    });
    await prisma().shopSettings.update({ where: { shopId: other }, data: { companyNumber: "01234567" } });
    await sendSingleMail(other, mailId ?? "", sendGrid);
    expect(sendGrid.addressees()).toEqual(["waits@firm.example"]);
  });

  test("does not go for a shop that has removed the app", async () => {
    const other = await makeShop();
    const mailId = await ask(other, "removed@firm.example", START);
    const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: other } });
    await noteUninstallation(domain, START);
    const sendGrid = scriptedSendGrid(START);
    await sendSingleMail(other, mailId ?? "", sendGrid);
    expect(sendGrid.requests).toEqual([]);
    const mail = await prisma().singleMail.findUniqueOrThrow({
      where: { shopId_id: { shopId: other, id: BigInt(mailId ?? 0) } },
    });
    expect(mail.state).toBe("queued");
  });
});

describe("stage two, the button", () => {
  test("is not pressed by opening the page, however often", async () => {
    const token = await askAndTakeMail(shopId, "scanner@firm.example", START);
    for (const at of [after(1), after(2), after(3)])
      expect((await readConfirmation(shopId, token, at)).state).toBe("open");
    expect(await eventsOf(shopId, "scanner@firm.example")).toEqual(["requested", "verification_mailed"]);
    expect(
      await prisma().addressStanding.count({
        where: { shopId, standing: "confirmed", since: { in: [after(1), after(2), after(3)] } },
      }),
    ).toBe(0);
  });

  test("confirms once when it is pressed 1,000 times at once", async () => {
    const token = await askAndTakeMail(shopId, "eager@firm.example", START);
    const presses = await Promise.all(
      Array.from({ length: 1000 }, () => confirmConsent(shopId, token, BROWSER, after(30))),
    );
    expect(presses.filter(({ fresh }) => fresh)).toHaveLength(1);
    expect(new Set(presses.map(({ state }) => state))).toEqual(new Set(["confirmed"]));
    expect(await eventsOf(shopId, "eager@firm.example")).toEqual(["requested", "verification_mailed", "confirmed"]);
    expect(await prisma().contact.count({ where: { shopId, email: "eager@firm.example" } })).toBe(1);
    const event = await prisma().consentEvent.findFirstOrThrow({ where: { shopId, kind: "confirmed", at: after(30) } });
    expect(event).toMatchObject({
      surface: "checkout",
      wordingVersion: 1,
      wording: WORDING,
      proof: { act: "button", browser: "Firefox" },
    });
  });

  test("confirms until the last moment and not after it", async () => {
    const token = await askAndTakeMail(shopId, "late@firm.example", START);
    const end = LINK_DAYS * DAY;
    expect((await readConfirmation(shopId, token, after(end - 1))).state).toBe("open");
    expect(await confirmConsent(shopId, token, BROWSER, after(end))).toMatchObject({ state: "expired", fresh: false });
    expect(await eventsOf(shopId, "late@firm.example")).not.toContain("confirmed");
    expect(await confirmConsent(shopId, token, BROWSER, after(end - 1))).toMatchObject({
      state: "confirmed",
      fresh: true,
    });
  });

  test("does nothing for an address excluded since", async () => {
    const token = await askAndTakeMail(shopId, "changed@firm.example", START);
    await excludeByStaff(shopId, { email: "changed+x@firm.example", note: "rang us", actor: "owner", at: after(1) });
    expect(await confirmConsent(shopId, token, BROWSER, after(2))).toMatchObject({ state: "excluded", fresh: false });
    expect(await eventsOf(shopId, "changed@firm.example")).toEqual(["requested", "verification_mailed", "withdrawn"]);
  });

  test("does nothing for an address that is excluded in the same moment", async () => {
    const email = "same-moment@firm.example";
    const token = await askAndTakeMail(shopId, email, START);
    const keys = await addressKeys(shopId);
    let press: ReturnType<typeof confirmConsent> | undefined;
    await transaction(async (tx) => {
      await lockForExclusion(tx, shopId);
      await shareContacts(tx, shopId);
      await lockAddress(tx, shopId, keys.consentKey(email));
      press = confirmConsent(shopId, token, BROWSER, after(1));
      await until(() => waitingForLock());
      await exclude(tx, shopId, [{ key: keys.exclusionKey(email), email, source: "body_link", at: after(1) }]);
    });
    expect(await press).toMatchObject({ state: "excluded", fresh: false });
    expect(await eventsOf(shopId, email)).toEqual(["requested", "verification_mailed", "withdrawn"]);
  });

  test("of another shop's link confirms nothing", async () => {
    const other = await makeShop();
    const token = await askAndTakeMail(shopId, "bound@firm.example", START);
    expect(await confirmConsent(other, token, BROWSER, after(1))).toMatchObject({ state: "invalid", fresh: false });
    expect((await readConfirmation(shopId, token, after(1))).state).toBe("open");
  });

  test("with a made-up or an emptied token confirms nothing", async () => {
    await askedMail("unsent@firm.example");
    for (const token of ["", "null", "A".repeat(32)]) {
      expect(await confirmConsent(shopId, token, BROWSER, after(1))).toMatchObject({ state: "invalid", fresh: false });
    }
  });

  test("works where a mail program has hung punctuation on the link", async () => {
    const token = await askAndTakeMail(shopId, "punctuation@firm.example", START);
    expect(await confirmConsent(shopId, `${token}>.`, BROWSER, after(1))).toMatchObject({
      state: "confirmed",
      fresh: true,
    });
  });
});
