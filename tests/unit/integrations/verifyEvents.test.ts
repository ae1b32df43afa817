import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { eventPublicKey, verifyEvents } from "~/integrations/sendgrid/verifyEvents";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const stranger = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const key = eventPublicKey(publicKey.export({ format: "der", type: "spki" }).toString("base64"));

const NOW = new Date("2026-11-22T12:00:00Z");
const BODY = Buffer.from('[{"event":"delivered","name":"Gŵyl"}]\r\n');
const at = (seconds: number) => String(NOW.getTime() / 1000 + seconds);
const signed = (timestamp: string, body = BODY, by = privateKey) =>
  sign("sha256", Buffer.concat([Buffer.from(timestamp), body]), by).toString("base64");
const good = { signature: signed(at(0)), timestamp: at(0) };

describe("a signed event webhook", () => {
  it("is taken when signature, time and body agree", async () => {
    expect(await verifyEvents(BODY, good, key, NOW)).toBe(true);
  });

  it.each<[what: string, headers: { signature: string | undefined; timestamp: string | undefined }]>([
    ["without a signature", { ...good, signature: undefined }],
    ["with an empty signature", { ...good, signature: "" }],
    ["with a signature that is none", { ...good, signature: "bm90IGEgc2lnbmF0dXJl" }],
    ["with a signature that is not base64", { ...good, signature: "§§§" }],
    ["with a signature cut short", { ...good, signature: good.signature.slice(0, 20) }],
    ["with a signature by another key", { ...good, signature: signed(good.timestamp, BODY, stranger.privateKey) }],
    ["with a signature over another body", { ...good, signature: signed(good.timestamp, Buffer.from("[]")) }],
    ["with a signature over the body alone", { ...good, signature: signed("") }],
    ["without a timestamp", { ...good, timestamp: undefined }],
    ["with an empty timestamp", { ...good, timestamp: "" }],
    ["with another timestamp than the signed one", { ...good, timestamp: at(1) }],
    ["with a timestamp that is no number", { timestamp: "now", signature: signed("now") }],
    ["with a timestamp of another notation", { timestamp: `${at(0)}.0`, signature: signed(`${at(0)}.0`) }],
    ["signed an hour ago", { timestamp: at(-3600), signature: signed(at(-3600)) }],
    ["signed just too long ago", { timestamp: at(-601), signature: signed(at(-601)) }],
    ["signed too far in the future", { timestamp: at(601), signature: signed(at(601)) }],
    ["with nothing at all", { signature: undefined, timestamp: undefined }],
  ])("is refused %s", async (_what, headers) => {
    expect(await verifyEvents(BODY, headers, key, NOW)).toBe(false);
  });

  it.each([-600, -1, 1, 600])("is taken by a clock that differs by %d s", async (seconds) => {
    expect(await verifyEvents(BODY, { timestamp: at(seconds), signature: signed(at(seconds)) }, key, NOW)).toBe(true);
  });

  it("is refused when any byte of its body is changed, white space included", async () => {
    for (let index = 0; index < BODY.length; index++) {
      const changed = Buffer.from(BODY);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(await verifyEvents(changed, good, key, NOW), `byte ${index}`).toBe(false);
    }
    expect(await verifyEvents(BODY.subarray(0, -2), good, key, NOW)).toBe(false);
  });
});

it.each(["", "bm90IGEga2V5", "§"])("a public key is not read from %j", (base64) => {
  expect(() => eventPublicKey(base64)).toThrow();
});
