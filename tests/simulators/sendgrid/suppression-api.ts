import { addressKey, isAcceptableAddress } from "./addresses";
import { isObject } from "./complaints";
import { type Answer, parseJson, type ReadRequest, refuse } from "./http";
import { type Route } from "./routes";
import { type Suppression, type SuppressionList, type Suppressions } from "./suppressions";

const SINGLE_LISTS = ["bounces", "blocks", "spam_reports", "invalid_emails"] as const;
const PAGE = 500;

/** SendGrid's suppression endpoints (`/v3/asm/suppressions/global`, `/v3/suppression/*`) over the account's lists. */
export function suppressionRoutes(lists: Suppressions, now: () => Date): Route[] {
  const global = "/v3/asm/suppressions/global";
  return [
    {
      method: "POST",
      path: global,
      scope: "asm.suppressions.global.create",
      handle: (request) => addGlobal(request, lists, now),
    },
    {
      method: "GET",
      path: `${global}/{email}`,
      scope: "asm.suppressions.global.read",
      handle: (_request, { email = "" }) => {
        const found = lists.get("unsubscribes", email);
        return { status: 200, body: found ? { recipient_email: found.email } : {} };
      },
    },
    {
      method: "DELETE",
      path: `${global}/{email}`,
      scope: "asm.suppressions.global.delete",
      handle: (_request, { email = "" }) => {
        lists.remove("unsubscribes", email);
        return { status: 204 };
      },
    },
    {
      method: "GET",
      path: "/v3/suppression/unsubscribes",
      scope: "suppression.unsubscribes.read",
      handle: (request) => page(request, "unsubscribes", lists),
    },
    ...SINGLE_LISTS.flatMap((list) => listRoutes(list, lists)),
  ];
}

function listRoutes(list: (typeof SINGLE_LISTS)[number], lists: Suppressions): Route[] {
  const path = `/v3/suppression/${list}`;
  const scopes = { read: `suppression.${list}.read`, delete: `suppression.${list}.delete` };
  return [
    { method: "GET", path, scope: scopes.read, handle: (request) => page(request, list, lists) },
    { method: "DELETE", path, scope: scopes.delete, handle: (request) => removeSeveral(request, list, lists) },
    {
      method: "GET",
      path: `${path}/{email}`,
      scope: scopes.read,
      handle: (_request, { email = "" }) => {
        const found = lists.get(list, email);
        return { status: 200, body: found ? [found] : [] };
      },
    },
    {
      method: "DELETE",
      path: `${path}/{email}`,
      scope: scopes.delete,
      handle: (_request, { email = "" }) =>
        lists.remove(list, email) ? { status: 204 } : refuse(404, "resource not found"),
    },
  ];
}

function addGlobal(request: ReadRequest, lists: Suppressions, now: () => Date): Answer {
  const parsed = parseJson(request);
  if ("refusal" in parsed) return parsed.refusal;
  const emails = isObject(parsed.value) ? parsed.value.recipient_emails : undefined;
  if (!Array.isArray(emails) || emails.length === 0)
    return badField("recipient_emails", "recipient_emails is required");
  const list = emails as unknown[];
  const bad = list.findIndex((email) => typeof email !== "string" || !isAcceptableAddress(email));
  if (bad >= 0) return badField(`recipient_emails.${bad}`, "invalid email address");
  const added = list as string[];
  for (const email of added) lists.add("unsubscribes", { created: seconds(now()), email });
  return { status: 201, body: { recipient_emails: added } };
}

function page(request: ReadRequest, list: SuppressionList, lists: Suppressions): Answer {
  const number = (name: string, otherwise: number) => {
    const text = request.query.get(name);
    return text === null ? otherwise : /^\d+$/.test(text) ? Number(text) : NaN;
  };
  const start = number("start_time", 0);
  const end = number("end_time", Infinity);
  const limit = number("limit", PAGE);
  const offset = number("offset", 0);
  if ([start, end, limit, offset].some(Number.isNaN)) return badField("query", "query parameters must be integers");
  const part = addressKey(request.query.get("email") ?? "").replaceAll("%", "");
  const found: Suppression[] = [];
  for (const [key, entry] of lists.entries(list))
    if (entry.created >= start && entry.created <= end && key.includes(part)) found.push(entry);
  found.sort((one, other) => other.created - one.created);
  return { status: 200, body: found.slice(offset, offset + Math.min(limit, PAGE)) };
}

function removeSeveral(request: ReadRequest, list: SuppressionList, lists: Suppressions): Answer {
  const parsed = parseJson(request);
  if ("refusal" in parsed) return parsed.refusal;
  const body = isObject(parsed.value) ? parsed.value : {};
  if (body.delete_all === true && body.emails === undefined) lists.clear(list);
  else if (Array.isArray(body.emails) && body.delete_all === undefined)
    for (const email of body.emails as unknown[]) lists.remove(list, String(email));
  else return badField("delete_all", "either delete_all or emails must be given, and not both");
  return { status: 204 };
}

function badField(field: string, message: string): Answer {
  return { status: 400, body: { errors: [{ field, message }] } };
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
