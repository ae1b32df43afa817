import { describe, expect, it } from "vitest";
import { isAutomatic } from "~/policy/automaticMail";
import { guessKind } from "~/policy/feedbackKind";

describe("the kind of a message", () => {
  it.each([
    ["Thank you, the offer came at the right time.", "praise"],
    ["Brilliant newsletter!", "praise"],
    ["Thanks. Do you also have pumps?", "question"],
    ["What does the fan cost?", "question"],
    ["", "question"],
    ["I want to complain about your emails", "complaint"],
    ["This is spam", "complaint"],
    ["I will report you to the ICO", "complaint"],
    ["I object to direct marketing", "objection"],
    ["Please stop emailing me, I complained before", "objection"],
    ["unsubscribe", "objection"],
    ["This is a subject access request", "rights_request"],
    ["Delete all my data please. I complain about this.", "rights_request"],
    ["Where did you get my details?", "rights_request"],
    ["What data do you hold on me?", "rights_request"],
    ["Our physics pico meter", "question"],
  ])("%j is a %s", (text, kind) => {
    expect(guessKind(text)).toBe(kind);
  });
});

describe("a machine wrote a mail", () => {
  const mail = {
    headers: new Map<string, string>(),
    subject: "Re: Offers",
    from: "jo@firm.example",
    envelopeFrom: "jo@firm.example",
  };
  const header = (name: string, value: string) => ({ ...mail, headers: new Map([[name, value]]) });
  it.each([
    ["Auto-Submitted: auto-replied", header("auto-submitted", "auto-replied"), true],
    ["Auto-Submitted: auto-generated; owner=x", header("auto-submitted", "auto-generated; owner=x"), true],
    ["Auto-Submitted: no", header("auto-submitted", "no"), false],
    ["Precedence: bulk", header("precedence", "bulk"), true],
    ["Precedence: auto_reply", header("precedence", "auto_reply"), true],
    ["Precedence: first-class", header("precedence", "first-class"), false],
    ["X-Autoreply", header("x-autoreply", "yes"), true],
    ["List-Id", header("list-id", "<list.example>"), true],
    ["a report of non-delivery", header("content-type", "multipart/report; report-type=delivery-status"), true],
    ["an empty envelope sender", { ...mail, envelopeFrom: "" }, true],
    ["an unknown envelope sender", { ...mail, envelopeFrom: undefined }, false],
    ["mailer-daemon", { ...mail, from: "MAILER-DAEMON@mx.example" }, true],
    ["no-reply", { ...mail, from: "no-reply@firm.example" }, true],
    ["a name that only begins alike", { ...mail, from: "bounceland@firm.example" }, false],
    ["Automatic reply: Offers", { ...mail, subject: "Automatic reply: Offers" }, true],
    ["Out of office", { ...mail, subject: "Out of office" }, true],
    ["Abwesenheitsnotiz", { ...mail, subject: "Abwesenheitsnotiz" }, true],
    ["Réponse automatique : Offers", { ...mail, subject: "Réponse automatique : Offers" }, true],
    ["Undeliverable: Offers", { ...mail, subject: "Undeliverable: Offers" }, true],
    ["Re: out of office chairs?", { ...mail, subject: "Re: out of office chairs?" }, false],
    ["a person's reply", mail, false],
  ])("%s", (_name, given, automatic) => {
    expect(isAutomatic(given)).toBe(automatic);
  });
});
