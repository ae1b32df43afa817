import { resolveNamespace, type DefinitionRecord, type MetafieldRecord } from "../store/metafields";
import { typeOfId, type StoreRecord } from "../store/records";
import { covers, accessDenied, definitionScopes, ownerScopes } from "./access";
import { connection, type PageArguments } from "./connection";
import { shopId, type AdminContext, type Resolvers } from "./context";

interface UserError {
  field: string[] | null;
  message: string;
  code: string | null;
}

const userError = (field: string[], message: string, code: string): UserError => ({ field, message, code });

const metafieldTypes =
  /^(list\.)?(boolean|color|date|date_time|dimension|id|json|link|money|multi_line_text_field|number_decimal|number_integer|rating|rich_text_field|single_line_text_field|url|volume|weight|\w+_reference)$/;
const keyPattern = /^[A-Za-z0-9_-]{2,64}$/;
const namespacePattern = /^[A-Za-z0-9_-]{3,255}$/;

/** Owner types as in MetafieldOwnerType: `CompanyLocation` is COMPANY_LOCATION. */
const ownerTypeOf = (id: string): string => (typeOfId(id) ?? "").replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();

const metafieldObject = (m: MetafieldRecord, context: AdminContext) => {
  const definition = context.store.metafields.definition(ownerTypeOf(m.ownerId), m.namespace, m.key);
  return {
    ...m,
    __typename: "Metafield",
    ownerType: ownerTypeOf(m.ownerId),
    jsonValue: m.type === "json" ? (JSON.parse(m.value) as unknown) : m.value,
    definition: definition ? definitionObject(definition) : null,
  };
};

const definitionObject = (d: DefinitionRecord) => ({
  ...d,
  type: { name: d.type, category: d.type === "json" ? "JSON" : "TEXT" },
  pinnedPosition: d.pinned ? 1 : null,
  capabilities: { cartToOrderCopyable: { enabled: d.cartToOrderCopyable, eligible: d.ownerType === "ORDER" } },
});

function metafieldOf(ownerId: string, args: Record<string, unknown>, context: AdminContext) {
  const found = context.store.metafields.get(
    ownerId,
    resolveNamespace(args.namespace as string | null),
    args.key as string,
  );
  return found ? metafieldObject(found, context) : null;
}

function metafieldsOf(ownerId: string, args: Record<string, unknown>, context: AdminContext) {
  const keys = args.keys as string[] | null | undefined;
  const namespace =
    args.namespace === undefined || args.namespace === null ? undefined : resolveNamespace(args.namespace as string);
  const found = context.store.metafields
    .ofOwner(ownerId)
    .filter((m) => namespace === undefined || m.namespace === namespace)
    .filter((m) => !keys || keys.some((k) => k === m.key || k === `${m.namespace}.${m.key}` || k === `$app.${m.key}`));
  const byId = new Map(found.map((m) => [m.id, m]));
  return connection([...byId.keys()], args as PageArguments, (id) => {
    const m = byId.get(id);
    return m && metafieldObject(m, context);
  });
}

/** Of a record that an export may tell of. */
function metafieldOfRecord(record: Record<string, unknown>, args: Record<string, unknown>, context: AdminContext) {
  const found = context.store.metafields.ofRecord(
    record as StoreRecord,
    resolveNamespace(args.namespace as string | null),
    args.key as string,
  );
  return found ? metafieldObject(found, context) : null;
}

interface DefinitionInput {
  name: string;
  namespace?: string | null;
  key: string;
  ownerType: string;
  type: string;
  description?: string | null;
  access?: { admin?: string | null; storefront?: string | null; customerAccount?: string | null } | null;
  capabilities?: { cartToOrderCopyable?: { enabled: boolean } | null } | null;
  pin?: boolean | null;
  validations?: { name: string; value: string }[] | null;
}

/** Shopify pins at most so many definitions of one type of resource. */
const pinnedLimit = 20;
/** Validations of a text, by the names of shopify.dev, "List of validation options". */
const textValidations = new Set(["min", "max", "regex", "choices"]);

function choicesIn(value: string): string[] | undefined {
  try {
    const choices: unknown = JSON.parse(value);
    return Array.isArray(choices) && choices.every((choice) => typeof choice === "string") ? choices : undefined;
  } catch {
    return undefined;
  }
}

function validationErrors({ type, validations }: DefinitionInput): UserError[] {
  return (validations ?? []).flatMap(({ name, value }) => {
    const at = ["definition", "validations"];
    if (type !== "single_line_text_field" || !textValidations.has(name))
      return userError(at, `Validations value for option ${name} is not supported for ${type}`, "INVALID_OPTION");
    if (name !== "choices") return [];
    const choices = choicesIn(value);
    if (!choices) return userError(at, `Validations value for option ${name} must be an array.`, "INVALID_OPTION");
    if (choices.length > 128 || choices.some((choice) => choice === ""))
      return userError(at, "Validations contain an invalid list of choices", "INVALID_OPTION");
    return new Set(choices).size < choices.length
      ? userError(at, "Validations choices must be unique", "DUPLICATE_OPTION")
      : [];
  });
}

function definitionErrors(input: DefinitionInput, context: AdminContext): UserError[] {
  const errors: UserError[] = [];
  const namespace = resolveNamespace(input.namespace);
  if (!input.name.trim()) errors.push(userError(["definition", "name"], "Name can't be blank", "BLANK"));
  if (!keyPattern.test(input.key)) errors.push(userError(["definition", "key"], "Key is invalid", "INVALID_CHARACTER"));
  if (!namespacePattern.test(namespace)) {
    errors.push(userError(["definition", "namespace"], "Namespace is invalid", "INVALID_CHARACTER"));
  }
  if (!metafieldTypes.test(input.type)) {
    errors.push(userError(["definition", "type"], `Type ${input.type} is not a supported type`, "INCLUSION"));
  }
  if (input.capabilities?.cartToOrderCopyable?.enabled && input.ownerType !== "ORDER") {
    const message = "The capability cart_to_order_copyable is not valid for this definition.";
    errors.push(userError(["definition", "capabilities"], message, "INVALID_CAPABILITY"));
  }
  if (input.access?.admin && !namespace.startsWith("app--")) {
    const message = "Setting access controls on a definition under this namespace is not permitted.";
    errors.push(userError(["definition"], message, "ADMIN_ACCESS_INPUT_NOT_ALLOWED"));
  }
  errors.push(...validationErrors(input));
  if (
    input.pin &&
    context.store.metafields.definitions(input.ownerType).filter((d) => d.pinned).length >= pinnedLimit
  ) {
    errors.push(userError(["definition", "pin"], "Limit of 20 pinned definitions.", "PINNED_LIMIT_REACHED"));
  }
  if (context.store.metafields.definition(input.ownerType, namespace, input.key)) {
    const message = `Key is in use for ${input.ownerType.charAt(0)}${input.ownerType.slice(1).toLowerCase()} metafields on the '${namespace}' namespace.`;
    errors.push(userError(["definition", "key"], message, "TAKEN"));
  }
  return errors;
}

interface SetInput {
  ownerId: string;
  namespace?: string | null;
  key: string;
  type?: string | null;
  value: string;
  compareDigest?: string | null;
}

async function setErrors(input: SetInput, index: number, type: string | undefined, context: AdminContext) {
  const at = (field: string, message: string, code: string) => ({
    ...userError(["metafields", String(index), field], message, code),
    elementIndex: null,
  });
  if (
    input.ownerId !== shopId &&
    !context.store.orders.has(input.ownerId) &&
    !(await context.store.record(input.ownerId))
  ) {
    return at("ownerId", "Owner does not exist.", "INVALID");
  }
  if (!keyPattern.test(input.key)) return at("key", "Key is invalid", "INVALID");
  if (!type) return at("type", "Type can't be blank", "BLANK");
  if (!metafieldTypes.test(type)) return at("type", `Type '${type}' is not a supported type`, "INCLUSION");
  if (input.value === "") return at("value", "Value can't be blank.", "BLANK");
  if (type === "json" && !isJson(input.value)) return at("value", "Value is invalid JSON.", "INVALID_VALUE");
  const definition = context.store.metafields.definition(
    ownerTypeOf(input.ownerId),
    resolveNamespace(input.namespace),
    input.key,
  );
  if (definition && definition.type !== type)
    return at(
      "type",
      `Type '${type}' must be consistent with the definition's type: '${definition.type}'.`,
      "INVALID_TYPE",
    );
  const refusal = definition && valueRefusal(definition, input.value);
  if (refusal) return at("value", refusal.message, refusal.code);
  if (input.compareDigest === undefined) return undefined;
  const known = context.store.metafields.get(input.ownerId, resolveNamespace(input.namespace), input.key);
  return (known?.compareDigest ?? null) === input.compareDigest
    ? undefined
    : at(
        "compareDigest",
        "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.",
        "STALE_OBJECT",
      );
}

function valueRefusal(definition: DefinitionRecord, value: string): { message: string; code: string } | undefined {
  for (const rule of definition.validations) {
    if (rule.name === "choices" && !choicesIn(rule.value)?.includes(value))
      return { message: `Value does not exist in provided choices: ${rule.value}.`, code: "INCLUSION" };
    if (rule.name === "max" && value.length > Number(rule.value))
      return { message: `Value has a maximum length of ${rule.value}.`, code: "TOO_LONG" };
  }
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Metafields, their definitions, and the mutations on both. */
export const metafieldResolvers: Resolvers = {
  "Shop.metafield": (_shop, args, context) => metafieldOf(shopId, args, context),
  "Shop.metafields": (_shop, args, context) => metafieldsOf(shopId, args, context),
  "Order.metafield": (order, args, context) => metafieldOf(order.id as string, args, context),
  "Order.metafields": (order, args, context) => metafieldsOf(order.id as string, args, context),
  "Customer.metafield": metafieldOfRecord,
  "Company.metafield": metafieldOfRecord,
  "Customer.metafields": (customer, args, context) => metafieldsOf(customer.id as string, args, context),

  "QueryRoot.metafieldDefinitions": (_root, args, context) => {
    const namespace = args.namespace ? resolveNamespace(args.namespace as string) : undefined;
    const found = context.store.metafields
      .definitions(args.ownerType as string)
      .filter((d) => (namespace === undefined || d.namespace === namespace) && (!args.key || d.key === args.key))
      .filter((d) => ({ PINNED: d.pinned, UNPINNED: !d.pinned })[args.pinnedStatus as string] ?? true);
    const byId = new Map(found.map((d) => [d.id, d]));
    return connection([...byId.keys()], args as PageArguments, (id) => {
      const d = byId.get(id);
      return d && definitionObject(d);
    });
  },

  "Mutation.metafieldDefinitionCreate": (_root, args, context) => {
    const input = args.definition as DefinitionInput;
    const scope = definitionScopes[input.ownerType];
    if (scope && !covers(context.scopes, scope)) throw accessDenied("metafieldDefinitionCreate", [scope]);
    const userErrors = definitionErrors(input, context);
    if (userErrors.length > 0) return { createdDefinition: null, userErrors };
    const created = context.store.metafields.define({
      ownerType: input.ownerType,
      namespace: resolveNamespace(input.namespace),
      key: input.key,
      name: input.name,
      description: input.description ?? null,
      type: input.type,
      pinned: input.pin ?? false,
      validations: input.validations ?? [],
      cartToOrderCopyable: input.capabilities?.cartToOrderCopyable?.enabled ?? false,
      access: {
        admin: input.access?.admin ?? "MERCHANT_READ",
        storefront: input.access?.storefront ?? "NONE",
        customerAccount: input.access?.customerAccount ?? "NONE",
      },
    });
    return { createdDefinition: definitionObject(created), userErrors };
  },

  "Mutation.metafieldsSet": async (_root, args, context) => {
    const inputs = args.metafields as SetInput[];
    if (inputs.length > 25) {
      const message = "Exceeded the maximum metafields input limit of 25.";
      return {
        metafields: null,
        userErrors: [{ ...userError(["metafields"], message, "LESS_THAN_OR_EQUAL_TO"), elementIndex: null }],
      };
    }
    const missing = inputs
      .map((i) => ownerScopes[typeOfId(i.ownerId) ?? ""])
      .find((s) => s && !covers(context.scopes, s));
    if (missing) throw accessDenied("metafieldsSet", [missing]);
    const typeOf = (i: SetInput) =>
      i.type ?? context.store.metafields.definition(ownerTypeOf(i.ownerId), resolveNamespace(i.namespace), i.key)?.type;
    const checked = await Promise.all(inputs.map((input, index) => setErrors(input, index, typeOf(input), context)));
    const userErrors = checked.filter((e) => e !== undefined);
    if (userErrors.length > 0) return { metafields: null, userErrors };
    const at = new Date(context.settings.now()).toISOString();
    const metafields = inputs.map((i) =>
      metafieldObject(
        context.store.metafields.set({ ...i, namespace: resolveNamespace(i.namespace), type: typeOf(i) ?? "" }, at),
        context,
      ),
    );
    return { metafields, userErrors };
  },

  "Mutation.metafieldsDelete": (_root, args, context) => {
    const inputs = args.metafields as { ownerId: string; namespace?: string | null; key: string }[];
    const missing = inputs
      .map((i) => ownerScopes[typeOfId(i.ownerId) ?? ""])
      .find((s) => s && !covers(context.scopes, s));
    if (missing) throw accessDenied("metafieldsDelete", [missing]);
    const deletedMetafields = inputs.map(({ ownerId, namespace, key }) => {
      const resolved = resolveNamespace(namespace);
      return context.store.metafields.delete(ownerId, resolved, key) ? { ownerId, namespace: resolved, key } : null;
    });
    return { deletedMetafields, userErrors: [] };
  },
};
