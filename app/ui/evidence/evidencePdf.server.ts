import { createRequire } from "node:module";
import type { EvidencePack } from "~/services/evidence/exportEvidence";
import { evidenceText, type EvidenceEntry, type EvidenceSection } from "./evidenceText";

/** A4, in points. */
const MARGIN = 42;
const WHEN_WIDTH = 112;
const GAP = 10;
const FOOTER_HEIGHT = 14;
const SIZE = { title: 15, heading: 9.5, text: 7.6, footer: 6.5 } as const;
const INK = "#1a1a1a";
const FAINT = "#555555";

/** Noto Sans, whose letters cover Latin (Welsh and Polish too), Greek, Cyrillic and Devanagari. Only the letters that are used go into the file. */
const FONTS = {
  regular: "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf",
  bold: "@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf",
} as const;

/** Letters that the fonts do not have are written like this, and the paper says so. */
const MISSING = "?";
const MISSING_WORDS = "Letters that this paper cannot show are written as question marks; the JSON file has them.";

/** Writes an evidence pack as a paper to hand out: one page for an ordinary history, as many as a long one takes. Tagged, so that a screen reader can read it. */
export async function evidencePdf(
  pack: EvidencePack,
  { compress = true }: { compress?: boolean } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const text = evidenceText(pack);
  // Only who writes a paper needs it: loaded with the first.
  const { default: PDFDocument } = await import("pdfkit");
  const doc = new PDFDocument({
    size: "A4",
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOTER_HEIGHT },
    pdfVersion: "1.7",
    tagged: true,
    lang: "en-GB",
    displayTitle: true,
    bufferPages: true,
    compress,
    info: { Title: text.title, Author: pack.store.name, CreationDate: pack.exported.at },
  });
  const paper = new Paper(doc);
  const done = collect(doc);
  paper.line("H1", text.title, { font: "bold", size: SIZE.title });
  paper.line("P", text.subtitle, { color: FAINT });
  for (const section of text.sections) paper.section(section);
  if (paper.lacksLetters) paper.line("P", MISSING_WORDS, { color: FAINT });
  paper.footers(text.footer);
  doc.end();
  return done;
}

interface Style {
  readonly font?: keyof typeof FONTS;
  readonly size?: number;
  readonly color?: string;
  readonly left?: number;
}

/** Writes downwards, page after page. */
class Paper {
  lacksLetters = false;
  private readonly letters: (code: number) => boolean;

  constructor(private readonly doc: PDFKit.PDFDocument) {
    const { resolve } = createRequire(import.meta.url);
    for (const [name, file] of Object.entries(FONTS)) doc.registerFont(name, resolve(file));
    doc.font("regular");
    // The types do not tell of the font under way.
    const { font } = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font;
    this.letters = (code) => font.hasGlyphForCodePoint(code);
  }

  section({ heading, sentences, entries }: EvidenceSection): void {
    this.doc.moveDown(0.45);
    this.keepTogether(60);
    this.line("H2", heading, { font: "bold", size: SIZE.heading });
    for (const sentence of sentences) this.line("P", sentence, {});
    for (const entry of entries) this.entry(entry);
  }

  /** One line of text, or as many as it takes. */
  line(
    tag: "H1" | "H2" | "P",
    given: string,
    { font = "regular", size = SIZE.text, color = INK, left = 0 }: Style,
  ): void {
    const { doc } = this;
    const text = this.drawable(given);
    doc.addStructure(
      doc.struct(tag, {}, () => {
        doc
          .font(font)
          .fontSize(size)
          .fillColor(color)
          .text(text, MARGIN + left, doc.y, { width: this.width - left, lineGap: 0.6 });
      }),
    );
  }

  /** When at the left, what beside it, what belongs to it below; not parted between pages unless it is longer than one. */
  private entry({ when, what, lines }: EvidenceEntry): void {
    const { doc } = this;
    const left = WHEN_WIDTH + GAP;
    const height = [what, ...lines].reduce(
      (sum, text) =>
        sum +
        doc
          .font("regular")
          .fontSize(SIZE.text)
          .heightOfString(this.drawable(text), { width: this.width - left }),
      0,
    );
    doc.moveDown(0.2);
    this.keepTogether(height + lines.length);
    const top = doc.y;
    doc.addStructure(
      doc.struct("P", {}, () => {
        doc
          .font("regular")
          .fontSize(SIZE.text)
          .fillColor(FAINT)
          .text(this.drawable(when), MARGIN, top, { width: WHEN_WIDTH, lineGap: 0.6 });
      }),
    );
    const below = doc.y;
    doc.y = top;
    this.line("P", what, { font: "bold", left });
    for (const text of lines) this.line("P", text, { left });
    doc.y = Math.max(doc.y, below);
  }

  /** Which export it is and which page, at the foot of each. */
  footers(words: string): void {
    const { doc } = this;
    const { start, count } = doc.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      doc.switchToPage(start + page);
      // Below the margin a page would be begun for it.
      doc.page.margins.bottom = 0;
      doc.markContent("Artifact", { type: "Pagination" });
      doc
        .font("regular")
        .fontSize(SIZE.footer)
        .fillColor(FAINT)
        .text(this.drawable(`${words}. Page ${page + 1} of ${count}`), MARGIN, doc.page.height - MARGIN - SIZE.footer, {
          width: this.width,
          align: "right",
          lineBreak: false,
        });
      doc.endMarkedContent();
    }
  }

  private get width(): number {
    return this.doc.page.width - 2 * MARGIN;
  }

  /** Begins a page where so much would not go on this one any more. */
  private keepTogether(height: number): void {
    const { doc } = this;
    const bottom = doc.page.height - doc.page.margins.bottom;
    if (doc.y + height > bottom && height < bottom - MARGIN) doc.addPage();
  }

  /** What the fonts can show of a text. */
  private drawable(text: string): string {
    return Array.from(text.normalize("NFC").replace(/\s+/g, " "), (letter) => {
      if (this.letters(letter.codePointAt(0) ?? 0)) return letter;
      this.lacksLetters = true;
      return MISSING;
    }).join("");
  }
}

function collect(doc: PDFKit.PDFDocument): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    doc.on("data", (part: Uint8Array) => parts.push(part));
    doc.on("end", () => resolve(Buffer.concat(parts)));
    doc.on("error", reject);
  });
}
