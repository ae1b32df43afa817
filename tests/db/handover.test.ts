import { afterAll, beforeAll, describe, expect, test } from "vitest";
import pg from "pg";
import { env } from "~/lib/env";
import { pool, prisma } from "~/db/client";
import { WHY_KEY } from "~/email/substitutions";
import type { SendOutcome } from "~/integrations/sendgrid/mailSend";
import { resumeCampaign } from "~/services/campaigns/startCampaign";
import { handOverCampaign } from "~/services/delivery/handOver";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { optOutByLink } from "~/services/exclusions/optOut";
import { decideByStaff, undoDecision } from "~/services/legalForm/decideByStaff";
import { seededRandom } from "../simulators/seeded";
import { useAppDatabase } from "../support/app-database";
import {
  after,
  customer,
  emailOf,
  firms,
  importLines,
  makeSendingCampaign,
  makeShop,
  soleTrader,
  START,
  writeLedger,
} from "../support/factories";
import {
  balanced,
  batchesOf,
  campaignTo,
  duplicates,
  handOverToTheEnd,
  optOutTokens,
  stateOf,
  withheldOf,
} from "../support/hand-over-steps";
import { ACCEPTED, scriptedSendGrid, type Request } from "../support/scripted-sendgrid";
import { CONTRACT_MISSING, validateMailSend } from "../support/sendgrid-contract";

useAppDatabase();

/** Three batches and a bit. */
const MANY = 3300;
let big: number;
beforeAll(async () => {
  big = await makeShop();
  await importLines(big, firms(MANY));
});

const everyEmail = Array.from({ length: MANY }, (_, index) => emailOf(index + 1)).sort();
const sizes = (requests: readonly Request[]) => requests.map(({ to }) => to.length).sort((a, b) => b - a);

describe("a campaign", () => {
  test("goes to everybody once, in batches of at most 1000, and is finished", async () => {
    const campaignId = await makeSendingCampaign(big);
    const sendGrid = scriptedSendGrid(after(5));
    await handOverCampaign(big, campaignId, sendGrid);
    expect(sizes(sendGrid.requests)).toEqual([1000, 1000, 1000, 300]);
    expect(sendGrid.addressees().sort()).toEqual(everyEmail);
    const batches = await batchesOf(big, campaignId);
    expect(batches).toMatchObject(
      [1, 2, 3, 4].map((number) => ({ number, state: "accepted", outcome: "202", attempts: 1, attemptedAt: after(5) })),
    );
    expect(batches.map(({ messageId }) => messageId).sort()).toEqual([
      "message-0",
      "message-1",
      "message-2",
      "message-3",
    ]);
    expect(await balanced(big, campaignId, after(9))).toMatchObject({
      eligible: MANY,
      accepted: MANY,
      remaining: 0,
      withheld: 0,
    });
    expect(await stateOf(big, campaignId)).toBe("finished");
    await handOverCampaign(big, campaignId, sendGrid);
    expect(sendGrid.requests).toHaveLength(4);
  });

  test("gives each recipient their own working links, and no address but in the field it goes to", async () => {
    const { shopId, campaignId } = await campaignTo(firms(3));
    const sendGrid = scriptedSendGrid(START);
    await handOverCampaign(shopId, campaignId, sendGrid);
    const [request] = sendGrid.requests as [Request];
    const tokens = optOutTokens(request);
    expect(new Set(tokens.values()).size).toBe(3);
    for (const { to, headers, custom_args } of request.body.personalizations) {
      expect(headers).toEqual({
        "List-Unsubscribe": `<https://app.twostage.test/one-click/${tokens.get(to[0].email)}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      });
      expect(custom_args).toEqual({
        twostage_recipient: expect.stringMatching(new RegExp(`^${shopId}-${campaignId}-[123]$`)) as string,
      });
    }
    const { personalizations, ...shared } = request.body;
    const others = JSON.stringify([shared, personalizations.map(({ to: _to, ...rest }) => rest)]);
    expect([...tokens.keys()].filter((email) => others.includes(email))).toEqual([]);
    await optOutByLink(shopId, tokens.get(emailOf(2)) ?? "", "body_link", after(1));
    expect((await prisma().exclusion.findMany({ where: { shopId } })).map(({ email }) => email)).toEqual([emailOf(2)]);
  });

  test("goes out in bodies that SendGrid's own contract allows, without trackers", async ({ skip }) => {
    const { shopId, campaignId } = await campaignTo([
      ...firms(20),
      customer(21, { email: "o'brien+a@firm-21.example" }),
    ]);
    const sendGrid = scriptedSendGrid(START);
    await handOverCampaign(shopId, campaignId, sendGrid);
    const [request] = sendGrid.requests as [Request];
    expect(request.to).toHaveLength(21);
    expect(request.body.tracking_settings).toEqual({
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    });
    const wrong = validateMailSend(request.body);
    if (!wrong) return skip(CONTRACT_MISSING);
    expect(wrong).toEqual([]);
  });

  test("commits the attempt before the request leaves, as another connection sees", async () => {
    const { shopId, campaignId } = await campaignTo(firms(5));
    const other = new pg.Client({ connectionString: env().DATABASE_URL });
    await other.connect();
    try {
      let seen: unknown;
      const sendGrid = scriptedSendGrid(after(7), async () => {
        const { rows } = await other.query(
          "SELECT state, attempts, attempted_at, handed_over FROM batch WHERE campaign_id = $1",
          [campaignId],
        );
        seen = rows;
        return ACCEPTED;
      });
      await handOverCampaign(shopId, campaignId, sendGrid);
      expect(seen).toEqual([{ state: "sending", attempts: 1, attempted_at: after(7), handed_over: 5 }]);
    } finally {
      await other.end();
    }
  });

  test("that is not sending, or whose audience is not built, is not handed over", async () => {
    const { shopId, campaignId } = await campaignTo(firms(3));
    const sendGrid = scriptedSendGrid(START);
    await prisma().campaign.update({
      where: { shopId_id: { shopId, id: campaignId } },
      data: { audienceBuiltAt: null },
    });
    await handOverCampaign(shopId, campaignId, sendGrid);
    for (const state of ["draft", "paused", "finished", "cancelled"] as const) {
      await prisma().campaign.update({
        where: { shopId_id: { shopId, id: campaignId } },
        data: { state, audienceBuiltAt: START },
      });
      await handOverCampaign(shopId, campaignId, sendGrid);
    }
    expect(sendGrid.requests).toEqual([]);
  });
});

describe("everybody is decided again at the moment of hand-over", () => {
  test("and whoever is out by then is left out, with the reason", async () => {
    const store = [...firms(8), soleTrader(9), customer(10, { email: "jo.bloggs@firm-10.example" })];
    const shopId = await makeShop();
    await importLines(shopId, store);
    await writeLedger(shopId, emailOf(9), ["requested", "confirmed"]);
    const campaignId = await makeSendingCampaign(shopId);
    await excludeByStaff(shopId, { email: "BUYER+any@firm-2.example", note: "rang", actor: "owner", at: after(1) });
    await writeLedger(shopId, emailOf(9), ["withdrawn"]);
    await writeLedger(shopId, emailOf(8), ["requested"]);
    const newer = { updatedAt: "2026-03-01T00:00:00Z" };
    await importLines(
      shopId,
      [
        customer(1),
        customer(2),
        customer(4, { email: "someone-else@firm-4.example", ...newer }),
        customer(5, { tags: ["sole trader"], ...newer }),
        customer(6, { country: "FR", ...newer }),
        customer(7, { company: null, ...newer }),
        customer(8),
        soleTrader(9),
        customer(10, { email: "jo.bloggs@firm-10.example" }),
      ],
      after(2),
    );
    const sendGrid = scriptedSendGrid(after(3));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees().sort()).toEqual([emailOf(1), "jo.bloggs@firm-10.example"]);
    const first = Object.fromEntries(
      Object.entries(await withheldOf(shopId, campaignId)).map(([email, [reason]]) => [email, reason]),
    );
    expect(first).toEqual({
      [emailOf(2)]: "excluded",
      [emailOf(3)]: "address_unusable",
      [emailOf(4)]: "address_unusable",
      [emailOf(5)]: "unknown_without_consent",
      [emailOf(6)]: "outside_uk",
      [emailOf(7)]: "unknown_without_consent",
      [emailOf(8)]: "consent_unconfirmed",
      [emailOf(9)]: "consent_withdrawn",
    });
    expect(await balanced(shopId, campaignId, after(4))).toMatchObject({
      eligible: 10,
      accepted: 2,
      withheld: 8,
      remaining: 0,
    });
    expect(await stateOf(shopId, campaignId)).toBe("finished");
  });

  test("and whomever a wrong copy has let into the audience is left out of what is sent (P12)", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [...firms(2), soleTrader(3)]);
    await excludeByStaff(shopId, { email: emailOf(2), note: "rang", actor: "owner", at: after(1) });
    await pool().query("UPDATE contact SET excluded = false, consent = 'confirmed' WHERE shop_id = $1", [shopId]);
    const campaignId = await makeSendingCampaign(shopId);
    expect(await balanced(shopId, campaignId, after(1))).toMatchObject({ eligible: 3 });
    const sendGrid = scriptedSendGrid(after(3));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees()).toEqual([emailOf(1)]);
    expect(await withheldOf(shopId, campaignId)).toMatchObject({
      [emailOf(2)]: ["excluded"],
      [emailOf(3)]: ["individual_without_consent"],
    });
  });

  test("and an assessment that ran out in between holds all back who are not mailed by consent", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [...firms(5), soleTrader(6)]);
    await writeLedger(shopId, emailOf(6), ["requested", "confirmed"]);
    const campaignId = await makeSendingCampaign(shopId);
    const sendGrid = scriptedSendGrid(new Date("2027-03-01T00:00:00Z"));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees()).toEqual([emailOf(6)]);
    expect(new Set(Object.values(await withheldOf(shopId, campaignId)).map(([reason]) => reason))).toEqual(
      new Set(["assessment_missing"]),
    );
  });

  test("and where nobody is left no request is made", async () => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    await prisma().shopSettings.update({ where: { shopId }, data: { companyNumber: "" } });
    const sendGrid = scriptedSendGrid(after(1));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toEqual([]);
    expect(await batchesOf(shopId, campaignId)).toMatchObject([
      { state: "accepted", outcome: "nobody_left", handedOver: 0, withheld: 4 },
    ]);
    expect(await balanced(shopId, campaignId, after(2))).toMatchObject({ accepted: 0, withheld: 4, remaining: 0 });
    expect(await stateOf(shopId, campaignId)).toBe("finished");
  });

  test("and whoever has confirmed consent in between is mailed, and told so, on that basis", async () => {
    const { shopId, campaignId } = await campaignTo(firms(2));
    await writeLedger(shopId, emailOf(1), ["requested", "confirmed"], after(10));
    const sendGrid = scriptedSendGrid(after(20));
    await handOverCampaign(shopId, campaignId, sendGrid);
    const why = Object.fromEntries(
      sendGrid.requests.flatMap(({ body }) =>
        body.personalizations.map(({ to: [{ email }], substitutions }) => [email, substitutions?.[WHY_KEY]]),
      ),
    );
    expect(why[emailOf(1)]).toBe(
      "You asked us to email you, and confirmed it on 2 March 2026 by the link we sent to this address.",
    );
    expect(why[emailOf(2)]).toContain("legitimate interest");
    const stored = await prisma().recipient.findMany({
      where: { shopId, campaignId },
      orderBy: { email: "asc" },
      select: { basis: true, basisSince: true },
    });
    expect(stored).toEqual([
      { basis: "consent", basisSince: after(10) },
      { basis: "legitimate_interest", basisSince: new Date("2024-01-15T09:00:00Z") },
    ]);
  });

  test("and a prospect who has bought in between is told that they are a customer, since when", async () => {
    const { shopId, campaignId } = await campaignTo(firms(2));
    await pool().query(
      "UPDATE recipient SET relation = 'prospect', basis_since = $3, fact_class = overlay(fact_class PLACING 'pi' FROM 8) WHERE shop_id = $1 AND campaign_id = $2 AND email = $4",
      [shopId, campaignId, new Date("2023-05-01T00:00:00Z"), emailOf(1)],
    );
    const sendGrid = scriptedSendGrid(after(20));
    await handOverCampaign(shopId, campaignId, sendGrid);
    const [one, two] = sendGrid.requests.flatMap(({ body }) =>
      body.personalizations.map(({ substitutions }) => substitutions?.[WHY_KEY]),
    );
    expect(one).toContain("customer");
    expect(one).toBe(two);
    const stored = await prisma().recipient.findMany({
      where: { shopId, campaignId },
      select: { relation: true, basisSince: true, factClass: true },
    });
    expect(stored[0]).toEqual(stored[1]);
    expect(stored[0]).toMatchObject({ relation: "customer", basisSince: new Date("2024-01-15T09:00:00Z") });
  });

  test("and a consent for another spelling of the mailbox does not carry this one", async () => {
    const { shopId, campaignId } = await campaignTo([
      customer(1, { email: "jo+shop@firm-1.example" }),
      customer(2, { email: "Sam@firm-2.example" }),
    ]);
    const newer = { updatedAt: "2026-03-01T00:00:00Z", company: null };
    await importLines(
      shopId,
      [customer(1, { email: "jo@firm-1.example", ...newer }), customer(2, { email: "sam@firm-2.example", ...newer })],
      after(1),
    );
    for (const email of ["jo@firm-1.example", "sam@firm-2.example"])
      await writeLedger(shopId, email, ["requested", "confirmed"]);
    const sendGrid = scriptedSendGrid(after(2));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees()).toEqual(["Sam@firm-2.example"]);
  });
});

describe("how SendGrid answers", () => {
  test.each<[string, SendOutcome, object]>([
    ["refused", { kind: "refused", code: "400", account: false, refusedPositions: [] }, { refused: 4 }],
    ["unknown", { kind: "unknown", code: "ETIMEDOUT" }, { unknown: 4 }],
  ])("%s: the batch is over and never sent again", async (state, outcome, counts) => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    const sendGrid = scriptedSendGrid(START, () => outcome);
    await handOverToTheEnd(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toHaveLength(1);
    expect(await batchesOf(shopId, campaignId)).toMatchObject([
      { state, outcome: outcome.kind === "accepted" ? "202" : outcome.code },
    ]);
    expect(await balanced(shopId, campaignId, after(1))).toMatchObject({ accepted: 0, remaining: 0, ...counts });
    expect(await stateOf(shopId, campaignId)).toBe("finished");
  });

  test("retry later: the batch waits as long as told, is queued for then, and goes", async () => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    const sendGrid = scriptedSendGrid(START, (_request, number) =>
      number < 2 ? { kind: "retry_later", code: "429", afterSeconds: 45 } : ACCEPTED,
    );
    await handOverCampaign(shopId, campaignId, sendGrid);
    const { rows } = await pool().query<{ at: Date }>(
      "SELECT start_after AS at FROM pgboss.job WHERE name = 'campaign-hand-over' AND (data->>'campaignId')::int = $1 ORDER BY created_on DESC LIMIT 1",
      [campaignId],
    );
    expect(rows[0]?.at).toEqual(after(45));
    sendGrid.clock = after(44);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toHaveLength(1);
    await handOverToTheEnd(shopId, campaignId, sendGrid);
    expect(sendGrid.requests.map(({ to }) => to.length)).toEqual([4, 4, 4]);
    expect(await batchesOf(shopId, campaignId)).toMatchObject([{ state: "accepted", attempts: 3, handedOver: 4 }]);
    expect(await balanced(shopId, campaignId, after(1))).toMatchObject({ accepted: 4, remaining: 0 });
  });

  test.each([
    ["401", "sendgrid_key_refused"],
    ["403", "sendgrid_forbidden"],
  ])("%s for the account: the campaign is paused with the reason, and nothing is lost", async (code, reason) => {
    const { shopId, campaignId } = await campaignTo(firms(4));
    let mended = false;
    const sendGrid = scriptedSendGrid(START, () =>
      mended ? ACCEPTED : { kind: "refused", code, account: true, refusedPositions: [] },
    );
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(await prisma().campaign.findFirstOrThrow({ where: { shopId, id: campaignId } })).toMatchObject({
      state: "paused",
      pauseReason: reason,
    });
    expect(await balanced(shopId, campaignId, after(1))).toMatchObject({ remaining: 4 });
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests).toHaveLength(1);
    mended = true;
    await resumeCampaign(shopId, campaignId, "jo", START);
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(await balanced(shopId, campaignId, after(1))).toMatchObject({ accepted: 4, remaining: 0 });
  });

  test("single addresses refused: they are set aside, and the rest goes", async () => {
    const { shopId, campaignId } = await campaignTo(firms(6));
    const sendGrid = scriptedSendGrid(START, ({ to }) => {
      const refusedPositions = to.flatMap((email, position) =>
        email === emailOf(2) || email === emailOf(5) ? [position] : [],
      );
      return refusedPositions.length > 0
        ? { kind: "refused", code: "400", account: false, refusedPositions }
        : ACCEPTED;
    });
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.requests.map(({ to }) => to)).toEqual([[1, 2, 3, 4, 5, 6].map(emailOf), [1, 3, 4, 6].map(emailOf)]);
    expect(
      (
        await prisma().recipient.findMany({ where: { shopId, campaignId, refusal: "400" }, orderBy: { seq: "asc" } })
      ).map(({ email }) => email),
    ).toEqual([2, 5].map(emailOf));
    expect(await balanced(shopId, campaignId, after(1))).toMatchObject({ accepted: 4, refused: 2, remaining: 0 });
  });

  test("whatever the order of answers, the accounts balance and nobody is in two requests that may have been taken", async () => {
    const random = seededRandom(4711);
    const campaignId = await makeSendingCampaign(big, { name: "At random" });
    const mayHaveGone: string[] = [];
    const sendGrid = scriptedSendGrid(START, ({ to }) => {
      const draw = random();
      if (draw < 0.35) return { kind: "retry_later", code: "429", afterSeconds: 1 + Math.floor(random() * 60) };
      if (draw < 0.7)
        return {
          kind: "refused",
          code: "400",
          account: false,
          refusedPositions: [Math.floor(random() * to.length), Math.floor(random() * to.length)],
        };
      mayHaveGone.push(...to);
      return draw < 0.8 ? { kind: "unknown", code: "ECONNRESET" } : ACCEPTED;
    });
    await handOverToTheEnd(big, campaignId, sendGrid);
    expect(duplicates(mayHaveGone)).toEqual([]);
    const { eligible, accepted, unknown, refused, withheld, remaining } = await balanced(
      big,
      campaignId,
      sendGrid.clock,
    );
    expect(accepted + unknown).toBe(mayHaveGone.length);
    expect(refused).toBeGreaterThan(0);
    expect({ remaining, all: accepted + unknown + refused + withheld }).toEqual({ remaining: 0, all: eligible });
  });
});

afterAll(async () => {
  // Whatever the tests did: no recipient of any campaign is eligible without a basis or withheld without a reason.
  const { rows } = await pool().query(
    "SELECT 1 FROM recipient WHERE basis IS NULL AND (withheld <> '{}' OR refusal IS NOT NULL)",
  );
  expect(rows).toEqual([]);
});

test("whom staff decide to be an individual while a batch is queued is left out of it, and told why; undone, they are in the next", async () => {
  const shopId = await makeShop();
  await importLines(shopId, firms(3));
  const campaignId = await makeSendingCampaign(shopId);
  const { id } = await prisma().contact.findFirstOrThrow({ where: { shopId, email: emailOf(2) } });
  const decision = { legalForm: "individual", reason: "He trades alone" } as const;
  const { groupId } = await decideByStaff(shopId, [String(id)], decision, "owner", after(1));
  const sendGrid = scriptedSendGrid(after(5));
  await handOverCampaign(shopId, campaignId, sendGrid);
  expect(sendGrid.addressees().sort()).toEqual([emailOf(1), emailOf(3)]);
  expect(await withheldOf(shopId, campaignId)).toEqual({ [emailOf(2)]: ["individual_without_consent"] });

  await undoDecision(shopId, groupId, "owner", after(10));
  const next = scriptedSendGrid(after(15));
  await handOverCampaign(shopId, await makeSendingCampaign(shopId), next);
  expect(next.addressees().sort()).toEqual([1, 2, 3].map(emailOf));
});
