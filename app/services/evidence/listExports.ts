import { pool } from "~/db/client";
import type { EvidenceFormat } from "./exportEvidence";

/** One time the evidence about a contact was taken out. */
export interface EvidenceExport {
  readonly id: number;
  readonly at: Date;
  readonly actor: string;
  readonly format: EvidenceFormat;
  /** Null once erasure has taken it out. */
  readonly reason: string | null;
}

/** The latest times the evidence about a contact was taken out, newest first. */
export async function listEvidenceExports(shopId: number, contactId: string): Promise<EvidenceExport[]> {
  const { rows } = await pool().query<EvidenceExport>(
    "SELECT id, at, actor, format, reason FROM evidence_export WHERE shop_id = $1 AND contact_id = $2 ORDER BY id DESC LIMIT 20",
    [shopId, contactId],
  );
  return rows;
}
