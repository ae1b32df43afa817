import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { generateStore, type StoreEntry } from "../../simulators/store/generate";
import { KINDS } from "../../simulators/store/kinds";
import { type Answer, type CustomerLine, type ExportLine } from "../../simulators/store/lines";
import { FREEMAIL } from "../../simulators/store/words";

const FIXTURES = path.resolve(import.meta.dirname, "../../fixtures");
const read = (name: string) => readFileSync(path.join(FIXTURES, name), "utf8");
const asLines = (values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

const entries = [...generateStore({ customers: 5000, seed: 1 })];
const lines = entries.flatMap((entry) => entry.lines);
const answers = entries.map(({ answer }) => answer);
const isCustomer = (line: ExportLine): line is CustomerLine => line.id.startsWith("gid://shopify/Customer/");
const customers = lines.filter(isCustomer);
const answerOf = new Map(answers.map((answer) => [answer.id, answer]));
const ofKind = (kind: string) => customers.filter(({ id }) => answerOf.get(id)?.kind === kind);

const gid = (type: string) => z.string().regex(new RegExp(`^gid://shopify/${type}/[1-9][0-9]*$`));
const time = z.string().regex(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const company = { id: gid("Company"), name: z.string().min(1), externalId: z.string().nullable(), createdAt: time };
const lineShape = z.union([
  z.strictObject({
    id: gid("Customer"),
    displayName: z.string().min(1),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    createdAt: time,
    updatedAt: time,
    locale: z.string(),
    tags: z.array(z.string()),
    numberOfOrders: z.string().regex(/^\d+$/),
    lastOrder: z.strictObject({ id: gid("Order"), createdAt: time }).nullable(),
    defaultEmailAddress: z
      .strictObject({
        emailAddress: z.string(),
        marketingState: z.enum(["SUBSCRIBED", "UNSUBSCRIBED", "NOT_SUBSCRIBED", "PENDING", "INVALID"]),
        marketingOptInLevel: z.enum(["SINGLE_OPT_IN", "CONFIRMED_OPT_IN", "UNKNOWN"]).nullable(),
        marketingUpdatedAt: time.nullable(),
        validFormat: z.boolean(),
      })
      .nullable(),
    defaultAddress: z
      .strictObject({
        company: z.string().nullable(),
        countryCodeV2: z.string().length(2).nullable(),
        provinceCode: z.string().nullable(),
        city: z.string().nullable(),
        zip: z.string().nullable(),
      })
      .nullable(),
    companyContactProfiles: z.array(
      z.strictObject({
        id: gid("CompanyContact"),
        isMainContact: z.boolean(),
        title: z.string().nullable(),
        company: z.strictObject({ ...company, ordersCount: z.strictObject({ count: z.int().min(0) }) }),
      }),
    ),
  }),
  z.strictObject(company),
  z.strictObject({
    id: gid("CompanyLocation"),
    name: z.string(),
    taxSettings: z.strictObject({ taxRegistrationId: z.string().nullable() }),
    __parentId: gid("Company"),
  }),
]);

describe("the store generator", () => {
  it("makes exactly the shipped store and answers from seed 1", () => {
    expect(asLines(lines) === read("store.jsonl")).toBe(true);
    expect(asLines(answers) === read("store.answers.jsonl")).toBe(true);
    expect(Buffer.byteLength(asLines(lines))).toBeLessThan(4_000_000);
  });

  it("makes another store from another seed", () => {
    const one = asLines([...generateStore({ customers: 300, seed: 1 })]);
    expect(asLines([...generateStore({ customers: 300, seed: 1 })])).toBe(one);
    expect(asLines([...generateStore({ customers: 300, seed: 2 })])).not.toBe(one);
  });

  it.each([1, 2, 57, 1000])("makes as many customers as it is asked for: %d", (count) => {
    const made: StoreEntry[] = [...generateStore({ customers: count, seed: 3 })];
    expect(made.flatMap((entry) => entry.lines).filter(isCustomer)).toHaveLength(count);
  });

  it("holds every kind", () => {
    const wanted = KINDS.flatMap(({ kind, members }) => (members.length > 1 ? [`${kind}_first`] : [kind]));
    const present = new Set(answers.map(({ kind }) => kind));
    expect(wanted.filter((kind) => !present.has(kind))).toEqual([]);
    expect(new Set(wanted).size).toBe(wanted.length);
  });

  it("writes lines in the shape of a bulk-operation export", () => {
    for (const line of lines) {
      const result = lineShape.safeParse(line);
      if (!result.success) throw new Error(`${line.id}: ${z.prettifyError(result.error)}`);
    }
  });

  it("gives every line an id of its own, and children after their parents", () => {
    const seen = new Set<string>();
    for (const line of lines) {
      expect(seen.has(line.id), line.id).toBe(false);
      seen.add(line.id);
      if ("__parentId" in line) expect(seen.has(line.__parentId), line.id).toBe(true);
      if (isCustomer(line))
        for (const profile of line.companyContactProfiles) expect(seen.has(profile.company.id)).toBe(true);
    }
  });

  it("uses only domains reserved for examples, and freemail with plainly invented names", () => {
    for (const { defaultEmailAddress, id } of customers) {
      const address = defaultEmailAddress?.emailAddress ?? "";
      const valid = /^[^@\s]+@[^@\s]+\.[a-z]+$/i.test(address);
      if (!valid || /\.(example|test)$/i.test(address)) continue;
      expect(address, id).toMatch(/^invented\.?[a-z0-9.-]+@/);
      expect([...FREEMAIL, "googlemail.com"], id).toContain(address.split("@")[1]);
    }
  });
});

describe("the right answers", () => {
  it("stand for every customer, and for deleted ones whose ids are gone", () => {
    const present = new Set(customers.map(({ id }) => id));
    for (const { id, decision } of answers) expect(present.has(id), id).toBe(decision !== "absent");
    expect(answers.filter(({ decision }) => decision === "absent").length).toBeGreaterThan(10);
  });

  it("never call anyone eligible who is abroad, unsubscribed, without relation, or at a freemail address", () => {
    for (const customer of customers) {
      if (answerOf.get(customer.id)?.decision !== "eligible") continue;
      const { defaultEmailAddress: email, defaultAddress, companyContactProfiles, numberOfOrders } = customer;
      expect(defaultAddress?.countryCodeV2 ?? "GB").toBe("GB");
      expect(email?.marketingState).not.toBe("UNSUBSCRIBED");
      expect(FREEMAIL).not.toContain(email?.emailAddress.split("@")[1]);
      const ordered = companyContactProfiles.some((profile) => profile.company.ordersCount.count > 0);
      expect(Number(numberOfOrders) > 0 || ordered).toBe(true);
    }
  });

  it("mail a mailbox once: no two eligible customers share one", () => {
    const boxes = customers
      .filter(({ id }) => answerOf.get(id)?.decision === "eligible")
      .map(({ defaultEmailAddress }) => (defaultEmailAddress?.emailAddress ?? "").toLowerCase().replace(/\+[^@]*/, ""));
    expect(new Set(boxes).size).toBe(boxes.length);
  });

  it.each<[kind: string, legalForm: Answer["legalForm"], reason: Answer["reason"]]>([
    ["limited_by_name", "corporate", null],
    ["b2b_without_ending", "unknown", "unknown_without_consent"],
    ["b2b_sole_trader_by_tag", "individual", "individual_without_consent"],
    ["b2b_company_ordered_person_did_not", "corporate", null],
    ["b2b_limited_without_orders", "corporate", "no_relation"],
    ["contradicted_tag", "unknown", "unknown_without_consent"],
    ["corporate_freemail", "corporate", "freemail_address"],
    ["corporate_unsubscribed", "corporate", "excluded"],
    ["individual_subscribed_confirmed", "individual", "individual_without_consent"],
    ["email_missing", "corporate", "address_unusable"],
    ["ireland_unknown", "unknown", "outside_uk"],
    ["jersey_corporate", "corporate", "outside_uk"],
    ["country_missing", "corporate", null],
    ["name_llp", "corporate", null],
    ["name_scottish_lp", "unknown", "unknown_without_consent"],
    ["twin_by_tag_again", "corporate", "duplicate_address"],
    ["twin_of_unsubscribed_again", "corporate", "excluded"],
  ])("say of %s: %s, %s", (kind, legalForm, reason) => {
    const found = answers.filter((answer) => answer.kind === kind);
    expect(found.length).toBeGreaterThan(0);
    for (const answer of found) expect(answer).toMatchObject({ legalForm, reason });
  });

  it("go with customers that look as their kind says", () => {
    for (const { defaultAddress } of ofKind("limited_by_name")) expect(defaultAddress?.company).toMatch(/ Ltd$/);
    for (const { tags } of ofKind("contradicted_tag")) expect(tags).toContain("sole trader");
    for (const { defaultEmailAddress } of ofKind("email_missing")) expect(defaultEmailAddress).toBeNull();
    const states = new Set(
      customers.map(
        ({ defaultEmailAddress: email }) => email && `${email.marketingState} ${email.marketingOptInLevel}`,
      ),
    );
    expect([...states]).toEqual(
      expect.arrayContaining([
        "SUBSCRIBED SINGLE_OPT_IN",
        "SUBSCRIBED CONFIRMED_OPT_IN",
        "PENDING SINGLE_OPT_IN",
        "UNSUBSCRIBED SINGLE_OPT_IN",
        "NOT_SUBSCRIBED null",
        "INVALID SINGLE_OPT_IN",
      ]),
    );
  });
});
