import { beforeEach, describe, expect, test } from "vitest";
import { pool } from "~/db/client";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { reduceTraces } from "~/services/consent/reduceTraces";
import { useAppDatabase } from "../support/app-database";
import { ask, askAndTakeMail } from "../support/consent-steps";
import { after, makeShop, START } from "../support/factories";

useAppDatabase();

const AGENT = "Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0";
const YEAR_ON = new Date("2027-03-02T10:00:00Z");
const ms = (date: Date, by: number) => new Date(date.getTime() + by);

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

async function traces(email: string): Promise<unknown[]> {
  const { rows } = await pool().query<object>(
    `SELECT ip, user_agent AS agent, confirmed_ip AS "confirmedIp", confirmed_user_agent AS "confirmedAgent", traces_reduced_at AS at
     FROM consent_request WHERE shop_id = $1 AND email = $2`,
    [shopId, email],
  );
  return rows;
}

describe("IP addresses and user agents", () => {
  test("are kept as they came for a year after the last act, and then reduced", async () => {
    await ask(shopId, "asked@firm.example", START, { ip: "203.0.113.77", userAgent: AGENT });
    const token = await askAndTakeMail(shopId, "pressed@firm.example", START, {
      ip: "2001:db8:7::1",
      userAgent: AGENT,
    });
    await confirmConsent(shopId, token, { ip: "198.51.100.9", userAgent: AGENT }, after(86_400));

    await reduceTraces(ms(YEAR_ON, -1));
    expect(await traces("asked@firm.example")).toMatchObject([{ ip: "203.0.113.77", agent: AGENT, at: null }]);
    await reduceTraces(YEAR_ON);
    expect(await traces("asked@firm.example")).toEqual([
      { ip: "203.0.113.0/24", agent: "Firefox", confirmedIp: null, confirmedAgent: null, at: YEAR_ON },
    ]);
    // It was pressed a day later.
    expect(await traces("pressed@firm.example")).toMatchObject([{ ip: "2001:db8:7::1", at: null }]);
    const later = ms(YEAR_ON, 86_400_000);
    await reduceTraces(later);
    expect(await traces("pressed@firm.example")).toEqual([
      { ip: "2001:db8:7::/48", agent: "Firefox", confirmedIp: "198.51.100.0/24", confirmedAgent: "Firefox", at: later },
    ]);
  });

  test("are reduced once: again, nothing is written", async () => {
    await ask(shopId, "once@firm.example", START, { ip: "203.0.113.77", userAgent: AGENT });
    await reduceTraces(YEAR_ON);
    const before = await traces("once@firm.example");
    await reduceTraces(ms(YEAR_ON, 1000));
    expect(await traces("once@firm.example")).toEqual(before);
  });

  test("that are none give nothing, and do not keep the others waiting", async () => {
    await ask(shopId, "odd@firm.example", START, { ip: "not an address", userAgent: "" });
    await ask(shopId, "bare@firm.example", START, { ip: null, userAgent: null });
    await ask(shopId, "right@firm.example", after(1), { ip: "203.0.113.77", userAgent: "curl/8" });
    await reduceTraces(ms(YEAR_ON, 5000));
    expect(await traces("odd@firm.example")).toMatchObject([{ ip: null, agent: "" }]);
    expect(await traces("bare@firm.example")).toMatchObject([{ ip: null, agent: null, at: null }]);
    expect(await traces("right@firm.example")).toMatchObject([{ ip: "203.0.113.0/24", agent: "other" }]);
  });

  test("of more requests than one chunk are all reduced, in every shop, by the index", async () => {
    const other = await makeShop();
    for (const shop of [shopId, other])
      await pool().query(
        `INSERT INTO consent_request (shop_id, email, consent_key, exclusion_key, surface, wording_version, wording, locale, ip, user_agent, requested_at, expires_at)
         SELECT $1, 'p' || n || '@x.example', decode(md5(n::text), 'hex'), decode(md5(n::text), 'hex'), 'checkout', 1, 'Yes', 'en', '203.0.113.' || n % 256, $2, $3, $3 FROM generate_series(1, 4500) n`,
        [shop, AGENT, START],
      );
    await reduceTraces(YEAR_ON);
    const { rows } = await pool().query<{ left: number; reduced: number }>(
      `SELECT count(*) FILTER (WHERE traces_reduced_at IS NULL)::int AS left, count(*) FILTER (WHERE ip = '203.0.113.0/24' AND user_agent = 'Firefox')::int AS reduced
       FROM consent_request WHERE shop_id IN ($1, $2)`,
      [shopId, other],
    );
    expect(rows).toEqual([{ left: 0, reduced: 9000 }]);
    await pool().query("ANALYZE consent_request");
    const plan = await pool().query<{ "QUERY PLAN": string }>(
      `EXPLAIN SELECT id FROM consent_request WHERE shop_id = $1 AND traces_reduced_at IS NULL AND (ip IS NOT NULL OR user_agent IS NOT NULL OR confirmed_ip IS NOT NULL OR confirmed_user_agent IS NOT NULL)
       AND coalesce(confirmed_at, requested_at) <= $2`,
      [shopId, YEAR_ON],
    );
    expect(JSON.stringify(plan.rows)).toContain("consent_request_traces_idx");
  });
});
