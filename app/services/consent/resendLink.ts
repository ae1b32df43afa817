import type { ConsentRequest } from "@prisma/client";
import { Problem } from "~/lib/errors";
import type { StatedForm } from "~/policy/statedForm";
import { readConfirmation } from "./confirmConsent";
import { requestConsent } from "./requestConsent";

/**
 * Asks anew for whoever holds a verification link that has run out, with the words it showed, which are published for ever: a request like any other, within the limits, and with a link of its own (P13). What comes of it is told to nobody.
 * Gives the request that the link belongs to. Throws `Problem("link_invalid")` for a link that is not this shop's; any other but one that has run out asks for nothing.
 */
export async function resendLink(
  shopId: number,
  token: string,
  visitor: { readonly ip: string | null; readonly userAgent: string | null; readonly page: string },
  at: Date,
): Promise<ConsentRequest> {
  const { state, request } = await readConfirmation(shopId, token, at);
  if (!request) throw new Problem("link_invalid");
  if (state !== "expired") return request;
  const { email, wordingVersion, wording, locale, statedForm } = request;
  await requestConsent(
    shopId,
    {
      email,
      surface: "storefront_page",
      wordingVersion,
      wording,
      locale,
      statedForm: statedForm as StatedForm | null,
      ...visitor,
    },
    at,
  );
  return request;
}
