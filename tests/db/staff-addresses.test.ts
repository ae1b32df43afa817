import { describe, expect, test } from "vitest";
import { prisma } from "~/db/client";
import { requestTest } from "~/services/campaigns/requestTest";
import { askStaffAddress, listStaffAddresses, readStaffLink, removeStaffAddress, verifyStaffAddress } from "~/services/campaigns/staffAddresses"; // prettier-ignore
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { useAppDatabase } from "../support/app-database";
import { makeDraft, makeShop, START } from "../support/factories";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

const JO = "jo@beacon-spares.example";
const hours = (n: number) => new Date(START.getTime() + n * 3_600_000);

/** Sends the newest single mail of a shop, and gives the token of the link in it; undefined when none went. */
async function mailedToken(shopId: number): Promise<string | undefined> {
  const sendGrid = scriptedSendGrid(START);
  const mail = await prisma().singleMail.findFirstOrThrow({ where: { shopId }, orderBy: { id: "desc" } });
  await sendSingleMail(shopId, String(mail.id), sendGrid);
  const [request] = sendGrid.requests;
  expect(request?.body.personalizations[0]?.to[0].email ?? JO).toBe(JO);
  return /staff-address\?token=([\w-]+)/.exec(request?.body.content[0]?.value ?? "")?.[1];
}

async function asked(): Promise<{ shopId: number; token: string }> {
  const shopId = await makeShop();
  await askStaffAddress(shopId, " Jo@Beacon-Spares.example ", "sam", START);
  return { shopId, token: (await mailedToken(shopId)) ?? "" };
}

const test_ = async (shopId: number, to = JO) => requestTest(shopId, await makeDraft(shopId), to, "sam", START);

describe("an address of the staff", () => {
  test("gets tests once its holder has pressed the button behind the mailed link, and not before", async () => {
    const { shopId, token } = await asked();
    await expect(test_(shopId)).rejects.toMatchObject({ code: "address_unverified" });
    expect(await readStaffLink(shopId, token, START)).toEqual({ state: "open", email: JO });
    await expect(test_(shopId)).rejects.toMatchObject({ code: "address_unverified" });
    expect(await verifyStaffAddress(shopId, token, START)).toEqual({ state: "verified" });
    await test_(shopId);
    const mail = await prisma().singleMail.findFirstOrThrow({ where: { shopId, kind: "test" } });
    expect(mail.email).toBe(JO);
    await expect(test_(shopId, "office@beacon-spares.example")).rejects.toMatchObject({ code: "address_unverified" });
  });

  test("has its token stored only as a hash", async () => {
    const { shopId, token } = await asked();
    expect(JSON.stringify(await prisma().staffAddress.findMany({ where: { shopId } }), (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))).not.toContain(token); // prettier-ignore
  });

  test("is confirmed once, and the audit tells without naming it", async () => {
    const { shopId, token } = await asked();
    await verifyStaffAddress(shopId, token, START);
    await verifyStaffAddress(shopId, token, hours(1));
    const acts = await prisma().auditEvent.findMany({ where: { shopId, act: { startsWith: "staff_address" } } });
    expect(acts.map(({ act, actor }) => [act, actor])).toEqual([
      ["staff_address_asked", "sam"],
      ["staff_address_verified", "The person"],
    ]);
    expect(
      JSON.stringify(acts, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
    ).not.toContain(JO);
  });

  test.each([
    ["another shop's link", async (token: string) => readStaffLink(await makeShop(), token, START), "invalid"],
    ["no link", (_: string, shopId: number) => readStaffLink(shopId, "", START), "invalid"],
    ["a link that was never made", (_: string, shopId: number) => verifyStaffAddress(shopId, "x".repeat(32), START), "invalid"],
    ["a link after two days", (token: string, shopId: number) => verifyStaffAddress(shopId, token, hours(48)), "expired"],
  ])("is not confirmed by %s", async (_, open, state) => {
    const { shopId, token } = await asked();
    expect(await open(token, shopId)).toEqual({ state });
    expect(await listStaffAddresses(shopId, START)).toMatchObject([{ email: JO, verified: false }]);
  }); // prettier-ignore

  test("is confirmed by the newest link only", async () => {
    const { shopId, token } = await asked();
    await askStaffAddress(shopId, JO, "sam", hours(1));
    const next = (await mailedToken(shopId)) ?? "";
    expect(await verifyStaffAddress(shopId, token, hours(1))).toEqual({ state: "invalid" });
    expect(await verifyStaffAddress(shopId, next, hours(1))).toEqual({ state: "verified" });
    await expect(askStaffAddress(shopId, JO, "sam", hours(2))).rejects.toMatchObject({
      code: "staff_address_verified",
    });
  });

  test("that was removed gets no test, nor does its link bring it back", async () => {
    const { shopId, token } = await asked();
    const [{ id } = { id: "" }] = await listStaffAddresses(shopId, START);
    await removeStaffAddress(shopId, id, "sam", START);
    expect(await verifyStaffAddress(shopId, token, START)).toEqual({ state: "invalid" });
    await expect(removeStaffAddress(shopId, id, "sam", START)).rejects.toMatchObject({ code: "not_found" });
  });

  test("that was removed after a test was asked for gets no test", async () => {
    const { shopId, token } = await asked();
    await verifyStaffAddress(shopId, token, START);
    await test_(shopId);
    const [{ id } = { id: "" }] = await listStaffAddresses(shopId, START);
    await removeStaffAddress(shopId, id, "sam", START);
    const sendGrid = scriptedSendGrid(START);
    const mail = await prisma().singleMail.findFirstOrThrow({ where: { shopId, kind: "test" } });
    await sendSingleMail(shopId, String(mail.id), sendGrid);
    expect(sendGrid.requests).toEqual([]);
    const after = await prisma().singleMail.findFirstOrThrow({ where: { shopId, kind: "test" } });
    expect(after).toMatchObject({ state: "refused", outcome: "address_removed" });
  });

  test("is asked no more than once in minutes, twenty of a shop at most, and never while excluded (P12)", async () => {
    const { shopId } = await asked();
    await expect(askStaffAddress(shopId, JO, "sam", START)).rejects.toMatchObject({ code: "staff_address_asked" });
    await expect(askStaffAddress(shopId, "no address", "sam", START)).rejects.toMatchObject({
      code: "address_invalid",
    });
    for (let n = 1; n < 20; n++) await askStaffAddress(shopId, `s${n}@beacon-spares.example`, "sam", START);
    await expect(askStaffAddress(shopId, "s20@beacon-spares.example", "sam", START)).rejects.toMatchObject({ code: "too_many_staff_addresses" }); // prettier-ignore
    await excludeByStaff(shopId, { email: "gone@beacon-spares.example", note: "Asked", actor: "sam", at: START });
    await expect(askStaffAddress(shopId, "gone@beacon-spares.example", "sam", START)).rejects.toMatchObject({ code: "address_excluded" }); // prettier-ignore
  });

  test("that was excluded after it was asked gets no mail", async () => {
    const shopId = await makeShop();
    await askStaffAddress(shopId, JO, "sam", START);
    await excludeByStaff(shopId, { email: JO, note: "Asked", actor: "sam", at: START });
    expect(await mailedToken(shopId)).toBeUndefined();
  });
});
