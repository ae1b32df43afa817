import { beforeAll, expect, test, vi } from "vitest";
import { pool } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { seal } from "~/lib/seal";
import { useAppDatabase } from "../support/app-database";
import { emailOf, firms, importLines, makeSendingCampaign, makeShop, START } from "../support/factories";

useAppDatabase();

const ADDRESS = "Jo.Bloggs+x@gmail.com";
/** At so many steps of a rotation it is looked whether everything works. */
const STEPS = 6;
let first: string;
const second = "a-second-root-secret-for-tests-of-more-than-32";
let shopId: number;
let campaignId: number;
/** A shop for the rotation alone: one recipient opts out at each step. */
let rotation: { shopId: number; links: string[] };
let before: { links: string[]; exclusion: string; consent: string };

/** The services as a process finds them that has just started with these secrets: nothing in memory, the database as it is. */
async function processWith(...secrets: string[]) {
  process.env.APP_SECRET = secrets.join(",");
  (globalThis as { __twostage?: Map<string, unknown> }).__twostage?.delete("keys");
  vi.resetModules();
  const [keys, settings, companiesHouse, optOut] = await Promise.all([
    import("~/services/shops/keys"),
    import("~/services/shops/settings"),
    import("~/services/companiesHouse/key"),
    import("~/services/exclusions/optOut"),
  ]);
  return { ...keys, ...settings, ...companiesHouse, ...optOut };
}

async function wrappedKeys(): Promise<string[]> {
  const { rows } = await pool().query<{ wrapped: Buffer }>(
    `SELECT wrapped FROM app_key UNION ALL SELECT sendgrid_key FROM shop_settings WHERE sendgrid_key IS NOT NULL
     UNION ALL SELECT companies_house_key FROM shop_settings WHERE companies_house_key IS NOT NULL`,
  );
  return rows.map(({ wrapped }) => wrapped.toString("hex")).sort();
}

beforeAll(async () => {
  first = process.env.APP_SECRET ?? "";
  shopId = await makeShop();
  await importLines(shopId, firms(5));
  campaignId = await makeSendingCampaign(shopId);
  const rotatingShop = await makeShop();
  await importLines(rotatingShop, firms(STEPS));
  const rotatingCampaign = await makeSendingCampaign(rotatingShop);
  const { addressKeys, currentLinkKey } = await processWith(first);
  await pool().query(
    "UPDATE shop_settings SET companies_house_key = $2, companies_house_verified_at = $3 WHERE shop_id = $1",
    [shopId, seal(Buffer.from("register-key"), "companies-house", [first]), START],
  );
  const [key, address] = [await currentLinkKey(), await addressKeys(shopId)];
  before = {
    links: [1, 2, 3, 4].map((recipientSeq) => makeLinkToken({ shopId, campaignId, recipientSeq }, key)),
    exclusion: address.exclusionKey(ADDRESS).toString("hex"),
    consent: address.consentKey(ADDRESS).toString("hex"),
  };
  rotation = {
    shopId: rotatingShop,
    links: Array.from({ length: STEPS }, (_, index) =>
      makeLinkToken({ shopId: rotatingShop, campaignId: rotatingCampaign, recipientSeq: index + 1 }, key),
    ),
  };
});

const excludedAddresses = async (shop = shopId) => {
  const { rows } = await pool().query<{ email: string }>(
    "SELECT email FROM exclusion WHERE shop_id = $1 ORDER BY email",
    [shop],
  );
  return rows.map(({ email }) => email);
};

test("many that ask for a shop's first keys at once all get the same", async () => {
  const other = await makeShop();
  await pool().query("DELETE FROM app_key WHERE shop_id = $1", [other]);
  const asked = await Promise.all(
    Array.from({ length: 10 }, async () => {
      (globalThis as { __twostage?: Map<string, unknown> }).__twostage?.delete("keys");
      const { addressKeys } = await import("~/services/shops/keys");
      return (await addressKeys(other)).exclusionKey(ADDRESS).toString("hex");
    }),
  );
  expect(new Set(asked).size).toBe(1);
});

test("with the secret unchanged nothing is wrapped anew", async () => {
  const { rewrapKeys } = await processWith(first);
  const wrapped = await wrappedKeys();
  await rewrapKeys();
  expect(await wrappedKeys()).toEqual(wrapped);
});

test("with a new secret before the old one, everything still opens, also before it is wrapped anew", async () => {
  const { addressKeys, optOutByLink, readCompaniesHouseKey, readSendGridKey } = await processWith(second, first);
  expect((await addressKeys(shopId)).exclusionKey(ADDRESS).toString("hex")).toBe(before.exclusion);
  expect(await optOutByLink(undefined, before.links[0] ?? "", "body_link", START)).toMatchObject({ state: "excluded" });
  expect(await readSendGridKey(shopId)).toBe("SG.test-key");
  expect(await readCompaniesHouseKey(shopId)).toBe("register-key");
});

test("no step of a rotation leaves a gap, for processes that are replaced one after the other", async () => {
  const excluded = before.exclusion;
  let steps = 0;
  const works = async (process: Awaited<ReturnType<typeof processWith>>) => {
    const { addressKeys, currentLinkKey, optOutByLink, readSendGridKey } = process;
    expect((await addressKeys(shopId)).exclusionKey(ADDRESS).toString("hex")).toBe(excluded);
    expect(makeLinkToken({ shopId, campaignId, recipientSeq: 1 }, await currentLinkKey())).toBe(before.links[0]);
    expect(await readSendGridKey(shopId)).toBe("SG.test-key");
    expect(await optOutByLink(undefined, rotation.links[steps] ?? "", "one_click", START)).toMatchObject({
      state: "excluded",
    });
    steps += 1;
    expect(await excludedAddresses(rotation.shopId)).toHaveLength(steps);
  };
  const third = "a-third-root-secret-for-tests-of-more-than-32-";
  // All know the new one before anything is wrapped with it.
  await works(await processWith(first, third));
  const rotating = await processWith(third, first);
  await works(rotating);
  await Promise.all([rotating.rewrapKeys(), works(rotating)]);
  // Of the processes not replaced yet, one that starts now and has nothing in memory.
  await works(await processWith(first, third));
  // A new shop's keys, made by an old process, are opened by the new ones.
  const old = await processWith(first, third);
  const other = await makeShop();
  const made = (await old.addressKeys(other)).exclusionKey(ADDRESS).toString("hex");
  expect((await (await processWith(third, first)).addressKeys(other)).exclusionKey(ADDRESS).toString("hex")).toBe(made);
  await (await processWith(third, first)).rewrapKeys();
  await works(await processWith(third));
  // Back to where the other tests begin.
  await (await processWith(first, third)).rewrapKeys();
  await works(await processWith(first));
  expect(steps).toBe(STEPS);
});

test("once wrapped anew the old secret is not needed: links, lists and the shop's own keys are as before", async () => {
  const rotating = await processWith(second, first);
  const wrapped = await wrappedKeys();
  await rotating.rewrapKeys();
  expect((await wrappedKeys()).filter((key) => wrapped.includes(key))).toEqual([]);

  const { addressKeys, currentLinkKey, optOutByLink, readCompaniesHouseKey, readSendGridKey, rewrapKeys } =
    await processWith(second);
  await rewrapKeys();
  const address = await addressKeys(shopId);
  expect(address.exclusionKey(ADDRESS).toString("hex")).toBe(before.exclusion);
  expect(address.consentKey(ADDRESS).toString("hex")).toBe(before.consent);
  expect(makeLinkToken({ shopId, campaignId, recipientSeq: 1 }, await currentLinkKey())).toBe(before.links[0]);
  expect(await optOutByLink(undefined, before.links[1] ?? "", "one_click", START)).toMatchObject({ state: "excluded" });
  expect(await excludedAddresses()).toEqual([emailOf(1), emailOf(2)]);
  expect(await readSendGridKey(shopId)).toBe("SG.test-key");
  expect(await readCompaniesHouseKey(shopId)).toBe("register-key");
});

test("with a lost secret nothing is opened, made or excluded with other keys: it says key_unreadable", async () => {
  const wrapped = await wrappedKeys();
  const { addressKeys, currentLinkKey, optOutByLink, rewrapKeys } = await processWith(
    "a-third-secret-that-nothing-was-wrapped-with",
  );
  await expect(rewrapKeys()).rejects.toMatchObject({ name: "Problem", code: "key_unreadable" });
  await expect(addressKeys(shopId)).rejects.toMatchObject({ code: "key_unreadable" });
  await expect(currentLinkKey()).rejects.toMatchObject({ code: "key_unreadable" });
  await expect(optOutByLink(undefined, before.links[2] ?? "", "body_link", START)).rejects.toMatchObject({
    code: "key_unreadable",
  });
  expect(await wrappedKeys()).toEqual(wrapped);
  expect(await excludedAddresses()).toEqual([emailOf(1), emailOf(2)]);
});

test("a link made with an older generation of the key still answers after a newer one was made", async () => {
  await processWith(second);
  const { randomBytes } = await import("node:crypto");
  await pool().query("INSERT INTO app_key (purpose, shop_id, generation, wrapped) VALUES ('link', 0, 2, $1)", [
    seal(randomBytes(64), "link", [second]),
  ]);
  const { currentLinkKey, optOutByLink } = await processWith(second);
  const newer = makeLinkToken({ shopId, campaignId, recipientSeq: 4 }, await currentLinkKey());
  expect(newer).not.toBe(before.links[3]);
  expect(await optOutByLink(undefined, before.links[2] ?? "", "body_link", START)).toMatchObject({ state: "excluded" });
  expect(await optOutByLink(undefined, newer, "body_link", START)).toMatchObject({ state: "excluded" });
  expect(await excludedAddresses()).toEqual([1, 2, 3, 4].map(emailOf));
});
