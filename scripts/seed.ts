// Gives a migrated database a shop with the shipped store, as if it had been installed and synced: something to look at in `psql`, or to build a page on.
import { createReadStream } from "node:fs";
import { disconnect, prisma } from "~/db/client";
import { importFile } from "~/services/customers/importFile";

const DOMAIN = "thornbury-spares.myshopify.com";

const { id: shopId } = await prisma().shop.upsert({
  where: { domain: DOMAIN },
  create: { domain: DOMAIN, name: "Thornbury Spares", storefrontUrl: "https://thornburyspares.example" },
  update: {},
});
const readAt = new Date();
const run = await prisma().syncRun.create({
  data: { shopId, state: "running", part: "customers", startedBy: "seed", readAt },
});
await importFile({ ...run, readAt, expected: 0 }, () => createReadStream("tests/fixtures/store.jsonl"), readAt);
console.log(`${DOMAIN} has ${await prisma().contact.count({ where: { shopId } })} contacts.`);
await disconnect();
