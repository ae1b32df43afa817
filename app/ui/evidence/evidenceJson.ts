import type { EvidencePack } from "~/services/evidence/exportEvidence";
import { evidenceText } from "./evidenceText";

/** Writes an evidence pack as a file for machines: all that is on record as it is, and the same in words as the paper has it. Numbers of events and orders are texts; times are UTC. */
export function evidenceJson(pack: EvidencePack): string {
  const { title, subtitle, sections } = evidenceText(pack);
  return `${JSON.stringify({ format: "twostage-evidence-1", ...pack, inWords: { title, subtitle, sections } }, null, 2)}\n`;
}
