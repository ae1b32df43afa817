import { html } from "../../html";
import type { OptOutWords } from "./wordsType";

export const de: OptOutWords = {
  excluded: "Sie sind abgemeldet",
  excludedText: (name) => html`Sie bekommen keine Werbe-E-Mails von ${name} mehr. Das gilt ab sofort.`,
  onItsWay:
    "War in den letzten Augenblicken schon eine E-Mail unterwegs, kann sie noch ankommen. Wir können sie nicht zurückholen.",
  data: {
    before: "Sie können auch ",
    link: "fragen, was über Sie gespeichert ist, oder es löschen lassen",
    after: ".",
  },
  further: {
    title: "Weitere Adressen hinzufügen",
    hint: (most) =>
      `Eine je Zeile, höchstens ${most}. Auch sie bekommen dann keine Werbe-E-Mails mehr. Wir schreiben ihnen deswegen nicht.`,
    add: "Diese Adressen hinzufügen",
    elsewhere: "Um weitere Adressen hinzuzufügen, öffnen Sie den Link am Ende der E-Mail.",
    done: "Erledigt",
    none: "Es wurde keine Adresse hinzugefügt",
    taken: (count, name) =>
      count === 1
        ? html`Wir haben 1 weitere Adresse aufgenommen. Sie bekommt ab jetzt keine Werbe-E-Mails von ${name}.`
        : html`Wir haben ${count} weitere Adressen aufgenommen. Sie bekommen ab jetzt keine Werbe-E-Mails von ${name}.`,
    tooMany: "Zu viele Adressen",
    tooManyText: (atOnce, inAll) =>
      `Keine dieser Adressen wurde hinzugefügt. Möglich sind ${atOnce} auf einmal und ${inAll} insgesamt aus einer E-Mail.`,
    takeOut: "Bitte nehmen Sie einige heraus und drücken Sie den Knopf noch einmal. Sie selbst bleiben abgemeldet.",
    undo: "Versehentlich hinzugefügt?",
    undoText: "Der Knopf nimmt alle Adressen zurück, die mit diesem Link hinzugefügt wurden.",
    undoPress: "Diese Adressen zurücknehmen",
    undone: "Die Adressen sind zurückgenommen",
    undoneText:
      "Die Adressen, die mit diesem Link hinzugefügt wurden, stehen wieder wie vorher. Wo etwas anderes eine von ihnen auf der Liste derer hält, denen wir nicht schreiben dürfen, bleibt sie dort.",
    undoneYou: "Sie selbst bleiben abgemeldet, wenn Sie nicht auch das rückgängig gemacht haben.",
  },
  note: {
    title: "Sagen Sie uns, warum, wenn Sie mögen",
    reason: "Was war der Grund?",
    reasons: {
      too_many: "Es waren zu viele",
      not_relevant: "Sie hatten nichts mit meiner Arbeit zu tun",
      content: "Mir gefiel nicht, was darin stand",
      never_asked: "Ich habe nie darum gebeten",
      wrong_person: "Sie waren nicht für mich bestimmt",
      other: "Etwas anderes",
    },
    words: "In Ihren eigenen Worten",
    hint: "Sie können das leer lassen. Ein Mensch liest es und kann Ihnen antworten.",
    send: "Senden",
    done: "Danke, dass Sie es uns sagen",
    doneText: "Ein Mensch liest, was Sie geschrieben haben. Wir berücksichtigen es, wenn wir unsere E-Mails planen.",
    stillOut: (name) => html`Sie bleiben abgemeldet: Sie bekommen keine Werbe-E-Mails von ${name} mehr.`,
    tooMany: "Sie haben es uns schon gesagt",
    tooManyText:
      "Wir haben, was Sie vorher geschrieben haben. Bitte warten Sie eine Stunde, bevor Sie wieder schreiben.",
    stillOutShort: "Sie bleiben abgemeldet.",
  },
  undo: {
    title: "Versehentlich geöffnet?",
    text: "Der Knopf stellt alles so her, wie es war, bevor Sie diesen Link geöffnet haben: Sie bekommen unsere E-Mails nur dann wieder, wenn Sie sie damals bekamen. Adressen, die Sie hinzugefügt haben, bleiben abgemeldet.",
    press: "Abmeldung rückgängig machen",
    done: "Ihre Abmeldung ist rückgängig gemacht",
    doneText: (name) =>
      html`Alles ist so, wie es war, bevor Sie den Link geöffnet haben. Wenn Sie damals Werbe-E-Mails von ${name}
      bekamen, bekommen Sie sie wieder; worin Sie eingewilligt hatten, gilt wieder.`,
    nothingSent:
      "Es wird deswegen nichts verschickt. Der Link in der E-Mail gilt weiter: Öffnen Sie ihn wieder, sind Sie wieder abgemeldet.",
    kept: "Rückgängig gemacht, aber Sie bleiben abgemeldet",
    keptText:
      "Was dieser Link bewirkt hatte, ist rückgängig gemacht. Die Adresse steht auch aus einem anderen Grund auf der Liste derer, denen wir nicht schreiben dürfen, etwa wegen einer anderen Abmeldung, und bleibt deshalb dort.",
  },
  back: {
    title: "Haben Sie es sich anders überlegt?",
    text: "Der Knopf nimmt die Adresse, an die dieser Link ging, von der Liste derer, denen wir nicht schreiben dürfen, und keine andere. Es wird deswegen nichts verschickt.",
    press: "Ich möchte wieder E-Mails bekommen",
    done: "Sie stehen nicht mehr auf der Liste derer, denen wir nicht schreiben dürfen",
    doneText: (name) =>
      html`Dadurch allein bekommen Sie keine E-Mails von ${name}. Dafür füllen Sie unser Formular aus und bestätigen mit
      dem Link, den wir Ihnen dann schicken.`,
    form: "Zum Formular",
    company:
      "Ist dies die Adresse einer Kapitalgesellschaft oder LLP, die bei uns kauft, kann sie ab jetzt wieder E-Mails von uns bekommen: Das Recht erlaubt uns, Unternehmen ungefragt zu schreiben. Hatte jemand dort einmal eingewilligt, warten wir trotzdem auf das Formular und den Link. In jeder E-Mail steht ein Link, der sie sofort beendet.",
    linkWorks:
      "Der Link in der E-Mail, aus der Sie kommen, gilt weiter: Öffnen Sie ihn wieder, sind Sie wieder abgemeldet.",
    staffOnly: "Sie bleiben abgemeldet",
    staffOnlyText:
      "Eine E-Mail an diese Adresse kam zurück oder wurde als Spam gemeldet, oder alle in Ihrer Firma sind abgemeldet. Deshalb muss ein Mensch es ansehen, bevor wir wieder dorthin schreiben.",
    write: (link) =>
      link
        ? html`Bitte schreiben Sie von dieser Adresse an ${link}, dass Sie unsere E-Mails möchten. Ein Mensch antwortet
          Ihnen.`
        : html`Bitte antworten Sie von dieser Adresse auf die E-Mail, dass Sie unsere E-Mails möchten. Ein Mensch
          antwortet Ihnen.`,
  },
  test: {
    title: "Das war eine Test-E-Mail",
    text: (name) => html`Der Link in einer Test-E-Mail von ${name} steht für niemanden, also wurde nichts geändert.`,
    real: "In einer echten E-Mail meldet das Öffnen dieses Links die Person sofort ab.",
  },
  invalid: {
    title: "Diesen Link kennen wir nicht",
    text: "Es wurde nichts geändert. Der Link wurde vielleicht auf dem Weg zu Ihnen abgeschnitten oder verändert. Bitte gehen Sie zurück zur E-Mail und öffnen Sie den Link noch einmal, oder kopieren Sie ihn ganz.",
    write: (link, name) =>
      link
        ? html`Wenn das nicht hilft, schreiben Sie an ${link}, dass Sie keine Werbe-E-Mails von ${name} mehr möchten.
          Ein Mensch kümmert sich darum.`
        : html`Wenn das nicht hilft, antworten Sie auf die E-Mail, dass Sie keine Werbe-E-Mails mehr möchten. Ein Mensch
          kümmert sich darum.`,
    type: "Oder geben Sie Ihre Adresse ein",
  },
  stop: {
    title: "Werbe-E-Mails beenden",
    press: (name) => html`Drücken Sie den Knopf, um keine Werbe-E-Mails von ${name} mehr zu bekommen.`,
    button: "Diese E-Mails beenden",
    byItself: (name) =>
      html`Sie bekommen keine Werbe-E-Mails von ${name} mehr, sobald sich die nächste Seite öffnet. Öffnet sie sich
      nicht von selbst, drücken Sie den Knopf.`,
  },
  trouble: {
    title: "Hier ist etwas schiefgegangen",
    text: "Wir konnten Ihren Wunsch gerade nicht speichern. Der Fehler liegt bei uns, nicht bei Ihnen.",
    openAgain: "Bitte öffnen Sie den Link in der E-Mail in einer Minute noch einmal. Er bleibt gültig.",
    pressAgain:
      "Bitte warten Sie eine Minute und drücken Sie den Knopf noch einmal. Ihr Link bleibt gültig, und nichts geht verloren.",
    again: "Noch einmal versuchen",
    write: (link) => html`Oder schreiben Sie an ${link}, und ein Mensch kümmert sich darum.`,
  },
};
