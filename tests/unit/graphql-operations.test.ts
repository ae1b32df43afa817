import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { print } from "graphql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { collectOperations } from "../../scripts/graphql-operations";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "operations-"));
  mkdirSync(path.join(folder, "deep"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
const collected = () => collectOperations([folder]);

describe("collecting GraphQL operations", () => {
  it("finds marked and tagged templates at any depth, and no other text", () => {
    write("a.ts", "export const A = `#graphql\n query A { shop { id } }`; const no = `query No { shop { id } }`;");
    write("deep/b.ts", "const b = gql`mutation B { paint }`;");
    write("c.md", "`#graphql query C { shop }`");
    expect(collected().map(({ from }) => from)).toEqual([`${folder}/a.ts A`, `${folder}/deep/b.ts B`]);
  });

  it("gives an operation the fragments it uses, from other files and through each other, and no more", () => {
    write("a.ts", "export const A = `#graphql\n ${ONE} query A { shop { ...One } }`;");
    write(
      "f.ts",
      "const f = `#graphql fragment One on Shop { ...Two } fragment Two on Shop { id } fragment Three on Shop { id }`;",
    );
    const text = print(collected()[0]!.document);
    expect(text).toMatch(/fragment One on Shop[^]*fragment Two on Shop/);
    expect(text).not.toContain("Three");
  });

  it("refuses a fragment that nobody defines and two that share a name", () => {
    write("a.ts", "const a = `#graphql query A { shop { ...Gone } }`;");
    expect(collected).toThrow("fragment Gone is not defined");
    write("a.ts", "const a = `#graphql fragment F on Shop { id }`; const b = `#graphql fragment F on Shop { name }`;");
    expect(collected).toThrow("another fragment is named F");
  });

  it("refuses a document that does not parse, naming the file", () => {
    write("a.ts", "const a = `#graphql query A { shop { }`;");
    expect(collected).toThrow(/a\.ts: Syntax Error/);
  });

  it("finds nothing in a folder that does not exist", () => {
    expect(collectOperations([path.join(folder, "none")])).toEqual([]);
  });
});
