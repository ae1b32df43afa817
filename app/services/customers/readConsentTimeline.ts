import type { ConsentSurface } from "@prisma/client";
import { prisma } from "~/db/client";
import type { ConsentEventKind } from "~/policy/consentStanding";

/** An event of the ledger, as the contact page tells it. */
export interface ConsentEntry {
  readonly at: Date;
  readonly event: ConsentEventKind;
  /** The words that were shown. */
  readonly wording: string | null;
  readonly surface: ConsentSurface | null;
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
    events: page.map(({ at, kind, wording, surface }) => ({ at, event: kind, wording, surface })),
    older: rows.length > PAGE ? String(page.at(-1)?.id) : null,
  };
}
