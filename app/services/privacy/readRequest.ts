import { pool } from "~/db/client";
import { Problem } from "~/lib/errors";
import type { AskedHow, DeclinedFor, PrivacyKind, PrivacyState, PrivacyWay } from "~/policy/privacyRequests";
import { CONTACT_OF_REQUEST, dueState, type DueState } from "./listRequests";
import type { FileFormat } from "./personFile";

/** A request with what was done for it. */
export interface RequestDetail {
  readonly id: string;
  readonly kind: PrivacyKind;
  readonly way: PrivacyWay;
  readonly state: PrivacyState;
  readonly askedHow: AskedHow | null;
  readonly note: string | null;
  readonly requestedBy: string | null;
  readonly receivedAt: Date;
  readonly dueAt: Date;
  readonly due: DueState;
  readonly doneAt: Date | null;
  readonly doneBy: string | null;
  /** Why it was closed without being done. */
  readonly outcome: DeclinedFor | "app_is_back" | null;
  /** Rows by table. */
  readonly evidence: Readonly<Record<string, number>>;
  readonly attempts: number;
  readonly failure: string | null;
  readonly customerId: string | null;
  readonly campaignId: number | null;
  readonly contactId: string | null;
  readonly contactName: string | null;
  /** Each time the file was taken, newest first. */
  readonly downloads: readonly { readonly at: Date; readonly actor: string; readonly format: FileFormat }[];
}

const DOWNLOADS_SHOWN = 50;

/** One request of the shop. Throws `Problem("not_found")`. */
export async function readRequest(shopId: number, id: string, at: Date): Promise<RequestDetail> {
  if (!/^\d{1,18}$/.test(id)) throw new Problem("not_found");
  const [{ rows }, { rows: downloads }] = await Promise.all([
    pool().query<Omit<RequestDetail, "due" | "downloads">>(
      `SELECT r.id::text AS id, r.kind, r.way, r.state, r.asked_how AS "askedHow", r.note, r.requested_by AS "requestedBy", r.received_at AS "receivedAt", r.due_at AS "dueAt",
              r.done_at AS "doneAt", r.done_by AS "doneBy", r.outcome, r.evidence, r.attempts, r.failure, r.customer_id::text AS "customerId", r.campaign_id AS "campaignId",
              k.id::text AS "contactId", k.name AS "contactName"
       FROM privacy_request r ${CONTACT_OF_REQUEST} WHERE r.shop_id = $1 AND r.id = $2`,
      [shopId, id],
    ),
    pool().query<RequestDetail["downloads"][number]>(
      `SELECT at, actor, after->>'format' AS format FROM audit_event
       WHERE shop_id = $1 AND subject_kind = 'privacy_request' AND subject_id = $2 AND act = 'privacy_file_taken' ORDER BY at DESC, id DESC LIMIT ${DOWNLOADS_SHOWN}`,
      [shopId, id],
    ),
  ]);
  const [request] = rows;
  if (!request) throw new Problem("not_found");
  return { ...request, due: dueState(request, at), downloads };
}
