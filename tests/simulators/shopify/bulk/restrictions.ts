import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { isConnection } from "../store/missing-values";

/** The fields selected on a type, with fragments unfolded. */
export type Unfold = (set: SelectionSetNode, type: GraphQLNamedType) => FieldNode[];

export interface BulkQuery {
  root: FieldNode;
  unfold: Unfold;
}

const connectionLimit = 5;
const nestingLimit = 2;

/**
 * Reads the query of a bulk operation under Shopify's restrictions for it (shopify.dev, "Perform bulk operations",
 * "Operation restrictions").
 *
 * @returns the query, or the message with which Shopify refuses it.
 */
export function readBulkQuery(schema: GraphQLSchema, source: string): BulkQuery | { refusal: string } {
  let document: DocumentNode;
  try {
    document = parse(source);
  } catch (error) {
    return { refusal: `Invalid bulk query: ${(error as Error).message}` };
  }
  const operations = document.definitions.filter(
    (d): d is OperationDefinitionNode => d.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation] = operations;
  if (!operation || operations.length > 1) return { refusal: "Bulk queries must contain exactly one operation." };
  if (operation.operation !== OperationTypeNode.QUERY)
    return { refusal: "Bulk queries must be queries, not mutations." };
  if (operation.variableDefinitions?.length) return { refusal: "Bulk queries cannot contain variables." };
  const invalid = validate(schema, document);
  if (invalid.length > 0) return { refusal: `Invalid bulk query: ${invalid.map((e) => e.message).join(", ")}` };

  const unfold = unfolder(document, schema);
  const query = schema.getQueryType();
  if (!query) throw new Error("the schema has no query type");
  const roots = unfold(operation.selectionSet, query);
  if (roots.some((f) => f.name.value === "node" || f.name.value === "nodes")) {
    return { refusal: "Bulk queries cannot contain a top-level `node` or `nodes` field." };
  }
  const walk = { connections: 0, depth: 0, problems: [] as string[] };
  for (const field of roots) inspect(field, query, unfold, { depth: 0, inList: false, nodeHasId: true }, walk);
  if (walk.connections === 0) return { refusal: "Bulk queries must contain at least one connection." };
  if (walk.connections > connectionLimit)
    return { refusal: `Bulk queries cannot contain more than ${connectionLimit} connections.` };
  if (walk.depth > nestingLimit + 1) {
    return { refusal: `Bulk queries cannot contain connections with a nesting depth greater than ${nestingLimit}.` };
  }
  const [problem] = walk.problems;
  if (problem) return { refusal: problem };
  const [root] = roots;
  if (!root || roots.length > 1) return { refusal: "Bulk queries must have a single top-level field." };
  return { root, unfold };
}

interface Place {
  depth: number;
  inList: boolean;
  nodeHasId: boolean;
}

function inspect(
  field: FieldNode,
  parent: GraphQLNamedType,
  unfold: Unfold,
  place: Place,
  walk: { connections: number; depth: number; problems: string[] },
): void {
  const definition = isObjectType(parent) ? parent.getFields()[field.name.value] : undefined;
  if (!definition || !field.selectionSet) return;
  const type = getNamedType(definition.type);
  if (!isConnection(type)) {
    const inList = place.inList || isListType(getNullableType(definition.type));
    for (const inner of unfold(field.selectionSet, type)) inspect(inner, type, unfold, { ...place, inList }, walk);
    return;
  }
  walk.connections += 1;
  walk.depth = Math.max(walk.depth, place.depth + 1);
  if (place.inList)
    walk.problems.push("Queries that contain a connection field within a list field are not supported.");
  if (!place.nodeHasId) {
    walk.problems.push("The parent 'node' field for a nested connection must select the 'id' field without an alias.");
  }
  const nodes = nodeFields(field, type, unfold);
  if (!nodes) {
    walk.problems.push("Connection fields must select their objects through `edges { node }` or `nodes`.");
    return;
  }
  const nodeHasId = nodes.fields.some((f) => f.name.value === "id" && !f.alias);
  for (const inner of nodes.fields) {
    inspect(inner, nodes.type, unfold, { depth: place.depth + 1, inList: false, nodeHasId }, walk);
  }
}

/** What a connection selects of its objects, and their type. */
export function nodeFields(
  field: FieldNode,
  connection: GraphQLNamedType,
  unfold: Unfold,
): { fields: FieldNode[]; type: GraphQLNamedType } | undefined {
  if (!isObjectType(connection) || !field.selectionSet) return undefined;
  const selected = unfold(field.selectionSet, connection);
  const nodes = selected.find((f) => f.name.value === "nodes");
  const nodesType = connection.getFields().nodes?.type;
  if (nodes?.selectionSet && nodesType) {
    const type = getNamedType(nodesType);
    return { fields: unfold(nodes.selectionSet, type), type };
  }
  const edges = selected.find((f) => f.name.value === "edges");
  const edgeType = edges && getNamedType(connection.getFields().edges?.type);
  if (!edges?.selectionSet || !isObjectType(edgeType)) return undefined;
  const node = unfold(edges.selectionSet, edgeType).find((f) => f.name.value === "node");
  const type = getNamedType(edgeType.getFields().node?.type);
  return node?.selectionSet && type ? { fields: unfold(node.selectionSet, type), type } : undefined;
}

function unfolder(document: DocumentNode, schema: GraphQLSchema): Unfold {
  const fragments = new Map(
    document.definitions
      .filter((d): d is FragmentDefinitionNode => d.kind === Kind.FRAGMENT_DEFINITION)
      .map((d) => [d.name.value, d]),
  );
  const applies = (condition: string | undefined, type: GraphQLNamedType): boolean => {
    const named = condition === undefined ? type : schema.getType(condition);
    return (
      named === type || (named !== undefined && isObjectType(type) && type.getInterfaces().some((i) => i === named))
    );
  };
  const unfold: Unfold = (set, type) =>
    set.selections.flatMap((s) => {
      if (s.kind === Kind.FIELD) return [s];
      const fragment = s.kind === Kind.INLINE_FRAGMENT ? s : fragments.get(s.name.value);
      return fragment && applies(fragment.typeCondition?.name.value, type) ? unfold(fragment.selectionSet, type) : [];
    });
  return unfold;
}
