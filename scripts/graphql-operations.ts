import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  visit,
} from "graphql";

/** One GraphQL operation with every fragment it uses, ready to be validated by itself. */
export interface Operation {
  /** File (as given) and operation name, for messages. */
  from: string;
  document: DocumentNode;
}

/** Template literals whose text starts with `#graphql`, or that are tagged `gql` or `graphql`. */
const TEMPLATE = /`\s*#graphql([^`]*)`|\b(?:gql|graphql)`([^`]*)`/g;

/**
 * Collects the GraphQL operations of a folder's TypeScript files (as marked template literals; `${...}` inside them
 * may only insert fragments) and of `.graphql` files. A folder or file that does not exist holds none.
 * Throws on a document that does not parse, on two fragments of one name that differ, and on a fragment nobody defines.
 */
export function collectOperations(places: readonly string[]): Operation[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: { file: string; node: OperationDefinitionNode }[] = [];
  for (const file of places.flatMap(filesIn)) {
    for (const body of documentsIn(file)) {
      for (const node of parseNaming(file, body).definitions) {
        if (node.kind === Kind.OPERATION_DEFINITION) operations.push({ file, node });
        if (node.kind === Kind.FRAGMENT_DEFINITION) addFragment(fragments, node, file);
      }
    }
  }
  return operations.map(({ file, node }) => ({
    from: `${file} ${node.name?.value ?? `(unnamed ${node.operation})`}`,
    document: { kind: Kind.DOCUMENT, definitions: [node, ...fragmentsOf(node, fragments)] },
  }));
}

/** The TypeScript and GraphQL files at a place, a file or a folder, in a stable order. */
function filesIn(place: string): string[] {
  if (/\.(ts|graphql)$/.test(place)) return [place];
  try {
    return readdirSync(place, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|graphql)$/.test(name))
      .sort()
      .map((name) => path.join(place, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function documentsIn(file: string): string[] {
  const text = readFileSync(file, "utf8");
  if (file.endsWith(".graphql")) return [text];
  return [...text.matchAll(TEMPLATE)].map((match) => (match[1] ?? match[2] ?? "").replace(/\$\{[^}]*\}/g, ""));
}

function parseNaming(file: string, body: string): DocumentNode {
  try {
    return parse(body, { noLocation: true });
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function addFragment(known: Map<string, FragmentDefinitionNode>, node: FragmentDefinitionNode, file: string) {
  const earlier = known.get(node.name.value);
  if (earlier && JSON.stringify(earlier) !== JSON.stringify(node)) {
    throw new Error(`${file}: another fragment is named ${node.name.value} too`);
  }
  known.set(node.name.value, node);
}

function fragmentsOf(operation: OperationDefinitionNode, known: Map<string, FragmentDefinitionNode>) {
  const used = new Map<string, FragmentDefinitionNode>();
  const look = (node: OperationDefinitionNode | FragmentDefinitionNode) => {
    visit(node, {
      FragmentSpread({ name: { value } }) {
        if (used.has(value)) return;
        const fragment = known.get(value);
        if (!fragment) throw new Error(`fragment ${value} is not defined anywhere`);
        used.set(value, fragment);
        look(fragment);
      },
    });
  };
  look(operation);
  return [...used.values()];
}
