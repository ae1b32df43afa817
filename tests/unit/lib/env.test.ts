import { readFileSync } from "node:fs";
import { parseEnv as parseDotEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { EnvError, parseEnv } from "~/lib/env";

const GOOD = {
  DATABASE_URL: "postgresql://twostage@127.0.0.1/twostage",
  SHOPIFY_API_KEY: "key-of-the-app",
  SHOPIFY_API_SECRET: "secret-of-the-app",
  SHOPIFY_APP_URL: "https://app.example/",
  SCOPES: "read_customers, write_customers",
  APP_SECRET: "n".repeat(32),
};

function problemsOf(source: Record<string, string | undefined>): string {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  throw new Error("the environment was taken for good");
}

describe("the environment", () => {
  it("is read with its defaults", () => {
    expect(parseEnv(GOOD)).toEqual({
      ...GOOD,
      SHOPIFY_APP_URL: "https://app.example",
      SCOPES: ["read_customers", "write_customers"],
      APP_SECRET: ["n".repeat(32)],
      PORT: 3000,
      SENDGRID_BASE_URL: "https://api.sendgrid.com",
      COMPANIES_HOUSE_BASE_URL: "https://api.company-information.service.gov.uk",
      LOG_LEVEL: "info",
      NODE_ENV: "production",
    });
  });

  it("is read as the example file has it, once the blanks are filled in", () => {
    const example = parseDotEnv(readFileSync(".env.example", "utf8"));
    const filled = Object.fromEntries(Object.entries(GOOD).map(([name, value]) => [name, example[name] || value]));
    const read = parseEnv({ ...example, ...filled });
    expect(read.SCOPES).toContain("read_customers");
    for (const name of Object.keys(GOOD)) expect(readFileSync(".env.example", "utf8"), name).toContain(name);
  });

  it("holds a ring of secrets, the newest first", () => {
    const [newer, older] = ["n".repeat(32), "o".repeat(40)];
    expect(parseEnv({ ...GOOD, APP_SECRET: ` ${newer} , ${older},` }).APP_SECRET).toEqual([newer, older]);
  });

  it("names every missing variable at once", () => {
    const message = problemsOf({});
    for (const name of Object.keys(GOOD)) expect(message).toMatch(new RegExp(`^ {2}${name} is missing$`, "m"));
    expect(message.split("\n")).toHaveLength(1 + Object.keys(GOOD).length);
  });

  it("counts an empty variable as missing", () => {
    expect(problemsOf({ ...GOOD, SHOPIFY_API_KEY: "" })).toMatch(/^ {2}SHOPIFY_API_KEY is missing$/m);
  });

  const BAD: [name: string, value: string][] = [
    ["DATABASE_URL", "mysql://badvalue"],
    ["SHOPIFY_APP_URL", "badvalue.example"],
    ["SHOPIFY_APP_URL", "ftp://badvalue.example"],
    ["SCOPES", "badvalue customers"],
    ["SCOPES", " , "],
    ["PORT", "badvalue"],
    ["PORT", "70000"],
    ["PORT", "-1"],
    ["PORT", "3000.5"],
    ["APP_SECRET", "badvalue"],
    ["APP_SECRET", `${"n".repeat(32)},badvalue`],
    ["SENDGRID_BASE_URL", "badvalue"],
    ["COMPANIES_HOUSE_BASE_URL", "badvalue"],
    ["LOG_LEVEL", "badvalue"],
    ["NODE_ENV", "badvalue"],
  ];

  it.each(BAD)("names a bad %s (%j) and nothing else, and never its value", (name, value) => {
    const message = problemsOf({ ...GOOD, [name]: value });
    expect(message.split("\n").slice(1)).toEqual([expect.stringMatching(new RegExp(`^ {2}${name} `))]);
    expect(message).not.toContain("badvalue");
    expect(message).not.toMatch(/70000|3000\.5/);
    expect(message).not.toContain("n".repeat(32));
  });

  it("names bad and missing variables together, each once", () => {
    const message = problemsOf({ ...Object.fromEntries(BAD), SHOPIFY_API_KEY: undefined, SHOPIFY_API_SECRET: "x" });
    const named = message
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(" ")[0]);
    expect(named.sort()).toEqual([...new Set([...BAD.map(([name]) => name), "SHOPIFY_API_KEY"])].sort());
  });
});
