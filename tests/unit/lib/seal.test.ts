import { describe, expect, it } from "vitest";
import { Problem } from "~/lib/errors";
import { open, seal } from "~/lib/seal";

const OLD = "old-root-".padEnd(32, "o");
const NEW = "new-root-".padEnd(32, "n");
const secret = Buffer.from("SG.a-key-of-sendgrid");

describe("a sealed secret", () => {
  it("is opened by the root that sealed it", () => {
    expect(open(seal(secret, "sendgrid", [OLD]), "sendgrid", [OLD])).toEqual({ secret, stale: false });
  });

  it("may be empty or of any bytes", () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from([0, 255, 10, 0])]) {
      expect(open(seal(bytes, "p", [OLD]), "p", [OLD]).secret).toEqual(bytes);
    }
  });

  it("is opened after a rotation and known for stale, until it is sealed anew", () => {
    const sealed = seal(secret, "sendgrid", [OLD]);
    expect(open(sealed, "sendgrid", [NEW, OLD])).toEqual({ secret, stale: true });
    const anew = seal(secret, "sendgrid", [NEW, OLD]);
    expect(open(anew, "sendgrid", [NEW])).toEqual({ secret, stale: false });
  });

  it.each([
    ["another root", ["x".repeat(32)]],
    ["no root at all", []],
  ])("is not opened by %s", (_what, roots) => {
    expect(() => open(seal(secret, "sendgrid", [OLD]), "sendgrid", roots)).toThrow(new Problem("key_unreadable"));
  });

  it("is not opened for another purpose", () => {
    expect(() => open(seal(secret, "sendgrid", [OLD]), "link", [OLD])).toThrow(Problem);
  });

  it("is not opened when a bit of any of its bytes is turned", () => {
    const sealed = seal(secret, "sendgrid", [OLD]);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => open(changed, "sendgrid", [OLD]), `byte ${at}`).toThrow(Problem);
    }
  });

  it("is not opened when it is cut short or made longer, whatever is left of its tag", () => {
    for (const sealed of [seal(secret, "p", [OLD]), seal(Buffer.alloc(0), "p", [OLD])]) {
      for (let length = 0; length < sealed.length; length++) {
        expect(() => open(sealed.subarray(0, length), "p", [OLD]), `${length} bytes`).toThrow(Problem);
      }
      expect(() => open(Buffer.concat([sealed, Buffer.from([0])]), "p", [OLD])).toThrow(Problem);
    }
  });

  it("never looks the same twice, and never shows what it holds", () => {
    const [one, other] = [seal(secret, "p", [OLD]), seal(secret, "p", [OLD])];
    expect(one.equals(other)).toBe(false);
    expect(one.includes(secret)).toBe(false);
  });
});
