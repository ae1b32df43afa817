import { html } from "../html";
import type { PublicWords } from "./wordsType";

export const de: PublicWords = {
  thisShop: "dieser Shop",
  foot: {
    feedback: "Sagen Sie uns, was Sie von unseren E-Mails halten",
    policy: "Wie wir E-Mails für Werbung nutzen",
  },
  questions: (link) =>
    html`Fragen oder Beschwerden zu den E-Mails? Schreiben Sie an ${link}. Ein Mensch liest es und antwortet Ihnen.`,
  unknownLink: {
    title: "Diesen Link kennen wir nicht",
    text: "Es wurde nichts geändert. Der Link wurde vielleicht auf dem Weg zu Ihnen abgeschnitten oder verändert. Bitte gehen Sie zurück zur E-Mail und öffnen Sie den Link noch einmal, oder kopieren Sie ihn ganz.",
    writeTo: (link) => html`Wenn das nicht hilft, schreiben Sie an ${link}. Ein Mensch antwortet Ihnen.`,
  },
  trouble: {
    title: "Hier ist etwas schiefgegangen",
    notSaved: "Wir konnten Ihre Antwort gerade nicht speichern. Der Fehler liegt bei uns, nicht bei Ihnen.",
    pressAgain: "Bitte warten Sie eine Minute und drücken Sie den Knopf noch einmal.",
    openAgain: "Bitte öffnen Sie die Seite in einer Minute noch einmal.",
  },
  confirm: {
    title: "Möchten Sie diese E-Mails?",
    asked: (address, name) => html`Jemand hat ${name} die Adresse ${address} gegeben und diesen Worten zugestimmt:`,
    press: "Wenn Sie das waren und zustimmen, drücken Sie den Knopf.",
    yes: "Ja, schreiben Sie mir",
    ifNot:
      "Wenn Sie es nicht waren, schließen Sie einfach diese Seite. Ohne den Knopf bekommen Sie keine Werbe-E-Mails.",
    done: "Danke: Sie stehen auf der Liste",
    doneText: (name) => html`${name} darf Ihnen jetzt Werbe-E-Mails senden.`,
    already: "Sie haben schon zugestimmt",
    alreadyText: (name) => html`${name} darf Ihnen Werbe-E-Mails senden. Sie müssen nichts weiter tun.`,
    stopAnyTime: "Sie können sie jederzeit beenden: In jeder steht ein Link, der das sofort tut.",
    expired: "Dieser Link ist abgelaufen",
    expiredText: (name) => html`Sie bekommen seinetwegen keine Werbe-E-Mails von ${name}.`,
    another: "Wenn Sie sie doch möchten, drücken Sie den Knopf: Wir senden einen neuen Link an dieselbe Adresse.",
    sendAnother: "Neuen Link senden",
    sent: "Sehen Sie in Ihren Posteingang",
    sentText:
      "Wenn diese Adresse unsere E-Mails bekommen kann, ist ein neuer Link zu ihr unterwegs. Sonst geschieht nichts, bis Sie den Knopf dahinter drücken.",
    excluded: "Wir schreiben nicht an diese Adresse",
    excludedText: (name) =>
      html`Diese Adresse steht auf der Liste derer, die keine Werbe-E-Mails von ${name} möchten. Dieser Wunsch zählt
      mehr als ein angekreuztes Kästchen, deshalb wurde nichts geändert.`,
    wayBack: (link) =>
      link
        ? html`Wenn Sie es sich anders überlegt haben, öffnen Sie den Abmeldelink am Ende einer E-Mail von uns: Auf
          dessen Seite ist ein Knopf dafür. Oder schreiben Sie von dieser Adresse an ${link}: Ein Mensch antwortet
          Ihnen.`
        : html`Wenn Sie es sich anders überlegt haben, öffnen Sie den Abmeldelink am Ende einer E-Mail von uns: Auf
          dessen Seite ist ein Knopf dafür.`,
  },
  report: {
    title: "Waren Sie das nicht?",
    asked: (address, name) =>
      html`Jemand hat ${name} die Adresse ${address} für Werbe-E-Mails gegeben und diesen Worten zugestimmt:`,
    press: "Wenn Sie das nicht waren, drücken Sie den Knopf.",
    whatFollows: (name) =>
      html`Dann zählt die Anfrage nicht, und diese Adresse bekommt keine Werbe-E-Mails von ${name}, wer auch immer
      danach fragt, auch wenn Sie früher welchen zugestimmt haben. E-Mails zu Ihren Bestellungen sind nicht betroffen.`,
    notMe: "Ich war das nicht",
    ifYou: "Wenn Sie es waren, schließen Sie einfach diese Seite. Ohne den Knopf geschieht nichts.",
    done: "Danke für die Nachricht",
    doneText: (name) => html`Diese Adresse bekommt keine Werbe-E-Mails von ${name}, wer auch immer danach fragt.`,
    changedMind: (link) =>
      link
        ? html`Wenn Sie es sich später anders überlegen, schreiben Sie von dieser Adresse an ${link}. Ein Mensch
          antwortet Ihnen.`
        : html`Wenn Sie es sich später anders überlegen, schreiben Sie uns von dieser Adresse. Ein Mensch antwortet
          Ihnen.`,
  },
  subscribe: {
    title: (name) => html`E-Mails von ${name}`,
    intro: (name) => html`Füllen Sie dieses Formular aus, wenn Sie Werbe-E-Mails von ${name} bekommen möchten.`,
    twoSteps:
      "Wir senden dann eine einzige E-Mail mit einem Link an die angegebene Adresse. Erst wenn Sie den Knopf hinter dem Link drücken, bekommen Sie unsere E-Mails: So kann niemand außer Ihnen Sie anmelden.",
    address: "E-Mail-Adresse",
    buyAs: "Ich kaufe als (freiwillig)",
    buyAsHint:
      "Für Unternehmen und für Menschen gelten verschiedene Regeln. Wenn Sie nichts sagen, behandeln wir Sie als Privatperson.",
    notSaid: "Möchte ich nicht sagen",
    forms: {
      limited_company: "Kapitalgesellschaft (limited company)",
      llp: "Partnerschaft mit beschränkter Haftung (LLP)",
      sole_trader: "Einzelunternehmer",
      partnership: "Personengesellschaft (partnership)",
      private_person: "Privatperson",
    },
    agree: "Ihre Zustimmung",
    leaveEmpty: "Lassen Sie dieses Feld leer",
    send: "Link senden",
    wrong: "Es wurde noch nichts gesendet. Bitte sehen Sie sich das noch einmal an:",
    addressWrong: "Geben Sie eine E-Mail-Adresse ein, etwa name@beispiel.de.",
    notTicked: "Kreuzen Sie das Kästchen an, wenn Sie unsere E-Mails möchten. Ohne das senden wir Ihnen nichts.",
    wordsChanged: "Bitte lesen Sie diese Worte und kreuzen Sie das Kästchen an, wenn Sie ihnen zustimmen.",
    check: "Ist das richtig?",
    checkText: (address, name) =>
      html`Wir senden eine E-Mail mit einem Link an ${address}. Sie möchten Werbe-E-Mails von ${name} und stimmen diesen
      Worten zu:`,
    checkForm: (form) => html`Sie kaufen als ${form}.`,
    sent: "Sehen Sie in Ihren Posteingang",
    sentText:
      "Wenn diese Adresse unsere E-Mails bekommen kann, ist eine mit einem Link zu ihr unterwegs. Sonst geschieht nichts, bis Sie den Knopf hinter diesem Link drücken.",
    noEmail:
      "Nach zehn Minuten keine E-Mail? Sehen Sie im Spam-Ordner nach. Wenn sie auch dort nicht ist, füllen Sie das Formular noch einmal aus.",
    closed: "Hier gibt es noch nichts zum Anmelden",
    closedText: (name) => html`${name} bietet hier zurzeit keine E-Mails an.`,
    stop: "Ich möchte keine E-Mails mehr",
  },
  stop: {
    title: "Werbe-E-Mails beenden",
    intro: (name) =>
      html`Geben Sie die Adresse ein, die keine Werbe-E-Mails von ${name} mehr bekommen soll. Das gilt sofort. E-Mails
      zu Ihren Bestellungen sind nicht betroffen.`,
    addresses: "E-Mail-Adressen",
    hint: (most) => `Eine in jeder Zeile, höchstens ${most}. Wir schreiben ihnen deswegen nicht.`,
    stop: "Diese E-Mails beenden",
    done: "Erledigt",
    none: "Es wurde keine Adresse aufgenommen",
    taken: (count, name) =>
      count === 1
        ? html`Wir haben 1 Adresse aufgenommen. Sie bekommt ab jetzt keine Werbe-E-Mails von ${name}.`
        : html`Wir haben ${count} Adressen aufgenommen. Sie bekommen ab jetzt keine Werbe-E-Mails von ${name}.`,
    unreadable: (lines, count) =>
      count === 1
        ? `In Zeile ${lines} stand keine E-Mail-Adresse. Bitte geben Sie sie unten noch einmal ein.`
        : `In den Zeilen ${lines} stand keine E-Mail-Adresse. Bitte geben Sie sie unten noch einmal ein.`,
    empty: "Das Feld war leer. Bitte geben Sie mindestens eine E-Mail-Adresse ein.",
    tooMany: "Zu viele Adressen",
    tooManyText: (most) =>
      `Keine dieser Adressen wurde aufgenommen. Sie können höchstens ${most} auf einmal senden: Bitte nehmen Sie einige heraus und drücken Sie den Knopf noch einmal.`,
    moreThanThat: (link) => html`Haben Sie mehr als das? Schreiben Sie an ${link}, und ein Mensch kümmert sich darum.`,
    tooOften: "Bitte warten Sie ein wenig",
    tooOftenText:
      "Keine dieser Adressen wurde aufgenommen, weil in der letzten Stunde so viele von Ihrem Anschluss kamen. Bitte drücken Sie den Knopf in einer Stunde noch einmal.",
    write: (link) => html`Oder schreiben Sie jetzt an ${link}, und ein Mensch kümmert sich darum.`,
  },
};
