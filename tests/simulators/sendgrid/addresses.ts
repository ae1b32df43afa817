/** SendGrid's rules for addresses and names, as its "Mail Send errors" page and OpenAPI state them. */

const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const TOP_LEVEL = /^([A-Za-z]{2,63}|xn--[A-Za-z0-9-]{1,59})$/i;

/**
 * Whether SendGrid takes this text as an address. Only ASCII passes: an international domain has to come in its
 * A-label form, since the local part and the domain of a non-ASCII address are refused on most accounts.
 */
export function isAcceptableAddress(email: string): boolean {
  if (email.length > 320) return false;
  const at = email.lastIndexOf("@");
  if (at < 1) return false;
  const local = email.slice(0, at);
  const labels = email.slice(at + 1).split(".");
  return (
    local.length <= 64 &&
    LOCAL_PART.test(local) &&
    labels.length >= 2 &&
    labels.join(".").length <= 253 &&
    labels.every((label) => LABEL.test(label)) &&
    TOP_LEVEL.test(labels[labels.length - 1] ?? "")
  );
}

/** Whether a display name would break the address header: a bare `;` or `,`, or a line break. */
export function isAcceptableName(name: string): boolean {
  if (/[\r\n]/.test(name)) return false;
  return !/[;,]/.test(name) || /^"[^"]*"$/.test(name);
}

/** The key under which SendGrid compares addresses: letter case does not matter. */
export function addressKey(email: string): string {
  return email.trim().toLowerCase();
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1).toLowerCase();
}
