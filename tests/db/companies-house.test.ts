import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pool } from "~/db/client";
import { askRegister } from "~/services/companiesHouse/askRegister";
import { CALLS_IN_WINDOW, obeyWait, takeCall } from "~/services/companiesHouse/callLimit";
import {
  readCompaniesHouseKey,
  readCompaniesHouseState,
  removeCompaniesHouseKey,
  saveCompaniesHouseKey,
} from "~/services/companiesHouse/key";
import { startCompaniesHouse, type CompaniesHouse } from "../simulators/companies-house/start";
import { useAppDatabase } from "../support/app-database";
import { after, makeShop, START } from "../support/factories";

const KEYS = ["first-shop-key-0001", "second-shop-key-0002"] as const;
const DAY = 86_400;
const ACME = { company_number: "01234567", company_name: "ACME HEATING LIMITED" };

useAppDatabase();
let register: CompaniesHouse;
let clock = START;
let shopId: number;

beforeAll(async () => {
  register = await startCompaniesHouse({ apiKeys: KEYS, now: () => clock });
  process.env.COMPANIES_HOUSE_BASE_URL = register.origin;
});
afterAll(() => register.close());

beforeEach(async () => {
  clock = START;
  register.limit(600);
  register.addCompany(ACME);
  shopId = await makeShop();
});

const withKey = (id = shopId, key: string = KEYS[0]) => saveCompaniesHouseKey(id, key, "owner", START);
const asked = () => register.requests.length;

describe("the key of Companies House", () => {
  it("is kept encrypted once Companies House has taken it, and shown by its last four characters", async () => {
    await withKey();
    expect(await readCompaniesHouseState(shopId)).toEqual({ keyHint: "0001", verifiedAt: START });
    expect(await readCompaniesHouseKey(shopId)).toBe(KEYS[0]);
    const { rows } = await pool().query<{ key: Buffer }>(
      "SELECT companies_house_key AS key FROM shop_settings WHERE shop_id = $1",
      [shopId],
    );
    expect(rows[0]?.key.includes(KEYS[0])).toBe(false);
  });

  it.each([
    ["is refused", () => undefined, "a-wrong-key-of-mine", "companies_house_key_refused"],
    ["is empty", () => undefined, "  ", "input_invalid"],
    ["has a colon, which HTTP basic cannot carry", () => undefined, "first-shop:key", "input_invalid"],
    ["has a line break", () => undefined, "first-shop\r\nX: y", "input_invalid"],
    [
      "cannot be checked, the connection being cut",
      () => register.failNext("cut"),
      KEYS[1],
      "companies_house_unreachable",
    ],
    [
      "cannot be checked, the register being down",
      () => register.failNext({ status: 503 }),
      KEYS[1],
      "companies_house_unreachable",
    ],
    ["cannot be checked, the limit being used up", () => register.limit(0), KEYS[1], "companies_house_unreachable"],
  ])("that %s leaves the one on file as it is", async (_what, arrange, key, code) => {
    await withKey();
    arrange();
    await expect(saveCompaniesHouseKey(shopId, key, "owner", after(9))).rejects.toMatchObject({ code });
    expect(await readCompaniesHouseKey(shopId)).toBe(KEYS[0]);
  });

  it("can be removed, and nothing is asked any more, not even of what is remembered", async () => {
    await withKey();
    await askRegister(shopId, ACME.company_number, START);
    await removeCompaniesHouseKey(shopId, "owner", START);
    const before = asked();
    expect(await askRegister(shopId, ACME.company_number, START)).toEqual({ kind: "no_key" });
    expect(await readCompaniesHouseState(shopId)).toEqual({ keyHint: "", verifiedAt: null });
    expect(asked()).toBe(before);
  });

  it("that Companies House refuses later is not used again until another is saved", async () => {
    await withKey();
    register.failNext({ status: 401 });
    expect(await askRegister(shopId, ACME.company_number, after(1))).toEqual({ kind: "key_refused" });
    const before = asked();
    expect(await askRegister(shopId, ACME.company_number, after(2))).toEqual({ kind: "no_key" });
    expect(asked()).toBe(before);
    expect(await readCompaniesHouseState(shopId)).toEqual({ keyHint: "0001", verifiedAt: null });
    await saveCompaniesHouseKey(shopId, KEYS[1], "owner", after(3));
    expect(await askRegister(shopId, ACME.company_number, after(4))).toMatchObject({ kind: "found" });
  });

  it("of one shop is never used for another, nor are its answers", async () => {
    const other = await makeShop();
    await withKey();
    await askRegister(shopId, ACME.company_number, START);
    expect(await askRegister(other, ACME.company_number, START)).toEqual({ kind: "no_key" });
    await withKey(other, KEYS[1]);
    const before = asked();
    expect(await askRegister(other, ACME.company_number, START)).toMatchObject({ kind: "found" });
    expect(register.requests.slice(before).map(({ key }) => key)).toEqual([KEYS[1]]);
  });
});

describe("an answer of the register", () => {
  it.each([
    ["a company that is there", ACME.company_number, 30],
    ["a number that is not", "09999999", 7],
  ])("about %s counts for its days and is then asked for anew", async (_what, number, days) => {
    await withKey();
    const first = await askRegister(shopId, number, START);
    const before = asked();
    expect(await askRegister(shopId, number, after(days * DAY - 1))).toEqual(first);
    expect(asked()).toBe(before);
    clock = after(days * DAY);
    expect(await askRegister(shopId, number, clock)).toEqual(first);
    expect(asked()).toBe(before + 1);
  });

  it("is remembered whole", async () => {
    register.addCompany({
      company_number: "SL123456",
      company_name: "GLEN PARTS L.P.",
      type: "limited-partnership",
      jurisdiction: "scotland",
      company_status: null,
      previous_company_names: [{ name: "GLEN SPARES", effective_from: "2001-01-01", ceased_on: "2010-01-01" }],
    });
    await withKey();
    const first = await askRegister(shopId, "SL123456", START);
    expect(first).toEqual({
      kind: "found",
      entry: {
        number: "SL123456",
        name: "GLEN PARTS L.P.",
        type: "limited-partnership",
        status: undefined,
        jurisdiction: "scotland",
        previousNames: ["GLEN SPARES"],
      },
    });
    expect(await askRegister(shopId, "SL123456", after(1))).toEqual(first);
  });

  it("that failed is not remembered", async () => {
    await withKey();
    register.failNext({ status: 500 });
    expect(await askRegister(shopId, ACME.company_number, START)).toEqual({ kind: "unreachable" });
    expect(await askRegister(shopId, ACME.company_number, after(1))).toMatchObject({ kind: "found" });
  });
});

describe("the limit", () => {
  const leave = async (at: Date) => (await takeCall(shopId, at)) === undefined;

  it("is never exceeded, however many ask at once", async () => {
    await withKey();
    await pool().query(
      "INSERT INTO company_look_up_call (shop_id, at) SELECT $1, $2 FROM generate_series(1, $3::int)",
      [shopId, START, CALLS_IN_WINDOW - 20],
    );
    const results = await Promise.all(Array.from({ length: 60 }, () => takeCall(shopId, START)));
    expect(results.filter((until) => until === undefined)).toHaveLength(20);
    expect(new Set(results.map((until) => until?.getTime()))).toEqual(new Set([undefined, after(300).getTime()]));
  });

  it("slides: as the oldest requests leave the five minutes, so many may be made", async () => {
    await withKey();
    await pool().query(
      "INSERT INTO company_look_up_call (shop_id, at) SELECT $1, $2::timestamptz + make_interval(secs => n / 100) FROM generate_series(0, $3::int - 1) n",
      [shopId, START, CALLS_IN_WINDOW],
    );
    expect(await takeCall(shopId, after(299))).toEqual(after(300));
    const taken = [];
    for (let n = 0; n < 101; n += 1) taken.push(await leave(after(300)));
    expect(taken.filter(Boolean)).toHaveLength(100);
    expect(await takeCall(shopId, after(300))).toEqual(after(301));
  });

  it("of one shop does not hold up another", async () => {
    await withKey();
    await obeyWait(shopId, after(60));
    const other = await makeShop();
    expect(await takeCall(other, START)).toBeUndefined();
    expect(await takeCall(shopId, START)).toEqual(after(60));
  });

  it("that Companies House itself reports is obeyed until it ends, without asking", async () => {
    await withKey();
    register.limit(0);
    expect(await askRegister(shopId, ACME.company_number, START)).toEqual({ kind: "limited", until: after(300) });
    register.limit(600);
    const before = asked();
    expect(await askRegister(shopId, ACME.company_number, after(299))).toEqual({ kind: "limited", until: after(300) });
    expect(asked()).toBe(before);
    clock = after(300);
    expect(await askRegister(shopId, ACME.company_number, clock)).toMatchObject({ kind: "found" });
  });
});
