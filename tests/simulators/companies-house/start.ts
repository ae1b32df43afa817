import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { COMPANY_TYPES, JURISDICTIONS, STATUSES } from "./enumerations";

/** A company of the register, in the members of the real company profile; the rest of a profile is made up around them. */
export interface SimulatedCompany {
  readonly company_number: string;
  readonly company_name: string;
  readonly type?: string;
  /** `null` for an entry without one. */
  readonly company_status?: string | null;
  readonly jurisdiction?: string;
  readonly previous_company_names?: readonly { name: string; effective_from: string; ceased_on: string }[];
}

/** What goes wrong with the next request: a status with its body, the wrong kind of body, no answer, a cut connection, a redirect. */
export type Fault = "unanswered" | "cut" | "not_json" | "redirect" | { readonly status: number };

export interface CompaniesHouseOptions {
  readonly apiKeys: readonly string[];
  readonly companies?: readonly SimulatedCompany[];
  readonly now?: () => Date;
}

/** One request, for a test to look at; the key is the user name it was sent with. */
export interface RegisterRequest {
  readonly path: string;
  readonly key: string | undefined;
  readonly status: number;
}

export type CompaniesHouse = Awaited<ReturnType<typeof startCompaniesHouse>>;

const WINDOW_SECONDS = 300;
const LIMIT = 600;

/**
 * Starts a strict stand-in for the company profile of Companies House's public data API, on the loopback address. It answers as the real one does: HTTP basic with the key as user name and nothing else, 404 with its
 * own body, 500 to a number that is not of eight characters, 429 once a key has made 600 requests in its window of five minutes, with what is left in the headers of every answer.
 */
export async function startCompaniesHouse(options: CompaniesHouseOptions) {
  const now = options.now ?? (() => new Date());
  const keys = new Set(options.apiKeys);
  const companies = new Map<string, SimulatedCompany>();
  const requests: RegisterRequest[] = [];
  const faults: Fault[] = [];
  const windows = new Map<string, { endsAt: number; left: number }>();
  const hanging = new Set<ServerResponse>();
  let limit = LIMIT;

  const windowOf = (key: string) => {
    const seconds = Math.floor(now().getTime() / 1000);
    const known = windows.get(key);
    if (known && known.endsAt > seconds) return known;
    const fresh = { endsAt: seconds + WINDOW_SECONDS, left: limit };
    windows.set(key, fresh);
    return fresh;
  };

  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? "/", "http://companies-house.test").pathname;
    const key = readKey(request.headers.authorization);
    const headers: Record<string, string> = {};
    const answer = (status: number, body: unknown, more: Record<string, string> = {}) => {
      requests.push({ path, key, status });
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const type = typeof body === "string" ? "text/html" : "application/json";
      response.writeHead(status, { "Content-Type": type, ...headers, ...more }).end(text);
    };
    const fault = faults.shift();
    if (fault === "cut" || fault === "unanswered") {
      requests.push({ path, key, status: 0 });
      if (fault === "cut") request.socket.destroy();
      else hanging.add(response);
      return;
    }
    if (fault === "redirect") return answer(302, "", { Location: `${origin}/company/elsewhere` });
    if (fault === "not_json") return answer(200, "<html>Down for maintenance</html>");
    if (fault) return answer(fault.status, { error: "Service unavailable", type: "ch:service" });

    if (request.headers.authorization === undefined)
      return answer(401, { error: "Empty Authorization header", type: "ch:service" });
    if (key === undefined) return answer(400, { error: "Invalid Authorization header", type: "ch:service" });
    if (!keys.has(key)) return answer(401, { error: "Invalid Authorization", type: "ch:service" });

    const window = windowOf(key);
    const allowed = window.left > 0;
    if (allowed) window.left -= 1;
    headers["X-Ratelimit-Limit"] = String(limit);
    headers["X-Ratelimit-Remain"] = String(window.left);
    headers["X-Ratelimit-Reset"] = String(window.endsAt);
    headers["X-Ratelimit-Window"] = "5m";
    if (!allowed) return answer(429, { error: "Rate limit exceeded", type: "ch:service" });

    const number = /^\/company\/([^/]+)$/.exec(path)?.[1];
    if (request.method !== "GET" || number === undefined) return answer(404, "404 page not found");
    if (!/^[A-Z0-9]{8}$/.test(number))
      return answer(500, { exception_id: randomUUID().slice(0, 12), error: "Internal server error" });
    const company = companies.get(number);
    if (!company) return answer(404, { errors: [{ type: "ch:service", error: "company-profile-not-found" }] });
    answer(200, profileOf(company));
  };

  const addCompany = (company: SimulatedCompany) => {
    checkCompany(company);
    companies.set(company.company_number, company);
  };
  options.companies?.forEach(addCompany);

  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    requests: requests as readonly RegisterRequest[],
    /** Adds a company to the register, or writes its entry anew. Throws for one that the real register could not hold. */
    addCompany,
    /** The next requests go wrong, one fault each. */
    failNext: (...next: readonly Fault[]) => void faults.push(...next),
    /** How many requests a key may still make in this window and the coming ones. */
    limit: (left: number) => {
      limit = left;
      windows.clear();
    },
    revokeKey: (key: string) => void keys.delete(key),
    async close(): Promise<void> {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The key in an `Authorization` header: user name of HTTP basic, with an empty password. */
function readKey(header: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(header ?? "")?.[1];
  return encoded && /^([^:]+):$/.exec(Buffer.from(encoded, "base64").toString())?.[1];
}

function checkCompany({ company_number, type, company_status, jurisdiction }: SimulatedCompany): void {
  const wrong = [
    !/^[A-Z0-9]{8}$/.test(company_number) && "company_number",
    type !== undefined && !COMPANY_TYPES.has(type) && "type",
    typeof company_status === "string" && !STATUSES.has(company_status) && "company_status",
    jurisdiction !== undefined && !JURISDICTIONS.has(jurisdiction) && "jurisdiction",
  ].filter(Boolean);
  if (wrong.length > 0) throw new Error(`the register knows no such ${wrong.join(", ")}`);
}

function profileOf(company: SimulatedCompany): Record<string, unknown> {
  const { company_number: number, company_status: status = "active", previous_company_names: previous } = company;
  return {
    accounts: { accounting_reference_date: { day: "31", month: "12" } },
    can_file: status === "active",
    company_name: company.company_name,
    company_number: number,
    ...(status === null ? {} : { company_status: status }),
    date_of_creation: "2009-04-17",
    etag: "b5f3a1c07a7d4c6f9f0f3f6e6a1d2c3b4a596877",
    jurisdiction: company.jurisdiction ?? "england-wales",
    links: { self: `/company/${number}`, filing_history: `/company/${number}/filing-history` },
    ...(previous ? { previous_company_names: previous } : {}),
    registered_office_address: {
      address_line_1: "1 Mill Lane",
      country: "England",
      locality: "Leeds",
      postal_code: "LS1 4DY",
    },
    sic_codes: ["43220"],
    type: company.type ?? "ltd",
    undeliverable_registered_office_address: false,
  };
}
