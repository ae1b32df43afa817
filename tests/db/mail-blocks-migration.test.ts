import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { dropDatabase, recreateDatabase, uniqueName } from "../support/databases";

const FOLDER = "prisma/migrations";
const MIGRATION = "20261126190000_mail_blocks";

const name = uniqueName("twostage_migration");
let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client({ connectionString: await recreateDatabase(inject("serverUrl"), name) });
  await client.connect();
  for (const folder of readdirSync(FOLDER).sort()) if (folder < MIGRATION) await migrate(folder);
});
afterAll(async () => {
  await client.end();
  await dropDatabase(inject("serverUrl"), name);
});

async function migrate(folder: string): Promise<void> {
  await client.query(readFileSync(path.join(FOLDER, folder, "migration.sql"), "utf8"));
}

test("a draft of the time when a body was one text becomes one block with just that text, and an empty one has none", async () => {
  const text = 'Hello {{name}},\n\nnew *spares* are in: [look](https://shop.example/?a="1").\\ 50 % off';
  await client.query("INSERT INTO shop (domain) VALUES ('old.myshopify.com')");
  for (const body of [text, "", "  "])
    await client.query("INSERT INTO campaign (shop_id, name, body) SELECT id, 'Offers', $1 FROM shop", [body]);
  await migrate(MIGRATION);
  const { rows } = await client.query<{ body: unknown }>("SELECT body FROM campaign ORDER BY id");
  expect(rows.map(({ body }) => body)).toEqual([[{ id: "text-1", type: "text", markdown: text }], [], []]);
});
