import { beforeEach, describe, expect, it } from "vitest";
import { pool, prisma } from "~/db/client";
import { lockShop } from "~/db/locks";
import { transaction, type Sql } from "~/db/transaction";
import { CLAUSES } from "~/policy/publicPolicy";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { setOptOutEffect } from "~/services/exclusions/optOutEffect";
import { enterCase } from "~/services/feedback/enterCase";
import { checkPromises, readChecks, requestNightlyChecks } from "~/services/publicPolicy/checkPromises";
import { publishPolicy, savePolicyDraft } from "~/services/publicPolicy/publishPolicy";
import { readPolicyDesk, readPublicPolicy, readVersion } from "~/services/publicPolicy/readPolicy";
import { switchNightly } from "~/services/register/retentionRule";
import { noteUninstallation } from "~/services/shops/install";
import { useAppDatabase } from "../support/app-database";
import { giveConsent } from "../support/consent-steps";
import {
  after,
  customer,
  emailOf,
  firms,
  importLines,
  makeSendingCampaign,
  makeShop,
  person,
  START,
} from "../support/factories";
import { handOverToTheEnd } from "../support/hand-over-steps";
import { jobs } from "../support/jobs";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const words = async () => {
  const { sections } = await readPublicPolicy(shopId, START);
  return sections.flatMap(({ heading, paragraphs }) => [heading, ...paragraphs]).join("\n");
};

/** How many of this database wait for a lock. */
const waiting = async (tx: Sql) =>
  (
    await tx.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
  ).rows[0]?.n ?? 0;

describe("the published policy", () => {
  it("says what the software does for this shop, every clause of it", async () => {
    const text = await words();
    for (const part of [
      "Beacon Spares",
      "Registered in England and Wales, company number 01234567.",
      "our own trade (Heating spares)",
      "signed and in date",
      "24 months",
      "office@beacon-spares.example",
      "/apps/twostage/feedback",
      "ico.org.uk",
      "within 30 days",
    ])
      expect(text).toContain(part);
    const { sections } = await readPublicPolicy(shopId, START);
    expect([...new Set(sections.flatMap(({ clauses }) => clauses))].sort()).toEqual([...CLAUSES].sort());
  });

  it("says when the opt-out link takes effect, and is published anew in the moment in which that changes", async () => {
    expect(await words()).toContain("it takes effect before the page has loaded");
    await setOptOutEffect(shopId, "page_load", "jo", after(1));
    expect(await readVersion(shopId)).toBeUndefined();
    expect(await words()).toContain("it takes effect as soon as the page has loaded");
    await publishPolicy(shopId, { introduction: "Dear customer", closing: "Yours" }, "jo", after(2));
    await savePolicyDraft(shopId, { introduction: "Not yet", closing: "" }, "jo", after(3));
    await setOptOutEffect(shopId, "click", "sam", after(4));
    expect(await readVersion(shopId)).toMatchObject({ introduction: "Dear customer", closing: "Yours", version: 2 });
    expect(await words()).toContain("it takes effect before the page has loaded");
    expect((await readPolicyDesk(shopId, after(5))).draft.introduction).toBe("Not yet");
    await setOptOutEffect(shopId, "click", "sam", after(6));
    expect(await readVersion(shopId)).toMatchObject({ version: 2 });
    const acts = await prisma().auditEvent.findMany({
      where: { shopId, act: "opt_out_effect_changed" },
      orderBy: { id: "asc" },
    });
    expect(acts).toMatchObject([
      { actor: "jo", before: { effect: "click" }, after: { effect: "page_load" } },
      { actor: "sam", before: { effect: "page_load" }, after: { effect: "click" } },
    ]);
  });

  it("says that no company is mailed while the assessment is out of date", async () => {
    const { sections } = await readPublicPolicy(shopId, new Date("2028-01-01T00:00:00Z"));
    expect(JSON.stringify(sections)).toContain("at present we email no company on this ground");
  });

  it("says that data go by themselves only where they do", async () => {
    expect(await words()).toContain("then we remove it");
    await switchNightly(shopId, true, 24, "jo", START);
    expect(await words()).toContain("is removed by itself 24 months");
  });

  it("is frozen by publishing: a version never changes, and the desk says when it is out of date", async () => {
    expect(await publishPolicy(shopId, { introduction: "Welcome.", closing: "" }, "jo", after(1))).toBe(1);
    expect(await readPolicyDesk(shopId, after(2))).toMatchObject({ changed: false, published: { version: 1 } });
    await prisma().shopSettings.update({ where: { shopId }, data: { sector: "Boats" } });
    expect(await readPolicyDesk(shopId, after(3))).toMatchObject({ changed: true });
    expect(await words()).toContain("Heating spares");
    expect(await publishPolicy(shopId, { introduction: "", closing: "Bye." }, "jo", after(4))).toBe(2);
    expect(await words()).toContain("Boats");
    expect(await readVersion(shopId, 1)).toMatchObject({ introduction: "Welcome.", closing: "", version: 1 });
    await expect(prisma().policyVersion.updateMany({ where: { shopId }, data: { introduction: "x" } })).rejects.toThrow(
      /append-only|permission denied/,
    );
    expect((await readPolicyDesk(shopId, after(5))).versions.map(({ version }) => version)).toEqual([2, 1]);
  });

  it("keeps the merchant's words as a draft until they are published, and takes none that are too long", async () => {
    await savePolicyDraft(shopId, { introduction: "Welcome.", closing: "" }, "jo", after(1));
    expect(await readPolicyDesk(shopId, after(1))).toMatchObject({
      draft: { introduction: "Welcome." },
      changed: true,
    });
    expect(await readPublicPolicy(shopId, after(1))).toMatchObject({ introduction: "", version: null });
    await expect(
      publishPolicy(shopId, { introduction: "x".repeat(3001), closing: "" }, "jo", after(2)),
    ).rejects.toMatchObject({ fields: ["introduction"] });
    await publishPolicy(shopId, { introduction: "Welcome.", closing: "" }, "jo", after(3));
    expect(await prisma().policyDraft.count({ where: { shopId } })).toBe(0);
  });

  it("published while the opt-out's effect changes is true of it, whichever comes first", async () => {
    const own = { introduction: "", closing: "" };
    await publishPolicy(shopId, own, "jo", after(1));
    for (const [effect, text] of [
      ["page_load", "as soon as the page has loaded"],
      ["click", "before the page has loaded"],
    ] as const) {
      // Another holds the shop's row until both have begun: the setting's change is first in the queue.
      const changed = await transaction(async (tx) => {
        await lockShop(tx, shopId);
        const both = [setOptOutEffect(shopId, effect, "sam", after(2)), publishPolicy(shopId, own, "jo", after(3))];
        while ((await waiting(tx)) < 2) await tx.query("SELECT pg_sleep(0.01)");
        return { both };
      });
      await Promise.all(changed.both);
      expect(await words()).toContain(text);
    }
  });

  it("published twice at once has two versions", async () => {
    const own = { introduction: "", closing: "" };
    expect(
      (
        await Promise.all([publishPolicy(shopId, own, "a", after(1)), publishPolicy(shopId, own, "b", after(1))])
      ).sort(),
    ).toEqual([1, 2]);
  });
});

describe("the proof of each promise", () => {
  let campaignId: number;
  beforeEach(async () => {
    await importLines(shopId, [...firms(4), person(5), customer(6)]);
    await giveConsent(shopId, emailOf(5), after(1));
    campaignId = await makeSendingCampaign(shopId, {}, after(10));
    await handOverToTheEnd(shopId, campaignId, scriptedSendGrid(after(20)));
    await excludeByStaff(shopId, { email: emailOf(1), note: "rang", actor: "jo", at: after(100) });
  });
  const check = async (at = after(1000)) => {
    await checkPromises(shopId, at);
    return new Map((await readChecks(shopId)).map(({ clause, kept, broken }) => [clause, [kept, broken]]));
  };

  it("counts what was sent, and finds nothing broken in what the software did", async () => {
    const found = await check();
    expect([...found.values()].map(([, broken]) => broken)).toEqual(CLAUSES.map(() => 0));
    expect(Object.fromEntries(found)).toMatchObject({
      P1: [6, 0],
      P2: [5, 0],
      P3: [6, 0],
      P4: [1, 0],
      P5: [1, 0],
      P8: [1, 0],
      P9: [1, 0],
      P12: [1, 0],
      P13: [1, 0],
    });
    expect((await readChecks(shopId))[0]?.checkedAt).toEqual(after(1000));
  });

  // Each sabotage does to the records what a fault of the software would have done.
  it.each([
    ["P1", "UPDATE recipient SET relation = 'none' WHERE shop_id = $1 AND seq = 1"],
    ["P2", "UPDATE batch SET attempted_at = '2020-01-01' WHERE shop_id = $1"],
    ["P3", "UPDATE recipient SET basis = NULL WHERE shop_id = $1 AND seq = 1"],
    [
      "P4",
      "UPDATE recipient SET fact_class = overlay(fact_class placing 'i' from 6) WHERE shop_id = $1 AND basis = 'legitimate_interest'",
    ],
    ["P4", "UPDATE recipient SET basis_since = NULL WHERE shop_id = $1 AND basis = 'consent'"],
    ["P5", "UPDATE campaign SET purpose = '' WHERE shop_id = $1"],
    [
      "P7",
      "UPDATE recipient SET relation = 'prospect', fact_class = overlay(fact_class placing 'r' from 9) WHERE shop_id = $1 AND basis = 'legitimate_interest'",
    ],
    ["P8", "UPDATE campaign SET content = replace(content::text, '%twostage_why%', '')::jsonb WHERE shop_id = $1"],
    [
      "P9",
      "UPDATE campaign SET content = replace(content::text, '%twostage_opt_out_url%', '')::jsonb WHERE shop_id = $1",
    ],
    [
      "P10",
      "UPDATE exclusion SET at = '2026-03-02T10:00:00Z', listed_at = NULL, source = 'body_link' WHERE shop_id = $1",
    ],
    [
      "P11",
      "UPDATE exclusion SET at = '2026-03-02T10:00:00Z', listed_at = NULL, source = 'further_address' WHERE shop_id = $1",
    ],
    ["P12", "UPDATE exclusion SET at = '2026-03-02T10:00:00Z', listed_at = NULL WHERE shop_id = $1"],
    ["P6", "INSERT INTO exclusion_export (shop_id, at, actor, reason) VALUES ($1, now(), 'jo', '')"],
    [
      "P15",
      "INSERT INTO feedback_case (shop_id, kind, state, channel, received_at, campaign_id) VALUES ($1, 'praise', 'closed', 'staff', now(), 1)",
    ],
  ] as const)("finds %s broken: %s", async (clause, sql) => {
    await pool().query(sql, [shopId]);
    expect((await check()).get(clause)?.[1]).toBeGreaterThan(0);
  });

  it.each([
    ["kept to whoever was mailed while their opt-out waited to be written, and had no answer yet", "15 seconds", 0],
    ["broken to whoever was mailed after it was", "5 seconds", 1],
  ])("is %s", async (_, listedAfter, broken) => {
    await pool().query(
      `UPDATE exclusion SET source = 'body_link', at = $2, listed_at = $2::timestamptz + $3::interval WHERE shop_id = $1`,
      [shopId, after(10), listedAfter],
    );
    await pool().query("UPDATE batch SET attempted_at = $2 WHERE shop_id = $1", [shopId, after(20)]);
    expect((await check()).get("P10")).toEqual([1, broken]);
    expect((await check()).get("P12")).toEqual([1, broken]);
  });

  it("finds a confirmation without a verification mail", async () => {
    await pool().query("DELETE FROM single_mail WHERE shop_id = $1", [shopId]);
    await pool().query(
      "INSERT INTO consent_event (shop_id, at, kind, consent_key) VALUES ($1, $2, 'confirmed', decode('00', 'hex'))",
      [shopId, after(5)],
    );
    expect((await check()).get("P13")).toEqual([2, 1]);
  });

  it("finds a complaint that nobody acknowledged within 30 days, and one that was in time none", async () => {
    await enterCase(shopId, { kind: "complaint", name: "", email: "", message: "x" }, { actor: "jo", at: START });
    expect((await check(new Date("2026-03-20T10:00:00Z"))).get("P14")).toEqual([0, 0]);
    expect((await check(new Date("2026-04-20T10:00:00Z"))).get("P14")).toEqual([0, 1]);
  });

  it("does not count another shop's mails, and is asked for of every shop that has the app each night", async () => {
    const other = await makeShop();
    await checkPromises(other, after(1000));
    expect((await readChecks(other)).every(({ kept, broken }) => kept === 0 && broken === 0)).toBe(true);
    const away = await makeShop();
    await noteUninstallation((await prisma().shop.findUniqueOrThrow({ where: { id: away } })).domain, after(1));
    await requestNightlyChecks();
    const asked = (await jobs("policy-check")).map((job) => job.shopId);
    expect(asked).toEqual(expect.arrayContaining([shopId, other]));
    expect(asked).not.toContain(away);
  });

  it("takes seconds in a shop whose mails and opt-outs came since the planner counted them, not a comparison of all with all", async () => {
    // The planner's picture is of shops with one mail each: of a new shop it expects no more.
    await pool().query(
      `INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, reasons, policy_version)
       SELECT 1000000 + n, 1, 1, n, '', decode(md5(n::text), 'hex'), 'legitimate_interest', 'customer', '{}', 1 FROM generate_series(1, 3000) n`,
    );
    await pool().query(
      `INSERT INTO batch (shop_id, campaign_id, number, first_seq, last_seq, state, lease_until)
       SELECT 1000000 + n, 1, 1, 1, 1, 'accepted', now() FROM generate_series(1, 3000) n`,
    );
    await pool().query(
      "INSERT INTO exclusion (shop_id, key, source, at) SELECT 1000000 + n, decode(md5(n::text), 'hex'), 'body_link', now() FROM generate_series(1, 3000) n",
    );
    await pool().query("ANALYZE recipient, batch, exclusion");
    const { id } = await prisma().campaign.findFirstOrThrow({ where: { shopId } });
    await pool().query("DELETE FROM batch WHERE shop_id = $1", [shopId]);
    await pool().query(
      `INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, reasons, policy_version)
       SELECT $1, $2, n, n, '', decode(md5(n::text), 'hex'), 'legitimate_interest', 'customer', '{}', 1 FROM generate_series(1001, 31000) n`,
      [shopId, id],
    );
    await pool().query(
      `INSERT INTO batch (shop_id, campaign_id, number, first_seq, last_seq, state, lease_until, attempted_at, answered_at, handed_over)
       SELECT $1, $2, n + 1, n * 1000 + 1, n * 1000 + 1000, 'accepted', $3, $3, $3, 1000 FROM generate_series(1, 30) n`,
      [shopId, id, after(20)],
    );
    await pool().query(
      "INSERT INTO exclusion (shop_id, key, source, at, listed_at) SELECT $1, decode(md5(n::text), 'hex'), 'body_link', $2, $2 FROM generate_series(1001, 31000) n",
      [shopId, after(10)],
    );
    expect((await check()).get("P10")?.[1]).toBe(30_000);
  }, 15_000);
});
