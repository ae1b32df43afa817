import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { decide, POLICY_VERSION, type Decision } from "~/policy/decide";
import type { ConsentStanding, EvidenceStrength, LegalForm, ProspectOrigin, Relation } from "~/policy/facts";
import type { Basis, Reason } from "~/policy/reasons";
import { audienceCriteria, type AudienceCriteria } from "~/services/campaigns/audience";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { changeState } from "~/services/campaigns/drafts";
import { previewAudience } from "~/services/campaigns/previewAudience";
import { readStoredDecisions } from "~/services/campaigns/readProgress";
import { startCampaign } from "~/services/campaigns/startCampaign";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { loadShopState } from "~/services/shops/setUp";
import { seededRandom } from "../simulators/seeded";
import { useAppDatabase } from "../support/app-database";
import {
  after,
  customer,
  emailOf,
  firms,
  importLines,
  importText,
  makeDraft,
  makeSendingCampaign,
  makeShop,
  person,
  soleTrader,
  START,
  writeLedger,
} from "../support/factories";
import { jobs } from "../support/jobs";

useAppDatabase();

interface RecipientRow {
  shopifyId: string;
  contactId: string;
  seq: number;
  email: string;
  basis: Basis | null;
  reasons: Reason[];
  since: Date | null;
  policyVersion: number;
}

async function recipients(shopId: number, campaignId: number): Promise<RecipientRow[]> {
  const { rows } = await pool().query<RecipientRow>(
    `SELECT c.shopify_id::text AS "shopifyId", c.id::text AS "contactId", r.seq, r.email, r.basis, r.reasons, r.basis_since AS since, r.policy_version AS "policyVersion"
     FROM recipient r JOIN contact c ON c.shop_id = r.shop_id AND c.id = r.contact_id WHERE r.shop_id = $1 AND r.campaign_id = $2 ORDER BY r.seq`,
    [shopId, campaignId],
  );
  return rows;
}

const chosen = async (shopId: number, campaignId: number) =>
  (await recipients(shopId, campaignId))
    .filter(({ basis }) => basis !== null)
    .map(({ shopifyId }) => Number(shopifyId))
    .sort((a, b) => a - b);

const everybody = audienceCriteria.parse({});

/** The same decisions, made slowly: one contact after the other, in TypeScript, from single look-ups. */
async function slowDecisions(
  shopId: number,
  at: Date,
): Promise<Map<string, { basis: Basis | null; reasons: readonly Reason[] }>> {
  const { shop, facts } = await loadShopState(shopId, at);
  const { rows: contacts } = await pool().query<{
    id: string;
    exclusion_key: Buffer | null;
    consent_key: Buffer | null;
    address_usable: boolean;
    freemail: boolean;
    country: string | null;
    legal_form: LegalForm;
    evidence_strength: EvidenceStrength;
    relation: Relation;
    prospect_origin: ProspectOrigin;
  }>("SELECT * FROM contact WHERE shop_id = $1 AND deleted_at IS NULL ORDER BY id", [shopId]);
  const hex = (key: Buffer | null) => key?.toString("hex") ?? "";
  const excluded = new Set(
    (await prisma().exclusion.findMany({ where: { shopId } })).map(({ key }) => hex(Buffer.from(key))),
  );
  const standings = new Map<string, ConsentStanding>(
    (await prisma().addressStanding.findMany({ where: { shopId } })).map(({ consentKey, standing }) => [
      hex(Buffer.from(consentKey)),
      standing,
    ]),
  );
  const judge = (contact: (typeof contacts)[number], addressTaken: boolean): Decision =>
    decide({
      ...facts,
      excluded: excluded.has(hex(contact.exclusion_key)),
      addressUsable: contact.address_usable,
      freemail: contact.freemail,
      inUk: (contact.country ?? shop.country) === "GB",
      consent: standings.get(hex(contact.consent_key)) ?? "none",
      legalForm: contact.legal_form,
      evidence: contact.evidence_strength,
      relation: contact.relation,
      prospectOrigin: contact.prospect_origin,
      addressTaken,
      capReached: false,
    });
  const taken = new Map<string, string>();
  for (const basis of ["consent", "legitimate_interest"]) {
    for (const contact of contacts) {
      const verdict = judge(contact, false);
      const address = hex(contact.exclusion_key);
      if (verdict.decision === "eligible" && verdict.basis === basis && !taken.has(address))
        taken.set(address, contact.id);
    }
  }
  return new Map(
    contacts.map((contact) => {
      const alone = judge(contact, false);
      const holder = taken.get(hex(contact.exclusion_key));
      const verdict = alone.decision === "eligible" && holder !== contact.id ? judge(contact, true) : alone;
      return [
        contact.id,
        verdict.decision === "eligible"
          ? { basis: verdict.basis, reasons: [] }
          : { basis: null, reasons: verdict.reasons },
      ];
    }),
  );
}

async function expectEqualToSlow(shopId: number, campaignId: number): Promise<void> {
  const rows = await recipients(shopId, campaignId);
  const stored = rows.map(({ contactId, basis, reasons }) => [contactId, { basis, reasons }] as const);
  const slow = await slowDecisions(shopId, START);
  expect(new Map(stored)).toEqual(slow);
  expect(rows).toHaveLength(slow.size);
}

async function expectPreviewEqualsStored(
  shopId: number,
  campaignId: number,
  criteria: AudienceCriteria,
): Promise<void> {
  const preview = await previewAudience(shopId, criteria, START);
  const stored = await readStoredDecisions(shopId, campaignId);
  const counts = (rows: readonly { basis?: string; reason?: string; contacts: number }[]) =>
    new Map(rows.map(({ basis, reason, contacts }) => [basis ?? reason, contacts]));
  expect(counts(preview.byBasis)).toEqual(counts(stored.byBasis));
  expect(counts(preview.byReason)).toEqual(counts(stored.byReason));
  const campaign = await prisma().campaign.findUniqueOrThrow({ where: { shopId_id: { shopId, id: campaignId } } });
  expect(preview.eligible).toBe(campaign.eligibleCount);
  expect(preview.selected).toBe(campaign.eligibleCount + campaign.ineligibleCount);
}

describe("the shipped store", () => {
  const fixture = (name: string) => readFileSync(path.resolve(import.meta.dirname, `../fixtures/${name}`), "utf8");
  interface Answer {
    readonly id: string;
    readonly kind: string;
    readonly legalForm: string | null;
    readonly decision: "eligible" | "ineligible" | "absent";
    readonly basis: string | null;
    readonly reason: string | null;
  }
  const answers = fixture("store.answers.jsonl")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
  let shopId: number;
  let campaignId: number;
  let rows: RecipientRow[];
  beforeAll(async () => {
    shopId = await makeShop();
    const run = await importText(shopId, fixture("store.jsonl"));
    expect(run).toMatchObject({ state: "finished", setAside: 0 });
    campaignId = await makeSendingCampaign(shopId);
    rows = await recipients(shopId, campaignId);
  });

  test("has an answer for each kind that the rules know", () => {
    expect(answers.length).toBeGreaterThan(5000);
    expect(new Set(answers.map(({ kind }) => kind)).size).toBeGreaterThan(90);
  });

  test("is decided row by row as its answers say", async () => {
    const forms = new Map(
      (await prisma().contact.findMany({ where: { shopId }, select: { shopifyId: true, legalForm: true } })).map(
        ({ shopifyId, legalForm }) => [String(shopifyId), legalForm],
      ),
    );
    const decided = new Map(rows.map((row) => [row.shopifyId, row]));
    const wrong = answers.flatMap((answer) => {
      const number = answer.id.slice(answer.id.lastIndexOf("/") + 1);
      const row = decided.get(number);
      const got = row
        ? {
            legalForm: forms.get(number),
            decision: row.basis ? "eligible" : "ineligible",
            basis: row.basis,
            reason: row.reasons[0] ?? null,
          }
        : { legalForm: null, decision: "absent", basis: null, reason: null };
      const { id, kind, ...want } = answer;
      return JSON.stringify(got) ===
        JSON.stringify({ legalForm: want.legalForm, decision: want.decision, basis: want.basis, reason: want.reason })
        ? []
        : [{ id, kind, want, got }];
    });
    expect(wrong).toEqual([]);
    expect(rows).toHaveLength(answers.filter(({ decision }) => decision !== "absent").length);
  });

  test("is decided as a slow reading of each contact by itself decides", () => expectEqualToSlow(shopId, campaignId));

  test("is previewed as it is then decided", () => expectPreviewEqualsStored(shopId, campaignId, everybody));

  test("numbers the eligible first and without gaps, keeps the rules' version, and a basis for each", () => {
    const eligible = rows.filter(({ basis }) => basis !== null);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.slice(0, eligible.length)).toEqual(eligible);
    expect(eligible.filter(({ reasons, since }) => reasons.length > 0 || since === null)).toEqual([]);
    expect(rows.filter(({ basis, reasons }) => basis === null && reasons.length === 0)).toEqual([]);
    expect(new Set(rows.map(({ policyVersion }) => policyVersion))).toEqual(new Set([POLICY_VERSION]));
  });

  test("with consents, exclusions and addresses shared at random is still decided as the slow reading decides", async () => {
    const random = seededRandom(99);
    const usable = rows.filter(({ email }) => /^[^@\s]+@[^@\s]+\.[a-z]+$/.test(email));
    const histories = [
      ["requested"],
      ["requested", "confirmed"],
      ["requested", "confirmed", "withdrawn"],
      ["requested", "expired"],
    ] as const;
    for (const [index, history] of histories.entries()) {
      for (let count = 0; count < 40; count++) {
        const row = usable[Math.floor(random() * usable.length)];
        if (row) await writeLedger(shopId, index % 2 === 0 ? row.email : row.email.toUpperCase(), history);
      }
    }
    for (let count = 0; count < 40; count++) {
      const row = usable[Math.floor(random() * usable.length)];
      if (row) await excludeByStaff(shopId, { email: row.email, note: "drawn", actor: "owner", at: START });
    }
    const again = await makeSendingCampaign(shopId, { name: "Again" });
    expect((await recipients(shopId, again)).filter(({ basis }) => basis === "consent").length).toBeGreaterThan(10);
    await expectEqualToSlow(shopId, again);
    await expectPreviewEqualsStored(shopId, again, everybody);
  });
});

describe("contacts that share a mailbox", () => {
  test("are one recipient: the one with consent, else the oldest", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [
      customer(1, { email: "buyer@shared.example" }),
      customer(2, { email: "Buyer+two@shared.example" }),
      customer(3, { email: "BUYER@shared.example" }),
      customer(4, { email: "other@shared.example" }),
      customer(5, { email: "other+5@shared.example" }),
      soleTrader(6, { email: "other+6@shared.example" }),
    ]);
    await writeLedger(shopId, "other+6@shared.example", ["requested", "confirmed"], after(-60));
    const campaignId = await makeSendingCampaign(shopId);
    const rows = await recipients(shopId, campaignId);
    const reasons = Object.fromEntries(rows.map(({ shopifyId, reasons: [first] }) => [shopifyId, first]));
    expect(await chosen(shopId, campaignId)).toEqual([1, 6]);
    expect(reasons).toMatchObject({
      2: "duplicate_address",
      3: "duplicate_address",
      4: "duplicate_address",
      5: "duplicate_address",
    });
    expect(rows.find(({ shopifyId }) => shopifyId === "6")).toMatchObject({ basis: "consent", since: after(-60) });
    await expectEqualToSlow(shopId, campaignId);
    await expectPreviewEqualsStored(shopId, campaignId, everybody);
  });

  test("do not lend each other a consent: it holds for the exact address", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [
      soleTrader(1, { email: "jo@shared.example" }),
      soleTrader(2, { email: "jo+shop@shared.example" }),
    ]);
    await writeLedger(shopId, "jo+shop@shared.example", ["requested", "confirmed"]);
    const campaignId = await makeSendingCampaign(shopId);
    expect(await chosen(shopId, campaignId)).toEqual([2]);
    expect((await recipients(shopId, campaignId)).find(({ shopifyId }) => shopifyId === "1")?.reasons).toEqual([
      "individual_without_consent",
    ]);
  });

  test("leave their place to the next where the first is not in the audience", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [
      customer(1, { email: "b@shared.example" }),
      customer(2, { email: "b+2@shared.example", tags: ["pumps"] }),
    ]);
    expect(await chosen(shopId, await makeSendingCampaign(shopId, { audienceCriteria: { tags: ["pumps"] } }))).toEqual([
      2,
    ]);
  });
});

describe("building an audience", () => {
  test("is safe to run again, and twice at once", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [...firms(30), person(31)]);
    const campaignId = await makeDraft(shopId);
    await startCampaign(shopId, campaignId, "owner", START);
    expect(await jobs("campaign-build")).toContainEqual({ shopId, campaignId });
    await Promise.allSettled([buildAudience(shopId, campaignId, START), buildAudience(shopId, campaignId, START)]);
    await buildAudience(shopId, campaignId, after(1));
    const before = await recipients(shopId, campaignId);
    expect(before).toHaveLength(31);
    await importLines(shopId, firms(20), after(60));
    await buildAudience(shopId, campaignId, after(61));
    expect(await recipients(shopId, campaignId)).toEqual(before);
    expect((await jobs("campaign-hand-over")).filter((job) => job.campaignId === campaignId)).toHaveLength(1);
    expect(await prisma().campaign.findFirstOrThrow({ where: { shopId, id: campaignId } })).toMatchObject({
      eligibleCount: 30,
      ineligibleCount: 1,
      audienceBuiltAt: START,
    });
  });

  test("does nothing for a campaign that is not sending", async () => {
    const shopId = await makeShop();
    await importLines(shopId, firms(3));
    const draft = await makeDraft(shopId);
    await buildAudience(shopId, draft, START);
    const cancelled = await makeDraft(shopId);
    await startCampaign(shopId, cancelled, "owner", START);
    await changeState(shopId, cancelled, "cancel", "jo", START);
    await buildAudience(shopId, cancelled, START);
    expect(await prisma().recipient.count({ where: { shopId } })).toBe(0);
  });

  test("holds back everybody without consent when there is no assessment in date", async () => {
    const shopId = await makeShop();
    await importLines(shopId, [...firms(3), soleTrader(4)]);
    await writeLedger(shopId, emailOf(4), ["requested", "confirmed"]);
    const campaignId = await makeDraft(shopId);
    await startCampaign(shopId, campaignId, "owner", START);
    await buildAudience(shopId, campaignId, new Date("2027-03-02T00:00:00Z"));
    expect(await chosen(shopId, campaignId)).toEqual([4]);
    expect((await readStoredDecisions(shopId, campaignId)).byReason).toEqual([
      { reason: "assessment_missing", contacts: 3 },
    ]);
  });

  test("takes nobody who is gone, nor anybody of another shop", async () => {
    const [shopId, other] = [await makeShop(), await makeShop()];
    await importLines(other, firms(5, 100));
    await importLines(shopId, firms(5));
    await importLines(shopId, firms(2), after(1));
    expect((await recipients(shopId, await makeSendingCampaign(shopId))).map(({ shopifyId }) => shopifyId)).toEqual([
      "1",
      "2",
    ]);
  });
});

describe("criteria", () => {
  let shopId: number;
  const monthsAgo = (months: number) => new Date(START.getTime() - months * 30.4 * 86_400_000).toISOString();
  beforeAll(async () => {
    shopId = await makeShop();
    await importLines(shopId, [
      customer(1, { tags: ["pumps", "gold"], orders: 10, lastOrderAt: monthsAgo(1), spent: "1000.0" }),
      customer(2, { tags: ["valves"], orders: 5, lastOrderAt: monthsAgo(5), spent: "99.99" }),
      customer(3, { tags: ["Pumps"], country: null, orders: 1, lastOrderAt: monthsAgo(20), spent: "-5.0" }),
      customer(4, { country: "IE", tags: ["pumps"], lastOrderAt: monthsAgo(1), company: "Acme & Sons Ltd" }),
      customer(5, { orders: 0, company: null }),
    ]);
  });

  test.each<[string, Partial<AudienceCriteria>, number[]]>([
    ["none select everybody", {}, [1, 2, 3, 4, 5]],
    ["a tag selects those who have it, in whatever case", { tags: ["pumps"] }, [1, 3, 4]],
    ["several tags select those with any", { tags: ["gold", "valves"] }, [1, 2]],
    ["a tag with signs of SQL selects nobody", { tags: ["'; DROP TABLE contact; --", "{pumps}"] }, []],
    ["a country selects those known to be there", { countries: ["IE"] }, [4]],
    ["UK selects those in GB", { countries: ["UK"] }, [1, 2, 5]],
    ["several countries select those in any", { countries: ["GB", "IE"] }, [1, 2, 4, 5]],
    ["the relation selects customers", { relations: ["customer"] }, [1, 2, 3, 4]],
    ["the relation selects those without one", { relations: ["none"] }, [5]],
    ["a number of orders selects those with at least as many", { minimumOrders: 5 }, [1, 2]],
    ["months select those who ordered since", { orderedWithinMonths: 6 }, [1, 2, 4]],
    ["an amount spent selects those known to have spent as much", { spentAtLeast: 99.99 }, [1, 2]],
    ["an amount spent selects those known to have spent no more", { spentAtMost: 100 }, [2, 3]],
    ["a most number of orders selects those with no more", { maximumOrders: 1 }, [3, 5]],
    ["months select those who ordered, but not since", { notOrderedWithinMonths: 4 }, [2, 3]],
    ["all of several tags select those with each, in whatever case", { tagsAll: ["PUMPS", "gold"] }, [1]],
    ["none of several tags select those without any, in whatever case", { tagsNone: ["pumps", "Valves"] }, [5]],
    ["the legal form selects those of whom it is known", { legalForms: ["unknown"] }, [5]],
    ["a company selects its people, however it ends and is written", { companies: ["ACME and Sons Limited"] }, [4]],
    [
      "a company's whole name selects its people, in whatever case",
      { companies: ["firm 1 ltd", "FIRM 2 LTD"] },
      [1, 2],
    ],
    ["a trade selects nobody who is on no list", { sectors: ["heating"] }, []],
    ["a list selects nobody who is not from it", { lists: [1] }, []],
    ["a campaign that nobody got selects nobody", { gotCampaigns: [999] }, []],
    ["a campaign that nobody got leaves out nobody", { notGotCampaigns: [999] }, [1, 2, 3, 4, 5]],
    [
      "all together select those who meet each",
      { tags: ["pumps", "valves"], countries: ["GB"], minimumOrders: 2, orderedWithinMonths: 2 },
      [1],
    ],
  ])("%s", async (_case, given, expected) => {
    const campaignId = await makeSendingCampaign(shopId, { audienceCriteria: given });
    const selected = (await recipients(shopId, campaignId)).map((row) => Number(row.shopifyId)).sort((a, b) => a - b);
    expect(selected).toEqual(expected);
    await expectPreviewEqualsStored(shopId, campaignId, audienceCriteria.parse(given));
  });

  test("never turn a decision: whoever is selected is decided as without them", async () => {
    const all = new Map(
      (await recipients(shopId, await makeSendingCampaign(shopId))).map(({ shopifyId, basis, reasons }) => [
        shopifyId,
        { basis, reasons },
      ]),
    );
    for (const { shopifyId, basis, reasons } of await recipients(
      shopId,
      await makeSendingCampaign(shopId, { audienceCriteria: { tags: ["pumps"] } }),
    )) {
      expect({ basis, reasons }).toEqual(all.get(shopifyId));
    }
  });

  test("show at most five examples of a group, each of that group", async () => {
    const shop = await makeShop();
    await importLines(shop, [...firms(7), soleTrader(8)]);
    const preview = await previewAudience(shop, everybody, START);
    const examples = preview.byBasis[0]?.examples.map(({ company }) => company) ?? [];
    expect(new Set(examples).size).toBe(5);
    expect(examples.filter((company) => !/^Firm [1-7] Ltd$/.test(company))).toEqual([]);
    expect(preview.byReason.find(({ reason }) => reason === "individual_without_consent")?.examples).toMatchObject([
      { name: "Buyer 8" },
    ]);
  });
});
