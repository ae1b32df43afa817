import { createReadStream, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { ContactRow } from "~/db/contactRow";
import { shopifyCustomer } from "~/integrations/shopify/customer";
import { decide } from "~/policy/decide";
import { consentForm, exclusionForm } from "~/policy/emailAddress";
import type { Facts } from "~/policy/facts";
import { contactRow } from "~/services/customers/contactRow";
import { readLines } from "~/services/customers/jsonLines";
import type { Answer } from "../simulators/store/lines";

const STORE = "tests/fixtures/store.jsonl";
const answers = readFileSync("tests/fixtures/store.answers.jsonl", "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Answer);

// The forms themselves: what is compared is who shares a key, not what the key looks like.
const KEYS = {
  exclusionKey: (address: string) => Buffer.from(exclusionForm(address)),
  consentKey: (address: string) => Buffer.from(consentForm(address)),
};

async function readContacts(): Promise<ContactRow[]> {
  const contacts: ContactRow[] = [];
  for await (const lines of readLines(createReadStream(STORE))) {
    for (const line of lines) {
      if ("problem" in line) throw new Error(`line ${line.number}: ${line.problem}`);
      const value = JSON.parse(line.text) as { id: string };
      if (value.id.startsWith("gid://shopify/Customer/"))
        contacts.push(contactRow(shopifyCustomer.parse(value), new Map(), KEYS));
    }
  }
  return contacts;
}

/** Judges a store as an import and one campaign to everybody would, in a shop that is ready and has an assessment. */
function judge(contacts: readonly ContactRow[]): Map<string, Omit<Answer, "kind">> {
  const keyOf = (contact: ContactRow) => contact.exclusionKey?.toString() ?? "";
  const excluded = new Set(contacts.filter(({ marketingState }) => marketingState === "UNSUBSCRIBED").map(keyOf));
  const taken = new Set<string>();
  return new Map(
    contacts.map((contact) => {
      const facts: Facts = {
        setUp: "ready",
        assessment: "current",
        excluded: contact.exclusionKey !== null && excluded.has(keyOf(contact)),
        addressUsable: contact.addressUsable,
        freemail: contact.freemail,
        inUk: (contact.country ?? "GB") === "GB",
        consent: "none",
        legalForm: contact.legalForm,
        evidence: contact.evidenceStrength,
        relation: contact.relation,
        prospectOrigin: "none",
        addressTaken: false,
        capReached: false,
      };
      // Only who could be mailed is told that another has the mailbox.
      let decision = decide(facts);
      if (decision.decision === "eligible") {
        if (taken.has(keyOf(contact))) decision = decide({ ...facts, addressTaken: true });
        taken.add(keyOf(contact));
      }
      const id = `gid://shopify/Customer/${contact.shopifyId}`;
      const judged =
        decision.decision === "eligible"
          ? { id, legalForm: contact.legalForm, decision: decision.decision, basis: decision.basis, reason: null }
          : { id, legalForm: contact.legalForm, decision: decision.decision, basis: null, reason: decision.reasons[0] };
      return [id, judged as Omit<Answer, "kind">];
    }),
  );
}

describe("of the shipped store, the app's own code gives the right answer for each customer", () => {
  let judged: Map<string, Omit<Answer, "kind">>;
  const kinds = [...new Set(answers.map(({ kind }) => kind))].sort();

  beforeAll(async () => {
    judged = judge(await readContacts());
  });

  it.each(kinds)("%s", (kind) => {
    const wrong = answers
      .filter((answer) => answer.kind === kind)
      .flatMap(({ kind: _kind, ...right }) => {
        const got = judged.get(right.id) ?? {
          id: right.id,
          legalForm: null,
          decision: "absent",
          basis: null,
          reason: null,
        };
        return JSON.stringify(got) === JSON.stringify(right) ? [] : [{ right, got }];
      });
    expect(wrong.slice(0, 3), `${wrong.length} of kind ${kind} differ, the first of them`).toEqual([]);
  });

  it("and there is an answer for every customer", () => {
    const answered = new Set(answers.map(({ id }) => id));
    expect([...judged.keys()].filter((id) => !answered.has(id))).toEqual([]);
    expect(judged.size).toBe(5000);
    expect(kinds.length).toBeGreaterThan(60);
  });
});
