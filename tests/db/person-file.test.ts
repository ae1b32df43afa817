import { beforeAll, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { FILE_FIELDS } from "~/services/privacy/fileFields";
import { FILE_SECTIONS, NOT_IN_FILE } from "~/services/privacy/fileSections";
import { takePersonFile, type PersonFile } from "~/services/privacy/personFile";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { excludeDomain } from "~/services/exclusions/excludeDomain";
import { releaseByStaff } from "~/services/exclusions/releaseByStaff";
import { declineRequest, openAccess } from "~/services/privacy/startRequest";
import { personFileJson, personFilePage } from "~/ui/privacy/personFilePage";
import { useAppDatabase } from "../support/app-database";
import { after, customer, emailOf, importLines, makeShop } from "../support/factories";
import {
  ADDRESS,
  CUSTOMER,
  eraseByShopify,
  exclusionKeyOf,
  fillWithPerson,
  IP,
  MARK,
  OTHER_IP,
  shopifyAsks,
} from "../support/privacy-steps";
import { importList } from "../support/prospect-steps";

useAppDatabase();

let shopId: number;
let requestId: string;
let file: PersonFile;
beforeAll(async () => {
  shopId = await makeShop();
  const { listId } = await fillWithPerson(shopId);
  // Another spelling of theirs comes in as a prospect.
  await pool().query("UPDATE prospect_list SET source = 'Zqx fair' WHERE shop_id = $1 AND id = $2", [shopId, listId]);
  await importList(shopId, listId, after(20));
  await pool().query(
    `INSERT INTO prospect (shop_id, contact_id, list_id, row, source, sector, obtained_at)
     SELECT $1, id, $2, 99, 'Zqx directory', 'Zqx trade', $3 FROM contact WHERE shop_id = $1 AND shopify_id = $4`,
    [shopId, listId, after(0), CUSTOMER],
  );
  const { rows } = await pool().query<{ id: string }>(
    "SELECT id::text FROM contact WHERE shop_id = $1 AND shopify_id = $2",
    [shopId, CUSTOMER],
  );
  await pool().query("UPDATE campaign SET subject = '{{first_name|there}}, pumps at a tenth off' WHERE shop_id = $1", [
    shopId,
  ]);
  const asking = { askedHow: "letter", note: "Zqx wrote from abroad" };
  requestId = await openAccess(shopId, rows[0]?.id ?? "", asking, "jo", after(50));
  file = await takePersonFile(shopId, requestId, "json", "jo", after(60));
});

test("every table of a shop is in a section of the file or left out with a reason", async () => {
  const { rows } = await pool().query<{ name: string }>(
    "SELECT DISTINCT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id' ORDER BY 1",
  );
  const listed = [
    ...new Set([...Object.values(FILE_SECTIONS).flatMap(({ tables }) => tables), ...Object.keys(NOT_IN_FILE)]),
  ];
  expect(listed.sort()).toEqual(rows.map(({ name }) => name));
  expect(Object.values(NOT_IN_FILE).every((reason) => reason.length > 10)).toBe(true);
});

/** Columns that repeat what stands in others, and which. */
const REPEATED: Readonly<Record<string, string>> = {
  "contact.search_words": "name, company and address, cut into words",
  "contact.company_key": "the company's name without its dress",
  "review_item.key": "the company's name without its dress",
  "prospect_list.source": "what counts for rows without a source: stands with each prospect",
};

describe("the file", () => {
  test("holds whatever names the person in any column of any table, but for what repeats it", async () => {
    const json = personFileJson(file);
    const { rows: columns } = await pool().query<{ table: string; column: string }>(
      `SELECT c.table_name AS "table", c.column_name AS "column" FROM information_schema.columns c
       WHERE c.table_schema = 'public' AND c.udt_name <> 'bytea' AND EXISTS (
         SELECT 1 FROM information_schema.columns s WHERE s.table_schema = 'public' AND s.table_name = c.table_name AND s.column_name = 'shop_id')`,
    );
    const looked: string[] = [];
    for (const { table, column } of columns) {
      const { rows } = await pool().query<{ text: string }>(
        `SELECT "${column}"::text AS text FROM ${table} WHERE shop_id = $1 AND "${column}"::text ILIKE $2`,
        [shopId, `%${MARK}%`],
      );
      if (rows.length === 0 || `${table}.${column}` in REPEATED) continue;
      looked.push(table);
      for (const piece of rows.flatMap(({ text }) => text.match(/[^"{},\\]*zqx[^"{},\\]*/gi) ?? []))
        expect(json, `${table}.${column}`).toContain(JSON.stringify(piece.trim()).slice(1, -1));
    }
    expect([...new Set(looked)].sort()).toEqual([
      "company", "company_location", "company_look_up", "consent_import_row", "consent_request", "contact", "contact_look_up", "evidence_export", "exclusion", "exclusion_event", "exclusion_import_row",
      "feedback_attachment", "feedback_case", "feedback_message", "form_evidence", "mail_event", "privacy_request", "prospect", "prospect_row", "recipient", "single_mail", "staff_address", "suppression_write",
    ]); // prettier-ignore
    for (const text of [IP, OTHER_IP, "there, pumps at a tenth off"]) expect(json).toContain(text);
  });

  test("has something in every section of a person of whom everything is held, in known fields only", () => {
    expect(file.sections.filter(({ rows }) => rows.length === 0).map(({ id }) => id)).toEqual([]);
    const used = new Set(file.sections.flatMap(({ rows }) => rows.flatMap((row) => Object.keys(row))));
    for (const name of used) expect(FILE_FIELDS).toContain(name);
  });

  test("tells each mail with its subject, date and basis, and each consent with its words", () => {
    const [mail] = file.sections.find(({ id }) => id === "mails")?.rows ?? [];
    expect(mail).toMatchObject({
      subject: "there, pumps at a tenth off",
      basis: "legitimate_interest",
      at: after(4).toISOString(),
    });
    const events = file.sections.find(({ id }) => id === "consent")?.rows ?? [];
    expect(events.map(({ event }) => event)).toEqual(["requested", "verification_mailed", "confirmed", "withdrawn"]);
    expect(events[0]?.wording).toContain("may email me offers");
  });

  test("is readable as a page: every field named, every code in words, nothing fetched, no script", () => {
    const page = personFilePage(file);
    for (const { rows } of file.sections)
      for (const name of rows.flatMap((row) => Object.keys(row))) expect(page).not.toContain(`<dt>${name}</dt>`);
    expect(page).not.toContain("<dt>undefined</dt>");
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/i);
    for (const code of [
      "legitimate_interest",
      "staff_decision",
      "in_person",
      "verification_mailed",
      "customer_record",
      "self_generated",
    ])
      expect(page).not.toContain(`>${code}<`);
    expect(page).toContain("2 March 2026");
  });

  test("tells of the exclusion each time it was asked for, released and taken back as what it was", async () => {
    const other = await makeShop();
    await importLines(other, [customer(1)]);
    await excludeByStaff(other, { email: emailOf(1), note: "Rang", actor: "jo", at: after(1) });
    const key = (await exclusionKeyOf(other, emailOf(1))).toString("hex");
    await releaseByStaff(other, { key, askedHow: "email", askedOn: "2026-03-02", note: "Wrote" }, "jo", after(2));
    const id = await shopifyAsks(other, "customers/data_request", 1, emailOf(1));
    const taken = await takePersonFile(other, id, "html", "jo", after(70));
    const rows = taken.sections.find(({ id: section }) => section === "exclusion")?.rows ?? [];
    expect(rows.map(({ kind }) => kind)).toEqual(["excluded", "released"]);
    expect(personFilePage(taken)).toContain("<dd>Taken off the list</dd>");
  });

  test("tells of a whole domain on the list that an address of theirs is at, without why staff put it there", async () => {
    const other = await makeShop();
    await importLines(other, [customer(1, { email: "jo@sales.quiet.example" }), customer(2)]);
    await excludeDomain(other, { domain: "quiet.example", note: "Mrs Quiet rang", actor: "jo", at: after(1) });
    const told = async (shopifyId: number, email: string) => {
      const id = await shopifyAsks(other, "customers/data_request", shopifyId, email);
      const { sections } = await takePersonFile(other, id, "html", "jo", after(70));
      return sections.find(({ id: section }) => section === "exclusion")?.rows ?? [];
    };
    const [row, ...more] = await told(1, "jo@sales.quiet.example");
    expect(row).toMatchObject({ kind: "domain", address: "@quiet.example", source: "staff" });
    expect(JSON.stringify(row)).not.toContain("Mrs Quiet");
    expect(more).toEqual([]);
    expect(await told(2, emailOf(2))).toEqual([]);
  });

  test("escapes what it shows", async () => {
    const other = await makeShop();
    await importLines(other, [customer(1, { name: "<script>alert(1)</script>" })]);
    const id = await shopifyAsks(other, "customers/data_request", 1, null);
    const page = personFilePage(await takePersonFile(other, id, "html", "jo", after(70)));
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script>");
  });

  test("is kept in the audit each time with who, when and for which request, and nothing of its content", async () => {
    const { rows } = await pool().query<{ actor: string; at: Date; subject_id: string; event: string }>(
      "SELECT actor, at, subject_id, e::text AS event FROM audit_event e WHERE shop_id = $1 AND act = 'privacy_file_taken'",
      [shopId],
    );
    expect(rows).toMatchObject([{ actor: "jo", at: after(60), subject_id: requestId }]);
    expect(rows[0]?.event).not.toMatch(/zqx/i);
  });

  test("of a customer of another shop holds nothing", async () => {
    const other = await makeShop();
    const id = await shopifyAsks(other, "customers/data_request", CUSTOMER, ADDRESS);
    const theirs = await takePersonFile(other, id, "json", "jo", after(70));
    expect(theirs.sections.filter(({ rows }) => rows.length > 0).map(({ id: section }) => section)).toEqual([
      "privacy_requests",
    ]);
    await expect(takePersonFile(other, requestId, "json", "jo", after(70))).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test.each([
    ["no request", () => "999999", "not_found"],
    ["something typed", () => "1; DROP", "not_found"],
    ["a request for erasure", async () => shopifyAsks(await makeShop(), "customers/redact"), "not_found"],
  ])("is refused for %s", async (_name, id, code) => {
    await expect(takePersonFile(shopId, await id(), "json", "jo", after(70))).rejects.toMatchObject({ code });
  });

  test("is refused for a request that was declined, and for an erasure", async () => {
    const other = await makeShop();
    const id = await shopifyAsks(other, "customers/data_request");
    await declineRequest(other, id, "not_identified", "jo", after(80));
    await expect(takePersonFile(other, id, "json", "jo", after(90))).rejects.toMatchObject({ code: "wrong_state" });
    const erasure = await eraseByShopify(other);
    await expect(takePersonFile(other, erasure, "json", "jo", after(90))).rejects.toMatchObject({
      code: "wrong_state",
    });
  });
});
