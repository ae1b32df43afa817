import { buildASTSchema, parse, print, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { pruneSchema } from "../../scripts/prune-schema";

const SDL = `
  schema { query: QueryRoot mutation: Mutation }
  interface Node { id: ID! }
  union Owner = Person | Shop
  enum Colour { "A hue. Requires the \`read_paint\` scope. Pretty." RED BLUE }
  enum Unused { A }
  input PaintInput { colour: Colour = RED, mix: MixInput }
  input MixInput { parts: [PaintInput!] }
  "A person. Long prose that nobody needs."
  type Person implements Node { id: ID! name: String house(wall: Colour, at: Date): House age: Int }
  type Shop implements Node { id: ID! title: String }
  type House { owner: Owner colour: Colour }
  scalar Date
  type QueryRoot { person(id: ID!): Person node(id: ID!): Node other: Unused owner: Owner }
  type Mutation { paint(input: PaintInput!): House never: Int }
`;

const prune = (...operations: string[]) =>
  pruneSchema(
    SDL,
    operations.map((text) => ({ from: "test", document: parse(text) })),
  );

describe("pruning a schema", () => {
  it("keeps selected fields with all their arguments and drops the rest", () => {
    const text = print(prune("{ person(id: 1) { name house { colour } } }"));
    expect(text).toContain("house(wall: Colour, at: Date): House");
    expect(text).toContain("scalar Date");
    for (const gone of ["age", "prose", "Unused", "Mutation", "Shop", "PaintInput", "Node"])
      expect(text).not.toContain(gone);
  });

  it("keeps enums whole, with the scopes their values ask for", () => {
    const text = print(prune("{ person(id: 1) { house { colour } } }"));
    expect(text).toMatch(/enum Colour \{\s+"Requires the `read_paint` scope\."\s+RED\s+BLUE\s+\}/);
  });

  it("keeps input types that need each other", () => {
    const schema = buildASTSchema(prune("mutation M($input: PaintInput!) { paint(input: $input) { colour } }"));
    expect(Object.keys(schema.getTypeMap())).toEqual(expect.arrayContaining(["PaintInput", "MixInput", "Colour"]));
  });

  it("leaves a schema that answers an interface and a union through the types asked for", () => {
    const query = "{ node(id: 1) { id ... on Shop { title } } owner { __typename ... on Person { name } } }";
    const schema = buildASTSchema(prune(query));
    expect(validate(schema, parse(query))).toEqual([]);
    expect(schema.getPossibleTypes(schema.getType("Node") as never).map(({ name }) => name)).toEqual([
      "Person",
      "Shop",
    ]);
  });

  it("names the operation that the full schema does not know", () => {
    expect(() => prune("{ person(id: 1) { shoeSize } }")).toThrow(/test: .*shoeSize/);
  });
});
