import { describe, expect, it } from "vitest";
import { isFreemailDomain } from "~/policy/freemail";

describe("a provider of personal mailboxes", () => {
  it.each([
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "outlook.co.uk",
    "live.co.uk",
    "msn.com",
    "yahoo.com",
    "yahoo.co.uk",
    "aol.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "btinternet.com",
    "btopenworld.com",
    "sky.com",
    "talktalk.net",
    "ntlworld.com",
    "virginmedia.com",
    "blueyonder.co.uk",
    "tiscali.co.uk",
    "freeserve.co.uk",
    "o2.co.uk",
    "protonmail.com",
    "proton.me",
    "pm.me",
    "mail.com",
    "gmx.com",
    "yandex.ru",
    "zoho.com",
    "demon.co.uk",
    "plus.com",
    "tuta.com",
  ])("is %s", (domain) => {
    expect(isFreemailDomain(domain)).toBe(true);
  });

  it("is a sub-domain of one", () => {
    expect(isFreemailDomain("smith.plus.com")).toBe(true);
    expect(isFreemailDomain("a.b.demon.co.uk")).toBe(true);
  });

  it.each([
    "firm.example",
    "firm.co.uk",
    "notgmail.com",
    "gmail.com.firm.example",
    "gmail",
    "co.uk",
    "org.uk",
    "com",
    "uk",
    "nhs.uk",
    "gov.uk",
    "ltd.uk",
    "",
    ".",
  ])("is not %j", (domain) => {
    expect(isFreemailDomain(domain)).toBe(false);
  });
});
