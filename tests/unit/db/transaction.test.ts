import { describe, expect, it } from "vitest";
import { isConnectionLoss } from "~/db/transaction";

const coded = (code: string) => Object.assign(new Error("no"), { code });

describe("an error of the database", () => {
  it.each<[what: string, error: unknown, lost: boolean]>([
    ["a server that goes down", coded("57P01"), true],
    ["a server that comes up", coded("57P03"), true],
    ["a full disk", coded("53100"), true],
    ["a connection that broke", coded("08006"), true],
    ["a refused connection", coded("ECONNREFUSED"), true],
    ["a connection that ended without a word", new Error("Connection terminated unexpectedly"), true],
    ["a duplicate", coded("23505"), false],
    ["a statement that is wrong", coded("42601"), false],
    ["a statement that was called off", coded("57014"), false],
    ["a fault of the app's own", new Error("the batch was not claimed"), false],
    ["what is no error", "connection", false],
  ])("%s", (_what, error, lost) => {
    expect(isConnectionLoss(error)).toBe(lost);
  });
});
