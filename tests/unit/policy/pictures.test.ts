import { describe, expect, it, test } from "vitest";
import { pictureName, pictureType } from "~/policy/pictures";

const bytes = (text: string, ...more: number[]) => new Uint8Array([...Buffer.from(text, "latin1"), ...more]);

describe("a picture", () => {
  test.each([
    ["PNG", bytes("\x89PNG\r\n\x1a\n", 0, 1), "image/png"],
    ["JPEG", bytes("\xff\xd8\xff\xe0"), "image/jpeg"],
    ["GIF of 1987", bytes("GIF87a"), "image/gif"],
    ["GIF of 1989", bytes("GIF89a", 7), "image/gif"],
    ["SVG, which can hold a script", bytes("<svg xmlns='http://www.w3.org/2000/svg'>"), undefined],
    ["WebP, which Outlook does not show", bytes("RIFF....WEBP"), undefined],
    ["page", bytes("<!doctype html>"), undefined],
    ["PNG that is cut off", bytes("\x89PNG"), undefined],
    ["nothing", bytes(""), undefined],
  ])("is known by how it begins: %s", (_what, begins, type) => expect(pictureType(begins)).toBe(type));

  it.each([
    ["March offer.PNG", "March-offer.png"],
    ["../../etc/passwd", "etc-passwd.png"],
    ["mairé@firm.example.jpg", "maire-firm-example.png"],
    ["春.png", "picture.png"],
    ["", "picture.png"],
    ["a".repeat(200), `${"a".repeat(80)}.png`],
  ])("called %j is called %s in the store", (name, kept) => expect(pictureName(name, "image/png")).toBe(kept));
});
