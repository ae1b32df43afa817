import { describe, expect, it } from "vitest";
import { ATTEMPT_LIMITS, connectionOf, longestWindow } from "~/policy/attemptLimits";

describe("what of an IP address stands for one connection", () => {
  it.each([
    ["an IPv4 address, whole", "203.0.113.7", "203.0.113.7"],
    ["with blanks around it", " 203.0.113.7 ", "203.0.113.7"],
    ["the first half of an IPv6 address", "2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["however it is written", "2001:0db8:0001:0002:0:0:0:1", "2001:db8:1:2::/64"],
    ["zeros left out behind", "2001:db8::", "2001:db8:0:0::/64"],
    ["zeros left out in between", "2001:db8::5:0:1", "2001:db8:0:0::/64"],
    ["the loopback", "::1", "0:0:0:0::/64"],
    ["an IPv4 address in IPv6's dress", "::ffff:203.0.113.7", "203.0.113.7"],
    ["text with a colon that is no address", "unknown:1", "unknown:1"],
    ["anything else as it came", "Unknown", "unknown"],
    ["no more than a hundred letters of it", "x".repeat(500), "x".repeat(100)],
  ])("is %s", (_case, ip, expected) => {
    expect(connectionOf(ip)).toBe(expected);
  });
});

describe("the limits", () => {
  it("let a person through who asks, does not find the mail and asks again", () => {
    expect(ATTEMPT_LIMITS.mailbox[0].most).toBeGreaterThanOrEqual(2);
  });

  it("reach back as far as their longest window", () => {
    expect(longestWindow("mailbox")).toBe(720);
    expect(longestWindow("shop")).toBe(1);
  });
});
