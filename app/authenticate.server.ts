import { Problem } from "~/lib/errors";
import { findShopId, noteInstallation } from "~/services/shops/install";
import { shopify } from "~/shopify.server";

/** Who is asking in the embedded admin, and for which shop. Every service takes `shopId` first. */
export interface Staff {
  readonly shopId: number;
  readonly shopDomain: string;
  /** The member of staff, as audit trails name them. */
  readonly actor: string;
}

/** Authenticates a request of the embedded admin by its session token. Throws Shopify's own responses (bounce page, 401, 410). */
export async function requireStaff(request: Request): Promise<Staff> {
  const { session, sessionToken } = await shopify().authenticate.admin(request);
  const shopId = (await findShopId(session.shop)) ?? (await noteInstallation(session.shop));
  return { shopId, shopDomain: session.shop, actor: `Staff member ${sessionToken?.sub ?? "unknown"}` };
}

/** Runs an action's service call, and turns a `Problem` into data for the form, with its status. Anything else is a fault and is thrown on. */
export async function withProblems<T>(work: () => Promise<T>): Promise<T | Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) {
      const { code, fields, faults, status } = error;
      return Response.json({ problem: { code, fields, ...(faults.length > 0 ? { faults } : {}) } }, { status });
    }
    throw error;
  }
}

/** Runs a loader's service call, and gives `undefined` for what does not exist, so that the page can say so in its own words. */
export async function nothingIfNotFound<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem && error.code === "not_found") return undefined;
    throw error;
  }
}
