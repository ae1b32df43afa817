import { describe, expect, it } from "vitest";
import { until } from "../simulators/demo/until";
import { useShop } from "../support/world";

const shop = useShop({ customers: 120 });
const TEXT = {
  purpose: "To tell trade customers of spares that they look for.",
  necessity: "Post comes too late for offers that last a week.",
  balancing: "Only companies that bought, with an opt-out in each email.",
};
const NEXT_YEAR = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);

const words = (html: string) =>
  html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, "")
    .replace(/<!-- -->/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&#x27;/g, "'")
    .replace(/\s+/g, " ");

describe("the assessment", () => {
  it("is saved as a draft, which signs nothing", async () => {
    await shop.staff.submit("/app/assessment", { intent: "draft", ...TEXT, balancing: "Not finished" });
    expect(await shop.staff.open("/app/assessment")).toContain("Not finished");
    const { rows } = await shop.world.database.query("SELECT version FROM assessment");
    expect(rows).toHaveLength(1);
  });

  it("is signed with who is logged in beside the name", async () => {
    const signed = { intent: "sign", ...TEXT, signedBy: "Rhian Pritchard, director", reviewAt: NEXT_YEAR };
    await shop.staff.submit("/app/assessment", signed);
    const { rows } = await shop.world.database.query(
      "SELECT version, signed_by, recorded_by FROM assessment ORDER BY version DESC LIMIT 1",
    );
    expect(rows).toEqual([
      {
        version: 2,
        signed_by: "Rhian Pritchard, director",
        recorded_by: expect.stringMatching(/^Staff member \d+$/) as string,
      },
    ]);
  });

  it("that is incomplete is refused, and names the fields", async () => {
    await expect(
      shop.staff.submit("/app/assessment", { intent: "sign", ...TEXT, purpose: "", signedBy: "", reviewAt: "" }),
    ).rejects.toThrow(/purpose[\s\S]*signedBy[\s\S]*reviewAt/);
  });

  it("has a printed page that says everything without a script", async () => {
    const text = words(await shop.staff.open("/app/assessment/2/print"));
    for (const part of [
      ...Object.values(TEXT),
      "Thornbury Spares Ltd",
      "01234567",
      "1 High Street, Thornbury BS35 2AR",
      "Signed by Rhian Pritchard, director on",
      "Review by",
      "Logged in to the store's admin when it was signed: Staff member",
    ])
      expect(text).toContain(part);
    expect(words(await shop.staff.open("/app/assessment/1/print"))).toContain("since replaced by version 2");
  });

  it("of a version that was never signed is not found", async () => {
    await expect(shop.staff.open("/app/assessment/99/print")).rejects.toThrow("404");
    await expect(shop.staff.open("/app/assessment/x/print")).rejects.toThrow("404");
  });

  it("is no form of Settings any more", async () => {
    await expect(
      shop.staff.submit("/app/settings", { intent: "assessment", ...TEXT, signedBy: "A. Owner", reviewAt: NEXT_YEAR }),
    ).rejects.toThrow("400");
  });
});

describe("the register", () => {
  it("shows on one page only those of the ground that was chosen", async () => {
    const text = words(await shop.staff.open("/app/register?ground=legitimate_interest"));
    expect(text).toContain("Customer since");
    await expect(shop.staff.open("/app/register?ground=nonsense&after=x")).resolves.toContain("Legal basis");
  });
});

describe("the retention rule", () => {
  it("refuses a time outside its limits", async () => {
    await expect(shop.staff.submit("/app/register/retention", { intent: "months", months: "5" })).rejects.toThrow(
      "months",
    );
  });

  it("starts nothing for a preview of another rule", async () => {
    await shop.staff.submit("/app/register/retention", { intent: "months", months: "6" });
    for (const intent of ["run", "nightly-on"])
      await expect(shop.staff.submit("/app/register/retention", { intent, seenMonths: "24" })).rejects.toThrow(
        "wrong_state",
      );
  });

  it("removes whom its page showed, by a worker, and says so afterwards", async () => {
    const shown = /(\d+) contacts? would be removed now/.exec(
      words(await shop.staff.open("/app/register/retention")),
    )?.[1];
    expect(Number(shown)).toBeGreaterThan(0);
    await shop.staff.submit("/app/register/retention", { intent: "run", seenMonths: "6" });
    const run = await until(60_000, () =>
      shop.world.database.query<{ removed: number }>("SELECT removed FROM retention_run WHERE finished_at IS NOT NULL"),
    );
    expect(run.removed).toBe(Number(shown));
    const after = words(await shop.staff.open("/app/register/retention"));
    expect(after).toContain("Nobody would be removed now");
    const { rows } = await shop.world.database.query<{ id: string }>(
      "SELECT id FROM contact WHERE removed_at IS NOT NULL LIMIT 1",
    );
    expect(words(await shop.staff.open(`/app/customers/${rows[0]?.id}`))).toContain("No, this contact was removed");
  });

  it("is switched on for every night by who has looked, and off again", async () => {
    await shop.staff.submit("/app/register/retention", { intent: "nightly-on", seenMonths: "6" });
    expect(words(await shop.staff.open("/app/register/retention"))).toMatch(/Switched on since .* by Staff member/);
    await shop.staff.submit("/app/register/retention", { intent: "nightly-off", seenMonths: "6" });
    expect(words(await shop.staff.open("/app/register/retention"))).toContain("Switched off: nobody is removed");
  });
});
