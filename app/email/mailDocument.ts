import { escapeHtml } from "./escape";
import { withoutKeysHtml } from "./substitutions";
import { DAY, FONT, STYLE_SHEET } from "./styles";

/** One full-width part of a mail. `band` is set off from the rest by its ground. */
export interface MailRow {
  readonly html: string;
  readonly kind: "body" | "band";
}

/**
 * A whole HTML mail from rows of finished HTML: nested tables and inline styles, which is what mail programs agree on. The language is said again inside, for those that drop `<html>`. `title` and `preheader` are plain
 * text; the preheader is what lists of mails show beside the subject, and an empty one lets them show the first row.
 */
export function mailDocument(title: string, preheader: string, rows: readonly MailRow[], language = "en-GB"): string {
  return `<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title>${foreign(title)}</title>
<style>
${STYLE_SHEET}
</style>
</head>
<body class="ts-page" style="margin:0;padding:0;background:${DAY.page}">
${preheader ? hidden(preheader) : ""}<div role="article" aria-roledescription="email" aria-label="${foreign(title)}" lang="${language}">
<table role="presentation" class="ts-page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${DAY.page}">
<tr><td class="ts-outer" align="center" style="padding:24px 12px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="ts-card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;text-align:left;background:${DAY.card};border:1px solid ${DAY.line}">
${rows.map(rowHtml).join("\n")}
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</div>
</body>
</html>
`;
}

function foreign(text: string): string {
  return withoutKeysHtml(escapeHtml(text));
}

function rowHtml({ html, kind }: MailRow): string {
  const ground = kind === "band" ? DAY.band : DAY.card;
  const size = kind === "band" ? "14px" : "16px";
  const look = `background:${ground};color:${DAY.text};${FONT};font-size:${size};line-height:1.5`;
  return `<tr><td class="ts-cell ts-${kind === "band" ? "band" : "card"}" style="padding:20px 32px;${look};overflow-wrap:anywhere;word-break:break-word">
${html}
</td></tr>`;
}

function hidden(preheader: string): string {
  // The blanks keep the mail's first words from following the preheader in the list of mails.
  const blanks = "&#8199;&#847; ".repeat(60);
  return `<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all" aria-hidden="true">${foreign(preheader)}${blanks}</div>\n`;
}

/** A paragraph of finished HTML in a band. `muted` is for what need not stand out. */
export function bandParagraph(html: string, muted = false): string {
  const look = muted ? ` class="ts-muted" style="margin:0 0 8px;color:${DAY.muted}"` : ' style="margin:0 0 8px"';
  return `<p${look}>${html}</p>`;
}
