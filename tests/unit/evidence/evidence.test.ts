import { describe, expect, it } from "vitest";
import { factsOfClass } from "~/policy/factClass";
import { evidenceJson } from "~/ui/evidence/evidenceJson";
import { evidencePdf } from "~/ui/evidence/evidencePdf.server";
import { evidenceText, type EvidenceText } from "~/ui/evidence/evidenceText";
import { evidencePack, packEvent, packMail, WORDS } from "../../support/evidence-pack";
import { readPdf } from "../../support/read-pdf";

/** All that a paper says, line by line. */
const linesOf = ({ title, subtitle, sections }: EvidenceText): string[] => [
  title,
  subtitle,
  ...sections.flatMap(({ heading, sentences, entries }) => [
    heading,
    ...sentences,
    ...entries.flatMap(({ when, what, lines }) => [when, what, ...lines]),
  ]),
];
const said = (pack = evidencePack()) => linesOf(evidenceText(pack)).join("\n");

describe("the paper “Why did I get this mail?”", () => {
  it.each([
    ["who it is about", "Name: Siân Ŵyn Łukaszewska. Company: Plymio Gŵyr. Address: sian@plymio-gwyr.example."],
    [
      "which store, as of when, in the store's time",
      "(beacon-spares.myshopify.com) has on record about emailing sian@plymio-gwyr.example, as of 20 May 2026 at 15:00:00 BST.",
    ],
    [
      "what the last mail said of why it came",
      "“You asked us to email you, and confirmed it on 2 March 2026 by the link we sent to this address.”",
    ],
    [
      "what is decided now, and every reason",
      "not mailed: the address is on the exclusion list; consent was withdrawn; they count as an individual, and have not confirmed consent.",
    ],
    [
      "the standing, since when and by which event",
      "Consent is withdrawn. So it stands since 2 May 2026 at 19:20:10 BST, by event 4718.",
    ],
    ["the words shown, with their version", `Words shown (version 1): “${WORDS}”`],
    ["where it was asked", "Asked to be mailed, at the checkout"],
    ["the order", "Order 5001."],
    ["what they said to buy as", "They said to buy as: Sole trader."],
    ["how it was confirmed", "By pressing a button. Browser Firefox."],
    [
      "from which address and browser",
      "From 203.0.113.77, with Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0.",
    ],
    [
      "until when the link could be pressed, and its language",
      "in English; its link could be pressed until 16 March 2026 at 10:00:00 GMT.",
    ],
    ["the message that asked", "Message Yt3kq0z8QfmVQ1x4m0b1Zw."],
    ["how it was withdrawn", "How: Opened the opt-out link in an email."],
    ["each seal", "Event 4711. Sealed at place 11, ab12cd34ef56ab12. The seal holds."],
    ["what is not sealed yet", "Event 4718. Not sealed yet."],
    ["the end of the chain", `ended at place 2210 with ${"0f".repeat(32)}`],
    ["each mail, by subject", "“Ten per cent off boiler valves, week 4”"],
    ["its purpose", "Purpose: To tell trade customers of this month's offers on spares they buy."],
    [
      "its ground",
      "Ground: consent, confirmed in two stages (UK GDPR Art 6(1)(a); PECR reg. 22(2)), since 2 March 2026 at 10:04:31 GMT.",
    ],
    [
      "the facts then",
      "Facts then, by version 2 of the rules: not on the exclusion list; usable address; no personal mailbox; in the United Kingdom; consent confirmed; an individual, on sufficient evidence; a customer.",
    ],
    ["the verification email", "Verification email for request 12, without marketing"],
    ["that others sent nothing", "1 further campaign sent nothing to this address."],
    [
      "the exclusion, how and by which mail",
      "Opened the opt-out link in an email. By: The person\nBy the email of the campaign “Spring offers 4”.",
    ],
    [
      "who took it out, and why",
      "taken out by Staff member 42 and logged with its reason: The person asked by letter of 18 May why they were mailed.",
    ],
  ])("says %s", (_what, words) => {
    expect(said()).toContain(words);
  });

  it.each<[string, Parameters<typeof evidencePack>[0], string]>([
    ["nobody mailed them", { mails: [] }, "No marketing email was sent to this address."],
    [
      "they may be mailed",
      {
        decision: {
          decision: "eligible",
          basis: "legitimate_interest",
          policyVersion: 2,
          facts: factsOfClass("ftftncscn"),
        },
      },
      "they may be mailed, on the ground of legitimate interest in mailing a company",
    ],
    [
      "they are not excluded",
      { excludedSince: null, exclusions: [] },
      "The address is not on the store's exclusion list.",
    ],
    [
      "mails went to another address of the record",
      { elsewhere: 2 },
      "2 emails of the same customer record went to another address, and are not shown here.",
    ],
    [
      "nothing was ever asked",
      { events: [], requests: [], standing: { standing: "none", since: null, byEvent: null } },
      "Consent was never asked for with this address.",
    ],
    ["nothing is sealed", { chain: null }, "Nothing of this store's ledger has been sealed yet."],
    [
      "a seal does not hold",
      { events: [packEvent(1, { seal: { position: 1, hash: "00".repeat(32), holds: false } })] },
      "THE SEAL DOES NOT HOLD",
    ],
    [
      "staff asked for them",
      { events: [packEvent(1, { surface: "staff", proof: { staff: "Staff member 5", how: "phone" } })] },
      "Asked to be mailed, through the store's staff, whom they had asked",
    ],
    [
      "how they had asked staff",
      { events: [packEvent(1, { surface: "staff", proof: { staff: "Staff member 5", how: "phone" } })] },
      "Asked for by Staff member 5. They had asked by phone.",
    ],
  ])("says when %s", (_case, over, words) => {
    expect(said(evidencePack(over))).toContain(words);
  });

  it("says how the address came off the exclusion list again, by whom, and how they had asked", () => {
    const [excluded] = evidencePack().exclusions;
    if (!excluded) throw new Error("no exclusion");
    const released = {
      ...excluded,
      act: "released",
      at: new Date("2026-05-10T09:00:00Z"),
      source: "staff",
      actor: "Staff member 5",
      note: "Wants offers again",
      campaign: null,
      askedHow: "phone",
      askedAt: new Date("2026-05-09T09:00:00Z"),
    } as const;
    const text = said(evidencePack({ excludedSince: null, exclusions: [excluded, released] }));
    expect(text).toContain("The address is not on the store's exclusion list.");
    expect(text).toContain("Taken off the list by staff, because the person asked. By: Staff member 5");
    expect(text).toContain("They had asked by phone on 9 May 2026 at 10:00:00 BST.");
    expect(text).not.toContain("no marketing email is sent to it any more");
  });

  it("says that traces were reduced, and when", () => {
    const [request] = evidencePack().requests;
    if (!request) throw new Error("no request");
    const reduced = {
      ...request,
      ip: "203.0.113.0/24",
      userAgent: "Firefox",
      tracesReducedAt: new Date("2027-03-02T03:10:00Z"),
    };
    expect(said(evidencePack({ requests: [reduced] }))).toContain(
      "From 203.0.113.0/24, with Firefox (reduced on 2 March 2027 at 03:10:00 GMT).",
    );
  });

  it("shows both the order and the times where clocks disagree, and says so", () => {
    const behind = evidencePack({
      events: [
        packEvent(1, { at: new Date("2026-03-02T10:00:00Z") }),
        packEvent(2, { kind: "confirmed", at: new Date("2026-03-02T09:58:00Z") }),
      ],
    });
    const [, , consent] = evidenceText(behind).sections;
    expect(consent?.sentences.join()).toContain("in the order of their numbers");
    expect(consent?.entries.map(({ when, lines }) => [when, lines.at(-1)?.slice(0, 8)])).toEqual([
      ["2 March 2026 at 10:00:00 GMT", "Event 1."],
      ["2 March 2026 at 09:58:00 GMT", "Event 2."],
    ]);
    expect(said()).not.toContain("in the order of their numbers");
  });

  it("passes over no proof that it has no words for", () => {
    expect(said(evidencePack({ events: [packEvent(1, { proof: { listed: 3, "by hand": true } })] }))).toContain(
      "listed 3. by hand true.",
    );
  });
});

describe("as a PDF", () => {
  const written = async (pack = evidencePack()) => readPdf(await evidencePdf(pack, { compress: false }));
  const squeezed = (text: string) => text.replace(/\s+/g, "");

  it("is one page for an ordinary person, and holds every word", async () => {
    const { pages, text } = await written();
    expect(pages).toBe(1);
    for (const line of linesOf(evidenceText(evidencePack()))) expect(squeezed(text), line).toContain(squeezed(line));
  });

  it("goes on to further pages when the history is long, and cuts nothing", async () => {
    const pack = evidencePack({
      events: Array.from({ length: 60 }, (_, number) => packEvent(4711 + number)),
      mails: Array.from({ length: 40 }, (_, number) => packMail(number)),
    });
    const { pages, text } = await written(pack);
    expect(pages).toBeGreaterThan(5);
    for (const line of linesOf(evidenceText(pack))) expect(squeezed(text), line).toContain(squeezed(line));
    for (let page = 1; page <= pages; page++) expect(squeezed(text)).toContain(`Page${page}of${pages}`);
  });

  it("cuts nothing of words that are longer than a page", async () => {
    const long = Array.from({ length: 3000 }, (_, number) => `word${number}`).join(" ");
    const { pages, text } = await written(evidencePack({ events: [packEvent(1, { wording: long })] }));
    expect(pages).toBeGreaterThan(2);
    expect(squeezed(text).replace(/BeaconSpares:export7\.Page\d+of\d+/g, "")).toContain(squeezed(long));
  });

  it("writes Welsh, Polish, Greek and Cyrillic letters, and says so where it lacks one", async () => {
    const { person } = evidencePack();
    const { text } = await written(
      evidencePack({ person: { ...person, name: "ŵŷŴŶ łŁąężźśćń Ωμέγα Жанна", company: "李氏" } }),
    );
    expect(squeezed(text)).toContain(squeezed("ŵŷŴŶ łŁąężźśćń Ωμέγα Жанна"));
    expect(squeezed(text)).toContain("Company:??.");
    expect(squeezed(text)).toContain(
      squeezed("Letters that this paper cannot show are written as question marks; the JSON file has them."),
    );
    expect(squeezed((await written()).text)).not.toContain("questionmarks");
  });

  it("is tagged, in British English, with a title", async () => {
    const bytes = Buffer.from(await evidencePdf(evidencePack(), { compress: false })).toString("latin1");
    expect(bytes).toContain("/Marked true");
    expect(bytes).toContain("/Lang (en-GB)");
    expect(bytes).toContain("(Why did I get this mail?)");
    expect(bytes).toContain("/S /H1");
  });
});

describe("as JSON", () => {
  it("has the whole pack as it is, and the same in words", () => {
    const pack = evidencePack();
    const read = JSON.parse(evidenceJson(pack)) as Record<string, unknown>;
    expect(read).toEqual({
      format: "twostage-evidence-1",
      ...(JSON.parse(JSON.stringify(pack)) as object),
      inWords: expect.objectContaining({ title: "Why did I get this mail?" }) as object,
    });
  });
});
