import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { transaction } from "~/db/transaction";
import { notePlacedOrder } from "~/services/orders/notePlacedOrder";
import { refreshCustomer } from "~/services/customers/refreshCustomer";
import { exclude, isListed } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { releaseByStaff } from "~/services/exclusions/releaseByStaff";
import { addressKeys } from "~/services/shops/keys";
import { decideByStaff, undoDecision } from "~/services/legalForm/decideByStaff";
import { listDeadWrites, requestAllAgain, tryAllAgain, tryWriteAgain } from "~/services/storeWrites/deadWrites";
import { requestConsentWrites, requestMissedWrites } from "~/services/storeWrites/requestWrites";
import { writeToStore } from "~/services/storeWrites/writeToStore";
import { ensureLegalFormFields } from "~/integrations/shopify/legalFormFields";
import { resolveNamespace } from "../simulators/shopify/store/metafields";
import type { ShopifyOptions } from "../simulators/shopify/start";
import { useAppDatabase } from "../support/app-database";
import { giveConsent } from "../support/consent-steps";
import { costedStore } from "../support/costed-store";
import { after, customer, emailOf, firms, importLines, makeShop, START, type CustomerLine } from "../support/factories";
import { jobs } from "../support/jobs";
import { startStore } from "../support/simulated-store";
import { storeFile } from "../unit/simulators/shopify/support";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const gid = (id: number) => `gid://shopify/Customer/${id}`;
const optOut = (email: string, at: Date) =>
  excludeByStaff(shopId, { email, note: "asked by telephone", actor: "jo", at });

/** A shop's store and the app's contacts of it, with a clock of the test's. */
async function makeStore(lines: readonly CustomerLine[], options: Partial<ShopifyOptions> = {}) {
  const time = { now: after(3600) };
  const waits: number[] = [];
  const { simulator } = await startStore({
    storeFile: storeFile([...lines]),
    now: () => time.now.getTime(),
    ...options,
  });
  await importLines(shopId, lines);
  const clock = {
    now: () => time.now.getTime(),
    wait: (ms: number) => {
      waits.push(ms);
      time.now = new Date(time.now.getTime() + ms);
      return Promise.resolve();
    },
  };
  const api = await costedStore(simulator, clock);
  const deps = { admin: api.graphql, now: () => time.now, stopping: false };
  const consentOf = async (id: number) => (await simulator.store.customer(gid(id)))?.defaultEmailAddress ?? undefined;
  return { ...api, simulator, time, waits, deps, consentOf, write: () => writeToStore(shopId, deps) };
}

async function writesOf(shop = shopId) {
  const { rows } = await pool().query<{ customer: string; state: string; outcome: string | null; attempts: number }>(
    "SELECT customer_id::text AS customer, state, outcome, attempts FROM store_write WHERE shop_id = $1 ORDER BY customer_id",
    [shop],
  );
  return rows;
}

async function standingOf(email: string): Promise<string | undefined> {
  const { consentKey } = await addressKeys(shopId);
  const { rows } = await pool().query<{ standing: string }>(
    "SELECT standing FROM address_standing WHERE shop_id = $1 AND consent_key = $2",
    [shopId, consentKey(email)],
  );
  return rows[0]?.standing;
}

const queued = async (name: "store-writes" | "customer-refresh") =>
  (await jobs(name)).filter((job) => job.shopId === shopId);

describe("an opt-out", () => {
  test("is written to Shopify as UNSUBSCRIBED with its date, for every customer whose mailbox it is", async () => {
    const lines = [customer(1), customer(2, { email: "Buyer+two@firm-1.example" }), customer(3)];
    const store = await makeStore(lines);
    await optOut(emailOf(1), after(10));
    expect(await queued("store-writes")).toEqual([{ shopId }]);
    await store.write();
    expect(store.written()).toEqual(
      [1, 2].map((id) => ({
        customerId: gid(id),
        emailMarketingConsent: { marketingState: "UNSUBSCRIBED", consentUpdatedAt: after(10).toISOString() },
      })),
    );
    expect(await store.consentOf(1)).toMatchObject({ marketingState: "UNSUBSCRIBED" });
    expect(await store.consentOf(3)).toMatchObject({ marketingState: "NOT_SUBSCRIBED" });
    expect(await writesOf()).toMatchObject([
      { customer: "1", state: "done", outcome: "wrote_UNSUBSCRIBED" },
      { customer: "2", state: "done", outcome: "wrote_UNSUBSCRIBED" },
    ]);
  });

  test("is written over a subscription that Shopify dates later", async () => {
    const store = await makeStore([customer(1)]);
    await store.simulator.events.setMarketingState(gid(1), "SUBSCRIBED");
    await optOut(emailOf(1), after(10));
    await store.write();
    expect(await store.consentOf(1)).toMatchObject({ marketingState: "UNSUBSCRIBED" });
  });

  test("that came from Shopify is not told to Shopify", async () => {
    const store = await makeStore([customer(1)]);
    await store.simulator.events.setMarketingState(gid(1), "UNSUBSCRIBED");
    await refreshCustomer(shopId, "1", store.graphql, after(20));
    expect(await isListed(pool(), shopId, (await addressKeys(shopId)).exclusionKey(emailOf(1)))).toBe(true);
    expect(await writesOf()).toEqual([]);
  });

  test("is not written where Shopify says the same already", async () => {
    const store = await makeStore([customer(1)]);
    await store.simulator.events.setMarketingState(gid(1), "UNSUBSCRIBED");
    await optOut(emailOf(1), after(10));
    await store.write();
    expect(store.written()).toEqual([]);
    expect(await writesOf()).toMatchObject([{ state: "done", outcome: "already_so" }]);
  });

  test("does not depend on the store: it holds here while Shopify is away", async () => {
    const store = await makeStore([customer(1)]);
    store.simulator.adminApi.failNext(503);
    await optOut(emailOf(1), after(10));
    expect(await isListed(pool(), shopId, (await addressKeys(shopId)).exclusionKey(emailOf(1)))).toBe(true);
    await store.write();
    expect(await writesOf()).toMatchObject([{ state: "pending", outcome: "HTTP_503", attempts: 1 }]);
  });

  test("of another shop's customer with the same number changes nothing here", async () => {
    const store = await makeStore([customer(1)]);
    const other = await makeShop();
    await importLines(other, [customer(1)]);
    await excludeByStaff(other, { email: emailOf(1), note: "asked", actor: "jo", at: after(1) });
    await store.write();
    expect(store.sent).toEqual([]);
    expect(await writesOf(other)).toMatchObject([{ state: "pending" }]);
  });
});

describe("a release from the exclusion list", () => {
  const releaseAt = async (email: string, at: Date) => {
    const { exclusionKey } = await addressKeys(shopId);
    const asked = { askedHow: "phone", askedOn: at.toISOString().slice(0, 10), note: "rang us" };
    await releaseByStaff(shopId, { key: exclusionKey(email).toString("hex"), ...asked }, "jo", at);
  };
  const listed = async (email: string) => isListed(pool(), shopId, (await addressKeys(shopId)).exclusionKey(email));

  test("writes nothing to Shopify, holds at every later reading, and a new confirmation is written then", async () => {
    const store = await makeStore([customer(1)]);
    await optOut(emailOf(1), after(10));
    await store.write();
    const unsubscribed = store.written().length;
    await releaseAt(emailOf(1), after(20));
    await requestMissedWrites();
    await store.write();
    expect(store.written()).toHaveLength(unsubscribed);
    expect(await store.consentOf(1)).toMatchObject({ marketingState: "UNSUBSCRIBED" });
    await refreshCustomer(shopId, "1", store.graphql, after(30));
    expect(await listed(emailOf(1))).toBe(false);

    await giveConsent(shopId, emailOf(1), after(40));
    await store.write();
    expect(await store.consentOf(1)).toMatchObject({
      marketingState: "SUBSCRIBED",
      marketingOptInLevel: "CONFIRMED_OPT_IN",
    });
    await refreshCustomer(shopId, "1", store.graphql, after(50));
    expect(await listed(emailOf(1))).toBe(false);
  });

  test("before Shopify was told of the opt-out leaves Shopify as it is", async () => {
    const store = await makeStore([customer(1)]);
    await store.simulator.events.setMarketingState(gid(1), "SUBSCRIBED");
    await optOut(emailOf(1), after(10));
    await releaseAt(emailOf(1), after(20));
    await store.write();
    expect(store.written()).toEqual([]);
    expect(await writesOf()).toMatchObject([{ state: "done", outcome: "nothing_to_say" }]);
  });

  test("does not outlast an unsubscribe in Shopify that comes after it", async () => {
    const store = await makeStore([customer(1)]);
    await optOut(emailOf(1), after(10));
    await store.write();
    await releaseAt(emailOf(1), after(20));
    await giveConsent(shopId, emailOf(1), after(40));
    await store.write();
    store.time.now = after(7200);
    await store.simulator.events.setMarketingState(gid(1), "UNSUBSCRIBED");
    await refreshCustomer(shopId, "1", store.graphql, after(7300));
    expect(await listed(emailOf(1))).toBe(true);
    expect(await standingOf(emailOf(1))).toBe("withdrawn");
  });
});

describe("confirmed two-stage consent", () => {
  test("is written as SUBSCRIBED with confirmed opt-in and its date", async () => {
    const store = await makeStore([customer(1)]);
    await giveConsent(shopId, emailOf(1), after(30));
    await store.write();
    expect(store.written()).toEqual([
      {
        customerId: gid(1),
        emailMarketingConsent: {
          marketingState: "SUBSCRIBED",
          marketingOptInLevel: "CONFIRMED_OPT_IN",
          consentUpdatedAt: after(30).toISOString(),
        },
      },
    ]);
    expect(await store.consentOf(1)).toMatchObject({
      marketingState: "SUBSCRIBED",
      marketingOptInLevel: "CONFIRMED_OPT_IN",
      marketingUpdatedAt: after(30).toISOString(),
    });
  });

  test("of another spelling of the address is not this customer's", async () => {
    const store = await makeStore([customer(1)]);
    await giveConsent(shopId, "buyer+news@firm-1.example", after(30));
    await transaction(async (tx) => {
      const { exclusionKey } = await addressKeys(shopId);
      await requestConsentWrites(tx, shopId, { exclusionKeys: [exclusionKey(emailOf(1))] });
    });
    await store.write();
    expect(store.written()).toEqual([]);
    expect(await writesOf()).toMatchObject([{ state: "done", outcome: "nothing_to_say" }]);
  });

  test("is not written over an unsubscribe in Shopify, which is read and excludes instead", async () => {
    const store = await makeStore([customer(1)]);
    await giveConsent(shopId, emailOf(1), after(30));
    await store.simulator.events.setMarketingState(gid(1), "UNSUBSCRIBED");
    await store.write();
    expect(store.written()).toEqual([]);
    expect(await queued("customer-refresh")).toEqual([{ shopId, customerId: "1" }]);
    await refreshCustomer(shopId, "1", store.graphql, after(4000));
    expect(await standingOf(emailOf(1))).toBe("withdrawn");
  });

  test("that is followed by an opt-out before it was written ends as UNSUBSCRIBED, and never was SUBSCRIBED", async () => {
    const store = await makeStore([customer(1)]);
    await giveConsent(shopId, emailOf(1), after(30));
    await optOut(emailOf(1), after(31));
    await store.write();
    expect(store.written()).toMatchObject([{ emailMarketingConsent: { marketingState: "UNSUBSCRIBED" } }]);
  });
});

describe("a customer mailed on legitimate interest", () => {
  test("is never written as anything", async () => {
    const store = await makeStore(firms(20));
    // Asked for by mistake: it is what is true that is written.
    await transaction(async (tx) => {
      const { exclusionKey, consentKey } = await addressKeys(shopId);
      const all = firms(20).map((_, index) => emailOf(index + 1));
      await requestConsentWrites(tx, shopId, { exclusionKeys: all.map(exclusionKey) });
      await requestConsentWrites(tx, shopId, { consentKeys: all.map(consentKey) });
    });
    await store.write();
    expect(store.written()).toEqual([]);
    expect(new Set((await writesOf()).map(({ outcome }) => outcome))).toEqual(new Set(["nothing_to_say"]));
  });

  test("who ticked the box and never pressed the link is not written either", async () => {
    const store = await makeStore([customer(1)]);
    const { ask } = await import("../support/consent-steps");
    await ask(shopId, emailOf(1), after(1));
    expect(await writesOf()).toEqual([]);
    await store.write();
    expect(store.sent).toEqual([]);
  });
});

describe("an unticked box in a later checkout", () => {
  test("neither withdraws nor grants: Shopify's NOT_SUBSCRIBED after SUBSCRIBED excludes nobody", async () => {
    const store = await makeStore([customer(1), customer(2)]);
    await giveConsent(shopId, emailOf(1), after(30));
    await store.write();
    for (const id of [1, 2]) {
      await store.simulator.events.setMarketingState(gid(id), "SUBSCRIBED");
      await refreshCustomer(shopId, String(id), store.graphql, after(4000));
      await store.simulator.events.setMarketingState(gid(id), "NOT_SUBSCRIBED");
      await refreshCustomer(shopId, String(id), store.graphql, after(5000));
    }
    expect(await standingOf(emailOf(1))).toBe("confirmed");
    expect(await standingOf(emailOf(2))).toBeUndefined();
    const { rows } = await pool().query("SELECT 1 FROM exclusion WHERE shop_id = $1", [shopId]);
    expect(rows).toEqual([]);
  });

  test("on an order asks for nothing and changes no standing", async () => {
    const store = await makeStore([customer(1)]);
    await giveConsent(shopId, emailOf(1), after(30));
    for (const email of [emailOf(1), "stranger@firm-9.example"]) {
      const { order } = await store.simulator.placeOrder({ email, name: "A Buyer" });
      await notePlacedOrder(shopId, String(order.id.split("/").at(-1)), store.graphql, after(40));
    }
    expect(await standingOf(emailOf(1))).toBe("confirmed");
    expect(await standingOf("stranger@firm-9.example")).toBeUndefined();
  });
});

describe("Shopify's echo of our own write", () => {
  test.each([
    ["of an opt-out", () => optOut(emailOf(1), after(10))],
    ["of a confirmed consent", () => giveConsent(shopId, emailOf(1), after(10))],
  ])("%s asks for no other write", async (_case, act) => {
    const store = await makeStore([customer(1)]);
    await act();
    await store.write();
    expect(store.simulator.webhooks.deliveries.map(({ topic }) => topic)).toEqual([
      "customers_email_marketing_consent/update",
    ]);
    const before = await queued("store-writes");
    await refreshCustomer(shopId, "1", store.graphql, after(4000));
    expect(await queued("store-writes")).toEqual(before);
    await store.write();
    expect(store.written()).toHaveLength(1);
    expect(store.simulator.webhooks.deliveries).toHaveLength(1);
  });
});

describe("a store that does not take it", () => {
  test("is tried again later and later, and after more than a day the write is dead", async () => {
    const store = await makeStore([customer(1)]);
    await optOut(emailOf(1), after(10));
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 36; attempt++) {
      store.simulator.adminApi.failNext(503);
      await store.write();
      const { rows } = await pool().query<{ not_before: Date; state: string }>(
        "SELECT not_before, state FROM store_write WHERE shop_id = $1",
        [shopId],
      );
      if (rows[0]?.state !== "pending") break;
      delays.push((rows[0].not_before.getTime() - store.time.now.getTime()) / 1000);
      // Before its time it is left alone.
      const asked = store.sent.length;
      await store.write();
      expect(store.sent).toHaveLength(asked);
      store.time.now = rows[0].not_before;
    }
    expect(delays.slice(0, 5)).toEqual([5, 10, 20, 40, 80]);
    expect(Math.max(...delays)).toBe(3600);
    expect(delays.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(86_400);
    expect(await writesOf()).toMatchObject([{ state: "dead", outcome: "HTTP_503", attempts: 36 }]);
  });

  test("queues the next attempt for when it is due", async () => {
    const store = await makeStore([customer(1)]);
    await optOut(emailOf(1), after(10));
    store.simulator.adminApi.failNext(500);
    await store.write();
    const { rows } = await pool().query<{ start_after: Date }>(
      "SELECT start_after FROM pgboss.job WHERE name = 'store-writes' AND (data->>'shopId')::int = $1 ORDER BY created_on DESC, start_after LIMIT 1",
      [shopId],
    );
    expect(rows[0]?.start_after).toEqual(new Date(store.time.now.getTime() + 5000));
  });

  test("that is throttled is waited for, and everything is written within its budget", async () => {
    const store = await makeStore(firms(40), { throttle: { maximumAvailable: 200, restoreRate: 20 } });
    for (let id = 1; id <= 40; id++) await optOut(emailOf(id), after(id));
    store.simulator.throttle.drainTo(3);
    await store.write();
    expect((await writesOf()).map(({ outcome }) => outcome)).toEqual(Array(40).fill("wrote_UNSUBSCRIBED"));
    expect(store.waits.length).toBeGreaterThan(0);
  });

  test("without the scope leaves dead writes with that code, and another try once it is granted", async () => {
    const store = await makeStore([customer(1)], { scopes: ["read_customers", "read_orders"] });
    await optOut(emailOf(1), after(10));
    await store.write();
    expect(await writesOf()).toMatchObject([{ state: "dead", outcome: "ACCESS_DENIED", attempts: 1 }]);
    expect((await listDeadWrites(shopId)).rows).toMatchObject([{ code: "ACCESS_DENIED", name: "Buyer 1" }]);
  });

  test("that has no such customer any more leaves a dead write", async () => {
    const store = await makeStore([customer(1)]);
    await optOut(emailOf(1), after(10));
    await store.simulator.events.deleteCustomer(gid(1));
    await store.write();
    expect(await writesOf()).toMatchObject([{ state: "dead", outcome: "customer_gone" }]);
  });

  test("whose customer has no address any more has nothing to be told", async () => {
    const store = await makeStore([customer(1)]);
    await optOut(emailOf(1), after(10));
    await store.simulator.events.updateCustomer(gid(1), { defaultEmailAddress: null });
    await store.write();
    expect(await writesOf()).toMatchObject([{ state: "done", outcome: "no_address" }]);
  });

  test("that refuses a write for good leaves it dead, and goes on with the others", async () => {
    const store = await makeStore(firms(3));
    for (const id of [1, 2, 3]) await optOut(emailOf(id), after(id));
    const refusing: typeof store.graphql = async (document, variables) => {
      const input = variables?.input as { customerId?: string } | undefined;
      if (input?.customerId === gid(2))
        return {
          customerEmailMarketingConsentUpdate: {
            customer: null,
            userErrors: [{ code: "INCLUSION", field: ["input"] }],
          },
        };
      return store.graphql(document, variables);
    };
    await writeToStore(shopId, { ...store.deps, admin: refusing });
    expect(await writesOf()).toMatchObject([
      { state: "done" },
      { state: "dead", outcome: "INCLUSION_input" },
      { state: "done" },
    ]);
  });

  test("for whose clock the moment is still to come is told again later", async () => {
    const store = await makeStore([customer(1)]);
    await optOut(emailOf(1), after(7200));
    await store.write();
    expect(await writesOf()).toMatchObject([{ state: "pending", outcome: "INVALID_consentUpdatedAt" }]);
    store.time.now = after(7300);
    await store.write();
    expect(await store.consentOf(1)).toMatchObject({ marketingState: "UNSUBSCRIBED" });
  });
});

describe("two at once", () => {
  test("write everything once", async () => {
    const store = await makeStore(firms(30));
    for (let id = 1; id <= 30; id++) await optOut(emailOf(id), after(id));
    await Promise.all(Array.from({ length: 4 }, () => store.write()));
    expect(store.written()).toHaveLength(30);
    expect(new Set(store.written().map(({ customerId }) => customerId)).size).toBe(30);
  });

  test("of which one asks anew while the other writes: it is looked at again", async () => {
    const store = await makeStore([customer(1)]);
    await giveConsent(shopId, emailOf(1), after(30));
    let once = true;
    const meanwhile: typeof store.graphql = async (document, variables) => {
      const answer = await store.graphql(document, variables);
      if (once && document.includes("UpdateMarketingConsent")) {
        once = false;
        await optOut(emailOf(1), after(31));
      }
      return answer;
    };
    await writeToStore(shopId, { ...store.deps, admin: meanwhile });
    expect(store.written()).toMatchObject([
      { emailMarketingConsent: { marketingState: "SUBSCRIBED" } },
      { emailMarketingConsent: { marketingState: "UNSUBSCRIBED" } },
    ]);
    expect(await store.consentOf(1)).toMatchObject({ marketingState: "UNSUBSCRIBED" });
  });

  test("that exclude and confirm the same addresses never wait for each other for ever", async () => {
    await importLines(shopId, firms(40));
    const { exclusionKey, consentKey } = await addressKeys(shopId);
    const ids = Array.from({ length: 40 }, (_, index) => index + 1);
    const ask = (keys: Buffer[], column: "exclusionKeys" | "consentKeys") =>
      transaction((tx) =>
        requestConsentWrites(tx, shopId, column === "exclusionKeys" ? { exclusionKeys: keys } : { consentKeys: keys }),
      );
    await Promise.all(
      Array.from({ length: 8 }, (_, turn) => {
        const order = turn % 2 ? ids : [...ids].reverse();
        return Promise.all([
          ask(
            order.map((id) => exclusionKey(emailOf(id))),
            "exclusionKeys",
          ),
          ask(
            order.map((id) => consentKey(emailOf(id))),
            "consentKeys",
          ),
          transaction((tx) =>
            exclude(
              tx,
              shopId,
              order.map((id) => ({ key: exclusionKey(emailOf(id)), source: "staff" as const, at: START })),
            ),
          ),
        ]);
      }),
    );
    expect(await writesOf()).toHaveLength(40);
  });
});

describe("what could not be written", () => {
  test("is listed in pages, newest first, each row once, and tried again one by one or all together", async () => {
    await importLines(shopId, firms(120));
    await pool().query(
      `INSERT INTO store_write (shop_id, customer_id, kind, state, outcome, updated_at)
       SELECT $1, n, 'consent', 'dead', 'ACCESS_DENIED', $2::timestamptz + (n / 30) * interval '1 second' FROM generate_series(1, 120) n`,
      [shopId, START],
    );
    const seen: string[] = [];
    for (let after = ""; ;) {
      const page = await listDeadWrites(shopId, after);
      expect(page).toMatchObject({ dead: 120, deadIsMore: false, pending: 0 });
      seen.push(...page.rows.map(({ id }) => id));
      if (page.next === null) break;
      after = page.next;
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
    await tryWriteAgain(shopId, "consent_5", "jo", START);
    await expect(tryWriteAgain(shopId, "consent_5", "jo", START)).rejects.toMatchObject({ code: "not_found" });
    await expect(tryWriteAgain(await makeShop(), "consent_6", "jo", START)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(tryWriteAgain(shopId, "'; DROP", "jo", START)).rejects.toMatchObject({ code: "not_found" });
    expect(await listDeadWrites(shopId)).toMatchObject({ dead: 119, pending: 1 });
    await requestAllAgain(shopId, "jo", START);
    await tryAllAgain(shopId);
    expect(await listDeadWrites(shopId)).toMatchObject({ rows: [], dead: 0, pending: 120 });
  });

  test("is counted up to a thousand", async () => {
    await pool().query(
      "INSERT INTO store_write (shop_id, customer_id, kind, state, outcome) SELECT $1, n, 'consent', 'dead', 'NETWORK' FROM generate_series(1, 1500) n",
      [shopId],
    );
    expect(await listDeadWrites(shopId)).toMatchObject({ dead: 1000, deadIsMore: true });
  });
});

test("a customer who comes into the store after the opt-out, or after the confirmation, is told of once", async () => {
  await optOut(emailOf(1), after(1));
  await giveConsent(shopId, emailOf(2), after(2));
  const store = await makeStore(firms(3));
  expect(await writesOf()).toEqual([]);
  await requestMissedWrites();
  await store.write();
  expect(await writesOf()).toMatchObject([
    { customer: "1", outcome: "wrote_UNSUBSCRIBED" },
    { customer: "2", outcome: "wrote_SUBSCRIBED" },
  ]);
  // Subscribed again in Shopify, by themselves: that is left to them, and they are excluded here all the same.
  await store.simulator.events.setMarketingState(gid(1), "SUBSCRIBED");
  await refreshCustomer(shopId, "1", store.graphql, after(4000));
  await requestMissedWrites();
  await store.write();
  expect(store.written()).toHaveLength(2);
});

test("in whatever order people opt out, confirm and change their minds in Shopify, SUBSCRIBED is written for confirmed consent only, and the most restrictive wins", async () => {
  const STEPS = ["opt out", "confirm", "unsubscribe", "subscribe", "untick", "refresh", "write"] as const;
  const lines = firms(60);
  const store = await makeStore(lines);
  let next = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 9 }), async (steps) => {
      const id = ++next;
      const email = emailOf(id);
      let everUnsubscribed = false;
      const tick = () => (store.time.now = new Date(store.time.now.getTime() + 60_000));
      const write = async () => {
        const before = store.written().length;
        const confirmed = (await standingOf(email)) === "confirmed";
        const held = (await store.consentOf(id))?.marketingState;
        await store.write();
        for (const { customerId, emailMarketingConsent } of store.written().slice(before)) {
          expect(customerId).toBe(gid(id));
          if ((emailMarketingConsent as { marketingState: string }).marketingState !== "SUBSCRIBED") continue;
          expect({ confirmed, held }).toEqual({
            confirmed: true,
            held: expect.not.stringMatching(/^UNSUBSCRIBED$/) as string,
          });
        }
      };
      for (const step of steps) {
        tick();
        if (step === "opt out") await optOut(email, store.time.now);
        else if (step === "confirm") {
          const excluded = await isListed(pool(), shopId, (await addressKeys(shopId)).exclusionKey(email));
          if (!excluded && (await standingOf(email)) !== "confirmed") await giveConsent(shopId, email, store.time.now);
        } else if (step === "unsubscribe") await store.simulator.events.setMarketingState(gid(id), "UNSUBSCRIBED");
        else if (step === "subscribe") await store.simulator.events.setMarketingState(gid(id), "SUBSCRIBED");
        else if (step === "untick") await store.simulator.events.setMarketingState(gid(id), "NOT_SUBSCRIBED");
        else if (step === "refresh") {
          everUnsubscribed ||= (await store.consentOf(id))?.marketingState === "UNSUBSCRIBED";
          await refreshCustomer(shopId, String(id), store.graphql, store.time.now);
        } else await write();
      }
      tick();
      await write();
      const last = steps.lastIndexOf("opt out");
      const excluded = await isListed(pool(), shopId, (await addressKeys(shopId)).exclusionKey(email));
      if (last !== -1 || everUnsubscribed) {
        expect(excluded).toBe(true);
        expect(await standingOf(email)).not.toBe("confirmed");
      }
      // Told of after the last word of the person in Shopify: the opt-out stands there too.
      if (last !== -1 && !steps.slice(last).some((step) => step === "subscribe" || step === "untick"))
        expect((await store.consentOf(id))?.marketingState).toBe("UNSUBSCRIBED");
    }),
    { seed: 20_261_124, numRuns: 60 },
  );
}, 60_000);

describe("a decision of staff on a legal form", () => {
  test("is written into the customer's field in Shopify, and taken out of it when it is undone", async () => {
    const store = await makeStore([customer(1, { company: null }), customer(2)]);
    await ensureLegalFormFields(store.graphql);
    const { rows } = await pool().query<{ id: string }>(
      "SELECT id::text AS id FROM contact WHERE shop_id = $1 AND shopify_id = 1",
      [shopId],
    );
    const field = () => store.simulator.store.metafields.get(gid(1), resolveNamespace("$app"), "legal_form")?.value;
    const decision = { legalForm: "corporate" as const, reason: "Saw the certificate" };
    const { groupId } = await decideByStaff(shopId, [rows[0]?.id ?? ""], decision, "jo", after(3600));
    expect(await queued("store-writes")).not.toEqual([]);
    await store.write();
    expect(field()).toMatch(/decided in Twostage/);
    await undoDecision(shopId, groupId, "jo", after(3700));
    await store.write();
    expect(field()).toBeUndefined();
    expect(await writesOf()).toEqual([{ customer: "1", state: "done", outcome: "in_step", attempts: 1 }]);
  });
});
