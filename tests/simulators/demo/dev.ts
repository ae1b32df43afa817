// `npm run dev`: the app from its sources behind the simulators, with the shipped store installed, synced and set up.
import { spawnSync } from "node:child_process";
import { recreateDatabase } from "../../support/databases";
import { migrate } from "../../support/migrate";
import { release, start } from "../../../scripts/embedded-pg.mjs";
import { addressesOf, FIXED_PORTS, untilInterrupted } from "./addresses";
import { prepareShop } from "./story";
import { startWorld } from "./world";

const databaseUrl = await recreateDatabase(process.env.DATABASE_URL ?? (await start()), "twostage_dev");
await migrate(databaseUrl);
spawnSync(process.execPath, ["scripts/build-extensions.mjs"], { stdio: "inherit" });
const world = await startWorld({
  databaseUrl,
  storeFile: "tests/fixtures/store.jsonl",
  development: true,
  processes: "apart",
  appPort: FIXED_PORTS.app,
  shopify: { ports: FIXED_PORTS.shopify },
  sendgrid: { port: FIXED_PORTS.sendgrid },
});
try {
  await prepareShop(world, (step, detail) => console.log(`  ${[step, detail].filter(Boolean).join(": ")}`));
  console.log(`\n  Pages reload as you edit; the app's log is .data/app.log. Open:\n${addressesOf(world)}`);
  await untilInterrupted();
} finally {
  await world.close();
  if (!process.env.DATABASE_URL) await release();
}
