import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { lockContacts } from "~/db/locks";
import { transaction } from "~/db/transaction";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { createAudience, removeAudience, restoreAudience, saveAudience } from "~/services/audiences/saveAudience";
import { audienceCriteria } from "~/services/campaigns/audience";
import { preflight } from "~/services/campaigns/preflight";
import { previewAudience } from "~/services/campaigns/previewAudience";
import { keptSegments, listStoreSegments } from "~/services/segments/readSegments";
import { removeSegment } from "~/services/segments/removeSegment";
import { requestDailySegments, requestSegment } from "~/services/segments/requestSegment";
import { takeSegment } from "~/services/segments/takeSegment";
import { useAppDatabase } from "../support/app-database";
import { costedStore } from "../support/costed-store";
import { after, customer, importLines, makeDraft, makeShop, START } from "../support/factories";
import { jobs } from "../support/jobs";
import { startStore } from "../support/simulated-store";
import { numberOfId } from "../simulators/shopify/store/records";
import { customer as record, storeFile } from "../unit/simulators/shopify/support";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

/** A store of some customers, of whom those of even numbers are gold, with a segment of the gold ones; all but the last are contacts of the app. */
async function storeWithGold(customers: number, now?: () => number) {
  const numbers = Array.from({ length: customers }, (_, n) => n + 1);
  const lines = numbers.map((n) => record(n, { tags: n % 2 === 0 ? ["gold"] : [] }));
  const store = await startStore({ storeFile: storeFile(lines), ...(now ? { now } : {}) });
  const { id } = store.simulator.store.segments.create("Gold", "customer_tags CONTAINS 'gold'", START.toISOString());
  await importLines(shopId, numbers.slice(0, -1).map((n) => customer(n))); // prettier-ignore
  return { ...store, gid: id, segmentId: String(numberOfId(id)) };
}

const deps = (admin: AdminGraphql, at = START, stopping = false) => ({ admin, now: () => at, stopping });

/** Does what the queue would with the newest request. */
async function take(segmentId: string, admin: AdminGraphql, at = START): Promise<void> {
  await requestSegment(shopId, segmentId, "jo", at);
  const asked = (await jobs("segment-take")).filter((job) => job.shopId === shopId).at(-1);
  await takeSegment(shopId, segmentId, asked?.take ?? 0, deps(admin, at));
}

const selected = async (segmentId: string, shop = shopId) =>
  (await previewAudience(shop, audienceCriteria.parse({ segments: [Number(segmentId)] }), START)).selected;
const kept = async (at = START) => (await keptSegments(shopId, at))[0];

describe("a segment of the store", () => {
  test("is taken by its query, with its name and date, and selects its members who are contacts here", async () => {
    const { graphql, segmentId } = await storeWithGold(6);
    await requestSegment(shopId, segmentId, "jo", START);
    expect(await kept()).toMatchObject({ takenAt: null, reading: { done: 0, total: 0 } });
    expect(await selected(segmentId)).toBe(0);
    await takeSegment(shopId, segmentId, 1, deps(graphql));
    expect(await kept()).toEqual({
      id: Number(segmentId),
      name: "Gold",
      query: "customer_tags CONTAINS 'gold'",
      renamedFrom: null,
      takenAt: START,
      members: 2,
      total: 3,
      goneAt: null,
      removedAt: null,
      failure: null,
      reading: null,
    });
    expect(await selected(segmentId)).toBe(2);
    const members = await prisma().storeSegmentMember.findMany({ where: { shopId }, orderBy: { customerId: "asc" } });
    expect(members.map(({ customerId }) => customerId)).toEqual([2n, 4n]);
    const acts = await prisma().auditEvent.findMany({
      where: { shopId, subjectKind: "store_segment" },
      orderBy: { id: "asc" },
    });
    expect(acts.map(({ act, actor }) => [act, actor])).toEqual([["segment_asked", "jo"], ["segment_taken", "Twostage"]]); // prettier-ignore
  });

  test("selects nobody of another shop that has one of the same number, and nobody when it was never taken", async () => {
    const { graphql, segmentId } = await storeWithGold(6);
    await take(segmentId, graphql);
    const other = await makeShop();
    await importLines(other, [customer(2), customer(4)]);
    expect(await selected(segmentId, other)).toBe(0);
    expect(await selected("12345")).toBe(0);
  });

  test("is read page by page within the shop's budget of cost points, waiting where it must", async () => {
    let now = START.getTime();
    const { simulator, segmentId } = await storeWithGold(1201, () => now);
    const waits: number[] = [];
    const { graphql, sent } = await costedStore(simulator, {
      now: () => now,
      wait: (ms) => {
        waits.push(ms);
        now += ms;
        return Promise.resolve();
      },
    });
    simulator.throttle.drainTo(60);
    await take(segmentId, graphql);
    expect(waits.length).toBeGreaterThan(0);
    const pages = sent.filter(({ name }) => name === "SegmentMembers");
    expect(pages).toHaveLength(3);
    expect(pages.every(({ variables }) => variables.query === "customer_tags CONTAINS 'gold'" && variables.timezone === "Europe/London")).toBe(true); // prettier-ignore
    expect(await kept()).toMatchObject({ members: 600, total: 600 });
  });

  test("goes on after a lost worker where the last page was stored, and counts only once it is whole", async () => {
    const { graphql, segmentId } = await storeWithGold(1201);
    await requestSegment(shopId, segmentId, "jo", START);
    await expect(takeSegment(shopId, segmentId, 1, deps(graphql, START, true))).rejects.toThrow("the worker ends");
    let asked = 0;
    const lost: AdminGraphql = (document, variables) =>
      document.includes("SegmentMembers") && ++asked === 2
        ? Promise.reject(new AdminFailure("unavailable", "HTTP_503"))
        : graphql(document, variables);
    await expect(takeSegment(shopId, segmentId, 1, deps(lost))).rejects.toThrow("unavailable");
    expect(await kept()).toMatchObject({ takenAt: null, reading: { done: 250, total: 600 }, failure: null });
    expect(await selected(segmentId)).toBe(0);
    const pages: unknown[] = [];
    const rest: AdminGraphql = (document, variables) => {
      if (document.includes("SegmentMembers")) pages.push(variables?.after);
      return graphql(document, variables);
    };
    await takeSegment(shopId, segmentId, 1, deps(rest));
    expect(pages).toHaveLength(2);
    expect(pages).not.toContain(null);
    expect(await kept()).toMatchObject({ members: 600, reading: null });
    await takeSegment(
      shopId,
      segmentId,
      1,
      deps(() => Promise.reject(new Error("asked though it was whole"))),
    );
    expect(await selected(segmentId)).toBe(600);
  });

  test("is stored once when two workers read it at once", async () => {
    const { graphql, segmentId } = await storeWithGold(1201);
    await requestSegment(shopId, segmentId, "jo", START);
    await Promise.all([1, 2].map(() => takeSegment(shopId, segmentId, 1, deps(graphql))));
    expect(await kept()).toMatchObject({ members: 600, total: 600, reading: null });
    expect(await prisma().auditEvent.count({ where: { shopId, act: "segment_taken" } })).toBe(1);
  });

  test("keeps who was in it until it has been taken again as a whole, by the query of then and under the name of then", async () => {
    const { simulator, graphql, gid, segmentId } = await storeWithGold(6);
    await take(segmentId, graphql);
    simulator.store.segments.update(
      gid,
      { name: "Gold and silver", query: "number_of_orders >= 1" },
      START.toISOString(),
    );
    await requestSegment(shopId, segmentId, "sam", after(5));
    expect(await kept()).toMatchObject({ name: "Gold", takenAt: START, reading: { done: 0, total: 0 } });
    expect(await selected(segmentId)).toBe(2);
    // The request before is no take any more.
    await takeSegment(shopId, segmentId, 1, deps(graphql, after(6)));
    expect(await kept()).toMatchObject({ name: "Gold" });
    await takeSegment(shopId, segmentId, 2, deps(graphql, after(6)));
    expect(await kept()).toMatchObject({
      name: "Gold and silver",
      query: "number_of_orders >= 1",
      renamedFrom: "Gold",
      takenAt: after(6),
      members: 5,
    });
    expect(await selected(segmentId)).toBe(5);
    expect(await prisma().storeSegmentMember.count({ where: { shopId, take: 1 } })).toBe(0);
    await take(segmentId, graphql, after(7));
    expect(await kept()).toMatchObject({ renamedFrom: null });
  });

  test("that the store has no more is said to be gone, with who was in it kept", async () => {
    const { simulator, graphql, gid, segmentId } = await storeWithGold(6);
    await take(segmentId, graphql);
    simulator.store.segments.delete(gid);
    await take(segmentId, graphql, after(9));
    expect(await kept()).toMatchObject({ goneAt: after(9), takenAt: START, reading: null });
    expect(await selected(segmentId)).toBe(2);
  });

  test.each([
    [
      "REFUSED",
      Object.assign(new Error("refused"), {
        body: { errors: { graphQLErrors: [{ extensions: { code: "INVALID" } }] } },
      }),
    ],
    ["ACCESS_DENIED", new AdminFailure("denied", "ACCESS_DENIED")],
  ])("that cannot be read says why (%s), and can be taken again", async (code, error) => {
    const { graphql, segmentId } = await storeWithGold(6);
    const refusing: AdminGraphql = (document, variables) =>
      document.includes("SegmentMembers") ? Promise.reject(error) : graphql(document, variables);
    await take(segmentId, refusing);
    expect(await kept()).toMatchObject({ name: "Gold", takenAt: null, failure: code, reading: null });
    await take(segmentId, graphql);
    expect(await kept()).toMatchObject({ takenAt: START, failure: null });
  });

  test.each([
    ["an answer of another form than agreed", "SegmentMembers", () => Promise.resolve({ customerSegmentMembers: {} })],
    ["a fault of the app", "SegmentMembers", () => Promise.reject(new Error("the database is gone"))],
    [
      "GraphQL errors of another query than the segment's",
      "query Segment(",
      () => Promise.reject(Object.assign(new Error("x"), { body: { errors: { graphQLErrors: [{}] } } })),
    ],
  ])("is tried again by the queue after %s, and not said to be refused", async (_case, name, answer) => {
    const { graphql, segmentId } = await storeWithGold(6);
    const failing: AdminGraphql = (document, variables) =>
      document.includes(name) ? answer() : graphql(document, variables);
    await expect(take(segmentId, failing)).rejects.toThrow();
    expect(await kept()).toMatchObject({ failure: null, reading: { done: 0 } });
    await takeSegment(shopId, segmentId, 1, deps(graphql));
    expect(await kept()).toMatchObject({ takenAt: START });
  });

  test("whose takes before are many is rid of them bit by bit, while others write contacts, though the first try was cut off", async () => {
    const { graphql, segmentId } = await storeWithGold(6);
    await take(segmentId, graphql);
    await take(segmentId, graphql, after(1));
    await pool().query(
      "INSERT INTO store_segment_member (shop_id, segment_id, take, customer_id) SELECT $1::int, $2::bigint, n % 2, 1000 + n FROM generate_series(1, 25000) n UNION ALL SELECT $1, $2, 3, 2",
      [shopId, segmentId],
    );
    await transaction(async (tx) => {
      await lockContacts(tx, shopId);
      await expect(takeSegment(shopId, segmentId, 2, deps(graphql, START, true))).rejects.toThrow("the worker ends");
      await takeSegment(shopId, segmentId, 2, deps(graphql));
    });
    const { rows } = await pool().query("SELECT take, count(*)::int AS n FROM store_segment_member WHERE shop_id = $1 GROUP BY take ORDER BY take", [shopId]); // prettier-ignore
    // Those that count, and those of a take that has begun meanwhile.
    expect(rows).toEqual([{ take: 2, n: 2 }, { take: 3, n: 1 }]); // prettier-ignore
  });

  test("takes nobody in once the app is away", async () => {
    const { graphql, segmentId } = await storeWithGold(6);
    await requestSegment(shopId, segmentId, "jo", START);
    await prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: START } });
    await takeSegment(shopId, segmentId, 1, deps(graphql));
    expect(await prisma().storeSegmentMember.count({ where: { shopId } })).toBe(0);
  });

  test.each(["", "0", "abc", "-1", "1e5", "12345678901234567"])("has a number, and not %j", async (segmentId) => {
    await expect(requestSegment(shopId, segmentId, "jo", START)).rejects.toMatchObject({ code: "input_invalid" });
  });

  test("is one of at most a hundred", async () => {
    await pool().query("INSERT INTO store_segment (shop_id, id, asked_at, asked_by) SELECT $1, n, $2, 'jo' FROM generate_series(1, 100) n", [shopId, START]); // prettier-ignore
    await expect(requestSegment(shopId, "101", "jo", START)).rejects.toMatchObject({ code: "too_many_segments" });
    await requestSegment(shopId, "100", "jo", START);
  });
});

describe("a segment that is removed", () => {
  test("selects nobody, is forgotten with its members, is no longer one of a hundred, and can be taken again", async () => {
    const { graphql, segmentId } = await storeWithGold(6);
    await take(segmentId, graphql);
    await pool().query("INSERT INTO store_segment (shop_id, id, asked_at, asked_by) SELECT $1, n, $2, 'jo' FROM generate_series(1, 99) n", [shopId, START]); // prettier-ignore
    await removeSegment(shopId, segmentId, "sam", after(1));
    expect((await keptSegments(shopId, after(1))).find(({ id }) => id === Number(segmentId))).toMatchObject({
      name: "Gold",
      takenAt: null,
      members: 0,
      removedAt: after(1),
      reading: null,
    });
    expect(await selected(segmentId)).toBe(0);
    const job = (await jobs("segment-take")).filter((each) => each.shopId === shopId).at(-1);
    await takeSegment(shopId, segmentId, job?.take ?? 0, deps(graphql, after(2)));
    expect(await prisma().storeSegmentMember.count({ where: { shopId } })).toBe(0);
    expect(await prisma().auditEvent.findFirst({ where: { shopId, act: "segment_removed" } })).toMatchObject({ actor: "sam", subjectId: segmentId }); // prettier-ignore
    await expect(removeSegment(shopId, segmentId, "sam", after(2))).rejects.toMatchObject({ code: "not_found" });
    await requestSegment(shopId, "100", "jo", after(3));
    await expect(requestSegment(shopId, segmentId, "jo", after(3))).rejects.toMatchObject({ code: "too_many_segments" }); // prettier-ignore
    await removeSegment(shopId, "100", "jo", after(4));
    await take(segmentId, graphql, after(5));
    expect(await selected(segmentId)).toBe(2);
  });

  test("leaves nobody behind of a take that was under way", async () => {
    const { graphql, segmentId } = await storeWithGold(1201);
    await requestSegment(shopId, segmentId, "jo", START);
    let pages = 0;
    const meanwhile: AdminGraphql = async (document, variables) => {
      if (document.includes("SegmentMembers") && ++pages === 2) await removeSegment(shopId, segmentId, "sam", after(1));
      return graphql(document, variables);
    };
    await takeSegment(shopId, segmentId, 1, deps(meanwhile));
    expect(pages).toBe(2);
    expect(await prisma().storeSegmentMember.count({ where: { shopId } })).toBe(0);
    expect(await prisma().auditEvent.count({ where: { shopId, act: "segment_taken" } })).toBe(0);
  });

  test("is none that an audience in use names, or a campaign whose audience is still to be stored", async () => {
    const { graphql, segmentId } = await storeWithGold(4);
    await take(segmentId, graphql);
    const naming = { name: "Gold", rationale: "They buy most.", criteria: { segments: [Number(segmentId)] } };
    const audience = await createAudience(shopId, naming, "jo", START);
    const refused = () =>
      expect(removeSegment(shopId, segmentId, "jo", after(1))).rejects.toMatchObject({ code: "segment_in_use" });
    await refused();
    const draft = await makeDraft(shopId, { audienceId: audience });
    await removeAudience(shopId, audience, "jo", START);
    await pool().query(
      "UPDATE campaign SET state = 'scheduled', audience_criteria = $3 WHERE shop_id = $1 AND id = $2",
      [shopId, draft, JSON.stringify(naming.criteria)],
    );
    await refused();
    expect(await selected(segmentId)).toBe(1);
    await pool().query("UPDATE campaign SET state = 'finished' WHERE shop_id = $1", [shopId]);
    const other = await makeShop();
    await expect(removeSegment(other, segmentId, "jo", after(1))).rejects.toMatchObject({ code: "not_found" });
    await removeSegment(shopId, segmentId, "jo", after(1));
    // Brought back, the audience is told of before a campaign goes out; the night takes nothing that staff removed.
    await restoreAudience(shopId, audience, "jo", after(2));
    await requestDailySegments(new Date(START.getTime() + 30 * 3_600_000));
    expect(await kept()).toMatchObject({ removedAt: after(1) });
    const again = await makeDraft(shopId, { audienceCriteria: naming.criteria });
    const findings = await preflight(shopId, again, after(3));
    expect(findings.filter(({ code }) => code === "segment_not_taken")).toMatchObject([{ about: "Gold" }]);
  });

  test.each(["", "0", "../1", "12345678901234567"])("is not found as %j", async (segmentId) => {
    await expect(removeSegment(shopId, segmentId, "jo", START)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the segments to choose from", () => {
  test("are those that the store has now, newest first", async () => {
    const { graphql } = await storeWithGold(2);
    const {
      segments: [newest, ...others],
      next,
    } = await listStoreSegments(graphql, null);
    expect(newest).toMatchObject({ name: "Gold", query: "customer_tags CONTAINS 'gold'" });
    expect(others.map(({ name }) => name)).toContain("Email subscribers");
    expect(next).toBeNull();
  });

  test("are all of them, some hundred at a time", async () => {
    const { simulator, graphql } = await storeWithGold(2);
    const { segments } = simulator.store;
    for (let n = 1; n <= 520; n++) segments.create(`Over ${n}`, `number_of_orders > ${n}`, START.toISOString());
    const first = await listStoreSegments(graphql, null);
    expect(first.segments).toHaveLength(500);
    const rest = await listStoreSegments(graphql, first.next);
    expect(rest.next).toBeNull();
    const all = [...first.segments, ...rest.segments].map(({ id }) => Number(id));
    expect(all).toEqual(segments.ids().map(numberOfId).reverse());
  });

  test("are said not to be there to be asked for while Shopify does not answer", async () => {
    const down: AdminGraphql = () => Promise.reject(new AdminFailure("unavailable", "NETWORK"));
    await expect(listStoreSegments(down, null)).rejects.toMatchObject({ code: "shopify_unreachable" });
  });
});

describe("every night", () => {
  const audienceOf = (segmentId: string) =>
    createAudience(shopId, { name: "Gold", rationale: "They buy most.", criteria: { segments: [Number(segmentId)] } }, "jo", START); // prettier-ignore
  const asked = async () => (await prisma().storeSegment.findFirstOrThrow({ where: { shopId } })).asked;
  const hours = (n: number) => new Date(START.getTime() + n * 3_600_000);

  test("the app takes again what an audience in use names, and is a day old", async () => {
    const { graphql, segmentId } = await storeWithGold(4);
    await take(segmentId, graphql);
    await requestDailySegments(hours(30));
    expect(await asked()).toBe(1);
    const audience = await audienceOf(segmentId);
    await requestDailySegments(hours(19));
    expect(await asked()).toBe(1);
    await requestDailySegments(hours(30));
    expect(await prisma().storeSegment.findFirst({ where: { shopId } })).toMatchObject({
      asked: 2,
      askedBy: "Twostage",
    });
    // Asked for not long ago: once is enough.
    await requestDailySegments(hours(40));
    expect(await asked()).toBe(2);
    await takeSegment(shopId, segmentId, 2, deps(graphql, hours(41)));
    await saveAudience(shopId, audience, { name: "Gold", rationale: "All.", criteria: {} }, "jo", hours(32));
    await requestDailySegments(hours(90));
    expect(await asked()).toBe(2);
  });

  test("the app takes again what it was cut off from taking, which is said to be under way for a while only", async () => {
    const { graphql, segmentId } = await storeWithGold(4);
    await audienceOf(segmentId);
    await requestSegment(shopId, segmentId, "jo", START);
    expect(await kept(hours(2))).toMatchObject({ takenAt: null, reading: { done: 0 } });
    expect(await kept(hours(4))).toMatchObject({ takenAt: null, reading: null });
    await requestDailySegments(hours(30));
    expect(await asked()).toBe(2);
    await takeSegment(shopId, segmentId, 2, deps(graphql, hours(30)));
    expect(await kept(hours(30))).toMatchObject({ takenAt: hours(30), members: 1 });
  });

  test("what is gone, of an audience that was put away, or of a shop without the app, is left alone", async () => {
    const { simulator, graphql, gid, segmentId } = await storeWithGold(4);
    await take(segmentId, graphql);
    const audience = await audienceOf(segmentId);
    await makeDraft(shopId, { audienceId: audience });
    await removeAudience(shopId, audience, "jo", START);
    await requestDailySegments(hours(30));
    expect(await asked()).toBe(1);
    await audienceOf(segmentId);
    await prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: START } });
    await requestDailySegments(hours(30));
    expect(await asked()).toBe(1);
    await prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: null } });
    simulator.store.segments.delete(gid);
    await take(segmentId, graphql, hours(1));
    await requestDailySegments(hours(30));
    expect(await asked()).toBe(2);
  });
});

describe("before a campaign goes out", () => {
  test("it is found that a segment was not taken, is old, or is gone", async () => {
    const { simulator, graphql, gid, segmentId } = await storeWithGold(4);
    const draft = await makeDraft(shopId, { audienceCriteria: { segments: [Number(segmentId)] } });
    const found = async (at: Date) =>
      (await preflight(shopId, draft, at)).filter(({ code }) => code.startsWith("segment_")).map(({ code, about }) => `${code}: ${about}`); // prettier-ignore
    expect(await found(START)).toEqual([`segment_not_taken: No. ${segmentId}`]);
    await take(segmentId, graphql);
    expect(await found(after(60))).toEqual([]);
    expect(await found(new Date(START.getTime() + 49 * 3_600_000))).toEqual(["segment_old: Gold"]);
    simulator.store.segments.delete(gid);
    await take(segmentId, graphql);
    expect(await found(START)).toEqual(["segment_gone: Gold"]);
  });
});
