import { z } from "zod";
import type { RegisterEntry } from "~/policy/companiesHouse";

/** What became of one question to the register. `limited`: nothing was answered, and may be asked again from then on. */
export type RegisterAnswer =
  | { readonly kind: "found"; readonly entry: RegisterEntry }
  | { readonly kind: "not_found" }
  | { readonly kind: "key_refused" }
  | { readonly kind: "limited"; readonly until: Date }
  | { readonly kind: "unreachable" };

const TIMEOUT_MS = 10_000;
/** Companies House counts requests by five minutes, and says when they end in `X-Ratelimit-Reset`, in seconds since 1970. */
const WINDOW_SECONDS = 300;

/** The members of a company profile that are read; the register may add others, and its enumerations grow. */
const profile = z.object({
  company_name: z.string().min(1),
  company_number: z.string(),
  type: z.string().min(1),
  company_status: z.string().optional(),
  jurisdiction: z.string().optional(),
  previous_company_names: z.array(z.object({ name: z.string() })).optional(),
});

/**
 * Asks the public data API of Companies House for a company profile (`GET /company/{number}`, HTTP basic: the key is the user name, the password empty). `number` is of the register's own form, eight characters: it answers
 * 500 to others. Never throws: every ending is an answer, and one that makes no sense counts as unreachable. `now` says when the question is asked.
 */
export async function askCompaniesHouse(
  connection: { readonly baseUrl: string; readonly apiKey: string; readonly timeoutMs?: number },
  number: string,
  now: Date,
): Promise<RegisterAnswer> {
  try {
    const response = await fetch(`${connection.baseUrl}/company/${encodeURIComponent(number)}`, {
      headers: {
        Authorization: `Basic ${Buffer.from(`${connection.apiKey}:`).toString("base64")}`,
        Accept: "application/json",
      },
      // Followed, the key would go to wherever the redirect leads.
      redirect: "error",
      signal: AbortSignal.timeout(connection.timeoutMs ?? TIMEOUT_MS),
    });
    const body: unknown = await response.json().catch(() => undefined);
    return readAnswer(response, body, number, now);
  } catch {
    return { kind: "unreachable" };
  }
}

function readAnswer(
  { status, headers }: { readonly status: number; readonly headers: Headers },
  body: unknown,
  number: string,
  now: Date,
): RegisterAnswer {
  if (status === 401 || status === 403) return { kind: "key_refused" };
  if (status === 429) return { kind: "limited", until: waitUntil(headers, now) };
  if (status === 404) return isNotFound(body) ? { kind: "not_found" } : { kind: "unreachable" };
  const read = status === 200 ? profile.safeParse(body) : undefined;
  // Another company's profile would be taken for this one's.
  if (!read?.success || read.data.company_number !== number) return { kind: "unreachable" };
  const { data } = read;
  return {
    kind: "found",
    entry: {
      number,
      name: data.company_name,
      type: data.type,
      status: data.company_status,
      jurisdiction: data.jurisdiction,
      previousNames: data.previous_company_names?.map(({ name }) => name) ?? [],
    },
  };
}

const notFound = z.object({ errors: z.array(z.object({ error: z.literal("company-profile-not-found") })).min(1) });

/** A 404 of the register itself: one of a proxy, or of a wrong base address, says nothing of a company. */
const isNotFound = (body: unknown) => notFound.safeParse(body).success;

/** When the limit's window ends: as told, but never later than a whole window from now, nor now or earlier. */
function waitUntil(headers: Headers, now: Date): Date {
  const reset = Number(headers.get("x-ratelimit-reset"));
  const seconds = reset > 0 ? reset - now.getTime() / 1000 : WINDOW_SECONDS;
  return new Date(now.getTime() + Math.min(Math.max(Math.ceil(seconds), 1), WINDOW_SECONDS) * 1000);
}
