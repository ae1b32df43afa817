import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = [
  { find: "~", replacement: path.resolve("app") },
  // graphql 16 names "module" without "exports": Vite would pick the ES module while @graphql-tools
  // gets the CommonJS one, and a schema of one is no schema to the other.
  { find: /^graphql$/, replacement: "graphql/index.js" },
];

// Puts another fetch in place of Node's and reads a library that keeps what it finds: for a process of its own.
const ALONE = ["tests/unit/simulators/shopify/adapter.test.ts"];

export default defineConfig({
  test: {
    projects: [
      // One process for many files, which keep nothing between them: starting one for each took half of the time.
      {
        resolve: { alias },
        test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"], exclude: ALONE, isolate: false },
      },
      { resolve: { alias }, test: { name: "unit-alone", include: ALONE } },
      {
        esbuild: { jsx: "automatic", jsxImportSource: "preact" },
        test: {
          name: "extension",
          environment: "jsdom",
          server: { deps: { inline: [/@shopify\/ui-extensions-tester/] } },
          include: ["extensions/*/tests/**/*.test.{ts,tsx}"],
        },
      },
      ...(["db", "routes", "e2e"] as const).map((name, order) => ({
        resolve: { alias },
        test: {
          name,
          include: [`tests/${name}/**/*.test.{ts,tsx}`],
          ...(name === "db" ? { setupFiles: ["tests/support/no-network.ts"] } : {}),
          globalSetup: [`tests/support/${name === "e2e" ? "browser-setup" : "database-setup"}.ts`],
          testTimeout: name === "e2e" ? 120_000 : 30_000,
          hookTimeout: 180_000,
          fileParallelism: name !== "e2e",
          maxWorkers: 2,
          // One kind after the other: each starts processes of its own.
          sequence: { groupOrder: order + 1 },
        },
      })),
    ],
  },
});
