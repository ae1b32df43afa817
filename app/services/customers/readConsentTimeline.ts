import type { ConsentSurface } from "@prisma/client";
import { pool } from "~/db/client";
import type { ConsentEventKind } from "~/policy/consentStanding";
import { INBOUND_WAYS, type InboundWay } from "~/policy/consentSurface";
import { readSealedEvents } from "~/services/consent/readSealedEvents";

/** How an event stands in the chain over the ledger: sealed and unchanged, sealed and not what it was, or to be sealed within minutes. */
export type SealState = "sealed" | "broken" | "waiting";

/** An event of the ledger, as the contact page tells it. */
export interface ConsentEntry {
  readonly id: string;
  readonly at: Date;
  readonly event: ConsentEventKind;
  /** The words that were shown, and their version. */
  readonly wording: string | null;
  readonly wordingVersion: number | null;
  readonly surface: ConsentSurface | null;
  /** Number of the order, or path of the page, that it came with. */
  readonly orderId: string | null;
  readonly page: string | null;
  readonly seal: SealState;
  /** Its place in the chain. */
  readonly position: number | null;
  /** Who of the staff asked for the person, and how and on which day the person had asked them; null when the person asked by themselves. */
  readonly onBehalf: { readonly staff: string; readonly how: InboundWay; readonly askedOn: Date | null } | null;
}

/** A page of what the ledger has of one address, newest first. */
export interface ConsentTimeline {
  readonly events: readonly ConsentEntry[];
  /** Hand back as `before` for older ones; null on the last page. */
  readonly older: string | null;
}

const PAGE = 20;

/** Reads a page of an address's consent events (P13). `before`: the id of the oldest event shown so far. */
export async function readConsentTimeline(
  shopId: number,
  consentKey: Uint8Array<ArrayBuffer> | null,
  before?: bigint,
): Promise<ConsentTimeline> {
  if (!consentKey) return { events: [], older: null };
  const rows = await readSealedEvents(pool(), shopId, consentKey, { before, limit: PAGE + 1 });
  const page = rows.slice(0, PAGE);
  const orders = await ordersOf(
    shopId,
    page.flatMap(({ requestId }) => requestId ?? []),
  );
  return {
    events: page.map(({ id, at, kind, requestId, wording, wordingVersion, surface, proof, seal }) => ({
      id,
      at,
      event: kind,
      wording,
      wordingVersion,
      surface,
      // An older event has the number itself; the ledger outlasts an erasure, the request keeps nothing of it.
      orderId: textIn(proof.orderId) ?? (kind === "requested" && requestId ? (orders.get(requestId) ?? null) : null),
      page: textIn(proof.page),
      onBehalf: onBehalfIn(proof),
      seal: seal ? (seal.holds ? "sealed" : "broken") : "waiting",
      position: seal?.position ?? null,
    })),
    older: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
  };
}

async function ordersOf(shopId: number, requestIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool().query<{ id: string; orderId: string }>(
    `SELECT id::text, order_id::text AS "orderId" FROM consent_request WHERE shop_id = $1 AND id = ANY($2::bigint[]) AND order_id IS NOT NULL`,
    [shopId, requestIds],
  );
  return new Map(rows.map(({ id, orderId }) => [id, orderId]));
}

const textIn = (value: unknown) => (typeof value === "string" ? value : null);

function onBehalfIn({ staff, how, askedOn }: Readonly<Record<string, unknown>>): ConsentEntry["onBehalf"] {
  const way = INBOUND_WAYS.find((each) => each === how);
  if (typeof staff !== "string" || !way) return null;
  return { staff, how: way, askedOn: typeof askedOn === "string" ? new Date(askedOn) : null };
}
