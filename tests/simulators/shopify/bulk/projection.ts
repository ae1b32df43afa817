import {
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import { missingScopes } from "../admin-api/access";
import { matchesSearch } from "../admin-api/search";
import { fieldValue, isConnection } from "../store/missing-values";
import { typeOfId, type StoreRecord } from "../store/records";
import { nodeFields, type BulkQuery, type Unfold } from "./restrictions";

type Source = Record<string, unknown>;
type Reader = (source: Source) => unknown;

interface NestedConnection {
  field: string;
  shape: Shape;
}

/** How objects of one type are written: the selected fields in their order, and the connections that become lines. */
interface Shape {
  type: string;
  read: (source: Source) => Source;
  connections: NestedConnection[];
}

/** A bulk query made ready to run over the shop's objects. */
export interface Projection {
  /** Type of the root connection's objects. */
  type: string;
  selects: (record: StoreRecord) => boolean;
  /** The lines of one root object: itself, then each child with its `__parentId`, directly after its parent. */
  lines: (record: StoreRecord, children: (id: string) => Promise<StoreRecord[]>) => Promise<Source[]>;
}

/** Thrown where the query reads what the app's scopes do not cover: the operation fails with ACCESS_DENIED. */
export class AccessDenied extends Error {}

/** A record's metafield, if it has one. Namespaces as the query gives them. */
export type MetafieldOf = (record: StoreRecord, namespace: string | undefined, key: string) => object | undefined;

export function compile(
  schema: GraphQLSchema,
  query: BulkQuery,
  scopes: ReadonlySet<string>,
  metafieldOf: MetafieldOf,
): Projection {
  const root = schema.getQueryType();
  const definition = root?.getFields()[query.root.name.value];
  if (!root || !definition) throw new Error(`no query field ${query.root.name.value}`);
  const connection = getNamedType(definition.type);
  const compiler = { unfold: query.unfold, scopes, metafieldOf };
  checkAccess(root, query.root.name.value, scopes);
  const nodes = nodeFields(query.root, connection, query.unfold);
  if (!isConnection(connection) || !nodes) {
    throw new Error(
      `simulator: the top-level field of a bulk query must be a connection, not ${query.root.name.value}`,
    );
  }
  const shape = shapeOf(nodes.fields, nodes.type, compiler);
  const search = searchArgument(query.root);
  return {
    type: shape.type,
    selects: (record) => search === undefined || matchesSearch(record, search),
    lines: (record, children) => linesOf(record, shape, children, undefined),
  };
}

interface Compiler {
  unfold: Unfold;
  scopes: ReadonlySet<string>;
  metafieldOf: MetafieldOf;
}

function checkAccess(parent: GraphQLNamedType, field: string, scopes: ReadonlySet<string>): void {
  const definition = isObjectType(parent) ? parent.getFields()[field] : undefined;
  if (definition && missingScopes(scopes, parent.name, definition)) throw new AccessDenied(`${parent.name}.${field}`);
}

function shapeOf(fields: FieldNode[], type: GraphQLNamedType, compiler: Compiler): Shape {
  const connections: NestedConnection[] = [];
  const plain: FieldNode[] = [];
  for (const node of fields) {
    checkAccess(type, node.name.value, compiler.scopes);
    const definition = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
    const named = definition && getNamedType(definition.type);
    const inner = named && isConnection(named) ? nodeFields(node, named, compiler.unfold) : undefined;
    if (inner) connections.push({ field: node.name.value, shape: shapeOf(inner.fields, inner.type, compiler) });
    else plain.push(node);
  }
  return { type: type.name, read: objectReader(plain, type, compiler), connections };
}

function objectReader(fields: FieldNode[], type: GraphQLNamedType, compiler: Compiler): (source: Source) => Source {
  const readers = fields.map((node): [string, Reader] => [
    node.alias?.value ?? node.name.value,
    fieldReader(node, type, compiler),
  ]);
  return (source) => Object.fromEntries(readers.map(([name, read]) => [name, read(source)]));
}

function fieldReader(node: FieldNode, parent: GraphQLNamedType, compiler: Compiler): Reader {
  if (node.name.value === "__typename") return () => parent.name;
  const definition = isObjectType(parent) ? parent.getFields()[node.name.value] : undefined;
  if (!definition) throw new Error(`no field ${parent.name}.${node.name.value}`);
  checkAccess(parent, node.name.value, compiler.scopes);
  const named = getNamedType(definition.type);
  if (isConnection(named))
    throw new Error(`simulator: a connection below the object field of ${parent.name} is not supported`);
  const own: Reader =
    named.name === "Metafield"
      ? (source) =>
          compiler.metafieldOf(source as StoreRecord, text(node, "namespace"), text(node, "key") ?? "") ?? null
      : (source) => fieldValue(parent, definition, source);
  if (isLeafType(named) || !node.selectionSet) return own;
  const inner = objectReader(compiler.unfold(node.selectionSet, named), named, compiler);
  if (isListType(getNullableType(definition.type))) {
    return (source) => (own(source) as Source[] | null)?.map(inner) ?? null;
  }
  return (source) => {
    const value = own(source) as Source | null;
    return value === null ? null : inner(value);
  };
}

async function linesOf(
  record: StoreRecord,
  shape: Shape,
  children: (id: string) => Promise<StoreRecord[]>,
  parentId: string | undefined,
): Promise<Source[]> {
  const line = shape.read(record);
  const lines = [parentId === undefined ? line : { ...line, __parentId: parentId }];
  if (shape.connections.length === 0) return lines;
  const stored = await children(record.id);
  for (const { field, shape: inner } of shape.connections) {
    const found = inlineNodes(record[field]) ?? stored.filter((c) => typeOfId(c.id) === inner.type);
    for (const child of found) lines.push(...(await linesOf(child, inner, children, record.id)));
  }
  return lines;
}

/** A connection written inside its parent's line, as an ordinary query answers it. */
function inlineNodes(value: unknown): StoreRecord[] | undefined {
  const connection = value as { nodes?: StoreRecord[]; edges?: { node: StoreRecord }[] } | undefined | null;
  return connection?.nodes ?? connection?.edges?.map((e) => e.node);
}

const searchArgument = (field: FieldNode): string | undefined => text(field, "query");

function text(field: FieldNode, argument: string): string | undefined {
  const value = field.arguments?.find((a) => a.name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
