import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { readMailEvents } from "~/services/delivery/mailEvent";

const GOOD = {
  event: "bounce",
  timestamp: 1_772_000_000,
  sg_message_id: "message-1.recvd-abcdef-12345-1",
  twostage_recipient: "12-345-6789",
};

it("reads what the app needs of an event, and nothing else", () => {
  const posted = { ...GOOD, type: "blocked", bounce_classification: "Reputation", email: "jo@firm.example", reason: "550 jo@firm.example" }; // prettier-ignore
  expect(readMailEvents([posted])).toEqual([
    {
      event: "bounce",
      timestamp: 1_772_000_000,
      sg_message_id: "message-1.recvd-abcdef-12345-1",
      twostage_recipient: [12, 345, 6789],
      type: "blocked",
      bounce_classification: "Reputation",
    },
  ]);
});

it.each([
  ["nothing", null],
  ["a text", "bounce"],
  ["a list", [GOOD]],
  ["an event of another name", { ...GOOD, event: "click" }],
  ["a name that every object has", { ...GOOD, event: "toString" }],
  ["a name that is no text", { ...GOOD, event: ["bounce"] }],
  ["no name", { ...GOOD, event: undefined }],
  ["a time as a text", { ...GOOD, timestamp: "1772000000" }],
  ["a time in parts of a second", { ...GOOD, timestamp: 1_772_000_000.5 }],
  ["a time before all times", { ...GOOD, timestamp: 0 }],
  ["a time after the year 9999", { ...GOOD, timestamp: 253_402_300_800 }],
  ["no time", { ...GOOD, timestamp: undefined }],
  ["no message", { ...GOOD, sg_message_id: undefined }],
  ["an empty message", { ...GOOD, sg_message_id: "" }],
  ["a message beyond all measure", { ...GOOD, sg_message_id: "m".repeat(201) }],
  ["a message with a character that no text in the database may have", { ...GOOD, sg_message_id: "m\0" }],
  ["no id of ours", { ...GOOD, twostage_recipient: undefined }],
  ["an id of another form", { ...GOOD, twostage_recipient: "12-345" }],
  ["an id with more behind it", { ...GOOD, twostage_recipient: "12-345-6789\n" }],
  ["an id greater than any", { ...GOOD, twostage_recipient: "12-345-1234567890" }],
  ["an id that is a number", { ...GOOD, twostage_recipient: 12 }],
])("passes over %s, and takes what stands beside it", (_, strange) => {
  expect(readMailEvents([GOOD, strange, GOOD])).toHaveLength(2);
});

it.each([
  ["no text", { type: 7, bounce_classification: {} }, undefined, undefined],
  ["too long", { type: "t".repeat(300), bounce_classification: "c".repeat(300) }, "t".repeat(100), "c".repeat(100)],
  ["not storable", { type: "t\0", bounce_classification: "\0" }, "t", ""],
  ["missing", {}, undefined, undefined],
])("keeps an event whose details are %s", (_, details, type, bounce_classification) => {
  expect(readMailEvents([{ ...GOOD, ...details }])[0]).toMatchObject({ event: "bounce" });
  expect(readMailEvents([{ ...GOOD, ...details }])[0]).toHaveProperty("type", type);
  expect(readMailEvents([{ ...GOOD, ...details }])[0]).toHaveProperty("bounce_classification", bounce_classification);
});

it("reads whatever a schema of the same form reads", () => {
  const text = (most: number) => z.string().min(1).max(most).refine((value) => !value.includes("\0")); // prettier-ignore
  const schema = z.object({
    event: z.enum(["processed", "delivered", "bounce", "dropped", "deferred", "spamreport", "unsubscribe", "group_unsubscribe"]), // prettier-ignore
    timestamp: z.number().int().positive().max(253_402_300_799),
    sg_message_id: text(200),
    twostage_recipient: z.string().regex(/^\d{1,9}-\d{1,9}-\d{1,9}$/),
  });
  const near = <T>(values: fc.Arbitrary<T>) => fc.oneof({ weight: 6, arbitrary: values }, fc.anything()); // prettier-ignore
  const event = fc.record(
    {
      event: near(fc.constantFrom(...schema.shape.event.options)),
      timestamp: near(fc.oneof(fc.integer(), fc.double())),
      sg_message_id: near(fc.string({ maxLength: 210 })),
      twostage_recipient: near(fc.stringMatching(/^\d{1,9}-\d{1,9}-\d{1,9}$/)),
    },
    { requiredKeys: ["event", "timestamp"] },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: event }, fc.anything())), (posted) => {
      const expected = posted.flatMap((raw) => schema.safeParse(raw).data ?? []);
      const read = readMailEvents(posted).map(({ event, timestamp, sg_message_id }) => ({ event, timestamp, sg_message_id })); // prettier-ignore
      expect(read).toEqual(
        expected.map(({ event, timestamp, sg_message_id }) => ({ event, timestamp, sg_message_id })),
      );
    }),
    { seed: 20261127, numRuns: 500 },
  );
});
