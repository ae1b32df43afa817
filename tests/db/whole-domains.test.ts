import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { domainsOf } from "~/db/excludedDomains";
import { usableAddress } from "~/policy/emailAddress";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { requestConsentForAddress } from "~/services/consent/requestByStaff";
import { mendContactsOf } from "~/services/customers/keepContacts";
import { readContact } from "~/services/customers/readContact";
import { handOverCampaign } from "~/services/delivery/handOver";
import { isExcluded } from "~/services/exclusions/exclude";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { excludeDomain } from "~/services/exclusions/excludeDomain";
import { exportExclusions } from "~/services/exclusions/exportExclusions";
import { listExclusions } from "~/services/exclusions/listExclusions";
import { readImportPart } from "~/services/exclusions/readImport";
import { releaseByStaff } from "~/services/exclusions/releaseByStaff";
import { listImports, requestImport, takeImport } from "~/services/exclusions/takeImport";
import { checkPromises, readChecks } from "~/services/publicPolicy/checkPromises";
import { addressKeys } from "~/services/shops/keys";
import { useAppDatabase } from "../support/app-database";
import { checkConsents, consentFile, evidenced, uploadConsents, importVerdicts } from "../support/consent-import-steps";
import { ask, askAndTakeMail, eventsOf, giveConsent } from "../support/consent-steps";
import {
  after,
  customer,
  emailOf,
  importLines,
  makeSendingCampaign,
  makeShop,
  person,
  START,
} from "../support/factories";
import { check, csv, importList, listOf, upload, verdictsOf } from "../support/prospect-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const shut = (domain: string, shop = shopId, at = after(10)) =>
  excludeDomain(shop, { domain, note: "Their office asked for it", actor: "jo", at });
const contactOf = (email: string) => prisma().contact.findFirstOrThrow({ where: { shopId, email } });
const reasons = async (email: string) => {
  const { decision } = await readContact(shopId, String((await contactOf(email)).id), after(20));
  return decision.decision === "eligible" ? [] : decision.reasons;
};
const excluded = async (email: string) =>
  isExcluded(pool(), shopId, { key: (await addressKeys(shopId)).exclusionKey(email), email });
const keyOf = async (domain: string) => (await addressKeys(shopId)).exclusionKey(`@${domain}`).toString("hex");
const release = async (domain: string) =>
  releaseByStaff(
    shopId,
    { key: await keyOf(domain), askedHow: "phone", askedOn: "2026-03-03", note: "Their director rang" },
    "jo",
    after(86_400),
  );

describe("a whole domain on the exclusion list", () => {
  test("excludes everybody at it and below it whom the shop knows, and nobody else", async () => {
    await importLines(shopId, [
      customer(1),
      customer(2, { email: "jo@sales.firm-1.example" }),
      customer(3, { email: "jo@notfirm-1.example" }),
      customer(4, { email: "firm-1.example@other.example" }),
    ]);
    await shut("firm-1.example");
    expect(await reasons(emailOf(1))).toEqual(["excluded"]);
    expect(await reasons("jo@sales.firm-1.example")).toEqual(["excluded"]);
    expect([await reasons("jo@notfirm-1.example"), await reasons("firm-1.example@other.example")]).toEqual([[], []]);
    expect((await contactOf(emailOf(1))).excluded).toBe(true);
    expect(await mendContactsOf(shopId)).toBe(0);
    const { exclusion } = await readContact(shopId, String((await contactOf(emailOf(1))).id), after(20));
    expect(exclusion).toMatchObject({ listed: null, domains: [{ domain: "firm-1.example", actor: "jo" }] });
  });

  test("excludes who comes later: by a sync, by another address, by saying yes", async () => {
    await shut("firm-1.example");
    await importLines(shopId, [customer(1), customer(2)]);
    expect((await contactOf(emailOf(1))).excluded).toBe(true);
    await importLines(
      shopId,
      [customer(1), customer(2, { email: "B@FIRM-1.example", updatedAt: "2026-02-01T00:00:00Z" })],
      after(50),
    );
    expect((await contactOf("B@firm-1.example")).excluded).toBe(true);
    expect(await reasons("B@firm-1.example")).toEqual(["excluded"]);
    expect(await mendContactsOf(shopId)).toBe(0);
  });

  test("is of one shop alone", async () => {
    const other = await makeShop();
    await shut("firm-1.example", other);
    await importLines(shopId, [customer(1)]);
    expect(await reasons(emailOf(1))).toEqual([]);
    expect((await listExclusions(shopId)).rows).toEqual([]);
  });

  test("keeps a batch from them that was decided before", async () => {
    await importLines(shopId, [customer(1), customer(2), customer(3, { email: "jo@eu.firm-1.example" })]);
    const campaignId = await makeSendingCampaign(shopId);
    await shut("firm-1.example");
    const sendGrid = scriptedSendGrid(after(30));
    await handOverCampaign(shopId, campaignId, sendGrid);
    expect(sendGrid.addressees()).toEqual([emailOf(2)]);
    const { rows } = await pool().query(
      "SELECT DISTINCT withheld FROM recipient WHERE shop_id = $1 AND campaign_id = $2 AND withheld <> '{}'",
      [shopId, campaignId],
    );
    expect(rows).toEqual([{ withheld: ["excluded"] }]);
    await checkPromises(shopId, after(60));
    expect((await readChecks(shopId)).find(({ clause }) => clause === "P12")).toMatchObject({ kept: 1, broken: 0 });
  });

  test("lets no verification mail out, and no link that is out already confirm", async () => {
    const email = "new@firm-1.example";
    const early = await askAndTakeMail(shopId, email, after(1));
    await shut("firm-1.example");
    const press = await confirmConsent(shopId, early, { ip: null, userAgent: null }, after(20));
    expect(press).toMatchObject({ state: "excluded", fresh: false });
    expect(await ask(shopId, "other@sub.firm-1.example", after(21))).toBeUndefined();
    const asked = { how: "phone", askedOn: "2026-02-20", note: "Rang", locale: "en" };
    await expect(requestConsentForAddress(shopId, email, asked, "jo", after(22))).rejects.toMatchObject({
      code: "address_excluded",
    });
  });

  test("withdraws nobody's consent, and lets it count again when the domain is taken off", async () => {
    const email = "person@firm-1.example";
    await importLines(shopId, [person(1, { email })]);
    await giveConsent(shopId, email, START);
    await shut("firm-1.example");
    expect(await reasons(email)).toEqual(["excluded"]);
    expect(await eventsOf(shopId, email)).toEqual(["requested", "verification_mailed", "confirmed"]);
    await release("firm-1.example");
    expect(await reasons(email)).toEqual([]);
  });

  test("refuses rows of a list of prospects, in the dry run and when it is taken in", async () => {
    const rows = csv(
      ["Email", "Name", "Company"],
      ["jo@firm-1.example", "Jo", "Firm One Ltd"],
      ["al@Sub.FIRM-2.example", "Al", "Firm Two Ltd"],
    );
    await shut("firm-1.example");
    const listId = await upload(shopId, rows);
    await check(shopId, listId);
    expect(Object.values(await verdictsOf(shopId, listId))).toEqual(["excluded", "added"]);
    await shut("firm-2.example");
    await importList(shopId, listId);
    expect(Object.values(await verdictsOf(shopId, listId))).toEqual(["excluded", "excluded"]);
    expect(await prisma().contact.count({ where: { shopId } })).toBe(0);
    expect(await listOf(shopId, listId)).toMatchObject({ state: "imported" });
  });

  test("refuses rows of consents collected elsewhere", async () => {
    await shut("firm-1.example");
    const id = await uploadConsents(
      shopId,
      consentFile(evidenced("jo@firm-1.example"), evidenced("jo@firm-2.example")),
    );
    await checkConsents(shopId, id);
    expect(await importVerdicts(shopId, id)).toEqual({ 2: "excluded", 3: "confirmed" });
  });

  test("stands on the list with who and why, and is found by itself and by an address at it", async () => {
    await shut("firm-1.example");
    const row = {
      domain: "firm-1.example",
      email: null,
      actor: "jo",
      note: "Their office asked for it",
      source: "staff",
    };
    for (const search of ["", "firm-1", "anybody@deep.firm-1.example"])
      expect((await listExclusions(shopId, { search })).rows).toMatchObject([row]);
    expect((await listExclusions(shopId, { search: "jo@firm-2.example" })).rows).toEqual([]);
  });

  test("is told to SendGrid by nobody, which knows addresses only", async () => {
    await shut("firm-1.example");
    const { rowCount } = await pool().query("SELECT 1 FROM suppression_write WHERE shop_id = $1", [shopId]);
    expect(rowCount).toBe(0);
  });

  test("comes off with evidence alone; an address that is listed itself, and a domain below, stay", async () => {
    await importLines(shopId, [
      customer(1),
      customer(2, { email: "jo@firm-1.example" }),
      customer(3, { email: "al@eu.firm-1.example" }),
    ]);
    await shut("firm-1.example");
    await shut("eu.firm-1.example");
    await excludeByStaff(shopId, { email: "jo@firm-1.example", note: "rang", actor: "jo", at: after(11) });
    await expect(
      releaseByStaff(
        shopId,
        { key: await keyOf("firm-1.example"), askedHow: "", askedOn: "2026-03-03", note: "x" },
        "jo",
        after(20),
      ),
    ).rejects.toMatchObject({ code: "input_invalid" });
    await release("firm-1.example");
    expect([
      await reasons(emailOf(1)),
      await reasons("jo@firm-1.example"),
      await reasons("al@eu.firm-1.example"),
    ]).toEqual([[], ["excluded"], ["excluded"]]);
    expect(await mendContactsOf(shopId)).toBe(0);
    const { rows } = await pool().query(
      "SELECT act, asked_how FROM exclusion_event WHERE shop_id = $1 AND key = decode($2, 'hex') ORDER BY id",
      [shopId, await keyOf("firm-1.example")],
    );
    expect(rows).toEqual([
      { act: "excluded", asked_how: null },
      { act: "released", asked_how: "phone" },
    ]);
  });

  test("goes into the file for safe keeping, and comes back from it", async () => {
    await shut("firm-1.example");
    let file = "";
    for await (const part of await exportExclusions(shopId, { reason: "Yearly copy", actor: "jo", at: after(30) }))
      file += part;
    expect(file).toContain("*@firm-1.example,,2026-03-02,staff");
    await pool().query("DELETE FROM exclusion WHERE shop_id = $1", [shopId]);
    await importLines(shopId, [customer(1)]);
    const part = { importId: undefined, linesBefore: 0, bytes: Buffer.from(`${file}*@gmail.com,,,\n`), actor: "jo" };
    const { importId } = await readImportPart(shopId, part, after(40));
    expect(await listImports(shopId)).toMatchObject([{ unreadableLines: [{ line: 3, reason: "domain_refused" }] }]);
    await requestImport(shopId, importId, "jo", after(41));
    await takeImport(shopId, importId, after(42));
    expect((await listExclusions(shopId)).rows).toMatchObject([{ domain: "firm-1.example", source: "file_import" }]);
    expect(await reasons(emailOf(1))).toEqual(["excluded"]);
  });

  test.each([
    ["a provider of personal mailboxes", "gmail.com", "domain_freemail"],
    ["an ending that many share", "plc.uk", "domain_shared"],
    ["what is none", "firm", "domain_invalid"],
  ])("is refused for %s, and nothing is listed", async (_what, domain, code) => {
    await expect(shut(domain)).rejects.toMatchObject({ code, fields: ["domain"] });
    expect((await listExclusions(shopId)).rows).toEqual([]);
  });

  test("is refused without a reason", async () => {
    await expect(
      excludeDomain(shopId, { domain: "firm.example", note: " ", actor: "jo", at: START }),
    ).rejects.toMatchObject({
      code: "input_invalid",
      fields: ["note"],
    });
  });
});

test("no spelling of an address at an excluded domain gets through: by the key, by the facts, by the copy", async () => {
  await shut("bücher.example");
  await shut("firm-1.example");
  const cased = (text: string) =>
    fc
      .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
      .map((up) => [...text].map((c, at) => (up[at] ? c.toUpperCase() : c)).join(""));
  const domain = fc
    .constantFrom(
      "bücher.example",
      "bu\u0308cher.example",
      "xn--bcher-kva.example",
      "firm-1.example",
      "ｆｉｒｍ-1．example",
      "firm\u00ad-1.example",
    )
    .chain(cased);
  const below = fc.constantFrom("", "eu.", "a.b.", "MAIL.");
  const local = fc.constantFrom("jo", "Jo.Bloggs", "jo+tag", "o'brien", "j_o");
  const address = fc
    .tuple(local, below, domain, fc.constantFrom("", " "))
    .map(([name, sub, at, after_]) => `${after_}${name}@${sub}${at}${after_}`);
  let id = 1000;
  await fc.assert(
    fc.asyncProperty(address, async (email) => {
      expect(await excluded(email), email).toBe(true);
      const usable = usableAddress(email) ?? "";
      const { rows } = await pool().query<{ domains: string[] }>("SELECT mail_domains($1) AS domains", [usable]);
      expect(rows[0]?.domains).toEqual(domainsOf(email));
      await importLines(shopId, [customer((id += 1), { email })], after(id));
      const contact = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: BigInt(id) } });
      expect(contact.excluded, email).toBe(true);
      const { decision } = await readContact(shopId, String(contact.id), after(id));
      expect(decision, email).toMatchObject({ decision: "ineligible", reasons: ["excluded"] });
    }),
    { seed: 20_261_126, numRuns: 60 },
  );
});
