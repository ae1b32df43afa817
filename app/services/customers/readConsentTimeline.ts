import type { ConsentSurface } from "@prisma/client";
import { prisma } from "~/db/client";
import type { ConsentEventKind } from "~/policy/consentStanding";
import { INBOUND_WAYS, type InboundWay } from "~/policy/consentSurface";

/** An event of the ledger, as the contact page tells it. */
export interface ConsentEntry {
  readonly at: Date;
  readonly event: ConsentEventKind;
  /** The words that were shown. */
  readonly wording: string | null;
  readonly surface: ConsentSurface | null;
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
  const rows = await prisma().consentEvent.findMany({
    where: { shopId, consentKey, ...(before === undefined ? {} : { id: { lt: before } }) },
    orderBy: { id: "desc" },
    take: PAGE + 1,
  });
  const page = rows.slice(0, PAGE);
  return {
    events: page.map(({ at, kind, wording, surface, proof }) => ({
      at,
      event: kind,
      wording,
      surface,
      onBehalf: onBehalfIn(proof),
    })),
    older: rows.length > PAGE ? String(page.at(-1)?.id) : null,
  };
}

function onBehalfIn(proof: unknown): ConsentEntry["onBehalf"] {
  const { staff, how, askedOn } = (proof ?? {}) as Readonly<Record<string, unknown>>;
  const way = INBOUND_WAYS.find((each) => each === how);
  if (typeof staff !== "string" || !way) return null;
  return { staff, how: way, askedOn: typeof askedOn === "string" ? new Date(askedOn) : null };
}
