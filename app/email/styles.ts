/** Colours of a mail by day; every pair of text and ground has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3). */
export const DAY = {
  page: "#eef1f4",
  card: "#ffffff",
  band: "#f4f6f8",
  text: "#1f2933",
  muted: "#4a5763",
  link: "#0b57a4",
  line: "#c9d1d9",
};

/** Colours in the dark mode of those mail programs that ask for it. */
export const NIGHT = {
  page: "#101418",
  card: "#1b2127",
  band: "#232b33",
  text: "#f0f3f6",
  muted: "#c3ccd5",
  link: "#8ec5ff",
  line: "#4a5763",
};

export const FONT_FAMILY = "Arial,Helvetica,sans-serif";
export const FONT = `font-family:${FONT_FAMILY}`;

/** Inline styles by tag for the merchant's own part: many mail programs drop style sheets. */
export const STYLES = {
  p: "margin:0 0 16px",
  h1: "margin:0 0 16px;font-size:26px;line-height:1.25",
  h2: "margin:24px 0 12px;font-size:21px;line-height:1.3",
  h3: "margin:20px 0 8px;font-size:18px;line-height:1.35",
  h4: "margin:20px 0 8px;font-size:16px",
  h5: "margin:20px 0 8px;font-size:16px",
  h6: "margin:20px 0 8px;font-size:16px",
  ul: "margin:0 0 16px;padding-left:24px",
  ol: "margin:0 0 16px;padding-left:24px",
  li: "margin:0 0 6px",
  blockquote: `margin:0 0 16px;padding:0 0 0 14px;border-left:3px solid ${DAY.line}`,
  hr: `border:0;border-top:1px solid ${DAY.line};margin:24px 0`,
  code: "font-family:Consolas,Menlo,monospace",
  a: `color:${DAY.link};text-decoration:underline`,
} as const;

/** What only a style sheet can say: narrow screens and the dark mode. */
export const STYLE_SHEET = [
  ":root{color-scheme:light dark;supported-color-schemes:light dark}",
  "@media (max-width:620px){.ts-outer{padding:0!important}.ts-cell{padding-left:18px!important;padding-right:18px!important}}",
  "@media (prefers-color-scheme:dark){",
  `.ts-page{background:${NIGHT.page}!important}`,
  `.ts-card{background:${NIGHT.card}!important;border-color:${NIGHT.line}!important;color:${NIGHT.text}!important}`,
  `.ts-band{background:${NIGHT.band}!important;border-color:${NIGHT.line}!important;color:${NIGHT.text}!important}`,
  `.ts-muted{color:${NIGHT.muted}!important}`,
  `.ts-link{color:${NIGHT.link}!important}`,
  "}",
].join("\n");

/** The same for campaign mails, whose grounds and colours MJML puts on tables and boxes of its own. */
export const MAIL_SHEET = [
  ":root{color-scheme:light dark;supported-color-schemes:light dark}",
  ".ts-text,.ts-text div{overflow-wrap:anywhere;word-break:break-word}",
  "@media (prefers-color-scheme:dark){",
  `body,.ts-page,.ts-page>div{background-color:${NIGHT.page}!important}`,
  `.ts-frame,.ts-frame>table,.ts-frame>table>tbody>tr>td,.ts-card,.ts-card>table{background:${NIGHT.card}!important;background-color:${NIGHT.card}!important;border-color:${NIGHT.line}!important}`,
  `.ts-band,.ts-band>table{background:${NIGHT.band}!important;background-color:${NIGHT.band}!important}`,
  `.ts-text div{color:${NIGHT.text}!important}`,
  `.ts-text .ts-muted{color:${NIGHT.muted}!important}`,
  `.ts-text .ts-link{color:${NIGHT.link}!important}`,
  "}",
].join("\n");
