// Gives a migrated database a shop with the shipped store, as if it had been installed and synced: something to look at in `psql`, or to build a page on.
import { createReadStream } from "node:fs";
import { disconnect, prisma } from "~/db/client";
import { importStore } from "~/services/customers/importStore";

const DOMAIN = "thornbury-spares.myshopify.com";

const { id: shopId } = await prisma().shop.upsert({
  where: { domain: DOMAIN },
  create: { domain: DOMAIN, name: "Thornbury Spares", storefrontUrl: "https://thornburyspares.example" },
  update: {},
});
const { id: runId } = await prisma().syncRun.create({ data: { shopId, state: "running", startedBy: "seed" } });
await importStore(shopId, runId, createReadStream("tests/fixtures/store.jsonl"), new Date());
console.log(`${DOMAIN} has ${await prisma().contact.count({ where: { shopId } })} contacts.`);
await disconnect();
