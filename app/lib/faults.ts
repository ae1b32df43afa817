/** What may be kept of an error: in a log, and in the queue. */
export interface SafeFault {
  readonly message: string;
  readonly stack?: string;
}

/**
 * An error without what it quotes. The database's messages and their details hold values of rows (`invalid input syntax for type date: "..."`, `Key (email)=(...) already exists`): of those only the code and what it
 * is about by name stay. Others keep their message, which this app's own never fill with personal data.
 */
export function withoutValues(error: unknown): SafeFault {
  if (!(error instanceof Error)) return { message: typeof error === "string" ? error : "not an error" };
  const { code, table, constraint, routine } = error as Error & { readonly [name: string]: unknown };
  const named = [code, table, constraint, routine].filter((each) => typeof each === "string");
  const fromDatabase = typeof code === "string" && /^[0-9A-Z]{5}$/.test(code);
  // A parser's message quotes what it could not read.
  const message = fromDatabase
    ? `database: ${named.join(" ")}`
    : error instanceof SyntaxError
      ? "not of the expected form"
      : error.message;
  const calls = error.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  return { message, ...(calls.length > 0 ? { stack: [message, ...calls].join("\n") } : {}) };
}
