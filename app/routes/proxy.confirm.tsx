import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { confirmConsent, readConfirmation, type Confirmation } from "~/services/consent/confirmConsent";
import { readMerchant, type Merchant } from "~/services/shops/readMerchant";
import { renderSafely, requireStorefront, themePage, visitorOf } from "~/storefront.server";
import { confirmPage, type ConfirmPageState } from "~/ui/public/confirmPage";

const NOBODY: Merchant = { name: "", contactEmail: "" };

/** The link of a verification mail: it only renders, whoever opens it (P13). */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token } = await requireStorefront(request);
  return page(shopId, token, () => readConfirmation(shopId, token, new Date()));
};

/** The pressed button: the only thing that confirms (P4, P13). */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId } = await requireStorefront(request);
  const value = (await request.formData()).get("token");
  const token = typeof value === "string" ? value : "";
  return page(shopId, token, () => confirmConsent(shopId, token, visitorOf(request), new Date()));
};

async function page(
  shopId: number,
  token: string,
  read: () => Promise<Confirmation & { fresh?: boolean }>,
): Promise<Response> {
  const merchant = await readMerchant(shopId).catch(() => NOBODY);
  return renderSafely(
    async () => {
      const confirmation = await read();
      return themePage(confirmPage(pageState(confirmation, token, merchant ?? NOBODY)), STATUS[confirmation.state]);
    },
    () => undefined,
    () => themePage(confirmPage({ state: "trouble", merchant, token }), 500),
  );
}

const STATUS: Readonly<Record<Confirmation["state"], number>> = {
  open: 200,
  confirmed: 200,
  excluded: 200,
  expired: 410,
  invalid: 404,
};

function pageState(
  { state, request, fresh }: Confirmation & { fresh?: boolean },
  token: string,
  merchant: Merchant,
): ConfirmPageState {
  if (!request) return { state: "invalid", merchant };
  switch (state) {
    case "open":
      return { state: "ask", merchant, token, wording: request.wording, address: request.email };
    case "confirmed":
      return { state: fresh ? "confirmed" : "already_confirmed", merchant };
    case "expired":
    case "excluded":
    case "invalid":
      return { state, merchant };
  }
}
