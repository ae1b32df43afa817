import { randomBytes } from "node:crypto";
import { jwtVerify } from "jose";
import type { Settings } from "../options";

interface AccessToken {
  shop: string;
  scopes: ReadonlySet<string>;
  /** Milliseconds since the epoch; undefined never expires. */
  expiresAt: number | undefined;
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

const refreshTokenLife = 7_776_000;
const grantTypes = { exchange: "urn:ietf:params:oauth:grant-type:token-exchange", refresh: "refresh_token" };
const idTokenType = "urn:ietf:params:oauth:token-type:id_token";
const tokenTypes = {
  offline: "urn:shopify:params:oauth:token-type:offline-access-token",
  online: "urn:shopify:params:oauth:token-type:online-access-token",
};

const refuse = (status: number, error: string, description: string): Answer => ({
  status,
  body: { error, error_description: description },
});

/** `POST /admin/oauth/access_token`: token exchange (expiring and not) and refresh, and what they issued. */
export class Tokens {
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, { shop: string; expiresAt: number }>();
  /** How many tokens were issued, by kind. */
  readonly issued = { exchange: 0, refresh: 0 };

  constructor(private readonly settings: Settings) {}

  /** The token's rights in this shop; undefined for a token that is unknown, expired or another shop's. */
  check(token: string | undefined, shop: string): { scopes: ReadonlySet<string> } | undefined {
    const known = token === undefined ? undefined : this.#access.get(token);
    if (!known || known.shop !== shop) return undefined;
    return known.expiresAt !== undefined && known.expiresAt <= this.settings.now() ? undefined : known;
  }

  /** Whether the app holds a token, that is, is installed. */
  get installed(): boolean {
    return this.#access.size > 0 || this.#refresh.size > 0;
  }

  /** Lets every access token expire now; refresh tokens stay good. */
  expireAccessTokens(): void {
    for (const token of this.#access.values()) token.expiresAt = this.settings.now();
  }

  revokeAll(): void {
    this.#access.clear();
    this.#refresh.clear();
  }

  async answer(shop: string, body: Record<string, unknown>): Promise<Answer> {
    const { apiKey, apiSecret } = this.settings.app;
    if (shop !== this.settings.shop.domain) return { status: 404, body: { errors: "Not Found" } };
    if (body.client_id !== apiKey || body.client_secret !== apiSecret) {
      return refuse(401, "invalid_client", "Client authentication failed.");
    }
    if (body.grant_type === grantTypes.exchange) return this.#exchange(shop, body);
    if (body.grant_type === grantTypes.refresh) return this.#renew(shop, body);
    return refuse(400, "unsupported_grant_type", "The grant type is not supported.");
  }

  async #exchange(shop: string, body: Record<string, unknown>): Promise<Answer> {
    const { apiKey, apiSecret } = this.settings.app;
    if (body.subject_token_type !== idTokenType)
      return refuse(400, "invalid_request", "subject_token_type is not supported.");
    const wanted = body.requested_token_type;
    if (wanted !== tokenTypes.offline && wanted !== tokenTypes.online) {
      return refuse(400, "invalid_request", "requested_token_type is not supported.");
    }
    const claims = await jwtVerify(String(body.subject_token), new TextEncoder().encode(apiSecret), {
      algorithms: ["HS256"],
      audience: apiKey,
      requiredClaims: ["exp", "sub", "dest"],
      currentDate: new Date(this.settings.now()),
    }).catch(() => undefined);
    if (claims?.payload.dest !== `https://${shop}`) {
      return refuse(400, "invalid_subject_token", "The subject token is invalid or has expired.");
    }
    this.issued.exchange += 1;
    if (wanted === tokenTypes.online) return this.#online(shop);
    return { status: 200, body: this.#issue(shop, body.expiring === "1" || body.expiring === 1) };
  }

  #renew(shop: string, body: Record<string, unknown>): Answer {
    const token = String(body.refresh_token);
    const known = this.#refresh.get(token);
    if (!known || known.shop !== shop || known.expiresAt <= this.settings.now()) {
      return refuse(400, "invalid_grant", "The refresh token is invalid or has expired.");
    }
    this.#refresh.delete(token);
    this.issued.refresh += 1;
    return { status: 200, body: this.#issue(shop, true) };
  }

  #issue(shop: string, expiring: boolean): Record<string, unknown> {
    const life = this.settings.accessTokenLife;
    const token = `shpat_${randomBytes(16).toString("hex")}`;
    this.#access.set(token, {
      shop,
      scopes: new Set(this.settings.scopes),
      expiresAt: expiring ? this.settings.now() + life * 1_000 : undefined,
    });
    const answer = { access_token: token, scope: this.settings.scopes.join(",") };
    if (!expiring) return answer;
    const refreshToken = `shprt_${randomBytes(16).toString("hex")}`;
    this.#refresh.set(refreshToken, { shop, expiresAt: this.settings.now() + refreshTokenLife * 1_000 });
    return { ...answer, expires_in: life, refresh_token: refreshToken, refresh_token_expires_in: refreshTokenLife };
  }

  #online(shop: string): Answer {
    const { staff, scopes, shop: profile } = this.settings;
    const [first = staff.name, ...last] = staff.name.split(" ");
    const user = {
      id: Number(staff.id),
      first_name: first,
      last_name: last.join(" "),
      email: profile.email,
      email_verified: true,
      account_owner: true,
      locale: "en",
      collaborator: false,
    };
    const issued = this.#issue(shop, true);
    const body = {
      access_token: issued.access_token,
      scope: issued.scope,
      expires_in: issued.expires_in,
      associated_user_scope: scopes.join(","),
      associated_user: user,
    };
    return { status: 200, body };
  }
}
