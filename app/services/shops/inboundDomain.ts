/**
 * The domain to which mail to the shop may be addressed: its inbound domain, once mail has come in by it. Until then none, so that no answer to a mail of ours is lost on a domain that is only half set up.
 */
export function inboundDomainOf(
  settings: { readonly inboundDomain: string; readonly inboundSeenAt: Date | null } | null,
): string | undefined {
  return settings?.inboundSeenAt ? settings.inboundDomain || undefined : undefined;
}
