import { Complaints, isObject, type Kind } from "./complaints";
import {
  type EventWebhook,
  type EventWebhookChange,
  type EventWebhooks,
  publicKeyOf,
  SWITCHES,
} from "./event-webhooks";
import { type Answer, parseJson, type ReadRequest, refuse } from "./http";
import { type Route } from "./routes";

const MAX_WEBHOOKS = 5;
const SETTINGS = "/v3/user/webhooks/event/settings";
const KNOWN: Record<string, Kind> = {
  enabled: "flag",
  url: "string",
  friendly_name: "string",
  ...Object.fromEntries(SWITCHES.map((name) => [name, "flag" as const])),
};

/**
 * SendGrid's event-webhook settings. Without an id, the oldest webhook is meant (the form that older integrations
 * use). OAuth and signing with several keys are left out.
 */
export function webhookRoutes(webhooks: EventWebhooks): Route[] {
  const read = "user.webhooks.event.settings.read";
  const update = "user.webhooks.event.settings.update";
  const forBoth = (path: string, make: (path: string) => Route): Route[] => [make(path), make(`${path}/{id}`)];
  const withHook = (id: string | undefined, act: (hook: EventWebhook) => Answer): Answer => {
    const hook = webhooks.find(id ?? "");
    return hook ? act(hook) : refuseWebhook(404, "Invalid id provided.");
  };
  return [
    {
      method: "GET",
      path: `${SETTINGS}/all`,
      scope: read,
      handle: () => ({ status: 200, body: { max_allowed: MAX_WEBHOOKS, webhooks: webhooks.all.map(describe) } }),
    },
    ...forBoth(`${SETTINGS}/signed`, (path) => ({
      method: "GET",
      path,
      scope: read,
      handle: (_request, { id }) => withHook(id, signedAnswer),
    })),
    ...forBoth(`${SETTINGS}/signed`, (path) => ({
      method: "PATCH",
      path,
      scope: update,
      handle: (request, { id }) => withHook(id, (hook) => setSigned(request, hook, webhooks)),
    })),
    { method: "POST", path: SETTINGS, scope: update, handle: (request) => create(request, webhooks) },
    ...forBoth(SETTINGS, (path) => ({
      method: "GET",
      path,
      scope: read,
      handle: (_request, { id }) => withHook(id, (hook) => ({ status: 200, body: describe(hook) })),
    })),
    ...forBoth(SETTINGS, (path) => ({
      method: "PATCH",
      path,
      scope: update,
      handle: (request, { id }) => withHook(id, (hook) => change(request, hook, webhooks)),
    })),
    {
      method: "DELETE",
      path: `${SETTINGS}/{id}`,
      scope: update,
      handle: (_request, { id }) =>
        withHook(id, (hook) => {
          webhooks.remove(hook);
          return { status: 204 };
        }),
    },
  ];
}

function create(request: ReadRequest, webhooks: EventWebhooks): Answer {
  const read = readChange(request);
  if ("refusal" in read) return read.refusal;
  const { url, ...rest } = read.change;
  if (url === undefined) return refuseWebhook(400, "url is required");
  if (webhooks.all.length >= MAX_WEBHOOKS)
    return refuseWebhook(400, "You have reached the maximum number of webhooks per your current billing plan.");
  const taken = webhooks.withUrl(url);
  if (taken) return alreadyThere(taken);
  const hook = webhooks.add({ enabled: true, url, ...rest });
  return { status: 201, body: describe(hook) };
}

function change(request: ReadRequest, hook: EventWebhook, webhooks: EventWebhooks): Answer {
  const read = readChange(request);
  if ("refusal" in read) return read.refusal;
  const taken = read.change.url === undefined ? undefined : webhooks.withUrl(read.change.url, hook);
  if (taken) return alreadyThere(taken);
  webhooks.change(hook, read.change);
  return { status: 200, body: describe(hook) };
}

function setSigned(request: ReadRequest, hook: EventWebhook, webhooks: EventWebhooks): Answer {
  const parsed = parseJson(request);
  if ("refusal" in parsed) return parsed.refusal;
  if (!isObject(parsed.value) || typeof parsed.value.enabled !== "boolean")
    return refuseWebhook(400, "enabled is required");
  webhooks.setSigned(hook, parsed.value.enabled);
  return signedAnswer(hook);
}

function readChange(request: ReadRequest): { change: EventWebhookChange } | { refusal: Answer } {
  const parsed = parseJson(request);
  if ("refusal" in parsed) return parsed;
  const body = parsed.value;
  if (!isObject(body)) return { refusal: refuse(400, "Bad Request") };
  const complaints = new Complaints();
  complaints.hasOnly(body, KNOWN, "");
  if (complaints.errors.length > 0) return { refusal: refuse(400, complaints.errors) };
  const {
    url,
    enabled,
    friendly_name: friendlyName,
  } = body as { url?: string; enabled?: boolean; friendly_name?: string };
  if (url !== undefined && !isWebAddress(url)) return { refusal: refuseWebhook(400, `'${url}' is not a valid url`) };
  const switches = Object.fromEntries(
    SWITCHES.filter((name) => name in body).map((name) => [name, body[name] === true]),
  );
  return {
    change: {
      switches,
      ...(url === undefined ? {} : { url }),
      ...(enabled === undefined ? {} : { enabled }),
      ...(friendlyName === undefined ? {} : { friendlyName }),
    },
  };
}

function describe(hook: EventWebhook): Record<string, unknown> {
  return {
    id: hook.id,
    url: hook.url,
    enabled: hook.enabled,
    friendly_name: hook.friendlyName,
    ...hook.switches,
    public_key: publicKeyOf(hook),
    created_date: hook.created.toISOString(),
    updated_date: hook.updated.toISOString(),
  };
}

function signedAnswer(hook: EventWebhook): Answer {
  return { status: 200, body: { id: hook.id, public_key: publicKeyOf(hook) } };
}

function alreadyThere(hook: EventWebhook): Answer {
  const message = `Webhook at '${hook.url}' already exists. Please provide a unique URL.`;
  return { status: 400, body: { errors: [{ id: hook.id, message, url: hook.url }] } };
}

function refuseWebhook(status: number, message: string): Answer {
  return { status, body: { errors: [{ message }] } };
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
