import { beforeEach, describe, expect, it } from "vitest";
import { prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { decideByStaff, undoDecision } from "~/services/legalForm/decideByStaff";
import { dropEvidence, holdEvidence } from "~/services/legalForm/holdEvidence";
import { readEvidence } from "~/services/legalForm/readEvidence";
import { recordStatement } from "~/services/legalForm/recordStatement";
import { reweighContacts } from "~/services/legalForm/reweighContacts";
import { useAppDatabase } from "../support/app-database";
import {
  after,
  customer,
  emailOf,
  firms,
  importLines,
  makeShop,
  person,
  soleTrader,
  START,
} from "../support/factories";

useAppDatabase();

let shopId: number;
const STAFF = "Staff member 1";
const TELEPHONED = { legalForm: "corporate", reason: "Telephoned them on 2 March" } as const;

/** The contact of a customer of this number. */
async function contactOf(id: number) {
  return prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: BigInt(id) } });
}
const idOf = async (id: number) => String((await contactOf(id)).id);
async function formOf(id: number): Promise<string> {
  const { legalForm, evidenceStrength } = await contactOf(id);
  return `${legalForm} ${evidenceStrength}`;
}
const decide = async (
  ids: readonly number[],
  decision: { legalForm: "corporate" | "individual"; reason: string; onlyUnknown?: boolean } = TELEPHONED,
  at = START,
) => decideByStaff(shopId, await Promise.all(ids.map(idOf)), decision, STAFF, at);

beforeEach(async () => {
  shopId = await makeShop();
});

describe("a decision of staff", () => {
  it("makes a contact what staff decided, and says who, when and why", async () => {
    await importLines(shopId, [person(1), soleTrader(2)]);
    const { groupId, decided } = await decide([1, 2]);
    expect(decided).toBe(2);
    expect([await formOf(1), await formOf(2)]).toEqual(["corporate sufficient", "corporate sufficient"]);
    const { pieces, explanation, confidence } = await readEvidence(shopId, await idOf(2));
    expect({ explanation, confidence }).toEqual({ explanation: "staff_decided", confidence: "high" });
    expect(pieces).toMatchObject([
      { source: "tag", says: "individual", by: "store", at: new Date("2026-01-10T09:00:00Z") },
      {
        source: "staff_decision",
        says: "corporate",
        by: "staff",
        actor: STAFF,
        reason: TELEPHONED.reason,
        at: START,
        groupId,
      },
    ]);
  });

  it("survives a resync, also one that changes the customer", async () => {
    await importLines(shopId, [person(1), person(2)]);
    await decide([1, 2]);
    await importLines(
      shopId,
      [person(1), person(2, { name: "Another Name", updatedAt: "2026-03-02T11:00:00Z" })],
      after(7200),
    );
    expect((await contactOf(2)).name).toBe("Another Name");
    expect([await formOf(1), await formOf(2)]).toEqual(["corporate sufficient", "corporate sufficient"]);
  });

  it("is put back to unknown by what the store says later", async () => {
    await importLines(shopId, [person(1)]);
    await decide([1]);
    await importLines(shopId, [soleTrader(1, { updatedAt: "2026-03-02T11:00:00Z" })], after(7200));
    expect(await formOf(1)).toBe("unknown contradicted");
    expect((await readEvidence(shopId, await idOf(1))).explanation).toBe("contradicted_since_decision");
    // Decided again, it is settled again.
    await decide([1], TELEPHONED, after(7300));
    expect(await formOf(1)).toBe("corporate sufficient");
  });

  it("for an individual is not turned by a company's name that comes later", async () => {
    await importLines(shopId, [person(1)]);
    await decide([1], { legalForm: "individual", reason: "He says so" });
    await importLines(shopId, [customer(1, { updatedAt: "2026-03-02T11:00:00Z" })], after(7200));
    expect(await formOf(1)).toBe("individual sufficient");
  });

  it("is undone for all it was made for, restores what was before it, and stays on record", async () => {
    await importLines(shopId, [...firms(1), soleTrader(2), person(3)]);
    const before = await Promise.all([1, 2, 3].map(formOf));
    const first = await decide([1, 2, 3]);
    const second = await decide([1, 2], { legalForm: "individual", reason: "They wrote" }, after(60));
    expect(await Promise.all([1, 2, 3].map(formOf))).toEqual([
      "individual sufficient",
      "individual sufficient",
      "corporate sufficient",
    ]);
    expect(await undoDecision(shopId, second.groupId, "Staff member 2", after(120))).toBe(2);
    expect(await Promise.all([1, 2, 3].map(formOf))).toEqual(Array(3).fill("corporate sufficient"));
    expect(await undoDecision(shopId, first.groupId, "Staff member 2", after(180))).toBe(3);
    expect(await Promise.all([1, 2, 3].map(formOf))).toEqual(before);
    expect(await undoDecision(shopId, first.groupId, "Staff member 2", after(240))).toBe(0);
    expect((await contactOf(1)).heldEvidence).toBe(false);
    expect((await readEvidence(shopId, await idOf(3))).pieces.at(-1)).toMatchObject({
      undoneAt: after(180),
      undoneBy: "Staff member 2",
    });
  });

  it("needs a reason, and without one changes nothing", async () => {
    await importLines(shopId, [person(1)]);
    await expect(decide([1], { legalForm: "corporate", reason: " \n " })).rejects.toMatchObject({
      code: "input_invalid",
      fields: ["reason"],
    });
    expect(await formOf(1)).toBe("unknown insufficient");
  });

  it("leaves alone who is not unknown any more when asked to", async () => {
    await importLines(shopId, [soleTrader(1), person(2)]);
    expect((await decide([1, 2], { ...TELEPHONED, onlyUnknown: true })).decided).toBe(1);
    expect(await formOf(1)).toBe("individual sufficient");
  });

  it("touches no other shop's contacts, and is not undone from there", async () => {
    await importLines(shopId, [person(1)]);
    const theirs = await idOf(1);
    const { groupId } = await decide([1]);
    const other = await makeShop();
    expect((await decideByStaff(other, [theirs], TELEPHONED, STAFF, START)).decided).toBe(0);
    expect(await undoDecision(other, groupId, STAFF, START)).toBe(0);
    await expect(readEvidence(other, theirs)).rejects.toMatchObject({ code: "not_found" });
    expect(await formOf(1)).toBe("corporate sufficient");
  });
});

describe("weighing anew", () => {
  it("writes nothing where nothing changes", async () => {
    await importLines(shopId, firms(3));
    const version = () =>
      prisma().$queryRaw<{ xmin: string }[]>`SELECT xmin::text FROM contact WHERE shop_id = ${shopId} ORDER BY id`;
    const before = await version();
    const ids = await Promise.all([1, 2, 3].map(idOf));
    await transaction((tx) => reweighContacts(tx, shopId, ids));
    expect(await version()).toEqual(before);
  });

  it("counts what the register says, until it is dropped or replaced", async () => {
    await importLines(shopId, firms(1));
    const contactId = await idOf(1);
    const register = (says: "corporate" | "doubt", replaces: readonly string[] = []) =>
      transaction((tx) =>
        holdEvidence(tx, shopId, [
          { contactId, evidence: { source: "companies_house", says, detail: "01234567" }, at: START, replaces },
        ]),
      );
    const lastId = async () => {
      const { id } = await prisma().formEvidence.findFirstOrThrow({ where: { shopId }, orderBy: { id: "desc" } });
      return String(id);
    };
    await register("doubt");
    expect(await formOf(1)).toBe("unknown contradicted");
    await register("corporate", [await lastId()]);
    expect(await formOf(1)).toBe("corporate sufficient");
    const last = await lastId();
    await transaction((tx) => dropEvidence(tx, shopId, contactId, [last], after(60)));
    expect((await contactOf(1)).heldEvidence).toBe(false);
  });
});

describe("what a person says of themselves", () => {
  const state = (form: Parameters<typeof recordStatement>[2]["form"], confirmed: boolean, email = emailOf(1)) =>
    transaction((tx) => recordStatement(tx, shopId, { email, form, confirmed, at: START }));

  it.each<[form: Parameters<typeof recordStatement>[2]["form"], confirmed: boolean, comesTo: string]>([
    ["Sole trader", false, "individual sufficient"],
    ["Partnership", false, "individual sufficient"],
    ["Private person", false, "individual sufficient"],
    ["Limited company", false, "unknown insufficient"],
    ["Limited company", true, "corporate sufficient"],
    ["Limited liability partnership", true, "corporate sufficient"],
  ])("%s, confirmed %s, comes to %s", async (form, confirmed, comesTo) => {
    await importLines(shopId, [person(1)]);
    expect(await state(form, confirmed)).toBe(1);
    expect(await formOf(1)).toBe(comesTo);
  });

  it("never overrides what speaks against a company", async () => {
    await importLines(shopId, [soleTrader(1)]);
    await state("Limited company", true);
    expect(await formOf(1)).toBe("unknown contradicted");
  });

  it("is held once, for the exact address only", async () => {
    await importLines(shopId, [person(1), person(2)]);
    expect([await state("Sole trader", false), await state("Sole trader", false)]).toEqual([1, 0]);
    expect(await state("Sole trader", false, "nobody@elsewhere.example")).toBe(0);
    expect(await formOf(2)).toBe("unknown insufficient");
  });
});
