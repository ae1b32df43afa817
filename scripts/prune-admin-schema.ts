// Writes the part of Shopify's Admin schema that the app's operations touch, for the local Shopify and the tests.
//   npx tsx scripts/prune-admin-schema.ts <full schema .graphql or .graphql.gz> <its licence file>
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { buildSchema, print, validate } from "graphql";
import { collectOperations } from "./graphql-operations";
import { pruneSchema } from "./prune-schema";

const ROOT = path.resolve(import.meta.dirname, "..");
const OUT = path.join(ROOT, "tests/simulators/shopify/schema");
/** A pruned schema larger than this has stopped being the part the app touches. */
const MAX_BYTES = 150_000;

const [schemaFile, licenceFile] = process.argv.slice(2);
if (!schemaFile || !licenceFile) {
  console.error("usage: tsx scripts/prune-admin-schema.ts <full schema .graphql[.gz]> <its licence file>");
  process.exit(2);
}

const operations = collectOperations([
  path.join(ROOT, "app/integrations/shopify"),
  path.join(OUT, "extra-operations.graphql"),
]);
const raw = readFileSync(schemaFile);
const pruned = pruneSchema((schemaFile.endsWith(".gz") ? gunzipSync(raw) : raw).toString("utf8"), operations);
const licence = readFileSync(licenceFile, "utf8").trim();
const command = `npx tsx scripts/prune-admin-schema.ts ${path.basename(schemaFile)} ${path.basename(licenceFile)}`;
const header = [
  "The part of Shopify's Admin GraphQL schema that this app's operations touch. Made, not written, by",
  `  ${command}`,
  "from the full schema, which is under this licence:",
  "",
  ...licence.split("\n"),
]
  .map((line) => `# ${line}`.trimEnd())
  .join("\n");
const text = `${header}\n\n${print(pruned)}\n`;

// What is written must stand by itself.
const schema = buildSchema(text);
for (const { from, document } of operations) {
  const [error] = validate(schema, document);
  if (error) throw new Error(`the pruned schema lost something: ${from}: ${error.message}`);
}
if (Buffer.byteLength(text) > MAX_BYTES) throw new Error(`the pruned schema has ${Buffer.byteLength(text)} bytes`);

writeFileSync(path.join(OUT, "admin.graphql"), text);
writeFileSync(path.join(OUT, "LICENSE"), `${licence}\n`);
console.log(`${operations.length} operations, ${Buffer.byteLength(text)} bytes`);
