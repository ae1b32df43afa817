import { type RenderedMail } from "./campaignMail";
import { escapeHtml, oneLine } from "./escape";
import { bandParagraph, mailDocument } from "./mailDocument";
import { STYLES } from "./styles";

/** How many things wait for staff, and where they are looked after. */
export interface Reminder {
  readonly tradingName: string;
  readonly feedback: { readonly overdue: number; readonly soon: number; readonly url: string };
  readonly privacy: { readonly overdue: number; readonly soon: number; readonly url: string };
}

const FOOT =
  "Twostage writes to this address, the contact address in its settings, when something new falls due. It names nobody.";

/** The mail that reminds the merchant of what is due (P14; UK GDPR Art 12(3)): how many, and a link to the desk in the Shopify admin; of whoever wrote it says nothing. */
export function renderReminderMail({ tradingName, feedback, privacy }: Reminder): RenderedMail {
  const parts = [
    {
      ...feedback,
      one: "message about your emails",
      many: "messages about your emails",
      open: "Open the feedback desk",
    },
    {
      ...privacy,
      one: "request about somebody’s data",
      many: "requests about somebody’s data",
      open: "Open the requests",
    },
  ].flatMap(({ overdue, soon, url, one, many, open }) => {
    const named = (count: number) => `${count} ${count === 1 ? one : many}`;
    const is = (count: number) => (count === 1 ? "is" : "are");
    const lines = [
      ...(overdue > 0 ? [`${named(overdue)} ${is(overdue)} overdue.`] : []),
      ...(soon > 0 ? [`${named(soon)} must be answered soon.`] : []),
    ];
    return lines.length > 0 ? [{ words: lines.join(" "), url, open }] : [];
  });
  const subject = `${oneLine(tradingName)}: people are waiting for your answer`;
  return {
    subject,
    html: mailDocument(subject, "", [
      {
        kind: "body",
        html: parts
          .map(
            ({ words, url, open }) =>
              `<p style="${STYLES.p}">${escapeHtml(words)}<br><a href="${escapeHtml(url)}">${escapeHtml(open)}</a></p>`,
          )
          .join("\n"),
      },
      { kind: "band", html: bandParagraph(escapeHtml(FOOT), true) },
    ]),
    text: [...parts.map(({ words, url, open }) => `${words}\n${open}: ${url}`), `-- \n${FOOT}`]
      .join("\n\n")
      .concat("\n"),
  };
}
