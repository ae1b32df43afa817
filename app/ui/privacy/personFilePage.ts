import { codeWords } from "./personFileValues";
import { FIELD_WORDS, SECTION_WORDS } from "./personFileWords";
import type { FileField, FileRow, FileValue } from "~/services/privacy/fileFields";
import type { SectionId } from "~/services/privacy/fileSections";
import type { PersonFile } from "~/services/privacy/personFile";
import { html, raw, type Html } from "~/ui/public/html";

const CSS = `
body{margin:0;background:#fff;color:#1f2933;font-family:system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;font-size:1rem;line-height:1.5}
main{max-width:48rem;margin:0 auto;padding:2rem 1.5rem}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.25rem;line-height:1.3;margin:2.5rem 0 .25rem;padding-top:1rem;border-top:2px solid #66727f}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
p{margin:0 0 .75rem}
dl{margin:0;display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.125rem 1rem}
dt{color:#4b5966}
dd{margin:0;overflow-wrap:anywhere;white-space:pre-line}
section>div{break-inside:avoid}
@media (max-width:480px){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}
@media print{main{padding:0;max-width:none}a{color:inherit}}
`;

/**
 * A person's file as one self-contained page, to be read and printed (UK GDPR Art 12(1), 15): every section with what it is, also the empty ones, so that it can be seen that nothing is left out. Nothing in it is fetched and no script runs.
 */
export function personFilePage(file: PersonFile): string {
  const { controller, madeAt, timezone, request, sections } = file;
  const time = timeIn(timezone);
  const who = controller.registeredName || controller.name;
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>What we hold about you</title>
        <style>
          ${raw(CSS)}
        </style>
      </head>
      <body>
        <main>
          <h1>What we hold about you for email marketing</h1>
          <p>
            This is everything that <strong>${who}</strong>${controller.office && html` (${controller.office})`} holds
            about you in Twostage, the app it sends marketing email with, as it was on ${time(madeAt)}. It answers your
            request number ${request}, under Article 15 of the UK General Data Protection Regulation.
          </p>
          <p>
            The data is used to decide whether you may be sent marketing email, to send it, and to prove both. It is
            processed for ${controller.name} by Shopify, which runs its store, and by SendGrid, which delivers its
            email. How long it is held stands with each ground. You may ask for it to be corrected or erased, object to
            its use, or complain to the Information Commissioner’s Office
            (ico.org.uk)${
              controller.contact &&
              html`, or write to
                <a href="mailto:${encodeURIComponent(controller.contact).replace("%40", "@")}"
                  >${controller.contact}</a
                >`
            }.
          </p>
          ${sections.map(({ id, rows }) => section(id, rows, time))}
        </main>
      </body>
    </html> `.toString();
}

type Time = (iso: string) => string;

function section(id: SectionId, rows: readonly FileRow[], time: Time): Html {
  const { title, explained } = SECTION_WORDS[id];
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <p>${explained}</p>
    ${rows.length === 0 && html`<p>Nothing.</p>`}
    ${rows.map(
      (row, place) =>
        html`<div>
          ${rows.length > 1 && html`<h3>${place + 1} of ${rows.length}</h3>`}
          <dl>${Object.entries(row).map(([name, value]) => field(id, name as FileField, value, time))}</dl>
        </div>`,
    )}
  </section> `;
}

function field(section: SectionId, name: FileField, value: FileValue, time: Time): Html {
  return html`<dt>${FIELD_WORDS[name]}</dt>
    <dd>${valueWords(section, name, value, time)}</dd>`;
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

function valueWords(section: SectionId, name: FileField, value: FileValue, time: Time): string {
  if (name === "content") return "In the same file for a machine (JSON), in base64";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return value.toLocaleString("en-GB");
  if (typeof value !== "string") return value.map((each) => codeWords(section, name, each) ?? each).join("\n");
  return codeWords(section, name, value) ?? (ISO.test(value) ? time(value) : value);
}

function timeIn(timeZone: string): Time {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone });
  return (iso) => format.format(new Date(iso));
}

/** The same as JSON, with the words beside the codes' sections, so that it can be read as well. */
export function personFileJson({ sections, ...file }: PersonFile): string {
  const named = sections.map(({ id, rows }) => ({ id, ...SECTION_WORDS[id], records: rows }));
  return JSON.stringify(
    { format: "twostage-person-file", version: 1, ...file, fields: FIELD_WORDS, sections: named },
    null,
    2,
  );
}
