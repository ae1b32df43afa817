import { addressKey, domainOf } from "./addresses";
import { type Answer } from "./http";
import { type Route } from "./routes";
import { type MailAddress } from "./types";

/** Who may send: single addresses that were verified, and whole domains that were authenticated. */
export interface SenderIdentities {
  verifiedSenders: MailAddress[];
  authenticatedDomains: string[];
  /** Domains whose records were entered and are not found, or not any more: nothing may be sent from them. */
  brokenDomains: string[];
}

/** Whether SendGrid lets mail go out from this address; a subdomain of an authenticated domain needs its own. */
export function maySendFrom(email: string, identities: SenderIdentities): boolean {
  return (
    identities.authenticatedDomains.some((domain) => domain.toLowerCase() === domainOf(email)) ||
    identities.verifiedSenders.some((sender) => addressKey(sender.email) === addressKey(email))
  );
}

/** The account endpoints that an app reads to see whether it may send at all. */
export function accountRoutes(identities: SenderIdentities): Route[] {
  return [
    {
      method: "GET",
      path: "/v3/scopes",
      scope: undefined,
      handle: (_request, _places, key) => ({ status: 200, body: { scopes: [...key.scopes] } }),
    },
    {
      method: "GET",
      path: "/v3/user/account",
      scope: "user.account.read",
      handle: () => ({ status: 200, body: { type: "paid", reputation: 99.7 } }),
    },
    {
      method: "GET",
      path: "/v3/verified_senders",
      scope: "whitelabel.read",
      handle: () => ({ status: 200, body: { results: identities.verifiedSenders.map(describeSender) } }),
    },
    {
      method: "GET",
      path: "/v3/whitelabel/domains",
      scope: "whitelabel.read",
      handle: (request): Answer => {
        const wanted = request.query.get("domain")?.toLowerCase();
        const domains = [
          ...identities.authenticatedDomains.map((domain) => ({ domain, valid: true })),
          ...identities.brokenDomains.map((domain) => ({ domain, valid: false })),
        ].map(describeDomain);
        return {
          status: 200,
          body: wanted ? domains.filter(({ domain }) => domain.toLowerCase() === wanted) : domains,
        };
      },
    },
  ];
}

function describeSender(sender: MailAddress, index: number): Record<string, unknown> {
  return {
    id: index + 1,
    nickname: sender.name ?? sender.email,
    from_email: sender.email,
    from_name: sender.name ?? "",
    reply_to: sender.email,
    reply_to_name: sender.name ?? "",
    address: "1 Example Street",
    address2: "",
    state: "",
    city: "Exampleton",
    zip: "",
    country: "United Kingdom",
    verified: true,
    locked: false,
  };
}

function describeDomain(
  { domain, valid }: { domain: string; valid: boolean },
  index: number,
): { domain: string } & Record<string, unknown> {
  return {
    id: index + 1,
    user_id: 1,
    subdomain: "em1",
    domain,
    username: "example",
    ips: [],
    custom_spf: false,
    default: index === 0,
    legacy: false,
    automatic_security: true,
    valid,
    dns: {
      mail_cname: { valid: true, type: "cname", host: `em1.${domain}`, data: "u1.wl.sendgrid.example" },
      dkim1: { valid, type: "cname", host: `s1._domainkey.${domain}`, data: "s1.u1.wl.sendgrid.example" },
      dkim2: { valid, type: "cname", host: `s2._domainkey.${domain}`, data: "s2.u1.wl.sendgrid.example" },
    },
  };
}
