import { describe, expect, it } from "vitest";
import { lookOutside, type Looks, type Wanted } from "~/services/campaigns/preflightLooks";

const SHOP = 7;
const wanting = (...links: string[]): Wanted => ({ links, storePage: null, sender: null });

/** Looks whose links are answered one by one, when a test says so. */
function heldLooks() {
  const held = new Map<string, { answer: () => void; fail: () => void }>();
  const asked: string[] = [];
  const looks: Looks = {
    reach: (url) =>
      new Promise((resolve, reject) => {
        asked.push(url);
        held.set(url, { answer: () => resolve("reached"), fail: () => reject(new Error("broken")) });
      }),
    isClosedStore: () => Promise.resolve(true),
    senderDomain: () => Promise.resolve("authenticated"),
    dmarc: () => Promise.resolve("missing"),
  };
  return { asked, looks, held };
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("looking outside for a campaign", () => {
  it("tells what was seen of its links, its store and its sender", async () => {
    const { looks, held } = heldLooks();
    const seen = lookOutside(SHOP, 1, { links: ["https://a.example/"], storePage: "https://shop.example/out", sender: { domain: "shop.example", since: null } }, looks); // prettier-ignore
    await turn();
    held.get("https://a.example/")?.answer();
    expect(await seen).toEqual({
      links: new Map([["https://a.example/", "reached"]]),
      storeClosed: true,
      sender: { standing: "authenticated", dmarc: "missing" },
    });
  });

  it("is shared by all who ask for the same meanwhile, and begins anew for who asks afterwards", async () => {
    const { asked, looks, held } = heldLooks();
    const first = lookOutside(SHOP, 2, wanting("https://a.example/"), looks);
    await turn();
    const second = lookOutside(SHOP, 2, wanting("https://a.example/"), looks);
    await turn();
    expect(asked).toEqual(["https://a.example/"]);
    held.get("https://a.example/")?.answer();
    expect(await second).toBe(await first);
    void lookOutside(SHOP, 2, wanting("https://a.example/"), looks);
    await turn();
    expect(asked).toEqual(["https://a.example/", "https://a.example/"]);
    held.get("https://a.example/")?.answer();
  });

  it("is not shared by who asks for something else: that waits until the other has ended, or failed", async () => {
    const { asked, looks, held } = heldLooks();
    const first = lookOutside(SHOP, 3, wanting("https://a.example/"), looks);
    const second = lookOutside(SHOP, 3, wanting("https://b.example/"), looks);
    const third = lookOutside(SHOP, 3, wanting("https://b.example/"), looks);
    await turn();
    expect(asked).toEqual(["https://a.example/"]);
    held.get("https://a.example/")?.fail();
    await expect(first).rejects.toThrow("broken");
    await turn();
    expect(asked).toEqual(["https://a.example/", "https://b.example/"]);
    held.get("https://b.example/")?.answer();
    expect([...(await second).links.keys()]).toEqual(["https://b.example/"]);
    expect(await third).toBe(await second);
  });

  it("waits for no other campaign, nor for one of another shop", async () => {
    const { asked, looks, held } = heldLooks();
    const all = [
      lookOutside(SHOP, 4, wanting("https://a.example/"), looks),
      lookOutside(SHOP, 5, wanting("https://b.example/"), looks),
      lookOutside(SHOP + 1, 4, wanting("https://a.example/"), looks),
    ];
    await turn();
    expect(asked).toEqual(["https://a.example/", "https://b.example/", "https://a.example/"]);
    // The others need not end.
    held.get("https://b.example/")?.answer();
    expect([...((await all[1])?.links.keys() ?? [])]).toEqual(["https://b.example/"]);
  });
});
