import { describe, expect, it } from "vitest";
import { USER_AGENT } from "../simulators/demo/browser-like";
import { forgedToken } from "../support/forged-token";
import { LED_AWAY } from "../support/without-token";
import { useShop } from "../support/world";

const shop = useShop({ customers: 60 });
const REASON = "Found in the register";

async function someContact(): Promise<{ id: string; legal_form: string }> {
  const { rows } = await shop.world.database.query<{ id: string; legal_form: string }>(
    "SELECT id::text AS id, legal_form FROM contact WHERE legal_form = 'unknown' ORDER BY id LIMIT 1",
  );
  if (!rows[0]) throw new Error("the store has nobody whose legal form is unknown");
  return rows[0];
}
async function legalFormOf(id: string): Promise<string | undefined> {
  const { rows } = await shop.world.database.query<{ legal_form: string }>(
    "SELECT legal_form FROM contact WHERE id = $1",
    [id],
  );
  return rows[0]?.legal_form;
}
/** Posts a form with a token, or none. Gives the status. */
async function post(id: string, fields: Record<string, string>, token: string | undefined): Promise<number> {
  const response = await fetch(`${shop.world.shopify.appUrl}/app/customers/${id}/legal-form.data`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "user-agent": USER_AGENT,
      "content-type": "application/x-www-form-urlencoded",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: new URLSearchParams(fields).toString(),
  });
  return response.status;
}
const DECIDE = { intent: "decide", legalForm: "corporate", reason: REASON };

describe("deciding a customer's legal form", () => {
  it("is kept with who and why, shown on the customer's page, and can be taken back", async () => {
    const { id } = await someContact();
    const action = `/app/customers/${id}/legal-form`;
    await shop.staff.submit(action, DECIDE);
    expect(await legalFormOf(id)).toBe("corporate");
    const { rows } = await shop.world.database.query<{ actor: string; reason: string; group_id: string }>(
      "SELECT actor, reason, group_id FROM form_evidence WHERE contact_id = $1",
      [id],
    );
    expect(rows).toMatchObject([{ reason: REASON }]);
    expect(rows[0]?.actor).toMatch(/^Staff member \S+$/);
    const page = await shop.staff.open(`/app/customers/${id}`);
    expect(page).toContain(REASON);
    expect(page).toContain("Your staff decided it");

    await shop.staff.submit(action, { intent: "undo", groupId: rows[0]?.group_id ?? "" });
    expect(await legalFormOf(id)).toBe("unknown");
    await expect(shop.staff.submit(action, { intent: "undo", groupId: rows[0]?.group_id ?? "" })).rejects.toThrow(
      "not_found",
    );
    expect(await shop.staff.open(`/app/customers/${id}`)).toContain("Does not count: taken back");
  });

  it("is refused without a reason, and for nobody", async () => {
    const { id } = await someContact();
    await expect(shop.staff.submit(`/app/customers/${id}/legal-form`, { ...DECIDE, reason: " " })).rejects.toThrow(
      /input_invalid[\s\S]*reason/,
    );
    await expect(shop.staff.submit("/app/customers/999999999/legal-form", DECIDE)).rejects.toThrow("not_found");
    expect(await legalFormOf(id)).toBe("unknown");
  });

  it("is refused without a token, and with one of another secret", async () => {
    const { id } = await someContact();
    const forged = await forgedToken(shop);
    expect(await post(id, DECIDE, undefined)).toBe(LED_AWAY.data);
    expect(await post(id, DECIDE, forged)).toBe(401);
    expect(await legalFormOf(id)).toBe("unknown");
  });

  it.each([
    ["another intent", { ...DECIDE, intent: "erase" }],
    ["a form that nobody can decide", { ...DECIDE, legalForm: "unknown" }],
  ])("is refused for %s", async (_what, fields) => {
    const { id } = await someContact();
    expect(await post(id, fields, await shop.world.shopify.sessionToken())).toBe(400);
    expect(await legalFormOf(id)).toBe("unknown");
  });
});
