import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { lookUpDmarc } from "~/integrations/web/dmarc";
import { namesOf, type Names } from "~/integrations/web/names";
import { networkOf, reach } from "~/integrations/web/reach";
import { startNameServer } from "../../support/name-server";

const PUBLIC = "93.184.215.14";
const PUBLIC_6 = "2606:4700:0:0:0:0:0:1111";

let server: Awaited<ReturnType<typeof startNameServer>>;
let names: Names;
beforeAll(async () => {
  server = await startNameServer({
    "both.test": { A: [PUBLIC, "1.1.1.1"], AAAA: [PUBLIC_6] },
    "four.test": { A: [PUBLIC] },
    "six.test": { AAAA: [PUBLIC_6] },
    "neither.test": { TXT: ["words"] },
    "half.test": { A: [PUBLIC], AAAA: "silent" },
    "half-none.test": { A: [], AAAA: "silent" },
    "fails.test": { A: "fails", AAAA: "fails" },
    "silent.test": { A: "silent", AAAA: "silent" },
    "among.test": { A: [PUBLIC, "10.0.0.5", "1.1.1.1"] },
    "among6.test": { A: [PUBLIC], AAAA: ["fd00:0:0:0:0:0:0:1"] },
    "_dmarc.shop.test": { TXT: ["v=DMARC1; p=none"] },
    "_dmarc.silent.test": { TXT: "silent" },
  });
  names = namesOf({ servers: server.servers, limitMs: 200 });
});
afterAll(() => server.close());

const never = new AbortController().signal;

describe("the names of the internet", () => {
  it.each([
    ["by both kinds", "both.test", [PUBLIC, "1.1.1.1", "2606:4700::1111"]],
    ["by IPv4 alone", "four.test", [PUBLIC]],
    ["by IPv6 alone", "six.test", ["2606:4700::1111"]],
    ["by the kind that was answered, while the other is not", "half.test", [PUBLIC]],
    ["by no kind", "neither.test", []],
    ["not at all", "nobody.test", []],
    ["not at all where a name can be none", `${"a".repeat(64)}.test`, []],
  ])("have addresses %s", async (_, host, expected) => {
    const found = await names.addresses(host, never);
    expect(found.map(({ address }) => address)).toEqual(expected);
    for (const { address, family } of found) expect(family).toBe(address.includes(":") ? 6 : 4);
  });

  it.each(["silent.test", "fails.test", "half-none.test"])(
    "are not known while nobody answers for %s",
    async (host) => {
      await expect(names.addresses(host, never)).rejects.toThrow();
    },
  );

  it("are given up at once by whoever no longer wants them", async () => {
    const patient = namesOf({ servers: server.servers, limitMs: 60_000 });
    const asker = new AbortController();
    const looking = patient.addresses("silent.test", asker.signal);
    const texts = patient.texts("_dmarc.silent.test", asker.signal);
    asker.abort();
    await expect(looking).rejects.toMatchObject({ code: "ECANCELLED" });
    await expect(texts).rejects.toMatchObject({ code: "ECANCELLED" });
    await expect(patient.addresses("four.test", asker.signal)).rejects.toThrow();
  });
});

describe("looking by a name server", () => {
  const ask = vi.fn(() => Promise.resolve({ status: 200, location: undefined }));
  const look = (link: string) => reach(link, { ...networkOf(names), ask }, 5_000);

  it.each([
    ["reaches a page by its address", "https://four.test/", "reached"],
    ["does not reach a name for which the server stays silent, nor say that there is none", "https://silent.test/", "unreachable"],
    ["nor one of which it cannot tell", "https://fails.test/", "unreachable"],
    ["says that there is no such name", "https://nobody.test/", "unresolved"],
    ["goes nowhere for a name with a private address among public ones", "https://among.test/", "private"],
    ["goes nowhere for a name with a private address of the other kind", "https://among6.test/", "private"],
  ])("%s", async (_, link, expected) => {
    ask.mockClear();
    expect(await look(link)).toBe(expected);
    expect(ask).toHaveBeenCalledTimes(expected === "reached" ? 1 : 0);
  }); // prettier-ignore

  it("knows a DMARC record, that there is none, and that nobody answers", async () => {
    expect(await lookUpDmarc("shop.test", names)).toBe("published");
    expect(await lookUpDmarc("mail.shop.test", names)).toBe("published");
    expect(await lookUpDmarc("four.test", names)).toBe("missing");
    expect(await lookUpDmarc("silent.test", names)).toBe("unknown");
  });

  it("does not wait for a record longer than its limit", async () => {
    const patient = namesOf({ servers: server.servers, limitMs: 60_000 });
    expect(await lookUpDmarc("silent.test", patient, 50)).toBe("unknown");
  });
});
