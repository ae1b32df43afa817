import type { LoaderFunctionArgs } from "@remix-run/node";
import { readMailsByLink } from "~/services/evidence/mailsByLink";
import { merchantOf, renderSafely, requireStorefront, themePage } from "~/storefront.server";
import { mailsPage } from "~/ui/public/mailsPage";

/** What went to the mailbox of a mail's link, and why. Changes nothing, whoever opens it. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token } = await requireStorefront(request);
  const merchant = await merchantOf(shopId);
  return renderSafely(
    async () => {
      const found = await readMailsByLink(shopId, token);
      return themePage(mailsPage(found ? { state: "mails", merchant, ...found } : { state: "test", merchant }));
    },
    (code) => (code === "link_invalid" ? themePage(mailsPage({ state: "invalid", merchant }), 404) : undefined),
    () => themePage(mailsPage({ state: "trouble", merchant }), 500),
  );
};
