import { z } from "zod";

const origin = z
  .url({ protocol: /^https?$/, error: "must be an http(s) address" })
  .transform((url) => url.replace(/\/+$/, ""));

const schema = z.object({
  DATABASE_URL: z.string("is missing").regex(/^postgres(ql)?:\/\//, "must start with postgresql://"),
  SHOPIFY_API_KEY: z.string("is missing").min(1, "is empty"),
  SHOPIFY_API_SECRET: z.string("is missing").min(1, "is empty"),
  SHOPIFY_APP_URL: z.string("is missing").pipe(origin),
  SCOPES: z
    .string("is missing")
    .transform((list) =>
      list
        .split(",")
        .map((scope) => scope.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(/^[a-z_]+$/, "must be names separated by commas")).min(1, "is empty")),
  PORT: z.coerce
    .number("must be a port number")
    .int("must be a port number")
    .min(0, "must be a port number")
    .max(65535, "must be a port number")
    .default(3000),
  APP_SECRET: z
    .string("is missing")
    .transform((list) =>
      list
        .split(",")
        .map((secret) => secret.trim())
        .filter(Boolean),
    )
    .pipe(
      z.array(z.string().min(32, "must have at least 32 characters, each where there are several")).min(1, "is empty"),
    ),
  SENDGRID_BASE_URL: z.string().default("https://api.sendgrid.com").pipe(origin),
  COMPANIES_HOUSE_BASE_URL: z.string().default("https://api.company-information.service.gov.uk").pipe(origin),
  LOG_LEVEL: z
    .enum(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      "must be one of fatal, error, warn, info, debug, trace, silent",
    )
    .default("info"),
  NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
});

/** The environment, checked. `APP_SECRET` is a ring: the first secret wraps, all open. */
export type Env = z.output<typeof schema>;

/** Thrown when the environment is incomplete or wrong; the message names every variable at once and never a value. */
export class EnvError extends Error {
  override readonly name = "EnvError";
}

/** Reads and checks an environment. Empty variables count as missing. Throws `EnvError`. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = new Map<string, string>();
  for (const issue of result.error.issues) {
    const name = String(issue.path[0]);
    if (!problems.has(name)) problems.set(name, issue.message);
  }
  const lines = [...problems].map(([name, problem]) => `  ${name} ${problem}`);
  throw new EnvError(`The app cannot start. Mend these environment variables (see .env.example):\n${lines.join("\n")}`);
}

let cached: Env | undefined;

/** The environment of this process, read once. Throws `EnvError` on the first call when it is wrong. */
export function env(): Env {
  return (cached ??= parseEnv(process.env));
}
