import type { ConsentSurface, InboundWay } from "~/policy/consentSurface";
import type { Locale } from "~/policy/locale";

/** What the verification mail says, in one language. No word of marketing (P13). */
interface VerificationWords {
  readonly subject: (name: string) => string;
  readonly hello: string;
  /** Where a box was ticked, as the end of "somebody gave this email address …". */
  readonly places: Readonly<Record<Exclude<ConsentSurface, "staff">, string>>;
  readonly order: (reference: string) => string;
  readonly asked: (when: string, place: string) => string;
  readonly ways: Readonly<Record<InboundWay, string>>;
  readonly askedOfStaff: (when: string, how: string) => string;
  readonly press: string;
  readonly openPage: string;
  readonly until: (when: string) => string;
  readonly notYou: string;
  readonly report: string;
  readonly openReport: string;
  readonly writeTo: (address: string) => string;
  readonly reply: string;
}

const en: VerificationWords = {
  subject: (name) => `Please confirm: did you ask ${name} to email you?`,
  hello: "Hello,",
  places: {
    checkout: "at our checkout",
    thank_you: "on the page that follows an order with us",
    order_status: "on the page of an order with us",
    account: "on the profile page of an account with us",
    storefront_form: "in a form of our shop",
    storefront_page: "on our shop's page for emails",
    import: "elsewhere",
  },
  order: (reference) => `(order reference ${reference})`,
  asked: (when, place) => `On ${when}, somebody gave this email address ${place} and ticked a box with these words:`,
  ways: { phone: "by telephone", email: "by email", in_person: "in person", letter: "by letter" },
  askedOfStaff: (when, how) =>
    `On ${when}, one of our staff noted that somebody had given this email address ${how}, and had agreed to these words:`,
  press: "If that was you, open this page and press the button on it. Only then is your request complete:",
  openPage: "Open the page with the button",
  until: (when) => `The page works until ${when}. After that your request lapses.`,
  notYou: "If it was not you, do nothing: without the button you will get no marketing emails from us.",
  report:
    "If you would rather make sure that nobody can ask for this address again, tell us on this page, by the button on it:",
  openReport: "It was not me",
  writeTo: (address) => `You can also reply, or write to ${address}. A person will read it.`,
  reply: "You can also reply. A person will read it.",
};

const cy: VerificationWords = {
  subject: (name) => `Cadarnhewch: a ofynnoch chi i ${name} anfon e-byst atoch?`,
  hello: "Helo,",
  places: {
    checkout: "wrth dalu yn ein siop",
    thank_you: "ar y dudalen sy'n dilyn archeb gyda ni",
    order_status: "ar dudalen archeb gyda ni",
    account: "ar dudalen proffil cyfrif gyda ni",
    storefront_form: "mewn ffurflen yn ein siop",
    storefront_page: "ar dudalen e-byst ein siop",
    import: "mewn man arall",
  },
  order: (reference) => `(cyfeirnod yr archeb ${reference})`,
  asked: (when, place) =>
    `Ar ${when}, rhoddodd rhywun y cyfeiriad e-bost hwn ${place} a thicio blwch gyda'r geiriau hyn:`,
  ways: { phone: "dros y ffôn", email: "drwy e-bost", in_person: "wyneb yn wyneb", letter: "drwy lythyr" },
  askedOfStaff: (when, how) =>
    `Ar ${when}, nododd aelod o'n staff fod rhywun wedi rhoi'r cyfeiriad e-bost hwn ${how}, ac wedi cytuno i'r geiriau hyn:`,
  press:
    "Os mai chi oedd hwnnw, agorwch y dudalen hon a phwyswch y botwm arni. Dim ond wedyn y bydd eich cais yn gyflawn:",
  openPage: "Agor y dudalen gyda'r botwm",
  until: (when) => `Mae'r dudalen yn gweithio tan ${when}. Ar ôl hynny bydd eich cais yn dod i ben.`,
  notYou: "Os nad chi oedd hwnnw, peidiwch â gwneud dim: heb y botwm ni chewch unrhyw e-byst marchnata gennym ni.",
  report:
    "Os byddai'n well gennych wneud yn siŵr na all neb ofyn eto gyda'r cyfeiriad hwn, rhowch wybod i ni ar y dudalen hon, drwy'r botwm arni:",
  openReport: "Nid fi oedd hwnnw",
  writeTo: (address) => `Gallwch hefyd ateb, neu ysgrifennu at ${address}. Bydd rhywun yn ei ddarllen.`,
  reply: "Gallwch hefyd ateb. Bydd rhywun yn ei ddarllen.",
};

const fr: VerificationWords = {
  subject: (name) => `Veuillez confirmer : avez-vous demandé à ${name} de vous écrire par e-mail ?`,
  hello: "Bonjour,",
  places: {
    checkout: "au moment de payer dans notre boutique",
    thank_you: "sur la page qui suit une commande chez nous",
    order_status: "sur la page d’une commande chez nous",
    account: "sur la page de profil d’un compte chez nous",
    storefront_form: "dans un formulaire de notre boutique",
    storefront_page: "sur la page de notre boutique consacrée aux e-mails",
    import: "ailleurs",
  },
  order: (reference) => `(référence de commande ${reference})`,
  asked: (when, place) =>
    `Le ${when}, quelqu’un a indiqué cette adresse e-mail ${place} et a coché une case accompagnée de ces mots :`,
  ways: { phone: "par téléphone", email: "par e-mail", in_person: "en personne", letter: "par courrier" },
  askedOfStaff: (when, how) =>
    `Le ${when}, un membre de notre équipe a noté que quelqu’un avait donné cette adresse e-mail ${how} et accepté ces mots :`,
  press:
    "Si c’était vous, ouvrez cette page et appuyez sur le bouton qui s’y trouve. Votre demande ne sera complète qu’ensuite :",
  openPage: "Ouvrir la page avec le bouton",
  until: (when) => `La page fonctionne jusqu’au ${when}. Passé ce délai, votre demande devient caduque.`,
  notYou:
    "Si ce n’était pas vous, ne faites rien : sans le bouton, vous ne recevrez aucun e-mail publicitaire de notre part.",
  report:
    "Si vous préférez vous assurer que personne ne puisse refaire une demande avec cette adresse, dites-le-nous sur cette page, à l’aide du bouton :",
  openReport: "Ce n’était pas moi",
  writeTo: (address) => `Vous pouvez aussi répondre, ou écrire à ${address}. Une personne vous lira.`,
  reply: "Vous pouvez aussi répondre. Une personne vous lira.",
};

const de: VerificationWords = {
  subject: (name) => `Bitte bestätigen: Haben Sie ${name} gebeten, Ihnen E-Mails zu schreiben?`,
  hello: "Guten Tag,",
  places: {
    checkout: "an unserer Kasse",
    thank_you: "auf der Seite nach einer Bestellung bei uns",
    order_status: "auf der Seite einer Bestellung bei uns",
    account: "auf der Profilseite eines Kontos bei uns",
    storefront_form: "in einem Formular unseres Shops",
    storefront_page: "auf der Seite unseres Shops für E-Mails",
    import: "an anderer Stelle",
  },
  order: (reference) => `(Bestellreferenz ${reference})`,
  asked: (when, place) =>
    `Am ${when} hat jemand ${place} diese E-Mail-Adresse angegeben und ein Kästchen mit diesen Worten angekreuzt:`,
  ways: { phone: "telefonisch", email: "per E-Mail", in_person: "persönlich", letter: "brieflich" },
  askedOfStaff: (when, how) =>
    `Am ${when} hat jemand aus unserem Team notiert, dass diese E-Mail-Adresse ${how} angegeben und diesen Worten zugestimmt wurde:`,
  press:
    "Wenn Sie das waren, öffnen Sie diese Seite und drücken Sie dort den Knopf. Erst damit ist Ihre Anfrage vollständig:",
  openPage: "Die Seite mit dem Knopf öffnen",
  until: (when) => `Die Seite gilt bis ${when}. Danach verfällt Ihre Anfrage.`,
  notYou: "Wenn Sie es nicht waren, tun Sie nichts: Ohne den Knopf bekommen Sie von uns keine Werbe-E-Mails.",
  report:
    "Wenn Sie lieber sichergehen möchten, dass niemand noch einmal mit dieser Adresse anfragen kann, sagen Sie es uns auf dieser Seite mit dem Knopf:",
  openReport: "Ich war das nicht",
  writeTo: (address) => `Sie können auch antworten oder an ${address} schreiben. Ein Mensch liest es.`,
  reply: "Sie können auch antworten. Ein Mensch liest es.",
};

export const VERIFICATION_WORDS: Readonly<Record<Locale, VerificationWords>> = { en, cy, fr, de };
