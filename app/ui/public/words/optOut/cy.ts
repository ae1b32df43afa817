import { html } from "../../html";
import type { OptOutWords } from "./wordsType";

export const cy: OptOutWords = {
  excluded: "Rydych wedi optio allan",
  excludedText: (name) => html`Ni chewch ragor o e-byst marchnata gan ${name}. Mae hyn wedi dod i rym nawr.`,
  onItsWay: "Os oedd e-bost eisoes ar ei ffordd yn yr eiliadau diwethaf, gall gyrraedd o hyd. Ni allwn ei alw yn ôl.",
  data: { before: "Gallwch hefyd ", link: "ofyn beth a gedwir amdanoch, neu ofyn am ei ddileu", after: "." },
  further: {
    title: "Ychwanegu cyfeiriadau eraill",
    hint: (most) =>
      `Un ar bob llinell, hyd at ${most}. Ni chânt hwythau ragor o e-byst marchnata. Ni fyddwn yn ysgrifennu atynt am hyn.`,
    add: "Ychwanegu'r cyfeiriadau hyn",
    elsewhere: "I ychwanegu cyfeiriadau eraill, agorwch y ddolen ar ddiwedd yr e-bost.",
    done: "Wedi'i wneud",
    none: "Ni ychwanegwyd unrhyw gyfeiriad",
    taken: (count, name) =>
      count === 1
        ? html`Rydym wedi cymryd 1 cyfeiriad arall. Ni chaiff e-byst marchnata gan ${name} o hyn ymlaen.`
        : html`Rydym wedi cymryd ${count} o gyfeiriadau eraill. Ni chânt e-byst marchnata gan ${name} o hyn ymlaen.`,
    tooMany: "Gormod o gyfeiriadau",
    tooManyText: (atOnce, inAll) =>
      `Ni ychwanegwyd yr un o'r cyfeiriadau hyn. Gallwch anfon hyd at ${atOnce} ar y tro, a ${inAll} i gyd o un e-bost.`,
    takeOut: "Tynnwch rai allan a phwyswch y botwm eto. Rydych chi eich hun yn dal wedi optio allan.",
    undo: "Wedi'u hychwanegu ar ddamwain?",
    undoText: "Mae'r botwm yn tynnu'n ôl bob cyfeiriad a ychwanegwyd gyda'r ddolen hon.",
    undoPress: "Tynnu'r cyfeiriadau hyn yn ôl",
    undone: "Mae'r cyfeiriadau wedi'u tynnu'n ôl",
    undoneText:
      "Mae'r cyfeiriadau a ychwanegwyd gyda'r ddolen hon fel yr oeddent o'r blaen. Lle mae rhywbeth arall yn cadw un ohonynt ar restr y rhai na chawn anfon e-bost atynt, mae'n aros yno.",
    undoneYou: "Rydych chi eich hun yn dal wedi optio allan, oni bai eich bod wedi dadwneud hynny hefyd.",
  },
  note: {
    title: "Dywedwch pam wrthym, os mynnwch",
    reason: "Beth oedd y rheswm?",
    reasons: {
      too_many: "Roedd gormod ohonynt",
      not_relevant: "Nid oeddent yn berthnasol i'm gwaith",
      content: "Doeddwn i ddim yn hoffi eu cynnwys",
      never_asked: "Ni ofynnais erioed amdanynt",
      wrong_person: "Nid i mi yr oeddent",
      other: "Rhywbeth arall",
    },
    words: "Yn eich geiriau eich hun",
    hint: "Gallwch adael hwn yn wag. Mae person yn ei ddarllen ac yn gallu eich ateb.",
    send: "Anfon",
    done: "Diolch am ddweud wrthym",
    doneText: "Bydd person yn darllen yr hyn a ysgrifennoch. Byddwn yn ei ystyried wrth gynllunio ein he-byst.",
    stillOut: (name) => html`Rydych yn dal wedi optio allan: ni chewch ragor o e-byst marchnata gan ${name}.`,
    tooMany: "Rydych wedi dweud wrthym eisoes",
    tooManyText: "Mae gennym yr hyn a ysgrifennoch o'r blaen. Arhoswch awr cyn ysgrifennu eto.",
    stillOutShort: "Rydych yn dal wedi optio allan.",
  },
  undo: {
    title: "Wedi'i hagor ar ddamwain?",
    text: "Mae'r botwm yn rhoi popeth yn ôl fel yr oedd cyn ichi agor y ddolen hon: dim ond os oeddech yn cael ein he-byst bryd hynny y cewch nhw eto. Mae'r cyfeiriadau a ychwanegoch yn aros wedi'u hoptio allan.",
    press: "Dadwneud fy optio allan",
    done: "Mae eich optio allan wedi'i ddadwneud",
    doneText: (name) =>
      html`Mae popeth fel yr oedd cyn ichi agor y ddolen. Os oeddech yn cael e-byst marchnata gan ${name} bryd hynny,
      cewch nhw eto; mae'r hyn y cytunoch iddo yn cyfrif eto.`,
    nothingSent:
      "Nid anfonir dim oherwydd hyn. Mae'r ddolen yn yr e-bost yn dal i weithio: mae ei hagor eto yn eich optio allan eto.",
    kept: "Wedi'i ddadwneud, ond rydych yn dal wedi optio allan",
    keptText:
      "Mae'r hyn a wnaeth y ddolen hon wedi'i ddadwneud. Mae'r cyfeiriad ar restr y rhai na chawn anfon e-bost atynt am reswm arall hefyd, megis optio allan arall, felly mae'n aros yno.",
  },
  back: {
    title: "Wedi newid eich meddwl?",
    text: "Mae'r botwm yn tynnu'r cyfeiriad yr anfonwyd y ddolen hon ato oddi ar restr y rhai na chawn anfon e-bost atynt, a dim cyfeiriad arall. Nid anfonir dim oherwydd hyn.",
    press: "Rwyf am gael e-byst eto",
    done: "Rydych oddi ar restr y rhai na chawn anfon e-bost atynt",
    doneText: (name) =>
      html`Nid yw hynny ynddo'i hun yn dod ag e-byst gan ${name} ichi. I'w cael, llenwch ein ffurflen a chadarnhau
      drwy'r ddolen y byddwn yn ei hanfon atoch wedyn.`,
    form: "Mynd i'r ffurflen",
    company:
      "Os cyfeiriad cwmni cyfyngedig neu LLP sy'n prynu gennym yw hwn, gall gael ein he-byst eto o hyn ymlaen: mae'r gyfraith yn gadael inni ysgrifennu at fusnesau heb iddynt ofyn. Lle'r oedd rhywun yno wedi cytuno i'n he-byst ryw dro, rydym yn aros am y ffurflen a'r ddolen yr un fath. Mae dolen ym mhob e-bost sy'n eu hatal ar unwaith.",
    linkWorks: "Mae'r ddolen yn yr e-bost y daethoch ohono yn dal i weithio: mae ei hagor eto yn eich optio allan eto.",
    staffOnly: "Rydych yn dal wedi optio allan",
    staffOnlyText:
      "Daeth e-bost i'r cyfeiriad hwn yn ôl atom neu fe'i riportiwyd fel sbam, neu mae pawb yn eich cwmni wedi'u hoptio allan. Felly rhaid i berson edrych arno cyn inni ysgrifennu yno eto.",
    write: (link) =>
      link
        ? html`Ysgrifennwch at ${link} o'r cyfeiriad hwn a dweud eich bod am gael ein he-byst. Bydd person yn eich ateb.`
        : html`Atebwch yr e-bost o'r cyfeiriad hwn a dweud eich bod am gael ein he-byst. Bydd person yn eich ateb.`,
  },
  test: {
    title: "E-bost prawf oedd hwn",
    text: (name) => html`Nid yw'r ddolen mewn e-bost prawf gan ${name} yn cynrychioli neb, felly ni newidiwyd dim.`,
    real: "Mewn e-bost go iawn, mae agor y ddolen hon yn optio'r person hwnnw allan ar unwaith.",
  },
  invalid: {
    title: "Nid ydym yn adnabod y ddolen hon",
    text: "Ni newidiwyd dim. Efallai i'r ddolen gael ei thorri neu ei newid ar ei ffordd atoch. Ewch yn ôl at yr e-bost ac agorwch y ddolen eto, neu copïwch y cyfan ohoni.",
    write: (link, name) =>
      link
        ? html`Os nad yw hynny'n helpu, ysgrifennwch at ${link} a dweud nad ydych am gael rhagor o e-byst marchnata gan
          ${name}. Bydd person yn gofalu amdano.`
        : html`Os nad yw hynny'n helpu, atebwch yr e-bost a dweud nad ydych am gael rhagor o e-byst marchnata. Bydd
          person yn gofalu amdano.`,
    type: "Neu teipiwch eich cyfeiriad",
  },
  stop: {
    title: "Atal e-byst marchnata",
    press: (name) => html`Pwyswch y botwm i beidio â chael rhagor o e-byst marchnata gan ${name}.`,
    button: "Atal yr e-byst hyn",
    byItself: (name) =>
      html`Ni chewch ragor o e-byst marchnata gan ${name} cyn gynted ag y bydd y dudalen nesaf yn agor. Os nad yw'n agor
      ohoni'i hun, pwyswch y botwm.`,
  },
  trouble: {
    title: "Aeth rhywbeth o'i le yma",
    text: "Ni allem gadw eich dymuniad nawr. Ni sydd ar fai, nid chi.",
    openAgain: "Agorwch y ddolen yn yr e-bost eto ymhen munud. Mae'n aros yn ddilys.",
    pressAgain: "Arhoswch funud a phwyswch y botwm eto. Mae eich dolen yn aros yn ddilys, ac ni chollir dim.",
    again: "Ceisio eto",
    write: (link) => html`Neu ysgrifennwch at ${link}, a bydd person yn gofalu amdano.`,
  },
};
