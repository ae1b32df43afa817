import { describe, expect, it } from "vitest";
import { companyKey } from "~/policy/companyKey";

describe("what contacts of one company have in common", () => {
  it.each<[string, string | undefined, string, string | null]>([
    ["the company record, when there is one", "7", "Acme Ltd", "b2b:7"],
    ["the name without its ending", undefined, "Acme & Sons Ltd.", "name:acme and sons"],
    ["the same for another spelling", undefined, "  ACME and Sons LIMITED ", "name:acme and sons"],
    ["the same for dots", undefined, "A.C.M.E. and Sons", "name:acme and sons"],
    ["the name without accents", undefined, "Siôn Cyf", "name:sion"],
    ["a bare ending, which is a name of its own", undefined, "Limited", "name:limited"],
    ["nothing without a company", undefined, "", null],
    ["nothing for signs", undefined, "— & —".replace("&", ""), null],
  ])("is %s", (_what, record, name, key) => {
    expect(companyKey(record, name)).toBe(key);
  });
});
