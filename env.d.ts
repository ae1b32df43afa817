/// <reference types="vite/client" />
/// <reference types="@remix-run/node" />
/// <reference types="@shopify/app-bridge-types" />

declare module "email-providers" {
  /** Domains of e-mail providers, in lower case. */
  const domains: string[];
  export default domains;
}
