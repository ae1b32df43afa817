import type { ClientActionFunctionArgs, ClientLoaderFunctionArgs } from "@remix-run/react";

/** What the app answers; a refusal with `not_reached` when it cannot be reached or fails, so that the page stays with all that somebody wrote on it. */
export async function answerOrNotReached(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    // It was reached: it sends the browser elsewhere.
    if (error instanceof Response) throw error;
    // As a failure: after a success the loaders would be asked again, which fail as well and take the page with them.
    return Response.json({ problem: { code: "not_reached", fields: [] } }, { status: 503 });
  }
}

/** The `clientAction` of a route whose every act is asked for from a page that must stay. */
export const actOrNotReached = ({ serverAction }: ClientActionFunctionArgs) => answerOrNotReached(() => serverAction());

/** The `clientLoader` of a route that only answers questions of other pages. */
export const readOrNotReached = ({ serverLoader }: ClientLoaderFunctionArgs) =>
  answerOrNotReached(() => serverLoader());

/** A `clientLoader` for a page with a form: read again while the app cannot be reached, it shows what was read last. One that is only being opened fails as ever. */
export function keepLastReading() {
  let last: { readonly path: string; readonly answer: unknown } | undefined;
  const clientLoader = async ({ request, serverLoader }: ClientLoaderFunctionArgs) => {
    const path = new URL(request.url).pathname;
    try {
      const answer = await serverLoader();
      last = { path, answer };
      return answer;
    } catch (error) {
      if (error instanceof Response || last?.path !== path || window.location.pathname !== path) throw error;
      return last.answer;
    }
  };
  // What the server drew the page with is the first that is kept.
  return Object.assign(clientLoader, { hydrate: true as const });
}
