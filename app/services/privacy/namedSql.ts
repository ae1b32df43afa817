const TYPES: Readonly<Record<string, string>> = {
  contacts: "::bigint[]",
  customers: "::bigint[]",
  keys: "::bytea[]",
  consents: "::bytea[]",
  addresses: "::text[]",
  at: "::timestamptz",
};

/** Turns `:name` in a statement into numbered parameters, of those that it names: PostgreSQL refuses a parameter that no statement uses. */
export function bind(
  sql: string,
  named: Readonly<Record<string, unknown>>,
): { readonly text: string; readonly values: unknown[] } {
  const used: string[] = [];
  const text = sql.replace(/(?<!:):([a-z]+)\b/g, (_whole, name: string) => {
    if (!(name in named)) throw new Error(`a statement names :${name}, which nobody gives`);
    if (!used.includes(name)) used.push(name);
    return `$${used.indexOf(name) + 1}${TYPES[name] ?? ""}`;
  });
  return { text, values: used.map((name) => named[name]) };
}
