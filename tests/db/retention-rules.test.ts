import { beforeEach, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { readRetention } from "~/services/privacy/readRetention";
import { reduceOld } from "~/services/privacy/reduceOld";
import { RETENTION_RULES, type RetentionId } from "~/services/privacy/retentionRules";
import { askStaffAddress, listStaffAddresses } from "~/services/campaigns/staffAddresses";
import { forgetAttempts } from "~/services/consent/attempts";
import { forgetMails } from "~/services/feedback/forgetMails";
import { forgetOldLists } from "~/services/prospects/forgetLists";
import { forgetOldDeliveries } from "~/services/webhooks/takeWebhook";
import { DATA_TABLES } from "../../scripts/data-map/write";
import { useAppDatabase } from "../support/app-database";
import { after, makeShop } from "../support/factories";
import { uploadConsents, consentFile, evidenced } from "../support/consent-import-steps";
import { domainOfShop } from "../support/privacy-steps";
import { csv, upload } from "../support/prospect-steps";
import { forgetOldImports } from "~/services/consentImports/forgetImports";

useAppDatabase();

let shopId: number;
let other: number;
beforeEach(async () => {
  [shopId, other] = [await makeShop(), await makeShop()];
});

const day = (days: number) => after(days * 86_400);
/** In days: a year and more. */
const YEAR = 367;

test("the data map names every column of every table, and no other", async () => {
  const { rows } = await pool().query<{ place: string }>(
    `SELECT c.table_name || '.' || c.column_name AS place FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND t.table_name <> '_prisma_migrations'`,
  );
  const named = DATA_TABLES.flatMap(({ table, columns }) =>
    columns.flatMap(([names]) => names.split(" ").map((name) => `${table}.${name}`)),
  );
  expect(named.sort()).toEqual(rows.map(({ place }) => place).sort());
});

/** One thing of each kind in a shop, as it comes on the first day. */
async function fill(shop: number): Promise<void> {
  const run = (sql: string, ...values: unknown[]) => pool().query(sql, [shop, ...values]);
  await run(
    "INSERT INTO mail_event (shop_id, message_id, event, at, campaign_id, recipient_seq, detail) VALUES ($1, 'm', 'bounce', $2, 1, 1, 'mailbox full')",
    day(0),
  );
  await run(
    "INSERT INTO privacy_request (shop, shop_id, kind, way, state, received_at, due_at, done_at, note) VALUES ($2, $1, 'access', 'staff', 'done', $3, $3, $3, 'showed a letter')",
    await domainOfShop(shop),
    day(0),
  );
  await run(
    "INSERT INTO privacy_request (shop, shop_id, kind, way, state, received_at, due_at, note) VALUES ($2, $1, 'access', 'staff', 'open', $3, $3, 'still to be answered')",
    await domainOfShop(shop),
    day(0),
  );
  await run(
    "INSERT INTO opt_out_trace (shop_id, event_id, at, agent, seconds) VALUES ($1, 1, $2, 'Chrome', 5)",
    day(0),
  );
  for (const number of ["00000001", "00000002"])
    await run(
      "INSERT INTO company_look_up (shop_id, number, outcome, previous_names, fetched_at) VALUES ($1, $2, 'not_found', '{}', $3)",
      number,
      day(0),
    );
  await run(
    "INSERT INTO contact_look_up (shop_id, contact_id, number, requested_at) VALUES ($1, 1, '00000002', $2)",
    day(0),
  );
  await run("INSERT INTO inbound_mail (shop_id, key, at, outcome) VALUES ($1, '\\x01', $2, 'nothing')", day(0));
  await run(
    "INSERT INTO consent_attempt (shop_id, kind, key, times) VALUES ($1, 'mailbox', '\\x01', ARRAY[$2::timestamptz]), ($1, 'requester', '\\x02', ARRAY[$2::timestamptz])",
    day(0),
  );
  await run(
    "INSERT INTO webhook_delivery (shop, topic, webhook_id, received_at) SELECT domain, 't', 'w', $2 FROM shop WHERE id = $1",
    day(0),
  );
  await upload(shop, csv(["Email"], ["a@b.example"]), {}, day(0));
  await uploadConsents(shop, consentFile(evidenced("a@b.example")), day(0));
}

const dueOf = async (at: Date) =>
  Object.fromEntries((await readRetention(shopId, at)).filter(({ due }) => due > 0).map(({ id, due }) => [id, due]));

describe("the preview", () => {
  test.each<[string, number, Partial<Record<RetentionId, number>>]>([
    ["what an hour ends", 0.9, { consent_attempts: 1 }],
    ["what a day ends", 1.1, { consent_attempts: 1 }],
    ["what a week ends", 7.1, { consent_attempts: 1, prospect_files: 1, consent_files: 1 }],
    [
      "what a month ends",
      30.1,
      {
        consent_attempts: 2,
        prospect_files: 1,
        consent_files: 1,
        webhook_deliveries: 1,
        incoming_mails: 1,
        look_up_answers: 1,
      },
    ],
    [
      "what a year ends",
      YEAR,
      {
        consent_attempts: 2,
        prospect_files: 1,
        consent_files: 1,
        webhook_deliveries: 1,
        incoming_mails: 1,
        look_up_answers: 1,
        mail_event_details: 1,
        opt_out_traces: 1,
        request_notes: 1,
      },
    ],
  ])("counts %s, of this shop only", async (_name, days, due) => {
    await fill(shopId);
    await fill(other);
    expect(await dueOf(day(days))).toEqual(due);
  });

  test("comes to nothing once the jobs have run, as it had said", async () => {
    await fill(shopId);
    const at = day(YEAR);
    await forgetOldDeliveries(at);
    await reduceOld(at);
    await forgetMails(at);
    await forgetAttempts(at);
    await forgetOldLists(at);
    await forgetOldImports(at);
    expect(await dueOf(at)).toEqual({});
  });
});

describe("the nightly reduction", () => {
  const left = async (shop: number) => {
    const { rows } = await pool().query<Record<string, unknown>>(
      `SELECT (SELECT detail FROM mail_event WHERE shop_id = $1) AS detail,
              (SELECT array_agg(note ORDER BY id) FROM privacy_request WHERE shop_id = $1) AS notes,
              (SELECT array_agg(number ORDER BY number) FROM company_look_up WHERE shop_id = $1) AS numbers`,
      [shop],
    );
    return rows[0];
  };
  const audited = async (shop: number) => {
    const { rows } = await pool().query<{ actor: string; at: Date; after: unknown }>(
      "SELECT actor, at, after FROM audit_event WHERE shop_id = $1 AND act = 'retention_reduced' ORDER BY id",
      [shop],
    );
    return rows;
  };

  test("takes out what is past its time and leaves what is not, or is still at work", async () => {
    await fill(shopId);
    await reduceOld(day(YEAR));
    expect(await left(shopId)).toEqual({
      detail: null,
      notes: [null, "still to be answered"],
      numbers: ["00000002"],
    });
    expect(await audited(shopId)).toEqual([
      {
        actor: "Twostage",
        at: day(YEAR),
        after: { rows: { mail_event: 1, opt_out_trace: 1, privacy_request: 1, company_look_up: 1 } },
      },
    ]);
  });

  test("leaves all of it before its time, and says nothing in the audit then", async () => {
    await fill(shopId);
    await reduceOld(day(29));
    expect(await left(shopId)).toEqual({
      detail: "mailbox full",
      notes: ["showed a letter", "still to be answered"],
      numbers: ["00000001", "00000002"],
    });
    expect(await audited(shopId)).toEqual([]);
  });

  test("takes an address for tests that nobody confirmed once its link is over, and leaves a confirmed one", async () => {
    await askStaffAddress(shopId, "typed@else.example", "jo", day(0));
    await askStaffAddress(shopId, "jo@beacon-spares.example", "jo", day(0));
    await pool().query(
      "UPDATE staff_address SET verified_at = $2 WHERE shop_id = $1 AND email = 'jo@beacon-spares.example'",
      [shopId, day(1)],
    );
    const rule = RETENTION_RULES.staff_addresses.keptFor;
    const ends = "days" in rule ? rule.days : 0;
    const kept = async () => (await listStaffAddresses(shopId, day(0))).map(({ email }) => email);
    await reduceOld(day(ends - 0.01));
    expect(await kept()).toEqual(["jo@beacon-spares.example", "typed@else.example"]);
    expect(await dueOf(day(ends))).toMatchObject({ staff_addresses: 1 });
    await reduceOld(day(ends));
    expect(await kept()).toEqual(["jo@beacon-spares.example"]);
  });

  test("may run again, and keeps more than a chunk's rows in one entry of the audit", async () => {
    await pool().query(
      `INSERT INTO mail_event (shop_id, message_id, event, at, campaign_id, recipient_seq, detail)
       SELECT $1, 'm' || n, 'bounce', $2, 1, n, 'mailbox full' FROM generate_series(1, 4001) n`,
      [shopId, day(0)],
    );
    await reduceOld(day(YEAR));
    await reduceOld(day(YEAR + 1));
    expect((await audited(shopId)).map((entry) => entry.after)).toEqual([{ rows: { mail_event: 4001 } }]);
  });
});
