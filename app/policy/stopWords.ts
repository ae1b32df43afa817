/** Lines of a reply that are looked at: who wants no more says so at once; further down may be anything. */
const FIRST_LINES = 3;
/** A line longer than this tells something: the words must then be of those that can mean nothing else. */
const SHORT_LINE = 60;

const word = (...alternatives: string[]) =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join("|")})(?![\\p{L}\\p{N}])`, "iu");

/** What asks for no more mail, however much stands around it. */
const CLEAR = word(
  "unsubscribe(?: me)?",
  "opt(?:ing)?[ -]?(?:me )?out",
  "remove (?:me|us)",
  "remove (?:my|our|this) (?:\\S+ )?(?:name|e-?mail|address|details)",
  "take (?:me|us|my|our) (?:\\S+ ){0,3}?off",
  "(?:stop|no more|no longer (?:want|wish)|cease) (?:\\S+ ){0,3}?(?:e-?mails?|emailing|mails?|mailing|messages|marketing|newsletters?|contacting)",
  "(?:do not|don[’']t|never) (?:\\S+ )?(?:e-?mail|mail|contact|write)(?: to)? (?:me|us)",
  "dad-?danysgrifi(?:o|wch)?",
  "tynnwch fi",
  "(?:stopiwch|dim mwy o) (?:\\S+ ){0,2}?(?:e-?byst|negeseuon)",
  "d[ée]sabonne(?:r|z|z-moi|ment)?",
  "d[ée]sinscri(?:re|vez|vez-moi|ption)",
  "(?:retirez|supprimez|enlevez)[ -]moi",
  "ne (?:veux |souhaite |voulons )?plus (?:\\S+ ){0,3}?(?:mails?|e-?mails?|courriels?)",
  "abmelden",
  "abbestellen",
  "austragen",
  "keine (?:\\S+ ){0,2}?(?:e-?mails?|mails?|newsletter|werbung) mehr",
  "keine (?:weiteren|werbe)[ -]?(?:e-?mails?|mails?|newsletter)",
  "keine werbung",
  "(?:nicht mehr) (?:\\S+ ){0,2}?(?:anschreiben|kontaktieren|schicken|senden|zusenden)",
);

/** What turns the words round: "please do not stop these emails", "did you remove me?". */
const TURNED = word(
  "(?:do not|don[’']t|did not|didn[’']t|never|not|did (?:you|I|we)|have you|haven[’']t) (?:\\S+ )?(?:stop|stopped|unsubscribe|unsubscribed|remove|removed|cease)",
);

/** What asks for it only where little stands beside it: "stop" alone, but not "stop valve" in an order. */
const ALONE =
  /^(?:(?:please|pls|just|kindly|hi|hello|os gwelwch yn dda|merci de|svp|s['’]il vous pla[iî]t|bitte|hallo|bonjour)[ ,!.]*)*(?:stop(?:p|pen|io|iwch)?|arr[êe]te[rz]?|remove|end|cancel|quit|aufh[öo]ren|stopp)(?:[ ,]*(?:it|this|these|that|now|all|please|thanks|thank you|diolch|merci|bitte|danke))*[ !.]*$/iu;

/**
 * Whether a reply asks for no more marketing (PECR reg. 22; UK GDPR Art 21(3)): whole words in its first lines, in English, Welsh, French or German. `reply` is what the person wrote, without what they quoted. Where in doubt, no:
 * staff read the mail, and exclude with one click.
 */
export function asksToStop(reply: string): boolean {
  const lines = reply
    .normalize("NFC")
    .split(/\r\n|[\n\r]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines
    .slice(0, FIRST_LINES)
    .some(
      (line) =>
        (CLEAR.test(line.slice(0, 500)) && !TURNED.test(line.slice(0, 500))) ||
        (line.length <= SHORT_LINE && ALONE.test(line)),
    );
}

/** Whether a reply says nothing else: then nothing needs an answer. A greeting, a name below and a word of thanks say nothing else. */
export function saysOnlyStop(reply: string): boolean {
  const words = reply.split(/\s+/).filter((part) => part !== "");
  return words.length === 0 || (words.length <= 8 && asksToStop(reply));
}
