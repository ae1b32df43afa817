import { pool } from "~/db/client";
import { lockToExclude } from "~/db/locks";
import { inOrder, isConnectionLoss, PATIENCE_MS, pipelined, type Sql } from "~/db/transaction";
import { remember } from "~/lib/remember";
import { together } from "~/lib/together";
import type { ExclusionEntry } from "~/services/exclusions/exclude";
import { excludeReported } from "./excludeReported";
import { excludeWrittenTo } from "./excludeWrittenTo";
import { exclusionSource, readMailEvents, readSingleEvents, type MailEvent } from "./mailEvent";

/** Events of which nothing follows but what is counted: most of them. */
const PASSING: readonly MailEvent["event"][] = ["processed", "delivered", "dropped", "deferred"];

/**
 * Locks the batches that events are about, in their order: each counts its recipients reported on, and of two posts at once the second must see what the first has counted.
 */
async function lockBatches(tx: Sql, shopId: number, events: readonly MailEvent[]): Promise<void> {
  await tx.query(
    `SELECT 1 FROM batch b WHERE b.shop_id = $1 AND (b.campaign_id, b.number) IN (
       SELECT k.id, (e.seq - 1) / k.batch_size + 1 FROM unnest($2::int[], $3::int[]) AS e (campaign_id, seq) JOIN campaign k ON k.shop_id = $1 AND k.id = e.campaign_id)
     ORDER BY b.campaign_id, b.number FOR UPDATE OF b`,
    [shopId, events.map(campaignOf), events.map(seqOf)],
  );
}

const campaignOf = ({ twostage_recipient: [, campaignId] }: MailEvent) => campaignId;
const seqOf = ({ twostage_recipient: [, , seq] }: MailEvent) => seq;

/** Most events that one transaction takes of several posts. A post of as many goes alone, and beside others: it has nothing to gain from waiting. */
const MOST_AT_ONCE = 500;

/** Posts of a shop that come while others are being stored are stored together after them: busy senders get thousands of posts of one event. */
const oneOfMany = () =>
  remember("mail-events", () =>
    together(storeAll, { most: MOST_AT_ONCE, weightOf: ({ events }) => events.length, isHopeless: isConnectionLoss }),
  );

/** Events that were posted together. */
interface Post {
  readonly events: readonly MailEvent[];
  readonly heardAt: Date;
  /** The same on the process's own clock, to tell how long it waited. */
  readonly cameAt: number;
}

async function storeAll(shopId: number, posts: readonly Post[]): Promise<number[][]> {
  const now = Math.max(...posts.map(({ heardAt, cameAt }) => heardAt.getTime() + performance.now() - cameAt));
  const all = posts.flatMap(({ events }) => events);
  const alarming = new Set(await storeMailEvents(shopId, all, new Date(Math.ceil(now))));
  // One post for each campaign is enough to look at its alarms.
  return posts.map(({ events }) => {
    const mine = [...new Set(events.map(campaignOf))];
    return mine.filter((campaignId) => alarming.delete(campaignId));
  });
}

/**
 * Stores a batch of SendGrid's events and excludes whom they say must be, before it returns. An event that came before is stored once: it is known by message, event and time, since its own id may change on a retry. Events of
 * another shop, and what is not of the form of an event, are passed over; of a verification mail or a personal answer nothing is stored, but whom its events exclude is excluded too. `heardAt`: when they were posted; whom they exclude is excluded from then. Gives the campaigns of which a bounce or a report of spam came in: their alarms are to be looked at.
 */
export async function recordMailEvents(shopId: number, batch: readonly unknown[], heardAt: Date): Promise<number[]> {
  await excludeWrittenTo(shopId, readSingleEvents(batch), heardAt);
  const events = readMailEvents(batch).filter(({ twostage_recipient: [owner] }) => owner === shopId);
  if (events.length === 0) return [];
  return events.length < MOST_AT_ONCE
    ? oneOfMany()(shopId, { events, heardAt, cameAt: performance.now() })
    : storeMailEvents(shopId, events, heardAt);
}

/** `recordMailEvents` for events of the shop that have been read: the statements and nothing else. */
export async function storeMailEvents(shopId: number, events: readonly MailEvent[], heardAt: Date): Promise<number[]> {
  const cameAt = performance.now();
  const store = async (tx: Sql) => {
    const [, , rows] = await inOrder(
      tx,
      // Before the batches, as a hand-over does.
      async () => events.some((event) => exclusionSource(event)) && lockToExclude(tx, shopId),
      () => lockBatches(tx, shopId, events),
      () => insertEvents(tx, shopId, events),
    );
    const waitedMs = performance.now() - cameAt;
    // Of events that are told twice, the first that excludes: a server may put a mail off as blocked, and then refuse it for good.
    const told = new Map(
      events
        .filter(exclusionSource)
        .toReversed()
        .map((event) => [`${event.event} ${event.sg_message_id}`, event]),
    );
    const entries = rows.flatMap((row): ExclusionEntry[] => {
      const event = told.get(`${row.event} ${row.message_id}`);
      const source = event && exclusionSource(event);
      if (!source || !row.key) return [];
      const at = new Date(event.timestamp * 1000);
      const { key, email, campaign_id: campaignId, seq: recipientSeq } = row;
      return [{ key, email, source, at, heardAt, waitedMs, campaignId, recipientSeq }];
    });
    const alarming = rows.flatMap(({ event, campaign_id }) =>
      event === "bounce" || event === "spamreport" ? campaign_id : [],
    );
    await excludeReported(tx, shopId, entries);
    return [...new Set(alarming)];
  };
  return pipelined(store, { patienceMs: PATIENCE_MS });
}

/** An event that is new and from which something may follow, with whom it is about. */
interface StoredEvent {
  readonly event: string;
  readonly message_id: string;
  readonly key: Buffer | null;
  readonly email: string | null;
  readonly campaign_id: number;
  readonly seq: number;
}

/** Stores the events that are new and counts them for their batches; gives those from which something may follow. */
async function insertEvents(tx: Sql, shopId: number, events: readonly MailEvent[]): Promise<StoredEvent[]> {
  const column = <T>(pick: (event: MailEvent) => T) => events.map(pick);
  // Only for recipients that exist: the ids came in from outside. What came of a batch is counted once (MATERIALIZED), and not again for each batch that a planner which knows of none compares it with.
  const { rows } = await tx.query<StoredEvent>(
    `WITH given AS (
       SELECT * FROM unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::timestamptz[], $7::text[]) AS e (campaign_id, seq, message_id, event, at, detail)
     ), stored AS (
       INSERT INTO mail_event (shop_id, message_id, event, at, campaign_id, recipient_seq, detail)
       SELECT $1, g.message_id, g.event, g.at, g.campaign_id, g.seq, g.detail FROM given g
       JOIN recipient r ON r.shop_id = $1 AND r.campaign_id = g.campaign_id AND r.seq = g.seq
       ON CONFLICT DO NOTHING RETURNING campaign_id, recipient_seq, event, message_id
     ), fresh AS MATERIALIZED (
       SELECT s.campaign_id, s.recipient_seq, bool_or(s.event = 'delivered') AS delivered, bool_or(s.event = 'bounce') AS bounced,
              coalesce((SELECT array_agg(e.event) FROM mail_event e WHERE e.shop_id = $1 AND e.campaign_id = s.campaign_id AND e.recipient_seq = s.recipient_seq), '{}') AS known
       FROM stored s GROUP BY s.campaign_id, s.recipient_seq
     ), told AS MATERIALIZED (
       SELECT f.campaign_id, (f.recipient_seq - 1) / k.batch_size + 1 AS number, count(*) FILTER (WHERE f.known = '{}') AS reported,
              count(*) FILTER (WHERE f.delivered AND NOT 'delivered' = ANY(f.known)) AS delivered, count(*) FILTER (WHERE f.bounced AND NOT 'bounce' = ANY(f.known)) AS bounced
       FROM fresh f JOIN campaign k ON k.shop_id = $1 AND k.id = f.campaign_id GROUP BY 1, 2
     ), counted AS (
       UPDATE batch b SET reported = b.reported + c.reported, delivered = b.delivered + c.delivered, bounced = b.bounced + c.bounced
       FROM told c WHERE b.shop_id = $1 AND b.campaign_id = c.campaign_id AND b.number = c.number
     )
     SELECT s.event, s.message_id, s.campaign_id, r.seq, r.exclusion_key AS key, nullif(r.email, '') AS email FROM stored s
     JOIN recipient r ON r.shop_id = $1 AND r.campaign_id = s.campaign_id AND r.seq = s.recipient_seq WHERE s.event <> ALL($8::text[])`,
    [
      shopId,
      column(campaignOf),
      column(seqOf),
      column(({ sg_message_id }) => sg_message_id),
      column(({ event }) => event),
      column(({ timestamp }) => new Date(timestamp * 1000)),
      column(({ bounce_classification, type }) => bounce_classification ?? type ?? null),
      PASSING,
    ],
  );
  return rows;
}

/** The public key of the shop's event webhook, as SendGrid shows it; empty where none is set up. */
export async function readEventPublicKey(shopId: number): Promise<string> {
  const { rows } = await pool().query<{ key: string }>(
    "SELECT event_public_key AS key FROM shop_settings WHERE shop_id = $1",
    [shopId],
  );
  return rows[0]?.key ?? "";
}
