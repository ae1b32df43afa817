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
  const message = safeMessage(error, named.join(" "));
  const calls = error.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  return { message, ...(calls.length > 0 ? { stack: [message, ...calls].join("\n") } : {}) };
}

/** A code of PostgreSQL: five digits and capitals, a digit at least. Codes of the system have none (EPIPE). */
const DATABASE_CODE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** Errors of Prisma whose message shows the arguments of the call. */
const QUOTING = /^PrismaClient(?:Validation|UnknownRequest)Error$/;

function safeMessage(error: Error, named: string): string {
  const { code } = error as Error & { readonly code?: unknown };
  if (typeof code === "string" && DATABASE_CODE.test(code)) return `database: ${named}`;
  if (QUOTING.test(error.name)) return `database: ${[error.name, named].filter(Boolean).join(" ")}`;
  // A parser's message quotes what it could not read.
  return error instanceof SyntaxError ? "not of the expected form" : error.message;
}
