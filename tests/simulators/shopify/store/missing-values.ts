import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLField,
  type GraphQLNamedType,
} from "graphql";
import { numberOfId } from "./records";

type Source = Record<string, unknown>;

/**
 * Types whose objects come from a person's own export, which may lack any field: what is optional becomes null, what
 * is required takes its type's neutral value. Objects of other types are made by the simulator, where a missing
 * value is a defect.
 */
const exportedTypes = new Set([
  "Customer",
  "CustomerEmailAddress",
  "CustomerPhoneNumber",
  "MailingAddress",
  "CompanyContact",
  "Company",
  "CompanyLocation",
  "CompanyLocationTaxSettings",
  "CompanyAddress",
  "Count",
  "MoneyV2",
  "Order",
]);

const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

/** Required values that Shopify derives from other fields of the same object. */
const derived: Record<string, (source: Source) => unknown> = {
  "Customer.displayName": (c) =>
    [text(c.firstName), text(c.lastName)].filter(Boolean).join(" ") ||
    text((c.defaultEmailAddress as Source | null | undefined)?.emailAddress),
  "Customer.locale": () => "en",
  "Customer.updatedAt": (c) => c.createdAt,
  "Customer.legacyResourceId": (c) => String(numberOfId(text(c.id))),
  "CustomerEmailAddress.marketingState": () => "NOT_SUBSCRIBED",
  "CustomerEmailAddress.validFormat": (e) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text(e.emailAddress)),
  "Company.updatedAt": (c) => c.createdAt,
  "Company.customerSince": (c) => c.createdAt,
  "CompanyContact.updatedAt": (c) => c.createdAt,
  "Count.precision": () => "EXACT",
  "Customer.state": () => "DISABLED",
  "Customer.productSubscriberStatus": () => "NEVER_SUBSCRIBED",
  "MoneyV2.currencyCode": () => "GBP",
};

const neutral: Record<string, unknown> = {
  String: "",
  Int: 0,
  Float: 0,
  Boolean: false,
  UnsignedInt64: "0",
  Decimal: "0.0",
  Money: "0.0",
  DateTime: "2019-03-04T09:00:00Z",
};

/** Whether a type is a connection, which no object of an export holds as a plain value. */
export const isConnection = (type: GraphQLNamedType): boolean => isObjectType(type) && type.name.endsWith("Connection");

/**
 * The value of a field: the object's own, or the rule above for what it lacks.
 *
 * @throws for a required value that nothing supplies, naming the field.
 */
export function fieldValue(parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>, source: Source): unknown {
  const own = source[field.name];
  const required = isNonNullType(field.type);
  if (own !== undefined && !(own === null && required)) return own;
  const coordinate = `${parent.name}.${field.name}`;
  const named = getNamedType(field.type);
  if (exportedTypes.has(parent.name) && !isConnection(named)) {
    if (!required) return null;
    const value = derived[coordinate]?.(source);
    if (value !== undefined) return value;
    if (isListType(getNullableType(field.type))) return [];
    if (isScalarType(named) && named.name in neutral) return neutral[named.name];
    if ((isObjectType(named) || isInterfaceType(named)) && exportedTypes.has(named.name)) return {};
  }
  if (own === null && !isEnumType(named)) return null;
  throw new Error(`the simulated shop has no value for ${coordinate}`);
}
