import type { Evidence } from "~/policy/legalForm";
import { EVIDENCE_SOURCE_WORDS } from "~/ui/legalFormWords";

/** A form that staff can decide for. */
export type DecidedForm = "corporate" | "individual";

export const DECIDE_WORDS: Readonly<
  Record<
    DecidedForm,
    {
      readonly action: string;
      readonly title: string;
      readonly recorded: string;
      readonly means: string;
      readonly reasons: readonly string[];
    }
  >
> = {
  corporate: {
    action: "Record as company",
    title: "Record as company",
    recorded: "recorded as company",
    means:
      "They then count as corporate subscribers, and may be mailed under legitimate interest where nothing else stands against it.",
    reasons: [
      "Found on the Companies House register",
      "They told us that they are a limited company or LLP",
      "School, council, church or other public body",
      "Partnership in Scotland",
    ],
  },
  individual: {
    action: "Record as individual",
    title: "Record as individual",
    recorded: "recorded as individual",
    means: "They are then mailed only after they asked for it and confirmed it.",
    reasons: [
      "They told us that they are a sole trader",
      "Ordinary partnership in England, Wales or Northern Ireland",
      "Buys as a private person",
    ],
  },
};

/** Evidence in words: what speaks for a company, what against, and what says neither. */
export function evidenceWords(
  evidence: readonly Evidence[],
): readonly { readonly title: string; readonly pieces: readonly string[] }[] {
  const those = (...says: Evidence["says"][]) => evidence.filter((piece) => says.includes(piece.says)).map(pieceWords);
  return [
    { title: "Shows a company", pieces: those("corporate") },
    { title: "Contradicts it", pieces: those("individual", "doubt") },
    { title: "A business, but of which form it does not show", pieces: those("supports_business") },
  ].filter(({ pieces }) => pieces.length > 0);
}

function pieceWords({ source, detail, mark }: Evidence): string {
  return `${EVIDENCE_SOURCE_WORDS[source]}: “${detail}”${mark && mark !== detail ? ` (${mark})` : ""}`;
}
