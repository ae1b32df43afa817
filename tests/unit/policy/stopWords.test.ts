import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asksToStop, saysOnlyStop } from "~/policy/stopWords";

describe("a reply asks for no more marketing", () => {
  it.each([
    "unsubscribe",
    "UNSUBSCRIBE",
    "Unsubscribe me please.",
    "Please unsubscribe us from your list",
    "stop",
    "Stop.",
    "STOP!",
    "please stop",
    "Stop it",
    "stop these please",
    "Hi, please stop",
    "remove",
    "Remove me",
    "Please remove my email address from your list.",
    "Can you take me off your mailing list?",
    "opt out",
    "I want to opt-out",
    "please stop sending me emails",
    "Stop emailing me",
    "No more newsletters please",
    "I no longer wish to get your marketing",
    "Do not email me again",
    "don’t contact us",
    "Hello,\n\nplease remove me from this list.\n\nRegards\nJo",
    "Dad-danysgrifio",
    "Tynnwch fi oddi ar y rhestr os gwelwch yn dda",
    "Stopiwch anfon e-byst",
    "stopiwch",
    "Désabonner",
    "Merci de me désinscrire… désinscription",
    "désabonnement svp",
    "Retirez-moi de votre liste",
    "Je ne veux plus recevoir vos mails",
    "arrêtez",
    "Abmelden",
    "Bitte abmelden",
    "Newsletter abbestellen",
    "Keine E-Mails mehr bitte",
    "Bitte keine weiteren Mails",
    "Keine Werbung!",
    "Bitte nicht mehr anschreiben",
    "stopp",
  ])("by %j", (text) => {
    expect(asksToStop(text)).toBe(true);
  });

  it.each([
    "",
    "Thanks, very useful",
    "Do you have a stop valve for this boiler?",
    "Our stop tap leaks. What does a new one cost?",
    "Please do not stop these emails, they are great",
    "Did you unsubscribe me by mistake?",
    "I no longer receive your emails. What is wrong?",
    "When does the offer end?",
    "Please remove item 4 from my order",
    "nonstop",
    "unstoppable offers",
    "Ich habe keine Mails bekommen",
    "Quand arrêtez-vous la vente de ces pompes, s’il vous plaît ?",
    "Line one\nLine two\nLine three\nunsubscribe",
  ])("not by %j", (text) => {
    expect(asksToStop(text)).toBe(false);
  });

  it("is a question that any text can be asked", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => typeof asksToStop(text) === "boolean"),
      { seed: 5 },
    );
  });
});

describe("a reply says nothing but that", () => {
  it.each([
    ["", true],
    ["unsubscribe", true],
    ["Please remove me. Thanks, Jo", true],
    ["Please remove me. I have told you three times by telephone and am going to complain.", false],
    ["Great offers", false],
  ])("%j: %s", (text, only) => {
    expect(saysOnlyStop(text)).toBe(only);
  });
});
