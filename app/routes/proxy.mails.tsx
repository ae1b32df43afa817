import type { LoaderFunctionArgs } from "@remix-run/node";
import { readMailsByLink } from "~/services/evidence/mailsByLink";
import { readMerchant, type Merchant } from "~/services/shops/readMerchant";
import { renderSafely, requireStorefront, themePage } from "~/storefront.server";
import { mailsPage } from "~/ui/public/mailsPage";

const NOBODY: Merchant = { name: "", contactEmail: "" };

/** What went to the mailbox of a mail's link, and why. Changes nothing, whoever opens it. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token } = await requireStorefront(request);
  const merchant = await readMerchant(shopId).catch(() => NOBODY);
  return renderSafely(
    async () => {
      const found = await readMailsByLink(shopId, token);
      return themePage(
        mailsPage(
          found
            ? { state: "mails", merchant: merchant ?? NOBODY, ...found }
            : { state: "test", merchant: merchant ?? NOBODY },
        ),
      );
    },
    (code) => (code === "link_invalid" ? themePage(mailsPage({ state: "invalid", merchant }), 404) : undefined),
    () => themePage(mailsPage({ state: "trouble", merchant }), 500),
  );
};
