import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  getNamedType,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  type StringValueNode,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { type Operation } from "./graphql-operations";

/**
 * Cuts a schema down to what the operations touch: the fields they select (with all arguments and every input type
 * those need), whole enums, and directives they use. Descriptions go, save a sentence that names an access scope.
 * Throws, naming the operation, when one is not valid against the full schema.
 */
export function pruneSchema(sdl: string, operations: readonly Operation[]): DocumentNode {
  const full = parse(sdl, { noLocation: true });
  const schema = buildASTSchema(full, { assumeValidSDL: true });
  const touched = touchedBy(schema, operations);
  return { kind: Kind.DOCUMENT, definitions: full.definitions.flatMap((node) => keep(node, touched)) };
}

/** What the operations touch: fields by composite type, and names of inputs, enums, scalars and directives. */
interface Touched {
  fields: Map<string, Set<string>>;
  whole: Set<string>;
}

function touchedBy(schema: GraphQLSchema, operations: readonly Operation[]): Touched {
  const fields = new Map<string, Set<string>>();
  const whole = new Set<string>();

  const addType = (type: GraphQLNamedType) => {
    if (isObjectType(type) || isInterfaceType(type) || isUnionType(type)) {
      if (!fields.has(type.name)) fields.set(type.name, new Set());
    } else if (!whole.has(type.name)) {
      whole.add(type.name);
      if (isInputObjectType(type))
        for (const field of Object.values(type.getFields())) addType(getNamedType(field.type));
    }
  };
  const addArguments = (args: readonly GraphQLArgument[]) => args.forEach((arg) => addType(getNamedType(arg.type)));

  for (const { from, document } of operations) {
    const [error] = validate(schema, document);
    if (error) throw new Error(`${from}: ${error.message}`);
    const info = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(info, {
        Field() {
          const parent = info.getParentType();
          const field = info.getFieldDef();
          if (!parent || !field || field.name.startsWith("__")) return;
          addType(parent);
          fields.get(parent.name)?.add(field.name);
          addType(getNamedType(field.type));
          addArguments(field.args);
        },
        InlineFragment() {
          const type = info.getType();
          if (type) addType(getNamedType(type));
        },
        FragmentDefinition() {
          const type = info.getType();
          if (type) addType(getNamedType(type));
        },
        Directive() {
          const directive = info.getDirective();
          if (!directive) return;
          whole.add(directive.name);
          addArguments(directive.args);
        },
      }),
    );
  }
  completeInterfaces(schema, fields, addType);
  return { fields, whole };
}

/**
 * What is selected on a kept interface must exist on each kept type that implements it; and no type may be left
 * without a field, so one that is only named keeps its first plain one.
 */
function completeInterfaces(
  schema: GraphQLSchema,
  fields: Map<string, Set<string>>,
  addType: (type: GraphQLNamedType) => void,
) {
  for (const [name, selected] of fields) {
    const type = schema.getType(name);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const parent of type.getInterfaces()) fields.get(parent.name)?.forEach((field) => selected.add(field));
    if (selected.size > 0) continue;
    const plain = Object.values(type.getFields()).find(
      (field) => field.args.length === 0 && isLeafType(getNamedType(field.type)),
    );
    if (!plain) throw new Error(`select a field of ${name}: it has no plain one to keep it alive`);
    selected.add(plain.name);
    addType(getNamedType(plain.type));
  }
}

function keep(node: DefinitionNode, { fields, whole }: Touched): DefinitionNode[] {
  if (node.kind === Kind.SCHEMA_DEFINITION) {
    const operationTypes = node.operationTypes.filter(({ type }) => fields.get(type.name.value)?.size);
    return [{ ...node, description: undefined, operationTypes }];
  }
  if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
    const selected = fields.get(node.name.value);
    if (!selected?.size) return [];
    const kept = (node.fields ?? []).filter((field) => selected.has(field.name.value));
    const interfaces = (node.interfaces ?? []).filter((parent) => fields.has(parent.name.value));
    return [{ ...withoutProse(node), interfaces, fields: kept.map(withoutProse).map(withoutArgumentProse) }];
  }
  if (node.kind === Kind.UNION_TYPE_DEFINITION) {
    if (!fields.has(node.name.value)) return [];
    return [{ ...withoutProse(node), types: (node.types ?? []).filter((member) => fields.has(member.name.value)) }];
  }
  if (!("name" in node) || !node.name || !whole.has(node.name.value)) return [];
  if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    return [{ ...withoutProse(node), fields: node.fields?.map(withoutProse) }];
  }
  if (node.kind === Kind.ENUM_TYPE_DEFINITION) return [withoutValueProse(node)];
  if (node.kind === Kind.SCALAR_TYPE_DEFINITION) return [withoutProse(node)];
  if (node.kind === Kind.DIRECTIVE_DEFINITION) return [withoutArgumentProse(withoutProse(node))];
  return [];
}

function withoutProse<N extends { description?: StringValueNode }>(node: N): N {
  const scopes = node.description && scopeRemark(node.description.value);
  return { ...node, description: scopes ? { kind: Kind.STRING, value: scopes } : undefined };
}

function withoutArgumentProse<N extends { arguments?: readonly { description?: StringValueNode }[] }>(node: N): N {
  return { ...node, arguments: node.arguments?.map(withoutProse) };
}

function withoutValueProse(node: EnumTypeDefinitionNode): EnumTypeDefinitionNode {
  return { ...withoutProse(node), values: node.values?.map(withoutProse) };
}

/** The sentence of a description that says which access scope is required, null when none does. */
function scopeRemark(description: string): string | null {
  const text = description.replace(/\s+/g, " ").trim();
  return /Requires [^.]*?\b(?:read|write)_[a-z_]+[^.]*\.?/.exec(text)?.[0] ?? null;
}
