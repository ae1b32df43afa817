import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Problem } from "~/lib/errors";
import { isLinkOfMail, stampForm, takeForm } from "~/services/feedback/takeForm";
import type { Merchant } from "~/services/shops/readMerchant";
import { merchantOf, postedFields, renderSafely, requireStorefront, themePage, visitorOf } from "~/storefront.server";
import { FEEDBACK_FIELDS, feedbackPage, type TypedFeedback } from "~/ui/public/feedbackPage";

const EMPTY: TypedFeedback = { kind: "", name: "", email: "", message: "" };

/** The form to write about the marketing emails by (P14). */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  return renderSafely(
    async () => themePage(await ask(shopId, merchant, token, EMPTY)),
    () => undefined,
    () => themePage(feedbackPage({ state: "trouble", merchant }), 500),
  );
};

/** What was written becomes a case. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  const field = await postedFields(request);
  const typed = {
    kind: field(FEEDBACK_FIELDS.kind),
    name: field(FEEDBACK_FIELDS.name),
    email: field(FEEDBACK_FIELDS.email),
    message: field(FEEDBACK_FIELDS.message),
  };
  const token = field(FEEDBACK_FIELDS.token);
  const sent = { ...typed, token, stamp: field(FEEDBACK_FIELDS.stamp), trap: field(FEEDBACK_FIELDS.trap) };
  return renderSafely(
    async () => {
      try {
        const result = await takeForm(shopId, sent, visitorOf(request).ip, new Date());
        if (result !== "taken") {
          const stamp = result === "too_soon" ? { stamp: sent.stamp } : {};
          return themePage(await ask(shopId, merchant, token, typed, { again: true, ...stamp }), 422);
        }
        return themePage(feedbackPage({ state: "done", merchant, objection: typed.kind === "objection" }));
      } catch (error) {
        if (!(error instanceof Problem && error.code === "input_invalid")) throw error;
        return themePage(await ask(shopId, merchant, token, typed, { wrong: error.fields }), 422);
      }
    },
    (code) =>
      code === "too_many_attempts" ? themePage(feedbackPage({ state: "too_many", merchant }), 429) : undefined,
    () => themePage(feedbackPage({ state: "trouble", merchant }), 500),
  );
};

async function ask(
  shopId: number,
  merchant: Merchant,
  token: string,
  typed: TypedFeedback,
  more: { readonly wrong?: readonly string[]; readonly again?: boolean; readonly stamp?: string } = {},
): Promise<string> {
  const [stamp, knownLink] = await Promise.all([stampForm(shopId, new Date()), isLinkOfMail(shopId, token)]);
  return feedbackPage({ state: "ask", merchant, token: knownLink ? token : "", knownLink, stamp, typed, ...more });
}
