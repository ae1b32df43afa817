import { expect, test } from "vitest";
import { pool } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { handOverCampaign } from "~/services/delivery/handOver";
import { optOutByLink } from "~/services/exclusions/optOut";
import { currentLinkKey } from "~/services/shops/keys";
import { seededRandom } from "../simulators/seeded";
import { useAppDatabase } from "../support/app-database";
import { firms, importLines, makeSendingCampaign, makeShop } from "../support/factories";
import { balanced, stateOf } from "../support/hand-over-steps";
import { ACCEPTED, scriptedSendGrid, type Request } from "../support/scripted-sendgrid";

useAppDatabase();

const RECIPIENTS = 20_000;
/** How many try, at most: a machine that has other work to do answers fewer. The benchmark of the hand-over holds the rate. */
const A_SECOND = 200;
const TICK_MS = 10;
/** As many connections as a busy web process has open. */
const AT_ONCE = 32;
/** The send lasts some seconds: fewer opt-outs than these would be no race. */
const LEAST = 50;

test(
  "opt-outs that keep coming in all through a send at full speed: nobody is mailed after their answer but by the batch in flight",
  { timeout: 120_000 },
  async () => {
    const shopId = await makeShop();
    await importLines(shopId, firms(RECIPIENTS));
    const campaignId = await makeSendingCampaign(shopId);
    const key = await currentLinkKey();
    const { rows } = await pool().query<{ seq: number; email: string }>(
      "SELECT seq, email FROM recipient WHERE shop_id = $1 AND campaign_id = $2 ORDER BY seq",
      [shopId, campaignId],
    );
    const random = seededRandom(200);
    const order = rows.map((row) => ({ row, place: random() })).sort((a, b) => a.place - b.place);
    const links = order.map(({ row: { seq, email } }) => ({
      email,
      token: makeLinkToken({ shopId, campaignId, recipientSeq: seq }, key),
    }));

    // Each look at the clock gives a moment of its own, and notes how many had been answered by then: a batch keeps the moment at which its decision began.
    const begun = Date.now();
    let moment = begun;
    const answered: string[] = [];
    const answeredBy = new Map<number, number>();
    const sink = scriptedSendGrid(new Date(begun), () => ACCEPTED);
    sink.now = () => {
      moment += 1;
      answeredBy.set(moment, answered.length);
      return new Date(moment);
    };

    let [sent, open] = [0, 0];
    const waiting: Promise<void>[] = [];
    const started = performance.now();
    const crowd = setInterval(() => {
      const due = Math.floor(((performance.now() - started) * A_SECOND) / 1000);
      while (sent < due && open < AT_ONCE) {
        const link = links[sent++];
        if (!link) return;
        open += 1;
        waiting.push(
          optOutByLink(shopId, link.token, "one_click", new Date(moment)).then(() => {
            answered.push(link.email);
            open -= 1;
          }),
        );
      }
    }, TICK_MS);
    try {
      await handOverCampaign(shopId, campaignId, sink);
    } finally {
      clearInterval(crowd);
    }
    await Promise.all(waiting);

    expect(await stateOf(shopId, campaignId)).toBe("finished");
    const { rows: batches } = await pool().query<{ first: number; last: number; at: Date }>(
      `SELECT first_seq AS first, last_seq AS last, attempted_at AS at FROM batch WHERE shop_id = $1 AND campaign_id = $2`,
      [shopId, campaignId],
    );
    const seqOf = new Map(rows.map(({ seq, email }) => [email, seq]));
    const decidedAt = ({ to }: Request) => {
      const seq = seqOf.get(to[0] ?? "") ?? 0;
      return batches.find(({ first, last }) => first <= seq && seq <= last)?.at.getTime() ?? Number.NaN;
    };
    const inSpite = sink.requests.flatMap((request) => {
      const before = answeredBy.get(decidedAt(request));
      if (before === undefined) throw new Error("the moment of a decision is not known");
      const out = new Set(answered.slice(0, before));
      return request.to.filter((email) => out.has(email));
    });
    expect(inSpite).toEqual([]);
    // It was a race: some were stopped, and all others were mailed once.
    const { withheld } = await balanced(shopId, campaignId, new Date(moment));
    expect(withheld).toBeGreaterThan(0);
    expect(answered.length).toBeGreaterThan(LEAST);
    expect(new Set(sink.addressees()).size).toBe(sink.addressees().length);
    expect(sink.addressees().length + withheld).toBe(RECIPIENTS);
  },
);
