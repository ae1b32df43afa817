import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { browserFamily, reduceIp, TRACE_MONTHS } from "~/policy/traces";

const SEED = 20260302;

describe("an IP address that is reduced", () => {
  it.each<[string, string | null]>([
    ["192.0.2.7", "192.0.2.0/24"],
    [" 192.0.2.255 ", "192.0.2.0/24"],
    ["192.0.2.0/24", "192.0.2.0/24"],
    ["::ffff:192.0.2.7", "192.0.2.0/24"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
    ["2001:DB8:1::6", "2001:db8:1::/48"],
    ["2001:0db8:0001:ffff::", "2001:db8:1::/48"],
    ["2001:db8::1", "2001:db8::/48"],
    ["2001:db8:1::/48", "2001:db8:1::/48"],
    ["fe80::1%eth0", "fe80::/48"],
    ["::1", "::/48"],
    ["64:ff9b::192.0.2.33", "64:ff9b::/48"],
    ["256.1.1.1", null],
    ["1.2.3", null],
    ["192.0.2.7/32", null],
    ["2001:db8::1::2", null],
    ["2001:db8:1:2:3:4:5:6:7", null],
    ["2001:db8:1:2:3:4:5", null],
    ["12345::", null],
    ["unknown", null],
    ["", null],
  ])("%j is %j", (given, reduced) => {
    expect(reduceIp(given)).toBe(reduced);
  });

  it("is reduced once: again, nothing changes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => {
        const once = reduceIp(ip);
        expect(once).not.toBeNull();
        expect(reduceIp(once ?? "")).toBe(once);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("keeps nothing of the part that tells one caller from another", () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), fc.nat(255), fc.nat(255), (net, a, b) => {
        expect(reduceIp([...net, a].join("."))).toBe(reduceIp([...net, b].join(".")));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it.each(["192.0.2.7", "2001:db8:1:2:3:4:5:6"])("%s is not the address any more", (ip) => {
    expect(reduceIp(ip)).not.toBe(ip);
  });
});

describe("a user agent that is reduced", () => {
  it.each([
    ["Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome"],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edg"],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 OPR/120.0", "OPR"],
    ["Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15", "Safari"],
    ["curl/8.0", "other"],
    ["", "other"],
  ])("%s is %s, and stays it", (userAgent, family) => {
    expect(browserFamily(userAgent)).toBe(family);
    expect(browserFamily(family)).toBe(family);
  });

  it("that never was is other", () => {
    expect(browserFamily(null)).toBe("other");
  });
});

it("is kept as it came for a year", () => {
  expect(TRACE_MONTHS).toBe(12);
});
