import { setImmediate as othersTurn } from "node:timers/promises";
import { createHash } from "node:crypto";
import type { Shop, ShopSettings } from "@prisma/client";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeSubstitutions } from "~/email/mergeKeys";
import { DATA_KEY, FEEDBACK_KEY, OPT_OUT_KEY, substitutionsFor, WHY_KEY } from "~/email/substitutions";
import { whyThisMail } from "~/email/whyThisMail";
import { MAX_PERSONALIZATIONS, type MailSendBody } from "~/integrations/sendgrid/mailSend";
import { makeLinkToken } from "~/lib/linkToken";
import { MERGE_FIELDS, type MergeUse } from "~/policy/mergeFields";
import { recipientLinks } from "~/policy/publicPages";
import { campaignRequests, type CampaignMail } from "~/services/delivery/campaignRequest";
import type { SendableRecipient } from "~/services/delivery/decideEach";
import { substitute } from "../simulators/sendgrid/substitutions";
import { plainRequest } from "../support/plain-request";

/** Whatever somebody might have typed: quotes, backslashes, line ends, control characters, other scripts, halves of a pair. */
const words = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(..."ab '\"\\/\n\r\t\u0000\u007f\u2028%<&é’😀\ud800mark-{}[]:,"), maxLength });
const address = words(40).map((local) => `${local}@firm.example`);
const day = fc.date({ min: new Date("1995-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
const seconds = day.map((at) => at.getTime() / 1000);

const recipient: fc.Arbitrary<SendableRecipient> = fc
  .record({
    seq: fc.integer({ min: 1, max: 2_000_000 }),
    email: address,
    basis: fc.constantFrom("consent", "legitimate_interest"),
    relation: fc.constantFrom("customer", "prospect"),
    since: fc.option(seconds),
    notice: fc.option(fc.record({ source: words(300), obtainedAt: day }), { freq: 4 }),
  })
  .map((each) => each as SendableRecipient);

const merge: fc.Arbitrary<MergeUse[]> = fc.array(
  fc.record({ field: fc.constantFrom(...MERGE_FIELDS), fallback: words(60) }),
  { maxLength: 10 },
);

/** What a merchant wrote, and keys of ours among it. */
const content = fc
  .array(fc.oneof(words(60), fc.constantFrom(WHY_KEY, OPT_OUT_KEY, DATA_KEY, FEEDBACK_KEY)), { maxLength: 8 })
  .map((pieces) => pieces.join(" "));

const mail: fc.Arbitrary<CampaignMail> = fc
  .record({
    subject: words(80),
    html: content,
    text: content,
    merge: fc.option(merge, { nil: undefined }),
    timezone: fc.constantFrom("Europe/London", "Asia/Kathmandu", "America/Havana", "Not/AZone"),
    replyTo: fc.constantFrom("", "office@beacon.example"),
    fromName: words(40),
    inboundDomain: fc.constantFrom("", "replies.beacon.example"),
    seen: fc.boolean(),
  })
  .map(({ subject, html, text, merge, timezone, replyTo, fromName, inboundDomain, seen }) => ({
    shopId: 7,
    campaignId: 12,
    content: { subject, html, text, ...(merge ? { merge } : {}) },
    state: {
      shop: { storefrontUrl: "https://beacon.example", timezone } as Shop,
      settings: {
        fromEmail: "offers@beacon.example",
        fromName,
        replyTo,
        inboundDomain,
        inboundSeenAt: seen ? new Date("2026-03-01") : null,
      } as ShopSettings,
    },
    key: { id: 3, secret: createHash("sha512").update("key").digest() },
    appUrl: "https://app.twostage.test",
    keptMonths: 24,
  }));

const name = fc.record({ name: words(80), company: words(80) });

const parse = (bytes: Buffer) => JSON.parse(bytes.toString("utf8")) as MailSendBody;

describe("a campaign's request as text", () => {
  test("parses to the plain tree, whatever anybody is called", async () => {
    await fc.assert(
      fc.asyncProperty(mail, fc.array(fc.tuple(recipient, name), { maxLength: 30 }), async (mail, people) => {
        const recipients = people.map(([each]) => each);
        const names = new Map(people.map(([{ seq }, named]) => [seq, named]));
        const bytes = await campaignRequests(mail)(recipients, names);
        // A half of a surrogate pair has no UTF-8 of its own: in the plain tree too it is written as an escape.
        expect(parse(bytes)).toEqual(JSON.parse(JSON.stringify(plainRequest(mail, recipients, names))));
      }),
      { seed: 33, numRuns: 300 },
    );
  });

  test("has each recipient read what a request for them alone would say, with links of their own", async () => {
    await fc.assert(
      fc.asyncProperty(mail, fc.array(recipient, { minLength: 1, maxLength: 5 }), async (mail, recipients) => {
        const { personalizations, content } = parse(await campaignRequests(mail)(recipients, new Map()));
        const copies = personalizations.map(({ substitutions }) =>
          content.map(({ value }) => substitute(value, substitutions)),
        );
        const alone = recipients.map(({ basis, relation, since, notice, seq }) => {
          const token = makeLinkToken({ shopId: 7, campaignId: 12, recipientSeq: seq }, mail.key);
          const why = whyThisMail({
            basis,
            relation,
            since: since === null ? null : new Date(since * 1000),
            timezone: mail.state.shop.timezone,
            notice: notice && { ...notice, keptMonths: 24 },
          });
          const values = {
            ...substitutionsFor({ why, ...recipientLinks("https://beacon.example", token) }),
            ...mergeSubstitutions(mail.content.merge ?? [], { name: "", company: "" }),
          };
          return [mail.content.text, mail.content.html].map((part) => substitute(part, values));
        });
        expect(copies).toEqual(alone);
      }),
      { seed: 35, numRuns: 200 },
    );
  });

  test("is the same for a second batch by the same writer, in any order", async () => {
    await fc.assert(
      fc.asyncProperty(mail, fc.array(recipient, { minLength: 1, maxLength: 20 }), async (mail, recipients) => {
        const write = campaignRequests(mail);
        const first = await write(recipients, new Map());
        const turned = await write([...recipients].reverse(), new Map());
        expect(parse(turned).personalizations).toEqual(parse(first).personalizations.reverse());
        expect((await write(recipients, new Map())).equals(first)).toBe(true);
      }),
      { seed: 34, numRuns: 50 },
    );
  });

  test("is the same when others of the campaign are written at the same time, taking turns", async () => {
    const [some] = fc.sample(mail, { seed: 36, numRuns: 1 });
    if (!some) throw new Error("no mail was made");
    const batches = [1, 2, 3].map((seed) => fc.sample(recipient, { seed, numRuns: 250 }));
    const write = campaignRequests(some);
    const together = await Promise.all(batches.map((recipients) => write(recipients, new Map())));
    const alone = batches.map((recipients) =>
      parse(Buffer.from(JSON.stringify(plainRequest(some, recipients, new Map())))),
    );
    expect(together.map(parse)).toEqual(alone);
  });

  test("lets others have a turn before a large one is written", async () => {
    const [some] = fc.sample(mail, { seed: 37, numRuns: 1 });
    if (!some) throw new Error("no mail was made");
    let written = false;
    const writing = campaignRequests(some)(fc.sample(recipient, { seed: 4, numRuns: 1000 }), new Map()).then(() => {
      written = true;
    });
    await othersTurn();
    expect(written).toBe(false);
    await writing;
  });

  test("stays within SendGrid's limits with a thousand recipients whose every value is as long as it can be", async () => {
    const [longest] = fc.sample(mail, { seed: 1, numRuns: 1 });
    if (!longest) throw new Error("no mail was made");
    const full: CampaignMail = {
      ...longest,
      content: {
        subject: "s".repeat(200),
        html: "h".repeat(102 * 1024),
        text: "t".repeat(102 * 1024),
        merge: Array.from({ length: 10 }, (_, place) => ({ field: "company" as const, fallback: `none ${place}` })),
      },
      state: {
        ...longest.state,
        settings: {
          ...longest.state.settings,
          inboundDomain: `${"d".repeat(60)}.example`,
          inboundSeenAt: new Date(),
        } as ShopSettings,
      },
    };
    const recipients = Array.from({ length: MAX_PERSONALIZATIONS }, (_, index): SendableRecipient => ({
      seq: 1_000_000 + index,
      email: `${"’".repeat(64)}@${"d".repeat(180)}.example`,
      basis: "legitimate_interest",
      relation: "prospect",
      since: null,
      notice: { source: "’".repeat(200), obtainedAt: new Date("2026-01-01") },
    }));
    const names = new Map(recipients.map(({ seq }) => [seq, { name: "", company: "&".repeat(200) }]));
    const bytes = await campaignRequests(full)(recipients, names);
    expect(bytes.length).toBeLessThan(30 * 1024 * 1024);
    const { personalizations } = parse(bytes);
    expect(personalizations).toHaveLength(MAX_PERSONALIZATIONS);
    for (const { substitutions = {}, custom_args = {} } of personalizations) {
      expect(Buffer.byteLength(Object.values(substitutions).join(""))).toBeLessThan(10_000);
      expect(Buffer.byteLength(JSON.stringify(custom_args))).toBeLessThan(10_000);
    }
  });
});
