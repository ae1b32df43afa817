import { RETENTION_IDS, RETENTION_RULES } from "../../app/services/privacy/retentionRules";
import { keptForWords, RETENTION_WORDS } from "../../app/ui/privacy/retentionWords";
import { CONSENT } from "./consent";
import { MAILS } from "./mails";
import { PEOPLE } from "./people";
import { SHOP } from "./shop";
import type { About, DataTable, Kept } from "./types";

const PARTS: readonly (readonly [string, readonly DataTable[]])[] = [
  ["People", PEOPLE],
  ["Consent", CONSENT],
  ["Mails, exclusions and feedback", MAILS],
  ["The shop, and what is kept of acts and requests", SHOP],
];

/** Every table that the map names. */
export const DATA_TABLES: readonly DataTable[] = PARTS.flatMap(([, tables]) => tables);

const ABOUT: Readonly<Record<About, string>> = {
  contact: "**a contact**",
  hash: "a contact, by hash or number",
  staff: "staff",
  merchant: "the merchant",
  nobody: "nobody",
};

const KEPT: Readonly<Partial<Record<Kept, string>>> = {
  person: "until the person is erased",
  store: "until the store’s data is erased",
  proof: "for good",
  work: "while the work lasts",
  replaced: "until it is replaced",
};

const keptWords = (kept: readonly Kept[]): string =>
  kept.map((each) => KEPT[each] ?? `[${each}](#retention-rules)`).join(", ");

function rules(): string {
  const rows = RETENTION_IDS.map((id) => {
    const { keptFor, law, job, chosen } = RETENTION_RULES[id];
    const { title, from, why } = RETENTION_WORDS[id];
    const time =
      "months" in keptFor && keptFor.months === null ? "As many months as the shop chose" : keptForWords(keptFor);
    return `| ${id} | ${title} | ${time} ${from} | ${why} | ${law} | ${job}${chosen ? ", when staff run it or switched it on" : ", every night"} |`;
  });
  return [
    "| Rule | What | Kept for | Why no longer | Law | Job |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function section({ table, holds, kept, columns }: DataTable): string {
  const rows = columns.map(([names, purpose, about, own]) => {
    const named = names.split(" ").map((name) => `\`${name}\``);
    return `| ${named.join(", ")} | ${purpose} | ${ABOUT[about]} | ${keptWords(own ?? kept)} |`;
  });
  return [
    `### ${table}`,
    "",
    `${holds}.`,
    "",
    "| Columns | Purpose | About | Kept |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** Writes the data map: each column of each table with its purpose, whom it is about, and how long it is kept (UK GDPR Art 30(1)). */
export function writeDataMap(): string {
  return `# Data map

Made by \`npm run docs:data-map\` from scripts/data-map and the rules of retention; tests hold that it is up to date and names every column.

Each column says whom it is about. **A contact**: it tells who they are. By hash or number: a keyed hash of an address, or a number, that tells nobody who they are without the shop’s keys. Of several times the first to come counts.

- _Until the person is erased_: \`customers/redact\`, a request taken down by staff, or one that came by the link in a mail (app/services/privacy/erasePerson.ts).
- _Until the store’s data is erased_: \`shop/redact\`, 48 hours after the app was removed (app/services/privacy/redactShop.ts).
- _For good_: evidence of what was sent, agreed to and done, and what goes on protecting people from being mailed. It names no contact.

## Retention rules

The next run of each is previewed under Privacy, Retention.

${rules()}

${PARTS.map(([title, tables]) => `## ${title}\n\n${tables.map(section).join("\n\n")}`).join("\n\n")}
`;
}
