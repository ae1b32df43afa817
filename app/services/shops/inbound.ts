import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { prisma } from "~/db/client";
import { transaction } from "~/db/transaction";
import { createSendGrid } from "~/integrations/sendgrid/client";
import { env } from "~/lib/env";
import { Problem } from "~/lib/errors";
import { record } from "~/services/audit/record";
import { readSendGridKey } from "./settings";

/** What Settings shows of the shop's inbound domain. */
export interface InboundState {
  readonly domain: string;
  /** Whether SendGrid signs what it posts. */
  readonly signed: boolean;
  /** When mail first came in that way; null until then. */
  readonly seenAt: Date | null;
}

/** What came of setting the domain up. `by_hand`: staff must enter the address in SendGrid themselves; it is shown this once. */
export type InboundSaved = { readonly kind: "ready" } | { readonly kind: "by_hand"; readonly url: string };

const HOST = /^(?=.{4,200}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** Earlier addresses that are still taken: SendGrid tries for three days. */
const SECRETS_KEPT = 5;

/** Reads the shop's inbound domain, for Settings. */
export async function readInboundState(shopId: number): Promise<InboundState> {
  const settings = await prisma().shopSettings.findUnique({ where: { shopId } });
  return {
    domain: settings?.inboundDomain ?? "",
    signed: Boolean(settings?.inboundPublicKey),
    seenAt: settings?.inboundSeenAt ?? null,
  };
}

/**
 * Has SendGrid post the mail of a domain to the app (P14), with a secret in the address of which only a hash is kept, and signed where the account allows it. Until the first mail has come in, no mail of ours names the domain.
 * Where the key may not set it up, gives the address for staff to enter. Throws `Problem` with `input_invalid`, `sendgrid_key_refused`, `inbound_domain_refused` or `sendgrid_unreachable`; nothing is saved then.
 */
export async function saveInbound(shopId: number, domain: string, actor: string, at: Date): Promise<InboundSaved> {
  const host = domain.trim().toLowerCase().replace(/\.$/, "");
  if (!HOST.test(host)) throw new Problem("input_invalid", ["inboundDomain"]);
  const apiKey = await readSendGridKey(shopId);
  if (!apiKey) throw new Problem("set_up_incomplete", ["sendgrid_missing"]);
  const secret = randomBytes(24).toString("base64url");
  const url = `${env().SHOPIFY_APP_URL}/sendgrid/inbound/${shopId}/${secret}`;
  const known = await prisma().shopSettings.findUniqueOrThrow({ where: { shopId } });
  const secrets = [...known.inboundSecrets, hashOf(secret)].slice(-SECRETS_KEPT).map((each) => Buffer.from(each));
  const save = (publicKey: string) =>
    transaction(async (tx) => {
      await tx.query(
        `UPDATE shop_settings SET inbound_domain = $2, inbound_secrets = $3, inbound_public_key = $4,
           inbound_seen_at = CASE WHEN inbound_domain = $2 THEN inbound_seen_at END, updated_at = $5, updated_by = $6 WHERE shop_id = $1`,
        [shopId, host, secrets, publicKey, at, actor],
      );
      await record(tx, shopId, {
        act: "inbound_set_up",
        actor,
        at,
        before: { domain: known.inboundDomain },
        after: { domain: host, signed: publicKey !== "" },
      });
    });
  const outcome = await createSendGrid({ apiKey, baseUrl: env().SENDGRID_BASE_URL }).setUpInbound(host, url);
  switch (outcome.kind) {
    case "ready":
      await save(outcome.publicKey);
      return { kind: "ready" };
    case "by_hand":
      await save("");
      return { kind: "by_hand", url };
    case "refused":
      throw new Problem("inbound_domain_refused", ["inboundDomain"]);
    case "key_refused":
      throw new Problem("sendgrid_key_refused");
    case "unreachable":
      throw new Problem("sendgrid_unreachable");
  }
}

/** Stops naming the domain in mails. What still comes in is taken: SendGrid goes on posting until staff end it there. */
export async function removeInbound(shopId: number, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ domain: string }>(
      "SELECT inbound_domain AS domain FROM shop_settings WHERE shop_id = $1 FOR UPDATE",
      [shopId],
    );
    const domain = rows[0]?.domain;
    if (!domain) return;
    await tx.query(
      "UPDATE shop_settings SET inbound_domain = '', inbound_seen_at = NULL, updated_at = $2, updated_by = $3 WHERE shop_id = $1",
      [shopId, at, actor],
    );
    await record(tx, shopId, { act: "inbound_removed", actor, at, before: { domain } });
  });
}

/** Checks the secret in the address that SendGrid posts to. Gives the public key it signs for, empty when it does not sign; `undefined` for a wrong secret or shop. */
export async function checkInboundSecret(shopId: number, secret: string): Promise<string | undefined> {
  const settings = await prisma().shopSettings.findUnique({
    where: { shopId },
    select: { inboundSecrets: true, inboundPublicKey: true },
  });
  const given = hashOf(secret);
  const known = settings?.inboundSecrets.some((each) => each.length === given.length && timingSafeEqual(each, given));
  return known ? settings?.inboundPublicKey : undefined;
}

function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}
