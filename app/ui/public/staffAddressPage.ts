import { html } from "./html";
import { maskAddress } from "./maskAddress";
import { alert, button, form, pageFragment, paragraph, strongName, type PublicMerchant } from "./pageFrame";
import { PUBLIC_PATHS } from "./paths";

/** What the page behind the link of a staff address has to say. */
export type StaffAddressPageState =
  | { readonly state: "open"; readonly merchant: PublicMerchant; readonly token: string; readonly address: string }
  | { readonly state: "verified" | "expired" | "invalid"; readonly merchant: PublicMerchant }
  | { readonly state: "trouble"; readonly merchant: PublicMerchant; readonly token: string };

/** The page on which the holder of an address says that tests may go there. Only the pressed button does. In English, as the app is for the merchant's staff. */
export function staffAddressPage(page: StaffAddressPageState): string {
  const name = strongName(page.merchant, "en");
  const press = (token: string) => form(PUBLIC_PATHS.staffAddress, { token }, button("Yes, send tests here"));
  switch (page.state) {
    case "open":
      return pageFragment(
        "May tests come to this address?",
        html`${paragraph(
          html`Tests of emails of ${name} would go to <strong>${maskAddress(page.address)}</strong> before they are sent
            to customers.`,
        )}
        ${press(page.token)} ${paragraph("If you do not work there, close this page: nothing will be sent.")}`,
      );
    case "verified":
      return pageFragment("Tests may come here", paragraph(html`${name} can now send tests of its emails to you.`));
    case "expired":
      return pageFragment("This link has run out", paragraph(html`Ask ${name} to send it again.`));
    case "invalid":
      return pageFragment(
        "This link is not valid",
        paragraph("Open it again from the newest email, in full. Each new link replaces the one before."),
      );
    case "trouble":
      return pageFragment(
        "That did not work",
        html`${alert("Nothing was saved.")} ${paragraph("Please press the button again in a minute.")}
        ${page.token !== "" && press(page.token)}`,
      );
  }
}
