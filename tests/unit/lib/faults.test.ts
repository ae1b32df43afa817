import { Prisma } from "@prisma/client";
import { describe, expect, it } from "vitest";
import { withoutValues } from "~/lib/faults";

const fromDatabase = Object.assign(new Error('invalid input syntax for type date: "Mrs Secret"'), {
  code: "22007",
  detail: "Key (email)=(mrs@secret.example) already exists.",
  where: 'COPY contact, line 1, column name: "Mrs Secret"',
  table: "contact",
  constraint: "contact_pkey",
});
fromDatabase.stack = `Error: ${fromDatabase.message}\n    at query (client.ts:1:1)`;

describe("what is kept of an error", () => {
  it.each([
    [
      "a database's error keeps code and names, and none of its words",
      fromDatabase,
      "database: 22007 contact contact_pkey",
    ],
    [
      "a parser's error keeps nothing of what it could not read",
      parsing('{"name": "Mrs Secret'),
      "not of the expected form",
    ],
    [
      "another error keeps its message",
      new Error("the shop's row was not returned"),
      "the shop's row was not returned",
    ],
    [
      "a network's error keeps its message",
      Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
      "connect ECONNREFUSED",
    ],
    [
      "a network's error with a code of five letters is none of the database's",
      Object.assign(new Error("write EPIPE"), { code: "EPIPE" }),
      "write EPIPE",
    ],
    [
      "an error of Prisma about a call keeps none of its arguments",
      new Prisma.PrismaClientValidationError('Argument `email`: Invalid value "mrs@secret.example"', {
        clientVersion: "6",
      }),
      "database: PrismaClientValidationError",
    ],
    [
      "an error of Prisma that it does not know keeps nothing of the query",
      new Prisma.PrismaClientUnknownRequestError('where: { email: "mrs@secret.example" }', { clientVersion: "6" }),
      "database: PrismaClientUnknownRequestError",
    ],
    ["a text that was thrown is kept", "gone", "gone"],
    ["anything else that was thrown is not", { name: "Mrs Secret" }, "not an error"],
  ])("%s", (_name, error, message) => {
    const fault = withoutValues(error);
    expect(fault.message).toBe(message);
    expect(JSON.stringify(fault)).not.toMatch(/secret/i);
  });

  it("keeps where it happened", () => {
    expect(withoutValues(fromDatabase).stack).toBe(
      "database: 22007 contact contact_pkey\n    at query (client.ts:1:1)",
    );
  });
});

function parsing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
