import type { Locale } from "~/policy/locale";
import { html } from "./html";
import { contactLink, pageFragment, paragraph, type PublicMerchant } from "./pageFrame";
import { PUBLIC_WORDS } from "./words/publicWords";

/** What a link of a verification mail leads to when it is not ours, or was cut or altered. */
export function unknownLink(merchant: PublicMerchant | null, locale: Locale): string {
  const words = PUBLIC_WORDS[locale].unknownLink;
  const link = contactLink(merchant);
  return pageFragment(words.title, html`${paragraph(words.text)}${link && paragraph(words.writeTo(link))}`, locale);
}
