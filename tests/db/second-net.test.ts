import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import type { SuppressionWriteOutcome } from "~/integrations/sendgrid/suppressions";
import { exclude } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { requestAllSuppressions, requestMissedSuppressionWrites } from "~/services/exclusions/requestSuppressionWrites";
import { writeSuppressions } from "~/services/exclusions/writeSuppressions";
import { addressKeys } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { after, makeShop, START } from "../support/factories";
import { jobs } from "../support/jobs";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

/** A SendGrid that answers as told, else takes everything, and remembers. */
function listOf(...answers: (SuppressionWriteOutcome | undefined)[]) {
  const suppressed = new Set<string>();
  const asked: string[][] = [];
  const answer = (): SuppressionWriteOutcome | undefined => (answers.length > 0 ? answers.shift() : { kind: "done" });
  return {
    suppressed,
    asked,
    at: START,
    suppress(_shopId: number, emails: readonly string[]) {
      asked.push([...emails]);
      const outcome = answer();
      if (outcome?.kind === "done") emails.forEach((email) => suppressed.add(email));
      return Promise.resolve(outcome);
    },
    unsuppress(_shopId: number, email: string) {
      const outcome = answer();
      if (outcome?.kind === "done") suppressed.delete(email);
      return Promise.resolve(outcome);
    },
    now() {
      return this.at;
    },
    stopping: false,
  };
}

const excludeAddress = (email: string, shop = shopId) =>
  excludeByStaff(shop, { email, note: "rang us", actor: "jo", at: START });
const rows = async () => {
  const { rows: found } = await pool().query<{ email: string; act: string; state: string; outcome: string | null }>(
    "SELECT email, act, state, outcome FROM suppression_write WHERE shop_id = $1 ORDER BY email",
    [shopId],
  );
  return found;
};

describe("the second net", () => {
  test("is told of everybody excluded, once", async () => {
    await excludeAddress("one@firm.example");
    await excludeAddress("two@firm.example");
    expect(await jobs("suppression-writes")).toContainEqual({ shopId });
    const list = listOf();
    await writeSuppressions(shopId, list);
    await excludeAddress("one@firm.example");
    await writeSuppressions(shopId, list);
    expect([...list.suppressed].sort()).toEqual(["one@firm.example", "two@firm.example"]);
    expect(list.asked.flat()).toHaveLength(2);
  });

  test.each(["bounce", "spam_report", "sendgrid_unsubscribe"] as const)(
    "is not told what came from it: %s",
    async (source) => {
      const { exclusionKey } = await addressKeys(shopId);
      const email = "known@firm.example";
      await transaction((tx) => exclude(tx, shopId, [{ key: exclusionKey(email), email, source, at: START }]));
      expect(await rows()).toEqual([]);
    },
  );

  test("goes without whoever SendGrid does not take, and tells it of the rest", async () => {
    for (const name of ["a", "b", "c"]) await excludeAddress(`${name}@firm.example`);
    const list = listOf({ kind: "refused", positions: [1] });
    await writeSuppressions(shopId, list);
    const [refused] = (await rows()).filter(({ state }) => state === "dead");
    expect(refused).toMatchObject({ outcome: "refused" });
    expect(list.suppressed.size).toBe(2);
    expect(list.suppressed.has(refused?.email ?? "")).toBe(false);
  });

  test.each([
    ["the key is refused", { kind: "failed", code: "key_refused" }, "key_refused"],
    ["the key may not write it", { kind: "failed", code: "not_allowed" }, "not_allowed"],
    ["SendGrid cannot be reached", { kind: "failed", code: "unreachable" }, "unreachable"],
    ["there is no key", undefined, "no_key"],
    ["SendGrid refuses without saying whom", { kind: "refused", positions: [] }, "refused"],
  ] as const)("waits and is tried again when %s", async (_what, outcome, code) => {
    await excludeAddress("waits@firm.example");
    const list = listOf(outcome);
    await writeSuppressions(shopId, list);
    expect(await rows()).toMatchObject([{ state: "pending", outcome: code }]);
    await writeSuppressions(shopId, list);
    expect(list.suppressed.size).toBe(0);
    list.at = after(60);
    await writeSuppressions(shopId, list);
    expect(list.suppressed.has("waits@firm.example")).toBe(true);
  });

  test("is not told while the option is off, and is when it is on again", async () => {
    await prisma().shopSettings.update({ where: { shopId }, data: { suppressAtSendgrid: false } });
    await excludeAddress("off@firm.example");
    expect(await rows()).toEqual([]);
    await prisma().shopSettings.update({ where: { shopId }, data: { suppressAtSendgrid: true } });
    await requestMissedSuppressionWrites();
    const list = listOf();
    await writeSuppressions(shopId, list);
    expect([...list.suppressed]).toEqual(["off@firm.example"]);
  });

  test("is told of everybody again when the account is another", async () => {
    await excludeAddress("moves@firm.example");
    await writeSuppressions(shopId, listOf());
    await transaction((tx) => requestAllSuppressions(tx, shopId));
    const other = listOf();
    await writeSuppressions(shopId, other);
    expect([...other.suppressed]).toEqual(["moves@firm.example"]);
  });

  test("is told by one worker at a time, however many are called", async () => {
    for (let index = 0; index < 30; index++) await excludeAddress(`many${index}@firm.example`);
    const list = listOf();
    await Promise.all(Array.from({ length: 5 }, () => writeSuppressions(shopId, list)));
    expect(list.asked.flat()).toHaveLength(30);
  });

  test("knows nobody of another shop", async () => {
    const other = await makeShop();
    await excludeAddress("theirs@firm.example", other);
    const list = listOf();
    await writeSuppressions(shopId, list);
    expect(list.asked).toEqual([]);
  });
});
