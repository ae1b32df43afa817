import type { World } from "./world";

/** Fixed ports, so that an address can be kept between runs. */
export const FIXED_PORTS = {
  shopify: { api: 4104, app: 4100, admin: 4101, storefront: 4102 },
  sendgrid: 4103,
  app: 4105,
} as const;

/** The addresses a person opens, as lines for a terminal. */
export function addressesOf(world: World): string {
  return [
    `    Shopify admin   ${world.shopify.adminAppUrl}`,
    `    Storefront      ${world.shopify.storefrontOrigin}`,
    `    Checkout        ${world.shopify.storefrontOrigin}/checkout`,
    `    Mailbox         ${world.sendgrid.mailboxUrl}`,
    "  Press Ctrl+C to end.",
  ].join("\n");
}

/** Waits for Ctrl+C, or for being told to end. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
