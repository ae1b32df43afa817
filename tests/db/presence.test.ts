import { beforeEach, expect, it } from "vitest";
import { prisma } from "~/db/client";
import { withStore } from "~/services/shops/presence";
import { useAppDatabase } from "../support/app-database";
import { makeShop, START } from "../support/factories";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const remove = async () => void (await prisma().shop.update({ where: { id: shopId }, data: { uninstalledAt: START } }));
const refused = () => Promise.reject(new Error("the store refuses"));

it("work that needs the store is done with its domain while the app is installed", async () => {
  const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId } });
  const asked: string[] = [];
  await withStore(shopId, (of) => Promise.resolve(void asked.push(of)));
  expect(asked).toEqual([domain]);
});

it("its failure is told while the app is installed", async () => {
  await expect(withStore(shopId, refused)).rejects.toThrow("the store refuses");
});

it("nothing is done once the app has been removed", async () => {
  await remove();
  await withStore(shopId, refused);
});

it("what the store refuses because the app was removed meanwhile is no failure", async () => {
  await withStore(shopId, async () => {
    await remove();
    await refused();
  });
});

it("nothing is done for a shop that there is not", async () => {
  await withStore(0, refused);
});
