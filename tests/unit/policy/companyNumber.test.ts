import { describe, expect, it } from "vitest";
import { classifyCompanyNumber } from "~/policy/companyNumber";

describe("the format of a registered number", () => {
  it.each([
    "00012345",
    "12345678",
    " 1234 5678 ",
    ...["SC", "NI", "R0", "OC", "SO", "NC", "CE", "CS", "SL", "SG", "RS"].map((prefix) => `${prefix}123456`),
    "sc123456",
    "O C 123 456",
  ])("of %j is a corporate one", (number) => {
    expect(classifyCompanyNumber(number)).toBe("corporate");
  });

  it.each(["LP123456", "NL123456", "lp 123456"])("of %j is that of a partnership without personality", (number) => {
    expect(classifyCompanyNumber(number)).toBe("not_corporate");
  });

  it.each(["FC", "SF", "NF", "GE", "ZC"])("with %s is left to a person", (prefix) => {
    expect(classifyCompanyNumber(`${prefix}123456`)).toBe("by_hand");
  });

  it.each([
    "",
    "1234567",
    "123456789",
    "SC12345",
    "SC1234567",
    "XX123456",
    "S123456",
    "12345678A",
    "SC-123456",
    "GB123456789",
    "GB999 9999 73",
    "GBGD001",
    "IE1234567T",
    "12345678\u200b9",
  ])("is not seen in %j", (text) => {
    expect(classifyCompanyNumber(text)).toBeUndefined();
  });
});
