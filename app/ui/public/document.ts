import { LANGUAGE_TAGS, type Locale } from "~/policy/locale";
import { html, raw } from "./html";

/** A whole document around a fragment, for the app's own domain. `fragment` is finished HTML of this app; the title is plain text. */
export function wholePage(title: string, fragment: string, locale: Locale): string {
  return html`<!doctype html>
    <html lang="${LANGUAGE_TAGS[locale]}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          body {
            margin: 0;
            background: #eef1f4;
          }
        </style>
      </head>
      <body>
        <main>${raw(fragment)}</main>
      </body>
    </html> `.toString();
}
