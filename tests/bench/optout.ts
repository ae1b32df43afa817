import { pool, prisma } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { currentLinkKey } from "~/services/shops/keys";
import { signProxy } from "../simulators/shopify/sign";
import { checkpoint } from "../support/checkpoint";
import { makeDraft, makeShop } from "../support/factories";
import type { Bench } from "./bench";
import { bundleForBench } from "./bundle";
import { compare, type Result, type Turn } from "./measure";
import type { Visit } from "./visitor";
import { start, startApp, visitAll, type Started } from "./web-process";

const TURNS = 5;
const CONNECTIONS = 32;
/** Opt-outs of one turn of one side. */
const OPT_OUTS = 12_000;
/** Opt-outs of each side that are not counted, before its first turn: a process that has just started is no process that people meet, and one of some thousand has not compiled all it runs. */
const WARM_UP = 12_000;
/** A store's exclusion list after many years. */
const EXCLUSIONS_AN_ITEM = 5;

/**
 * The header's link and the link in the mail's body, through the app's web process as it is built, against a bare handler that runs the same statements: how many a second over 32 connections, and how long the slowest
 * hundredth takes. Beside them are five million exclusions.
 */
export async function benchOptOut(bench: Bench): Promise<Result[]> {
  const next = await fill(bench.items * EXCLUSIONS_AN_ITEM);
  const app = await startApp();
  const anchor = await start(await bundleForBench(bench.folder, "optout-process"));
  try {
    const results: Result[] = [];
    for (const [name, source, visit] of [
      ["one-click", "one_click", (link: Link) => ({ method: "POST", path: `/one-click/${link.token}` })],
      ["body-link", "body_link", (link: Link) => ({ method: "GET", path: `/proxy/optout?${signed(link)}` })],
    ] as const) {
      const slowest: { ours: number[]; anchor: number[] } = { ours: [], anchor: [] };
      const byAnchor = (link: Link) => ({ method: "POST", path: `/${source}/${link.token}` });
      await visitAll(app, next(WARM_UP).map(visit), CONNECTIONS);
      await visitAll(anchor, next(WARM_UP).map(byAnchor), CONNECTIONS);
      const side = async (who: "ours" | "anchor", of: Started, how: (link: Link) => Visit): Promise<Turn> => {
        const turn = await visitAll(of, next(OPT_OUTS).map(how), CONNECTIONS);
        slowest[who].push(turn.slowest);
        return turn;
      };
      const what = { items: OPT_OUTS, better: "larger" } as const;
      results.push(
        await compare(
          { ...what, name: `optout-${name}`, unit: "opt-outs/s", wanted: { ratio: 0.7 } },
          TURNS,
          () => side("ours", app, visit),
          () => side("anchor", anchor, byAnchor),
        ),
        await compare(
          { ...what, name: `optout-${name}-slowest`, unit: "ms p99", better: "smaller", wanted: { atMost: 30 } },
          TURNS,
          (turn) => Promise.resolve({ value: slowest.ours[turn] ?? Number.NaN }),
          (turn) => Promise.resolve({ value: slowest.anchor[turn] ?? Number.NaN }),
        ),
      );
    }
    return results;
  } finally {
    app.child.kill();
    anchor.child.kill();
  }
}

/** A link of a mail. */
interface Link {
  readonly token: string;
  readonly domain: string;
}

/** The query of a link as Shopify signs it, now: a signature is soon too old. */
function signed({ token, domain }: Link): string {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const parameters = { token, shop: domain, path_prefix: "/apps/twostage", timestamp, logged_in_customer_id: "" };
  return signProxy(parameters, process.env.SHOPIFY_API_SECRET ?? "");
}

/** A shop with so many exclusions, and one more recipient for every opt-out of the benchmark. Gives what makes so many links that nobody has opened yet: kept all from the start, they cost whoever measures pauses to look through them. */
async function fill(exclusions: number): Promise<(links: number) => Link[]> {
  const shopId = await makeShop();
  const { domain } = await prisma().shop.findUniqueOrThrow({ where: { id: shopId } });
  const campaignId = await makeDraft(shopId);
  await pool().query(
    // In the order of the index: millions at random places of it would take minutes.
    `INSERT INTO exclusion (shop_id, key, source, at)
     SELECT $1, decode(md5('x' || n), 'hex'), 'body_link', now() FROM generate_series(1, $2::int) n ORDER BY 2`,
    [shopId, exclusions],
  );
  const recipients = (OPT_OUTS * TURNS + WARM_UP) * 4;
  await pool().query(
    `INSERT INTO recipient (shop_id, campaign_id, seq, contact_id, email, exclusion_key, basis, relation, reasons, policy_version)
     SELECT $1, $2, n, n, 'r' || n || '@firm.example', decode(md5('r' || n), 'hex'), 'legitimate_interest', 'customer', '{}', 1 FROM generate_series(1, $3::int) n`,
    [shopId, campaignId, recipients],
  );
  await pool().query("VACUUM ANALYZE exclusion, recipient");
  await checkpoint();
  const key = await currentLinkKey();
  let recipientSeq = 0;
  return (links) =>
    Array.from({ length: links }, () => {
      recipientSeq += 1;
      return { token: makeLinkToken({ shopId, campaignId, recipientSeq }, key), domain };
    });
}
