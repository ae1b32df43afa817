import { costOf, readFailure } from "~/integrations/shopify/failures";
import { Budget, obeyThrottle, Throttled, type Clock, type CostedGraphql } from "~/integrations/shopify/throttle";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import type { ShopifySimulator } from "../simulators/shopify/start";
import { sessionToken } from "../simulators/shopify/sign";
import { app, exchange, shop } from "../unit/simulators/shopify/support";

/** One request that the app sent to the simulated Admin API. */
export interface SentDocument {
  readonly name: string;
  readonly variables: Record<string, unknown>;
}

/** The app's way to a simulated shop, as production has it: answers read as Shopify's client gives them, within the budget of cost points. `sent` is everything that was asked, refused or not. */
export async function costedStore(
  simulator: ShopifySimulator,
  clock: Clock,
): Promise<{ graphql: AdminGraphql; sent: SentDocument[]; written: () => Record<string, unknown>[] }> {
  const now = Math.floor(clock.now() / 1000);
  const { body: token } = await exchange(simulator, {
    subject_token: await sessionToken({ ...app, shop, forge: { nbf: now - 5, iat: now - 5, exp: now + 60 } }),
    // One that lasts: these tests move the clock by days.
    expiring: "0",
  });
  const sent: SentDocument[] = [];
  const send: CostedGraphql = async (document, variables = {}) => {
    sent.push({ name: /(?:query|mutation) (\w+)/.exec(document)?.[1] ?? "", variables });
    try {
      const response = await fetch(`${simulator.apiOrigin}/admin/api/2026-07/graphql.json`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-simulated-host": shop,
          "x-shopify-access-token": String(token.access_token),
        },
        body: JSON.stringify({ query: document, variables }),
      });
      // As the library throws: the HTTP answer, or the GraphQL errors with the extensions.
      if (!response.ok)
        throw Object.assign(new Error("refused"), { response: { code: response.status, retryAfter: 1 } });
      const body = (await response.json()) as { data?: unknown; errors?: object[]; extensions?: unknown };
      if (body.errors)
        throw Object.assign(new Error("refused"), {
          body: { errors: { graphQLErrors: body.errors }, extensions: body.extensions },
        });
      return { data: body.data, cost: costOf(body.extensions) };
    } catch (error) {
      const read = readFailure(error);
      if (!read) throw error;
      throw read.failure.code === "THROTTLED" ? new Throttled(read.failure, read.cost) : read.failure;
    }
  };
  return {
    graphql: obeyThrottle(send, new Budget(), clock),
    sent,
    written: () =>
      sent
        .filter(({ name }) => name === "UpdateMarketingConsent")
        .map(({ variables }) => variables.input as Record<string, unknown>),
  };
}
