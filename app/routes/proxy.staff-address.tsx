import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { readStaffLink, verifyStaffAddress, type StaffLink } from "~/services/campaigns/staffAddresses";
import { merchantOf, postedFields, renderSafely, requirePost, requireStorefront, themePage } from "~/storefront.server";
import { staffAddressPage } from "~/ui/public/staffAddressPage";

/** The link mailed to an address of the staff: it only renders, whoever opens it. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId, token } = await requireStorefront(request);
  return safely(shopId, token, () => readStaffLink(shopId, token, new Date()));
};

/** The pressed button: the only thing that lets tests go to the address. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId } = await requireStorefront(request);
  requirePost(request);
  const token = (await postedFields(request))("token");
  return safely(shopId, token, () => verifyStaffAddress(shopId, token, new Date()));
};

const STATUS: Readonly<Record<StaffLink["state"], number>> = { open: 200, verified: 200, expired: 410, invalid: 404 };

async function safely(shopId: number, token: string, work: () => Promise<StaffLink>): Promise<Response> {
  const merchant = await merchantOf(shopId);
  return renderSafely(
    async () => {
      const link = await work();
      const page = link.state === "open" ? { ...link, address: link.email, merchant, token } : { ...link, merchant };
      return themePage(staffAddressPage(page), STATUS[link.state]);
    },
    () => undefined,
    () => themePage(staffAddressPage({ state: "trouble", merchant, token }), 500),
  );
}
