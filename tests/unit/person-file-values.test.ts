import { ExclusionAct, FeedbackChannel, FeedbackKind, FeedbackState, MailKind, MailState, PrivacyKind, PrivacyState, PrivacyWay, StoreWriteState } from "@prisma/client"; // prettier-ignore
import { describe, expect, it } from "vitest";
import type { FileField } from "~/services/privacy/fileFields";
import type { SectionId } from "~/services/privacy/fileSections";
import { codeWords } from "~/ui/privacy/personFileValues";

describe("the words of a person's file", () => {
  it.each<[SectionId, FileField, Readonly<Record<string, string>>]>([
    ["single_mails", "kind", MailKind],
    ["single_mails", "state", MailState],
    ["feedback", "kind", FeedbackKind],
    ["feedback", "state", FeedbackState],
    ["feedback", "way", FeedbackChannel],
    ["exclusion", "kind", ExclusionAct],
    ["told_sendgrid", "state", StoreWriteState],
    ["store_writes", "state", StoreWriteState],
    ["privacy_requests", "kind", PrivacyKind],
    ["privacy_requests", "state", PrivacyState],
    ["privacy_requests", "way", PrivacyWay],
  ])("say every code of %s, %s, and speak to the person", (section, field, codes) => {
    for (const code of Object.keys(codes)) {
      expect(codeWords(section, field, code), code).toBeDefined();
      expect(codeWords(section, field, code), code).not.toMatch(/\b(for you$|your staff|their data|they took)/i);
    }
  });

  it("tell the same code by what it is in each section", () => {
    expect(codeWords("feedback", "state", "open")).not.toBe(codeWords("privacy_requests", "state", "open"));
    expect(codeWords("feedback", "way", "staff")).not.toBe(codeWords("privacy_requests", "way", "staff"));
    expect(codeWords("mail_events", "event", "delivered")).toBe("Delivered");
  });
});
