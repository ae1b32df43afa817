import { parse } from "csv-parse/sync";
import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { lockContacts } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { expireConsents } from "~/services/consent/expireConsents";
import { LINK_DAYS } from "~/services/consent/requestConsent";
import { checkImport, rereadImport } from "~/services/consentImports/describeImport";
import { discardImport, forgetOldImports } from "~/services/consentImports/forgetImports";
import { listImports, readImport } from "~/services/consentImports/readImport";
import { runCheck } from "~/services/consentImports/runCheck";
import { askToTake, takeConsents } from "~/services/consentImports/takeConsents";
import { uploadImport } from "~/services/consentImports/uploadImport";
import { writeSetAside } from "~/services/consentImports/writeSetAside";
import { STATEMENT } from "~/services/consentImports/verdicts";
import { readContact } from "~/services/customers/readContact";
import { exclude } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { release } from "~/services/exclusions/release";
import { releaseByStaff } from "~/services/exclusions/releaseByStaff";
import { noteUninstallation } from "~/services/shops/install";
import { addressKeys } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { giveConsent } from "../support/consent-steps";
import {
  checkConsents,
  consentFile,
  evidenced,
  importConsents,
  importOf,
  importVerdicts,
  SIGNED,
  takeIn,
  uploadConsents,
} from "../support/consent-import-steps";
import { after, customer, importLines, makeShop, soleTrader, START, writeLedger } from "../support/factories";
import { csv } from "../support/prospect-steps";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});
const OUT = { note: "asked by telephone", actor: "owner", at: START };

async function standingOf(email: string): Promise<string> {
  const { consentKey } = await addressKeys(shopId);
  const key = new Uint8Array(consentKey(email));
  const found = await prisma().addressStanding.findUnique({
    where: { shopId_consentKey: { shopId, consentKey: key } },
  });
  return found?.standing ?? "none";
}

/** The ledger and the requests as text, without what changes with the time of day. */
async function ledger(): Promise<string> {
  const { rows } = await pool().query<{ text: string }>(
    `SELECT coalesce(string_agg(e::text, E'\\n' ORDER BY e.id), '') AS text FROM consent_event e WHERE shop_id = $1`,
    [shopId],
  );
  return rows[0]?.text ?? "";
}
const decisionOf = async (number: number) => {
  const { id } = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: number } });
  return (await readContact(shopId, String(id), after(300))).decision;
};

describe("the rows that are set aside", () => {
  const TEXT = () =>
    consentFile(
      evidenced("jo@firm.example"),
      evidenced("half@firm.example", { Proof: "" }),
      evidenced("=1+1", { Proof: "@evil" }),
      evidenced("out@firm.example"),
    );
  const take = async (importId: number, from = shopId) => {
    const { fileName, csv: pieces } = await writeSetAside(from, importId, (verdict) => `(${verdict})`, "clerk", START);
    let whole = "";
    for await (const piece of pieces) whole += piece;
    return { fileName, whole };
  };

  test("come as a file with their numbers and reasons, without formulas and without anybody who is taken in (P6)", async () => {
    await excludeByStaff(shopId, { ...OUT, email: "out@firm.example" });
    const id = await uploadConsents(shopId, TEXT());
    await expect(take(id)).rejects.toThrow("wrong_state");
    await checkConsents(shopId, id);
    const before = await take(id);
    await takeIn(shopId, id);
    for (const { fileName, whole } of [before, await take(id)]) {
      expect(fileName).toBe(`set-aside-${id}.csv`);
      const [heading, ...rows] = parse(whole, { bom: true });
      expect(heading?.slice(0, 3)).toEqual(["Row", "Why it is set aside", "Email"]);
      expect(rows.map((cells) => cells.slice(0, 3))).toEqual([
        ["4", "(no_address)", "'=1+1"],
        ["5", "(excluded)", "out@firm.example"],
      ]);
      expect(whole).toContain("'@evil");
    }
  });

  test("are not another shop's, and are gone when the file has been forgotten", async () => {
    const id = await uploadConsents(shopId, TEXT());
    await checkConsents(shopId, id);
    await expect(take(id, await makeShop())).rejects.toThrow("not_found");
    await takeIn(shopId, id);
    await forgetOldImports(after(8 * 86_400));
    await expect(take(id)).rejects.toThrow("wrong_state");
  });
});

describe("the dry run", () => {
  test("gives each row its verdict, and writes nothing into the ledger", async () => {
    await excludeByStaff(shopId, { ...OUT, email: "Out+x@firm.example" });
    await writeLedger(shopId, "gone@firm.example", ["requested", "confirmed", "withdrawn"]);
    await writeLedger(shopId, "abuse@firm.example", ["requested", "reported"]);
    await writeLedger(shopId, "sure@firm.example", ["requested", "confirmed"]);
    await writeLedger(shopId, "asked@firm.example", ["requested"]);
    await writeLedger(shopId, "back@firm.example", ["withdrawn"], new Date("2023-01-01T00:00:00Z"));
    const before = await ledger();
    const id = await uploadConsents(
      shopId,
      consentFile(
        evidenced("jo@firm.example"),
        evidenced("half@firm.example", { "Confirmed at": "" }),
        evidenced("wordless@firm.example", { Wording: "" }),
        evidenced("unproved@firm.example", { Proof: "none" }),
        evidenced("early@firm.example", { "Confirmed at": "2024-02-29" }),
        evidenced("future@firm.example", { "Confirmed at": "2027-01-01" }),
        evidenced("no address"),
        [...evidenced("wide@firm.example"), "too much"],
        evidenced("out@firm.example"),
        evidenced("gone@firm.example"),
        evidenced("abuse@firm.example", { "Confirmed at": "" }),
        evidenced("sure@firm.example"),
        evidenced("asked@firm.example", { Proof: "" }),
        evidenced("asked@firm.example"),
        evidenced("back@firm.example"),
        evidenced("half@firm.example", { Proof: "" }),
        evidenced("JO@firm.example", { "Asked at": "2023-01-01" }),
      ),
    );
    const checked = await checkConsents(shopId, id);
    expect(await importVerdicts(shopId, id)).toEqual({
      2: "confirmed",
      3: "no_second_stage",
      4: "no_first_stage",
      5: "no_second_stage",
      6: "times_contradict",
      7: "no_second_stage",
      8: "no_address",
      9: "unreadable",
      10: "excluded",
      11: "withdrawn",
      12: "withdrawn",
      13: "known",
      14: "known",
      15: "confirmed",
      16: "withdrawal_stands",
      17: "duplicate",
      18: "duplicate",
    });
    expect(checked).toMatchObject({
      state: "checked",
      progress: 17,
      counts: { confirmed: 2, no_second_stage: 3, known: 2, withdrawn: 2, duplicate: 2, excluded: 1 },
    });
    expect(await ledger()).toBe(before);
    expect(await prisma().consentRequest.count({ where: { shopId } })).toBe(0);
  });

  test("holds an opt-out that was released since against evidence that is not newer", async () => {
    const { exclusionKey } = await addressKeys(shopId);
    for (const [email, day] of [
      ["old@firm.example", "2024-03-02"],
      ["asked@firm.example", "2024-03-02"],
      ["new@firm.example", "2024-02-29"],
    ] as const) {
      await excludeByStaff(shopId, { ...OUT, email, at: new Date(`${day}T12:00:00Z`) });
      const key = exclusionKey(email).toString("hex");
      const release = { key, askedHow: "phone", askedOn: "2025-01-01", note: "rang, wants offers again" };
      await releaseByStaff(shopId, release, "owner", START);
    }
    const id = await uploadConsents(
      shopId,
      consentFile(
        evidenced("Old+post@firm.example"),
        evidenced("asked@firm.example", { Proof: "" }),
        evidenced("new@firm.example"),
      ),
    );
    await checkConsents(shopId, id);
    expect(await importVerdicts(shopId, id)).toEqual({ 2: "withdrawn", 3: "withdrawn", 4: "confirmed" });
  });

  test("does not take a bounce for an objection", async () => {
    const { exclusionKey } = await addressKeys(shopId);
    const key = exclusionKey("full@firm.example");
    await transaction((tx) => exclude(tx, shopId, [{ key, source: "bounce", at: after(1) }]));
    await transaction((tx) =>
      release(tx, shopId, {
        key,
        source: "staff",
        actor: "owner",
        askedHow: "phone",
        askedAt: after(2),
        note: "works again",
        at: after(3),
      }),
    );
    const id = await uploadConsents(shopId, consentFile(evidenced("full@firm.example")));
    await checkConsents(shopId, id);
    expect(await importVerdicts(shopId, id)).toEqual({ 2: "confirmed" });
  });

  test("takes the row with evidence where one address has several, whichever comes first", async () => {
    const id = await uploadConsents(
      shopId,
      consentFile(evidenced("jo@firm.example", { Proof: "" }), evidenced("jo@firm.example")),
    );
    await checkConsents(shopId, id);
    expect(await importVerdicts(shopId, id)).toEqual({ 2: "duplicate", 3: "confirmed" });
  });

  test("uses for all rows what is said of the file", async () => {
    const id = await uploadConsents(
      shopId,
      csv(["Email", "Opt-in time", "Confirm time"], ["jo@firm.example", "1/3/2024 10:00", "1/3/2024 10:05"]),
    );
    const bare = await checkConsents(shopId, id);
    expect(bare.counts).toEqual({ no_first_stage: 1 });
    const said = { wording: " Yes,\n email me ", place: "Website", proof: "Export on the office drive" };
    expect(await checkConsents(shopId, id, said)).toMatchObject({
      counts: { confirmed: 1 },
      wording: "Yes, email me",
    });
  });

  test("needs to know where the address is, and takes no column that is not there", async () => {
    const id = await uploadConsents(shopId, consentFile(evidenced("jo@firm.example")));
    const terms = { wording: "", place: "", proof: "" };
    await expect(checkImport(shopId, id, { ...terms, mapping: {} }, "jo", after(60))).rejects.toMatchObject({
      fields: ["email"],
    });
    await expect(checkImport(shopId, id, { ...terms, mapping: { email: 6 } }, "jo", after(60))).rejects.toMatchObject({
      fields: ["mapping"],
    });
    await expect(
      checkImport(shopId, id, { ...terms, mapping: { email: 0 }, proof: "x".repeat(1001) }, "jo", after(60)),
    ).rejects.toMatchObject({ fields: ["proof"] });
  });

  test.each([
    ["a workbook", Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), "workbook"],
    ["no text", Buffer.from(Array.from({ length: 200 }, (_, index) => index % 7)), "not_text"],
    ["an empty file", Buffer.alloc(0), "empty"],
    ["headings alone", Buffer.from("Email,Asked at\n"), "no_rows"],
  ])("is refused at once for %s", async (_what, bytes, fault) => {
    await expect(uploadConsents(shopId, bytes)).rejects.toMatchObject({ code: "file_unreadable", fields: [fault] });
    expect(await prisma().consentImport.count({ where: { shopId } })).toBe(0);
  });

  test("is refused for a file too large, and for one without a name", async () => {
    const large = { name: "x.csv", bytes: new Uint8Array(20 * 1024 * 1024 + 1).fill(65) };
    await expect(uploadImport(shopId, "Old", large, "owner", START)).rejects.toMatchObject({ code: "file_too_large" });
    await expect(uploadImport(shopId, " ", null, "owner", START)).rejects.toMatchObject({ fields: ["name", "file"] });
  });

  test("gives a file back that cannot be read to its end, with the row", async () => {
    const rows = Array.from({ length: 1500 }, (_, number) => evidenced(`person-${number}@firm.example`));
    const id = await uploadConsents(shopId, `${consentFile(...rows)}"never closed,x`);
    expect(await checkConsents(shopId, id)).toMatchObject({
      state: "uploaded",
      fault: "quote_not_closed",
      faultRow: 1502,
    });
  });

  test("reads a file of another encoding, and with another delimiter where staff say so", async () => {
    const row = evidenced("jo@firm.example", { Wording: "Oui écrivez-moi", Proof: "Export" });
    const id = await uploadConsents(shopId, Buffer.from(consentFile(row).replaceAll(",", ";"), "latin1"));
    expect(await importOf(shopId, id)).toMatchObject({ encoding: "windows-1252", delimiter: ";" });
    await rereadImport(shopId, id, { encoding: "windows-1252", delimiter: "|" }, "jo", after(60));
    expect((await importOf(shopId, id)).columns).toHaveLength(1);
    await rereadImport(shopId, id, { encoding: "windows-1252", delimiter: ";" }, "jo", after(60));
    await checkConsents(shopId, id);
    await takeIn(shopId, id);
    expect(await ledger()).toContain("écrivez-moi");
  });
});

describe("taking a file in", () => {
  test("writes the evidence into the ledger, without anything that is of a person, and contacts follow", async () => {
    await importLines(shopId, [
      soleTrader(1, { email: "jo@firm.example" }),
      soleTrader(2, { email: "half@firm.example" }),
    ]);
    const taken = await importConsents(
      shopId,
      consentFile(
        evidenced("Jo@firm.example", { Proof: "Confirmed by jo@firm.example from 203.0.113.7, export A" }),
        evidenced("half@firm.example", { "Confirmed at": "" }),
      ),
    );
    expect(taken).toMatchObject({
      state: "imported",
      counts: { confirmed: 1, no_second_stage: 1 },
      signedBy: SIGNED.signedBy,
      statement: STATEMENT,
      signedAt: START,
      recordedBy: "Staff member 42",
      progress: 2,
    });
    const events = await prisma().consentEvent.findMany({ where: { shopId }, orderBy: { id: "asc" } });
    const confirmed = events.find(({ kind }) => kind === "imported_confirmed");
    expect(confirmed).toMatchObject({
      surface: "import",
      wording: "Yes, email me offers",
      wordingVersion: null,
      at: START,
      proof: {
        import: taken.id,
        row: 2,
        askedAt: "2024-03-01T10:00:00.000Z",
        confirmedAt: "2024-03-01T10:05:00.000Z",
        place: "Form on our old website",
        evidence: "Confirmed by [address] from [IP address], export A",
        signed: true,
        staff: "Staff member 42",
      },
    });
    expect(events.find(({ kind }) => kind === "imported_unconfirmed")?.proof).toMatchObject({
      row: 3,
      lacking: "no_second_stage",
    });
    expect(await ledger()).not.toMatch(/@firm|203\.0|Rhian/);
    // The whole of it is with the request, which can be erased.
    expect(
      await prisma().consentRequest.findFirstOrThrow({ where: { shopId, email: "Jo@firm.example" } }),
    ).toMatchObject({
      surface: "import",
      wordingVersion: 0,
      askedNote: "Confirmed by jo@firm.example from 203.0.113.7, export A",
      confirmedAt: new Date("2024-03-01T10:05:00Z"),
      tokenHash: null,
    });
    expect(await decisionOf(1)).toMatchObject({ decision: "eligible", basis: "consent" });
    expect(await decisionOf(2)).toMatchObject({ decision: "ineligible" });
  });

  test("makes contacts of those who are confirmed and are none yet, and of nobody else", async () => {
    await importLines(shopId, [soleTrader(1, { email: "jo@firm.example" })]);
    await writeLedger(shopId, "back@firm.example", ["withdrawn"], new Date("2023-01-01T00:00:00Z"));
    await importConsents(
      shopId,
      consentFile(
        evidenced("jo@firm.example"),
        evidenced("Reader@post.example"),
        evidenced("back@firm.example"),
        evidenced("half@firm.example", { Proof: "" }),
      ),
    );
    const contacts = await prisma().contact.findMany({ where: { shopId }, orderBy: { id: "asc" } });
    expect(contacts.map(({ email, consent }) => [email, consent])).toEqual([
      ["jo@firm.example", "confirmed"],
      ["Reader@post.example", "confirmed"],
    ]);
    expect((await readContact(shopId, String(contacts[1]?.id), after(300))).decision).toMatchObject({
      decision: "eligible",
      basis: "consent",
    });
  });

  test("mails nobody, whatever the file holds", async () => {
    await importConsents(
      shopId,
      consentFile(evidenced("jo@firm.example"), evidenced("half@firm.example", { "Confirmed at": "" })),
    );
    expect(await prisma().singleMail.count({ where: { shopId } })).toBe(0);
    const { rowCount } = await pool().query(
      "SELECT 1 FROM pgboss.job WHERE name = 'single-mail' AND data->>'shopId' = $1",
      [String(shopId)],
    );
    expect(rowCount).toBe(0);
  });

  test("of what is unconfirmed lets nobody be mailed, not on another ground either, and expires by itself", async () => {
    await importLines(shopId, [customer(1, { email: "ltd@firm.example" })]);
    expect(await decisionOf(1)).toMatchObject({ decision: "eligible", basis: "legitimate_interest" });
    await importConsents(shopId, consentFile(evidenced("ltd@firm.example", { Proof: "" })));
    expect(await decisionOf(1)).toMatchObject({ decision: "ineligible", reasons: ["consent_unconfirmed"] });
    await expireConsents(after(LINK_DAYS * 86_400 - 1));
    expect(await standingOf("ltd@firm.example")).toBe("requested");
    await expireConsents(after(LINK_DAYS * 86_400));
    expect(await standingOf("ltd@firm.example")).toBe("expired");
  });

  test("of the same file again adds nothing", async () => {
    const text = consentFile(
      evidenced("jo@firm.example"),
      evidenced("half@firm.example", { "Confirmed at": "" }),
      evidenced("back@firm.example"),
    );
    await writeLedger(shopId, "back@firm.example", ["withdrawn"], new Date("2023-01-01T00:00:00Z"));
    const first = await importConsents(shopId, text);
    expect(first.counts).toEqual({ confirmed: 1, no_second_stage: 1, withdrawal_stands: 1 });
    const before = await ledger();
    const again = await importConsents(shopId, text, after(900));
    expect(again.counts).toEqual({ known: 3 });
    expect(await ledger()).toBe(before);
    expect(await prisma().consentRequest.count({ where: { shopId } })).toBe(3);
  });

  test("keeps evidence newer than a withdrawal, which stands all the same", async () => {
    await writeLedger(shopId, "back@firm.example", ["withdrawn"], new Date("2023-01-01T00:00:00Z"));
    await importConsents(shopId, consentFile(evidenced("back@firm.example")));
    expect(await standingOf("back@firm.example")).toBe("withdrawn");
    expect(await ledger()).toContain("imported_confirmed");
  });

  test("asks again for each row: who was excluded or withdrew since the dry run is left out", async () => {
    await giveConsent(shopId, "now@firm.example", START);
    const id = await uploadConsents(
      shopId,
      consentFile(evidenced("out@firm.example"), evidenced("late@firm.example"), evidenced("stays@firm.example")),
    );
    await checkConsents(shopId, id);
    await excludeByStaff(shopId, { ...OUT, email: "Out+x@firm.example" });
    await writeLedger(shopId, "late@firm.example", ["withdrawn"], after(90));
    expect((await takeIn(shopId, id)).counts).toEqual({ excluded: 1, withdrawn: 1, confirmed: 1 });
    expect(await standingOf("out@firm.example")).toBe("none");
    expect(await standingOf("stays@firm.example")).toBe("confirmed");
  });

  test("withdraws when the person opts out later, in any spelling", async () => {
    await importConsents(shopId, consentFile(evidenced("jo@firm.example")));
    await excludeByStaff(shopId, { ...OUT, email: "Jo+news@firm.example" });
    expect(await standingOf("jo@firm.example")).toBe("withdrawn");
  });

  test("lets an opt-out that comes in the middle of it wait, and then withdraws what was taken", async () => {
    const id = await uploadConsents(shopId, consentFile(evidenced("jo@firm.example")));
    await checkConsents(shopId, id);
    await askToTake(shopId, id, SIGNED, "owner", after(100));
    let opting: Promise<void> | undefined;
    await transaction(async (tx) => {
      await lockContacts(tx, shopId);
      opting = excludeByStaff(shopId, { ...OUT, email: "jo@firm.example" });
      const waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted";
      await expect.poll(async () => (await pool().query(waiting, [shopId])).rowCount).toBe(1);
    });
    await opting;
    await takeConsents(shopId, id, after(120));
    expect((await importOf(shopId, id)).counts).toEqual({ excluded: 1 });
  });

  test("goes on after a crash where it was, and two at once take each row once", async () => {
    const rows = Array.from({ length: 450 }, (_, number) => evidenced(`person-${number}@firm.example`));
    const id = await uploadConsents(shopId, consentFile(...rows));
    await checkConsents(shopId, id);
    await askToTake(shopId, id, SIGNED, "owner", after(100));
    await Promise.all([takeConsents(shopId, id, after(120)), takeConsents(shopId, id, after(120))]);
    expect(await importOf(shopId, id)).toMatchObject({ state: "imported", counts: { confirmed: 450 }, progress: 450 });
    const { rows: counted } = await pool().query<{ n: number }>(
      "SELECT count(*)::int AS n FROM consent_event WHERE shop_id = $1 AND kind = 'imported_confirmed'",
      [shopId],
    );
    expect(counted[0]?.n).toBe(450);
    await takeConsents(shopId, id, after(130));
    expect(await prisma().consentRequest.count({ where: { shopId } })).toBe(450);
  });

  test("stops when the app is removed, and takes nothing after it", async () => {
    const id = await uploadConsents(shopId, consentFile(evidenced("jo@firm.example")));
    await checkConsents(shopId, id);
    await askToTake(shopId, id, SIGNED, "owner", after(100));
    const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId } });
    await noteUninstallation(domain, after(110));
    await takeConsents(shopId, id, after(120));
    expect(await standingOf("jo@firm.example")).toBe("none");
  });

  test.each([
    ["nobody's name", { signedBy: " ", agreed: true }, ["signedBy"]],
    ["a name of one letter", { signedBy: "R", agreed: true }, ["signedBy"]],
    ["a name and no agreement", { signedBy: "Rhian", agreed: false }, ["agreed"]],
    ["neither", { signedBy: "", agreed: false }, ["signedBy", "agreed"]],
  ])("is refused with %s", async (_what, signed, fields) => {
    const id = await uploadConsents(shopId, consentFile(evidenced("jo@firm.example")));
    await checkConsents(shopId, id);
    await expect(askToTake(shopId, id, signed, "owner", after(100))).rejects.toMatchObject({
      code: "input_invalid",
      fields,
    });
    expect((await importOf(shopId, id)).state).toBe("checked");
  });

  test("needs no signature where there is no evidence to sign for", async () => {
    const id = await uploadConsents(shopId, consentFile(evidenced("jo@firm.example", { Proof: "" })));
    await checkConsents(shopId, id);
    await askToTake(shopId, id, { signedBy: "", agreed: false }, "owner", after(100));
    await takeConsents(shopId, id, after(120));
    expect(await importOf(shopId, id)).toMatchObject({ state: "imported", signedBy: null, statement: null });
  });

  test("is not possible before the dry run, twice, or in another shop", async () => {
    const id = await uploadConsents(shopId, consentFile(evidenced("jo@firm.example")));
    await expect(askToTake(shopId, id, SIGNED, "owner", START)).rejects.toMatchObject({ code: "wrong_state" });
    await checkConsents(shopId, id);
    const other = await makeShop();
    await expect(askToTake(other, id, SIGNED, "owner", START)).rejects.toMatchObject({ code: "not_found" });
    await expect(readImport(other, id, {})).rejects.toMatchObject({ code: "not_found" });
    await takeIn(shopId, id);
    await expect(askToTake(shopId, id, SIGNED, "owner", START)).rejects.toMatchObject({ code: "wrong_state" });
    await runCheck(shopId, id, after(200));
    expect((await importOf(shopId, id)).state).toBe("imported");
    expect(await listImports(other)).toEqual([]);
  });
});

describe("what is kept of a file", () => {
  const left = async (importId: number) => {
    const { rows } = await pool().query<{ row: number }>(
      "SELECT row FROM consent_import_row WHERE shop_id = $1 AND import_id = $2 AND cells <> '{}' ORDER BY row",
      [shopId, importId],
    );
    const { rowCount } = await pool().query("SELECT 1 FROM consent_import_part WHERE shop_id = $1 AND import_id = $2", [
      shopId,
      importId,
    ]);
    return { rows: rows.map(({ row }) => row), parts: rowCount };
  };

  test("is its signature and its counts, and the cells of rows set aside for a week", async () => {
    const taken = await importConsents(shopId, consentFile(evidenced("jo@firm.example"), evidenced("nothing")));
    expect(await left(taken.id)).toEqual({ rows: [3], parts: 0 });
    const page = await readImport(shopId, taken.id, { verdict: "no_address" });
    expect(page.rows).toMatchObject([{ row: 3, email: "nothing" }]);
    await forgetOldImports(after(7 * 86_400 - 1));
    expect((await left(taken.id)).rows).toEqual([3]);
    await forgetOldImports(after(7 * 86_400));
    expect(await left(taken.id)).toEqual({ rows: [], parts: 0 });
    expect(await importOf(shopId, taken.id)).toMatchObject({
      state: "imported",
      signedBy: SIGNED.signedBy,
      counts: { confirmed: 1, no_address: 1 },
    });
  });

  test("is nothing of a file that is discarded", async () => {
    const id = await uploadConsents(shopId, consentFile(evidenced("jo@firm.example")));
    await checkConsents(shopId, id);
    await discardImport(shopId, id, "jo", after(70));
    expect(await left(id)).toEqual({ rows: [], parts: 0 });
    expect((await importOf(shopId, id)).state).toBe("discarded");
    await expect(discardImport(shopId, id, "jo", after(80))).rejects.toMatchObject({ code: "wrong_state" });
  });
});
