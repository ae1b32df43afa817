import { beforeAll, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { AUDIT_ACTS } from "~/policy/auditActs";
import { exportAudit, type AuditFormat } from "~/services/audit/exportAudit";
import {
  ACTORS_STATEMENT,
  listActors,
  listAudit,
  pageStatement,
  type AuditFilters,
  type AuditRow,
} from "~/services/audit/listAudit";
import { auditChanges, auditLine } from "~/ui/auditWords";
import { useAppDatabase } from "../support/app-database";
import { after, makeShop } from "../support/factories";

useAppDatabase();

const MANY = 12_000;
let shopId: number;
let other: number;
beforeAll(async () => {
  [shopId, other] = [await makeShop(), await makeShop()];
  // Several at one moment, as an import makes them; actors and acts in every combination but one.
  await pool().query(
    `INSERT INTO audit_event (shop_id, at, actor, act, subject_kind, subject_id, before, after)
     SELECT s, $3::timestamptz + make_interval(mins => n / 3), 'Staff member ' || n % 4, CASE WHEN n % 4 = 3 THEN 'campaign_started' ELSE ($4::text[])[1 + n % 7] END,
            'campaign', (n % 50)::text, jsonb_build_object('months', n), jsonb_build_object('months', n + 1)
     FROM unnest(ARRAY[$1::int, $2::int]) s, generate_series(1, ${MANY}) n`,
    [shopId, other, after(0), AUDIT_ACTS.filter((act) => act.startsWith("campaign_")).slice(0, 7)],
  );
  await pool().query("ANALYZE audit_event");
});

async function all(filters: AuditFilters): Promise<AuditRow[]> {
  const rows: AuditRow[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Awaited<ReturnType<typeof listAudit>> = await listAudit(shopId, filters, cursor);
    expect(page.rows.length).toBeLessThanOrEqual(50);
    rows.push(...page.rows);
    cursor = page.next;
  }
  return rows;
}

async function planOf({ text, values }: { text: string; values: unknown[] }): Promise<string> {
  const { rows } = await pool().query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

const FILTERS: readonly (readonly [string, AuditFilters, string])[] = [
  ["everything", {}, "true"],
  ["one act", { act: "campaign_created" }, "act = 'campaign_created'"],
  ["one actor", { actor: "Staff member 2" }, "actor = 'Staff member 2'"],
  ["an act of one actor", { act: "campaign_created", actor: "Staff member 2" }, "act = 'campaign_created' AND actor = 'Staff member 2'"],
  ["an act that the actor never did", { act: "campaign_created", actor: "Staff member 3" }, "act = 'campaign_created' AND actor = 'Staff member 3'"],
  ["one campaign", { subject: "campaign:7" }, "subject_id = '7'"],
  ["an act on one campaign", { subject: "campaign:7", act: "campaign_created" }, "subject_id = '7' AND act = 'campaign_created'"],
  ["a day", { from: "2026-03-03", to: "2026-03-03" }, "at >= '2026-03-03Z' AND at < '2026-03-04Z'"],
  ["one act since a day", { from: "2026-03-04", act: "campaign_created" }, "at >= '2026-03-04Z' AND act = 'campaign_created'"],
]; // prettier-ignore

describe("the audit narrowed to", () => {
  test.each(FILTERS)(
    "%s holds just these, newest first, each once over all pages",
    async (_name, filters, condition) => {
      const rows = await all(filters);
      const { rows: expected } = await pool().query<{ id: string }>(
        `SELECT id::text FROM audit_event e WHERE shop_id = $1 AND ${condition} ORDER BY at DESC, e.id DESC`,
        [shopId],
      );
      expect(rows.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    },
  );

  test.each(FILTERS)(
    "%s is read in order from an index, without sorting or passing over rows, page by page",
    async (_name, filters) => {
      for (const last of [undefined, { time: after(100_000), id: "99999999" }]) {
        const plan = await planOf(pageStatement(shopId, filters, last));
        expect(plan).toContain("Index Scan Backward");
        expect(plan).not.toMatch(/Sort|Seq Scan|Bitmap/);
      }
    },
  );

  test.each<[string, AuditFilters]>([
    ["an act that is none", { act: "list_sold" }],
    ["a day that is none", { from: "2026-13-77", to: "yesterday" }],
    ["a thing that is none", { subject: "customer'; --:1" }],
  ])("%s is not narrowed", async (_name, filters) => {
    expect((await listAudit(shopId, filters)).rows[0]?.id).toBe((await listAudit(shopId, {})).rows[0]?.id);
  });

  test("a cursor that no page gave begins at the first", async () => {
    expect((await listAudit(shopId, {}, "1; DROP")).rows).toEqual((await listAudit(shopId, {})).rows);
  });
});

test("who has acted is told without reading every event", async () => {
  const actors = await listActors(shopId);
  expect(actors).toEqual(["Staff member 0", "Staff member 1", "Staff member 2", "Staff member 3", "owner"]);
  expect(await listActors(await makeShop())).toEqual(["owner"]);
  const plan = await planOf({ text: ACTORS_STATEMENT, values: [shopId] });
  expect(plan).toMatch(/Index (Only )?Scan/);
  // Only what the walk itself has found is read from beginning to end.
  expect(plan).not.toMatch(/Sort|Seq Scan|Bitmap/);
});

describe("an export", () => {
  const at = after(86_400 * 30);
  const take = async (format: AuditFormat, filters: AuditFilters = {}) => {
    const pieces: string[] = [];
    for await (const piece of await exportAudit(shopId, { purpose: "regulator", format, filters }, auditLine, "jo", at))
      pieces.push(piece);
    return pieces;
  };

  test("as JSON holds every act of the shop, oldest first, itself last, and none of another shop", async () => {
    const pieces = await take("json");
    const events = JSON.parse(pieces.join("")) as (AuditRow & { words: string })[];
    const { rows } = await pool().query<{ id: string }>(
      "SELECT id::text FROM audit_event e WHERE shop_id = $1 ORDER BY at, e.id",
      [shopId],
    );
    expect(events.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expect(events.at(-1)).toMatchObject({
      act: "audit_exported",
      actor: "jo",
      after: { purpose: "regulator", format: "json" },
      words: "Audit taken out",
    });
    // Written as it is read: no piece holds more than a page.
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(2000 * 400);
    expect(pieces.length).toBeGreaterThan(MANY / 2000);
  });

  test("as CSV has a line an act, with what it changed, and nothing that a spreadsheet would run", async () => {
    await pool().query(
      "INSERT INTO audit_event (shop_id, at, actor, act) VALUES ($1, $2, '=cmd|calc', 'identity_saved')",
      [shopId, after(1)],
    );
    const text = (await take("csv", { subject: "campaign:7" })).join("");
    expect(text.split("\r\n")).toHaveLength(MANY / 50 + 2);
    expect(text).toContain('"{""months"":8}"');
    expect((await take("csv", { actor: "=cmd|calc" })).join("")).toContain(",'=cmd|calc,");
  });

  test("says in the audit what it was narrowed to, and what for", async () => {
    await take("csv", { act: "campaign_created", from: "" });
    const { rows } = await listAudit(shopId, { act: "audit_exported" });
    expect(rows[0]?.after).toEqual({ purpose: "regulator", format: "csv", narrowed: ["act"] });
  });

  test("without a purpose is refused, and not kept", async () => {
    const before = (await listAudit(other, { act: "audit_exported" })).rows.length;
    const wish = { purpose: "to sell it", format: "csv", filters: {} } as const;
    await expect(exportAudit(other, wish, auditLine, "jo", at)).rejects.toMatchObject({ code: "input_invalid" });
    expect((await listAudit(other, { act: "audit_exported" })).rows.length).toBe(before);
  });
});

test.each([
  [{ months: 24, nightly: true }, { months: 36, nightly: false }, ["Months: 24 → 36", "Nightly: yes → no"]],
  [null, { rows: { contact: 1, mail_event: 2 } }, ["Rows: contact 1, mail event 2"]],
  [
    null,
    { fields: ["subject", "audience_criteria"], reason: "sendgrid_key_refused" },
    ["Fields: subject, audience criteria", "Reason: sendgrid key refused"],
  ],
  [
    null,
    { due: "2026-12-26T11:17:36.766Z", askedHow: null, rows: { contact: 0 } },
    ["Due: 26 December 2026", "Rows: none"],
  ],
  [{ tradingName: "" }, { tradingName: "Beacon" }, ["Trading name: nothing → Beacon"]],
  [null, null, []],
])("changes from %j to %j are told readably", (before, now, lines) => {
  expect(auditChanges(before, now)).toEqual(lines);
});
