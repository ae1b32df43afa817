import { createHash } from "node:crypto";

export interface MetafieldRecord {
  id: string;
  ownerId: string;
  namespace: string;
  key: string;
  type: string;
  value: string;
  createdAt: string;
  updatedAt: string;
  compareDigest: string;
}

export interface DefinitionRecord {
  id: string;
  ownerType: string;
  namespace: string;
  key: string;
  name: string;
  description: string | null;
  type: string;
  cartToOrderCopyable: boolean;
  pinned: boolean;
  validations: { name: string; value: string }[];
  access: { admin: string | null; storefront: string | null; customerAccount: string };
}

/** The number under which the app's own namespace is stored: `$app` means `app--<id>`. */
const appNumber = "987654321";

const exportedAt = "2026-01-01T00:00:00Z";
const digest = (value: string): string => createHash("sha256").update(value).digest("hex");

/** `$app`, `$app:part` and an omitted namespace stand for the app's reserved namespace. */
export function resolveNamespace(namespace: string | null | undefined): string {
  if (!namespace || namespace === "$app") return `app--${appNumber}`;
  return namespace.startsWith("$app:") ? `app--${appNumber}--${namespace.slice("$app:".length)}` : namespace;
}

/** The shop's metafields and their definitions. Namespaces given and kept are resolved ones. */
export class Metafields {
  readonly #values = new Map<string, MetafieldRecord>();
  /** What an export had and the API deleted. */
  readonly #deleted = new Set<string>();
  readonly #definitions = new Map<string, DefinitionRecord>();
  #next = 1;

  get(ownerId: string, namespace: string, key: string): MetafieldRecord | undefined {
    return this.#values.get(`${ownerId}|${namespace}|${key}`);
  }

  ofOwner(ownerId: string): MetafieldRecord[] {
    return [...this.#values.values()].filter((m) => m.ownerId === ownerId);
  }

  /** A record's metafield: set by the API, or as an export of the store has it, under the key in camel case. */
  ofRecord(
    record: { id: string; [field: string]: unknown },
    namespace: string,
    key: string,
  ): MetafieldRecord | undefined {
    const set = this.get(record.id, namespace, key);
    if (set || namespace !== resolveNamespace("$app") || this.#deleted.has(`${record.id}|${key}`)) return set;
    const exported = record[key.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())];
    const value = (exported as { value?: unknown } | null | undefined)?.value;
    return typeof value === "string"
      ? {
          id: `gid://shopify/Metafield/${record.id.replace(/\D/g, "")}${key.length}`,
          ownerId: record.id,
          namespace,
          key,
          type: "single_line_text_field",
          value,
          createdAt: exportedAt,
          updatedAt: exportedAt,
          compareDigest: digest(value),
        }
      : undefined;
  }

  set(
    input: { ownerId: string; namespace: string; key: string; type: string; value: string },
    at: string,
  ): MetafieldRecord {
    const known = this.get(input.ownerId, input.namespace, input.key);
    const record: MetafieldRecord = {
      ...input,
      id: known?.id ?? `gid://shopify/Metafield/${this.#next++}`,
      createdAt: known?.createdAt ?? at,
      updatedAt: at,
      compareDigest: digest(input.value),
    };
    this.#values.set(`${input.ownerId}|${input.namespace}|${input.key}`, record);
    return record;
  }

  delete(ownerId: string, namespace: string, key: string): boolean {
    this.#deleted.add(`${ownerId}|${key}`);
    return this.#values.delete(`${ownerId}|${namespace}|${key}`);
  }

  definition(ownerType: string, namespace: string, key: string): DefinitionRecord | undefined {
    return this.#definitions.get(`${ownerType}|${namespace}|${key}`);
  }

  definitions(ownerType: string): DefinitionRecord[] {
    return [...this.#definitions.values()].filter((d) => d.ownerType === ownerType);
  }

  define(input: Omit<DefinitionRecord, "id">): DefinitionRecord {
    const record = { ...input, id: `gid://shopify/MetafieldDefinition/${this.#next++}` };
    this.#definitions.set(`${input.ownerType}|${input.namespace}|${input.key}`, record);
    return record;
  }
}
