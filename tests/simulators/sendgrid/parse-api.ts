import { type SenderIdentities } from "./account";
import { Complaints, isObject, type Kind } from "./complaints";
import { publicKeyText } from "./event-signature";
import { type Answer, parseJson, type ReadRequest, refuse } from "./http";
import { type ParseSetting, type ParseSettings, type SecurityPolicy } from "./parse-settings";
import { type Route } from "./routes";

const SETTINGS = "/v3/user/webhooks/parse/settings";
const POLICIES = "/v3/user/webhooks/security/policies";
const KNOWN: Record<string, Kind> = {
  url: "string",
  hostname: "string",
  spam_check: "flag",
  send_raw: "flag",
  security_policy: "string",
};

/** SendGrid's Inbound Parse settings, and the security policies that are attached to them. OAuth is left out: a policy signs, or is refused. */
export function parseRoutes(settings: ParseSettings, identities: SenderIdentities): Route[] {
  const scope = (act: string) => `user.webhooks.parse.settings.${act}`;
  const withSetting = (hostname: string | undefined, act: (setting: ParseSetting) => Answer): Answer => {
    const setting = settings.find(hostname ?? "");
    return setting ? act(setting) : refuse(404, "not found");
  };
  return [
    {
      method: "GET",
      path: SETTINGS,
      scope: scope("read"),
      handle: () => ({ status: 200, body: { result: settings.all.map(describe) } }),
    },
    {
      method: "POST",
      path: SETTINGS,
      scope: scope("create"),
      handle: (request) => create(request, settings, identities),
    },
    {
      method: "GET",
      path: `${SETTINGS}/{hostname}`,
      scope: scope("read"),
      handle: (_request, { hostname }) =>
        withSetting(hostname, (setting) => ({ status: 200, body: describe(setting) })),
    },
    {
      method: "PATCH",
      path: `${SETTINGS}/{hostname}`,
      scope: scope("update"),
      handle: (request, { hostname }) => withSetting(hostname, (setting) => change(request, setting, settings)),
    },
    {
      method: "DELETE",
      path: `${SETTINGS}/{hostname}`,
      scope: scope("delete"),
      handle: (_request, { hostname }) =>
        withSetting(hostname, (setting) => {
          settings.remove(setting);
          return { status: 204 };
        }),
    },
    // SendGrid documents no scope of their own for policies; they are of use only to these settings.
    {
      method: "POST",
      path: POLICIES,
      scope: scope("update"),
      handle: (request) => createPolicy(request, settings),
    },
    {
      method: "GET",
      path: POLICIES,
      scope: scope("read"),
      handle: () => ({ status: 200, body: { policies: settings.policies.map(describePolicy) } }),
    },
  ];
}

function create(request: ReadRequest, settings: ParseSettings, identities: SenderIdentities): Answer {
  const read = readBody(request, settings);
  if ("refusal" in read) return read.refusal;
  const {
    hostname,
    url,
    spam_check: spamCheck = false,
    send_raw: sendRaw = false,
    security_policy: policy,
  } = read.body;
  if (!hostname) return field("hostname", "hostname is required");
  if (!url) return field("url", "url is required");
  const host = hostname.toLowerCase();
  const owned = identities.authenticatedDomains.some(
    (domain) => host === domain.toLowerCase() || host.endsWith(`.${domain.toLowerCase()}`),
  );
  if (!owned) return field("hostname", "the domain must be one of your authenticated domains");
  if (settings.find(host)) return field("hostname", "A parse setting with that hostname already exists.");
  return {
    status: 201,
    body: describe(settings.add({ hostname: host, url, spamCheck, sendRaw, securityPolicy: policy })),
  };
}

function change(request: ReadRequest, setting: ParseSetting, settings: ParseSettings): Answer {
  const read = readBody(request, settings);
  if ("refusal" in read) return read.refusal;
  const { url, spam_check: spamCheck, send_raw: sendRaw, security_policy: policy } = read.body;
  if (url !== undefined) setting.url = url;
  if (spamCheck !== undefined) setting.spamCheck = spamCheck;
  if (sendRaw !== undefined) setting.sendRaw = sendRaw;
  if (policy !== undefined) setting.securityPolicy = policy;
  return { status: 200, body: describe(setting) };
}

interface Body {
  url?: string;
  hostname?: string;
  spam_check?: boolean;
  send_raw?: boolean;
  security_policy?: string;
}

function readBody(request: ReadRequest, settings: ParseSettings): { body: Body } | { refusal: Answer } {
  const parsed = parseJson(request);
  if ("refusal" in parsed) return parsed;
  if (!isObject(parsed.value)) return { refusal: refuse(400, "Bad Request") };
  const complaints = new Complaints();
  complaints.hasOnly(parsed.value, KNOWN, "");
  if (complaints.errors.length > 0) return { refusal: refuse(400, complaints.errors) };
  const body = parsed.value as Body;
  if (body.url !== undefined && !(URL.canParse(body.url) && /^https?:$/.test(new URL(body.url).protocol)))
    return { refusal: field("url", "the url is not valid") };
  if (body.security_policy !== undefined && !settings.policy(body.security_policy))
    return { refusal: field("security_policy", "no such security policy") };
  return { body };
}

function createPolicy(request: ReadRequest, settings: ParseSettings): Answer {
  const parsed = parseJson(request);
  if ("refusal" in parsed) return parsed.refusal;
  const body = isObject(parsed.value) ? parsed.value : {};
  const signature = isObject(body.signature) ? body.signature : {};
  if (typeof body.name !== "string" || body.name === "") return field("name", "name is required");
  if (signature.enabled !== true) return field("signature", "one of signature or oauth must be given");
  return { status: 201, body: { policy: describePolicy(settings.addPolicy(body.name)) } };
}

function describe({ hostname, url, spamCheck, sendRaw, securityPolicy }: ParseSetting): Record<string, unknown> {
  return {
    url,
    hostname,
    spam_check: spamCheck,
    send_raw: sendRaw,
    ...(securityPolicy === undefined ? {} : { security_policy: securityPolicy }),
  };
}

function describePolicy({ id, name, privateKey }: SecurityPolicy): Record<string, unknown> {
  return { id, name, signature: { public_key: publicKeyText(privateKey) } };
}

function field(name: string, message: string): Answer {
  return refuse(400, [{ message, field: name, help: null }]);
}
