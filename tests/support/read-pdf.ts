/**
 * Reads the text of a PDF as pdfkit writes it without compression: glyphs of embedded fonts in hexadecimal, each font with a map back to letters. Enough to see that every word of a paper is on it.
 */
export function readPdf(bytes: Uint8Array): { pages: number; text: string } {
  const file = Buffer.from(bytes).toString("latin1");
  const objects = new Map<string, string>();
  for (const [, id = "", body = ""] of file.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) objects.set(id, body);
  const letters = new Map<string, Map<string, string>>();
  for (const body of objects.values())
    for (const [, name = "", font = ""] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font) ?? "")?.[1];
      if (map) letters.set(name, readMap(objects.get(map) ?? ""));
    }
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\n/.test(body));
  const text = pages.map((page) =>
    readContent(objects.get(/\/Contents (\d+) 0 R/.exec(page)?.[1] ?? "") ?? "", letters),
  );
  return { pages: pages.length, text: text.join("\n") };
}

/** Glyphs are numbered from 0; the map lists their letters in ranges, in UTF-16. */
function readMap(stream: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const [, first = "", list = ""] of stream.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g))
    [...list.matchAll(/<([0-9a-f ]*)>/g)].forEach(([, hex = ""], index) => {
      const glyph = (parseInt(first, 16) + index).toString(16).padStart(4, "0");
      map.set(glyph, Buffer.from(hex.replaceAll(" ", ""), "hex").swap16().toString("utf16le"));
    });
  return map;
}

function readContent(stream: string, letters: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let font: ReadonlyMap<string, string> = new Map();
  let text = "";
  for (const [, name, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name) font = letters.get(name) ?? new Map<string, string>();
    else
      text += [...(shown ?? "").matchAll(/<([0-9a-f]+)>/g)]
        .flatMap(([, hex = ""]) => hex.match(/.{4}/g) ?? [])
        .map((glyph) => font.get(glyph) ?? "\uFFFD")
        .join("");
  }
  return text;
}
