import { pool, prisma } from "~/db/client";
import { GROUNDS } from "~/policy/holding";
import { REASONS } from "~/policy/reasons";
import { countByDecision } from "~/services/customers/countByDecision";
import { importFile } from "~/services/customers/importFile";
import { listContacts, type ContactFilters } from "~/services/customers/listContacts";
import { listExclusions } from "~/services/exclusions/listExclusions";
import { listDecisions } from "~/services/review/listDecisions";
import { listReview } from "~/services/review/listReview";
import { rebuildReview } from "~/services/review/rebuildReview";
import { listRegister, readRegister, type RegisterPart } from "~/services/register/readRegister";
import { createReadStream } from "node:fs";
import { compare, percentile, type Result, type Turn } from "./measure";
import { storeOf } from "./store-files";
import { makeBenchShop, type Bench } from "./bench";

const TURNS = 3;
const LOOKS = 20;

/** Every list and filter of a full shop: the 95th percentile of a look on the server, against the plainest page there is, fifty rows by primary key. */
export async function benchPages(bench: Bench): Promise<Result[]> {
  const shopId = await fullShop(bench);
  await rebuildReview(shopId);
  const { rows } = await pool().query<{ middle: string }>(
    "SELECT id::text AS middle FROM contact WHERE shop_id = $1 ORDER BY id OFFSET (SELECT count(*) / 2 FROM contact WHERE shop_id = $1) LIMIT 1",
    [shopId],
  );
  const middle = rows[0]?.middle ?? "0";
  const at = new Date();
  const list = (filters: ContactFilters, after?: string) => () =>
    listContacts(shopId, filters, { at, ...(after ? { after } : {}) });
  const { rows: months } = await pool().query<{ month: number }>(
    "SELECT related_month AS month FROM contact WHERE shop_id = $1 AND id = $2",
    [shopId, middle],
  );
  const register = (part: RegisterPart, after?: string) => () =>
    listRegister(shopId, part, { at, ...(after ? { after } : {}) });
  const looks: Record<string, () => Promise<unknown>> = {
    home: () => countByDecision(shopId, at),
    customers: list({}),
    "customers-deep": list({}, middle),
    "customers-eligible": list({ decision: "eligible" }, middle),
    "customers-unknown": list({ legalForm: "unknown" }, middle),
    ...Object.fromEntries(REASONS.map((reason) => [`customers-${reason}`, list({ reason })])),
    "search-common": list({ search: "ltd" }),
    "search-common-deep": list({ search: "heating" }, middle),
    "search-name": list({ search: "siân" }),
    "search-two": list({ search: "gareth renewables" }),
    "search-rare": list({ search: "beacon-renewables-ltd-1.example" }),
    "search-none": list({ search: "zzyzx" }),
    "search-filtered": list({ search: "heating", decision: "eligible" }),
    review: () => listReview(shopId, { contradictedOnly: false }),
    "review-contradictory": () => listReview(shopId, { contradictedOnly: true }),
    "review-decisions": () => listDecisions(shopId),
    register: () => readRegister(shopId, at),
    "register-all": register(undefined),
    "register-deep": register(undefined, `${months[0]?.month ?? 0}_${middle}`),
    "register-to-remove": register("to_remove"),
    ...Object.fromEntries(GROUNDS.map((ground) => [`register-${ground}`, register(ground)])),
    exclusions: () => listExclusions(shopId),
    "exclusions-search": () => listExclusions(shopId, { search: "sales" }),
  };
  const results: Result[] = [];
  for (const [name, look] of Object.entries(looks)) {
    results.push(
      await compare(
        { name: `pages-${name}`, unit: "ms p95", items: LOOKS, better: "smaller" },
        TURNS,
        () => time(look),
        () => time(() => plainPage(shopId, middle)),
      ),
    );
  }
  return results;
}

async function plainPage(shopId: number, after: string): Promise<void> {
  await pool().query("SELECT * FROM contact WHERE shop_id = $1 AND id > $2 ORDER BY id LIMIT 50", [shopId, after]);
}

async function time(look: () => Promise<unknown>): Promise<Turn> {
  const cpu = process.cpuUsage();
  const times: number[] = [];
  for (let index = 0; index < LOOKS; index++) {
    const start = performance.now();
    await look();
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { value: percentile(times, 95), cpuMicros: user + system, peakMb: process.memoryUsage.rss() / 1024 / 1024 };
}

/** The shop with the store of this size, made once. */
async function fullShop({ folder, items }: Bench): Promise<number> {
  const domain = `pages-${items}.myshopify.com`;
  const known = await prisma().shop.findUnique({ where: { domain } });
  if (known) return known.id;
  const shopId = await makeBenchShop();
  const readAt = new Date();
  const run = await prisma().syncRun.create({ data: { shopId, state: "running", part: "customers", readAt } });
  const file = await storeOf(folder, items);
  await importFile({ ...run, readAt, expected: items }, () => createReadStream(file), readAt);
  await pool().query("VACUUM ANALYZE contact");
  await prisma().shop.update({ where: { id: shopId }, data: { domain } });
  return shopId;
}
