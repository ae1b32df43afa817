import { type ApiError } from "./types";

const HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message.";

export type Fields = Record<string, unknown>;

/** The kinds of value that a field may hold; `flag` is a boolean. */
export type Kind = "string" | "integer" | "flag" | "object" | "array";

/**
 * Collects what is wrong with one mail/send body. Fields are named as SendGrid names them
 * (`personalizations.3.to.0.email`); the help link drops the positions.
 */
export class Complaints {
  readonly errors: ApiError[] = [];

  add(field: string, message: string): void {
    const anchor = field
      .split(".")
      .filter((part) => !/^\d+$/.test(part))
      .join(".");
    this.errors.push({ message, field, help: HELP + anchor });
  }

  /** Checks the kind of a present value; an absent one (undefined) passes, null does not. */
  isKind(value: unknown, kind: Kind, field: string): boolean {
    if (value === undefined) return true;
    const given = kindOf(value);
    if (given === kind) return true;
    this.add(field, `Invalid type. Expected: ${word(kind)}, given: ${word(given)}.`);
    return false;
  }

  /** Refuses fields that SendGrid does not know, and values of the wrong kind in those that it does. */
  hasOnly(object: Fields, known: Record<string, Kind>, at: string): void {
    for (const [name, value] of Object.entries(object)) {
      const field = at ? `${at}.${name}` : name;
      const kind = Object.hasOwn(known, name) ? known[name] : undefined;
      if (!kind) this.add(field, `Additional property ${name} is not allowed`);
      else this.isKind(value, kind, field);
    }
  }
}

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): Kind | "number" | "null" {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "flag";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "string" ? "string" : "object";
}

function word(kind: Kind | "number" | "null"): string {
  return kind === "flag" ? "boolean" : kind;
}
