import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { USER_AGENT } from "../simulators/demo/browser-like";
import { until } from "../simulators/demo/until";
import { forgedToken } from "../support/forged-token";
import { LED_AWAY } from "../support/without-token";
import { useShop } from "../support/world";

const shop = useShop({ customers: 60 });
const WITHIN_MS = 30_000;
const ACCOUNT = "Cards that visitors left at our stand at the trade fair.";
const FILE = "Email,Company\njo@new-firm.example,New Firm Ltd\n=cmd|x,Evil Ltd\nal@gmail.com,Al\n";

interface Upload {
  readonly way?: string;
  readonly file?: string | Uint8Array<ArrayBuffer>;
  readonly token?: string | undefined;
}

async function post(
  path: string,
  body: FormData | URLSearchParams | undefined,
  token: string | undefined,
): Promise<Response> {
  return fetch(`${shop.world.shopify.appUrl}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { "user-agent": USER_AGENT, ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body ? { body } : {}),
  });
}

async function upload({ way = "self_generated", file = FILE, token }: Upload): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ intent: "upload", name: "Fair", way, account: ACCOUNT }))
    form.set(name, value);
  form.set("file", new File([file], "fair.csv", { type: "text/csv" }));
  return post("/app/prospects/new.data", form, token);
}

const token = () => shop.world.shopify.sessionToken();

async function uploaded(): Promise<number> {
  const id = Number(/\/app\/prospects\/(\d+)/.exec(await (await upload({ token: await token() })).text())?.[1]);
  expect(id).toBeGreaterThan(0);
  return id;
}

const check = (id: number) => {
  const columns = Object.fromEntries(
    ["name", "companyNumber", "legalForm", "country", "sector", "source", "obtained"].map((field) => [
      `column_${field}`,
      "",
    ]),
  );
  const terms = { source: "The fair in Leeds", sector: "", obtained: "2026-01-05", sectorWords: "" };
  return shop.staff.submit(`/app/prospects/${id}`, {
    intent: "check",
    column_email: "0",
    column_company: "1",
    ...columns,
    ...terms,
  });
};

const inState = (id: number, state: string) =>
  until(WITHIN_MS, () =>
    shop.world.database.query("SELECT 1 FROM prospect_list WHERE id = $1 AND state = $2", [id, state]),
  );

const lists = async () =>
  Number((await shop.world.database.query<{ n: string }>("SELECT count(*) AS n FROM prospect_list")).rows[0]?.n);

describe("the import of prospects", () => {
  it("goes from the file to the contacts, and gives the rows that were left out back as text", async () => {
    const id = await uploaded();
    expect(await shop.staff.open(`/app/prospects/${id}`)).toContain("What the columns hold");
    await check(id);
    await inState(id, "checked");
    expect(await shop.staff.open(`/app/prospects/${id}`)).toContain("1 prospect can be added");
    await shop.staff.submit(`/app/prospects/${id}`, { intent: "import" });
    await inState(id, "imported");
    const { rows } = await shop.world.database.query<{ email: string; source: string }>(
      "SELECT c.email, p.source FROM contact c JOIN prospect p ON p.contact_id = c.id WHERE p.list_id = $1",
      [id],
    );
    expect(rows).toEqual([{ email: "jo@new-firm.example", source: "The fair in Leeds" }]);
    const file = await post(`/app/prospects/${id}/rejected`, undefined, await token());
    expect(file.status).toBe(200);
    expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(file.headers.get("content-disposition")).toBe(`attachment; filename="not-imported-${id}.csv"`);
    expect(file.headers.get("cache-control")).toBe("no-store");
    const rejected = parse(await file.text(), { bom: true });
    expect(rejected.map((cells) => [cells[0], cells[2]])).toEqual([
      ["Row", "Email"],
      ["3", "'=cmd|x"],
      ["4", "al@gmail.com"],
    ]);
    const { rows: taken } = await shop.world.database.query<{ actor: string }>(
      "SELECT actor FROM prospect_list_event WHERE list_id = $1 AND act = 'downloaded'",
      [id],
    );
    expect(taken).toEqual([{ actor: expect.stringMatching(/^Staff member \d+/) as string }]);
    expect(shop.log()).not.toMatch(/new-firm|gmail\.com|Evil Ltd/);
  });

  it.each(["bought", "rented", "exchanged"])("refuses a list that was %s, and keeps nothing of it", async (way) => {
    const before = await lists();
    const response = await upload({ way, token: await token() });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain("list_refused");
    expect(await lists()).toBe(before);
  });

  it("says in words that a file is too large, up to the server's own limit", async () => {
    const large = await upload({ file: new Uint8Array(21 * 1024 * 1024).fill(65), token: await token() });
    expect([large.status, (await large.text()).includes("file_too_large")]).toEqual([413, true]);
    const absurd = await upload({ file: new Uint8Array(26 * 1024 * 1024).fill(65), token: await token() });
    expect([absurd.status, await absurd.text()]).toEqual([413, "Too large\n"]);
  });

  it("is only for staff of the shop", async () => {
    const id = await uploaded();
    const before = await lists();
    const forged = await forgedToken(shop);
    for (const bad of [undefined, forged]) {
      expect(await (await upload({ token: bad })).text()).not.toMatch(/\/app\/prospects\/\d/);
      for (const [path, ledAway] of [
        [`/app/prospects/${id}/rejected`, LED_AWAY.document],
        [`/app/prospects/${id}.data`, LED_AWAY.data],
      ] as const) {
        const response = await post(path, new URLSearchParams({ intent: "discard" }), bad);
        expect(response.status).toBe(bad ? 401 : ledAway);
        expect(await response.text()).not.toContain("new-firm");
      }
    }
    expect(await lists()).toBe(before);
    const { rows } = await shop.world.database.query("SELECT state FROM prospect_list WHERE id = $1", [id]);
    expect(rows).toEqual([{ state: "uploaded" }]);
  });

  it("of another shop does not exist", async () => {
    const { rows } = await shop.world.database.query<{ id: number }>(
      `WITH other AS (INSERT INTO shop (domain) VALUES ('other.myshopify.com') RETURNING id)
       INSERT INTO prospect_list (shop_id, name, state, way, account, file_name, file_bytes, encoding, delimiter, headed, columns, uploaded_at, uploaded_by)
       SELECT id, 'Secret list', 'checked', 'self_generated', 'x', 'x', 1, 'utf-8', ',', true, '{}', now(), 'x' FROM other RETURNING id`,
    );
    const id = rows[0]?.id ?? 0;
    const page = await fetch(await shop.world.shopify.frameUrl(`/app/prospects/${id}`), {
      headers: { "user-agent": USER_AGENT },
    });
    expect(page.status).toBe(404);
    expect(await page.text()).not.toContain("Secret list");
    expect(await shop.staff.open("/app/prospects")).not.toContain("Secret list");
    for (const intent of ["import", "discard"])
      await expect(shop.staff.submit(`/app/prospects/${id}`, { intent })).rejects.toThrow("not_found");
    expect((await post(`/app/prospects/${id}/rejected`, undefined, await token())).status).toBe(404);
  });

  it("answers a form that no page sends with 400, and a GET of the file with 405", async () => {
    const id = await uploaded();
    const bad = new URLSearchParams({ intent: "sell" });
    expect((await post(`/app/prospects/${id}.data`, bad, await token())).status).toBe(400);
    const { appUrl } = shop.world.shopify;
    const get = await fetch(`${appUrl}/app/prospects/${id}/rejected`, { headers: { "user-agent": USER_AGENT } });
    expect(get.status).toBe(405);
  });
});
