/// <reference types="vite/client" />
/// <reference types="@remix-run/node" />
/// <reference types="@shopify/app-bridge-types" />

declare module "email-providers" {
  /** Domains of e-mail providers, in lower case. */
  const domains: string[];
  export default domains;
}

/** Brings no types of its own: MJML's components, and how they may be nested. */
declare module "mjml-preset-core" {
  const preset: {
    readonly components: readonly unknown[];
    readonly dependencies: Readonly<Record<string, readonly unknown[]>>;
  };
  export default preset;
}
