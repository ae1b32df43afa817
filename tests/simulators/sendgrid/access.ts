import { type Answer, type ReadRequest, refuse } from "./http";
import { type ApiKey } from "./types";

/** Every scope that the simulator asks for; a key that has them all stands for "Full Access". */
export const FULL_ACCESS = [
  "mail.send",
  "asm.suppressions.global.create",
  "asm.suppressions.global.read",
  "asm.suppressions.global.delete",
  "suppression.bounces.read",
  "suppression.bounces.delete",
  "suppression.blocks.read",
  "suppression.blocks.delete",
  "suppression.spam_reports.read",
  "suppression.spam_reports.delete",
  "suppression.unsubscribes.read",
  "suppression.invalid_emails.read",
  "suppression.invalid_emails.delete",
  "user.account.read",
  "user.webhooks.event.settings.read",
  "user.webhooks.event.settings.update",
  "user.webhooks.event.test.create",
  "user.webhooks.parse.settings.create",
  "user.webhooks.parse.settings.delete",
  "user.webhooks.parse.settings.read",
  "user.webhooks.parse.settings.update",
  "whitelabel.read",
] as const;

/**
 * The key a request carries, or SendGrid's refusal: an absent header and an unknown key are different sentences
 * (both 401), a missing scope is 403.
 */
export function authorise(
  request: ReadRequest,
  keys: readonly ApiKey[],
  scope: string | undefined,
): { key: ApiKey } | { refusal: Answer } {
  const header = request.headers.authorization;
  if (!header) return { refusal: refuse(401, "Permission denied, wrong credentials") };
  const given = /^Bearer (\S+)$/i.exec(header)?.[1];
  const key = keys.find((candidate) => candidate.key === given);
  if (!key) return { refusal: refuse(401, "The provided authorization grant is invalid, expired, or revoked") };
  if (scope !== undefined && !key.scopes.includes(scope)) return { refusal: refuse(403, "access forbidden") };
  return { key };
}
