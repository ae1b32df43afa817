import path from "node:path";
import { defineConfig } from "prisma/config";

// Generating and validating touch no database, but without a DATABASE_URL the command line falls back to
// fetching a native engine and fails with a misleading error: a placeholder keeps it on the one that ships with it.
const url = (process.env.DATABASE_URL ??= "postgresql://unset@127.0.0.1:1/unset");

export default defineConfig({
  schema: path.join("prisma", "schema.prisma"),
  migrations: { path: path.join("prisma", "migrations") },
  engine: "js",
  experimental: { adapter: true },
  adapter: async () => new (await import("./prisma/migration-adapter")).PrismaPgForMigrate({ connectionString: url }),
});
