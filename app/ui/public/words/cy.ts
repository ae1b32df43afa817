import { html } from "../html";
import type { PublicWords } from "./wordsType";

export const cy: PublicWords = {
  thisShop: "y siop hon",
  foot: {
    feedback: "Dywedwch wrthym beth yw eich barn am ein negeseuon e-bost",
    policy: "Sut rydym yn defnyddio e-bost i farchnata",
  },
  questions: (link) =>
    html`Cwestiynau neu gwynion am yr e-byst? Ysgrifennwch at ${link}. Bydd rhywun yn ei ddarllen ac yn eich ateb.`,
  unknownLink: {
    title: "Nid ydym yn adnabod y ddolen hon",
    text: "Ni newidiwyd dim. Efallai fod y ddolen wedi'i thorri neu ei newid ar ei ffordd atoch. Ewch yn ôl at yr e-bost ac agorwch y ddolen eto, neu copïwch hi'n gyfan.",
    writeTo: (link) => html`Os nad yw hynny'n helpu, ysgrifennwch at ${link}. Bydd rhywun yn eich ateb.`,
  },
  trouble: {
    title: "Aeth rhywbeth o'i le yma",
    notSaved: "Nid oedd modd i ni gadw eich ateb y tro hwn. Ein bai ni yw hynny, nid eich bai chi.",
    pressAgain: "Arhoswch funud a phwyswch y botwm eto.",
    openAgain: "Agorwch y dudalen eto ymhen munud.",
  },
  confirm: {
    title: "Ydych chi am gael yr e-byst hyn?",
    asked: (address, name) => html`Rhoddodd rhywun y cyfeiriad ${address} i ${name} a chytuno i'r geiriau hyn:`,
    press: "Os mai chi oedd hwnnw a'ch bod yn cytuno, pwyswch y botwm.",
    yes: "Ydw, anfonwch e-byst ataf",
    ifNot: "Os nad chi oedd hwnnw, caewch y dudalen hon. Heb y botwm ni chewch unrhyw e-byst marchnata.",
    done: "Diolch: rydych ar y rhestr",
    doneText: (name) => html`Caiff ${name} anfon e-byst marchnata atoch o hyn ymlaen.`,
    already: "Rydych eisoes wedi cytuno",
    alreadyText: (name) => html`Caiff ${name} anfon e-byst marchnata atoch. Nid oes dim mwy i'w wneud.`,
    stopAnyTime: "Gallwch eu hatal unrhyw bryd: mae dolen ym mhob un sy'n gwneud hynny ar unwaith.",
    expired: "Mae'r ddolen hon wedi dod i ben",
    expiredText: (name) => html`Ni chewch unrhyw e-byst marchnata gan ${name} o'i herwydd.`,
    another: "Os ydych am eu cael, pwyswch y botwm, ac anfonwn ddolen newydd i'r un cyfeiriad.",
    sendAnother: "Anfonwch ddolen newydd ataf",
    sent: "Edrychwch yn eich mewnflwch",
    sentText:
      "Os gall y cyfeiriad hwn gael ein he-byst, mae dolen newydd ar ei ffordd ato. Nid oes dim arall yn digwydd nes i chi bwyso'r botwm y tu ôl iddi.",
    excluded: "Ni fyddwn yn anfon e-byst i'r cyfeiriad hwn",
    excludedText: (name) =>
      html`Mae'r cyfeiriad hwn ar restr y rhai nad ydynt am gael e-byst marchnata gan ${name}. Mae'r dymuniad hwnnw'n
      cyfrif yn fwy na blwch wedi'i dicio, felly ni newidiwyd dim.`,
    wayBack: (link) =>
      link
        ? html`Os ydych wedi newid eich meddwl, agorwch y ddolen optio allan ar ddiwedd e-bost a gawsoch gennym: mae
          botwm ar gyfer hynny ar ei thudalen. Neu ysgrifennwch at ${link} o'r cyfeiriad hwn, a bydd rhywun yn eich
          ateb.`
        : html`Os ydych wedi newid eich meddwl, agorwch y ddolen optio allan ar ddiwedd e-bost a gawsoch gennym: mae
          botwm ar gyfer hynny ar ei thudalen.`,
  },
  report: {
    title: "Nid chi oedd hwnnw?",
    asked: (address, name) =>
      html`Rhoddodd rhywun y cyfeiriad ${address} i ${name}, er mwyn cael e-byst marchnata, a chytuno i'r geiriau hyn:`,
    press: "Os nad chi oedd hwnnw, pwyswch y botwm.",
    whatFollows: (name) =>
      html`Wedyn ni fydd y cais yn cyfrif, ac ni chaiff y cyfeiriad hwn e-byst marchnata gan ${name}, pwy bynnag fydd yn
      gofyn amdanynt, hyd yn oed os oeddech wedi cytuno i rai o'r blaen. Nid yw hyn yn effeithio ar e-byst am eich
      archebion.`,
    notMe: "Nid fi oedd hwnnw",
    ifYou: "Os mai chi oedd hwnnw, caewch y dudalen hon. Nid oes dim yn digwydd heb y botwm.",
    done: "Diolch am roi gwybod i ni",
    doneText: (name) =>
      html`Ni chaiff y cyfeiriad hwn e-byst marchnata gan ${name}, pwy bynnag fydd yn gofyn amdanynt.`,
    changedMind: (link) =>
      link
        ? html`Os byddwch yn newid eich meddwl yn nes ymlaen, ysgrifennwch at ${link} o'r cyfeiriad hwn. Bydd rhywun yn
          eich ateb.`
        : html`Os byddwch yn newid eich meddwl yn nes ymlaen, ysgrifennwch atom o'r cyfeiriad hwn. Bydd rhywun yn eich
          ateb.`,
  },
  subscribe: {
    title: (name) => html`E-byst gan ${name}`,
    intro: (name) => html`Llenwch y ffurflen hon os hoffech i ${name} anfon e-byst marchnata atoch.`,
    twoSteps:
      "Wedyn anfonwn un e-bost gyda dolen i'r cyfeiriad a rowch. Dim ond ar ôl i chi bwyso'r botwm y tu ôl i'r ddolen y cewch ein he-byst, felly ni all neb ond chi eich cofrestru.",
    address: "Cyfeiriad e-bost",
    buyAs: "Rwy'n prynu fel (nid oes rhaid i chi ddweud)",
    buyAsHint:
      "Mae rheolau gwahanol yn gwarchod cwmnïau a phobl. Os na ddywedwch ddim, byddwn yn eich trin fel unigolyn.",
    notSaid: "Byddai'n well gennyf beidio â dweud",
    forms: {
      limited_company: "cwmni cyfyngedig",
      llp: "partneriaeth atebolrwydd cyfyngedig (LLP)",
      sole_trader: "unig fasnachwr",
      partnership: "partneriaeth gyffredin",
      private_person: "unigolyn preifat",
    },
    agree: "Eich cytundeb",
    leaveEmpty: "Gadewch y maes hwn yn wag",
    send: "Anfonwch y ddolen ataf",
    wrong: "Ni anfonwyd dim eto. Edrychwch ar hyn eto:",
    addressWrong: "Teipiwch gyfeiriad e-bost, megis enw@enghraifft.co.uk.",
    notTicked: "Ticiwch y blwch os ydych am gael ein he-byst. Hebddo ni fyddwn yn anfon dim atoch.",
    wordsChanged: "Darllenwch y geiriau hyn, a thiciwch y blwch os ydych yn cytuno iddynt.",
    check: "Ydy hyn yn gywir?",
    checkText: (address, name) =>
      html`Byddwn yn anfon un e-bost gyda dolen i ${address}. Rydych am gael e-byst marchnata gan ${name}, ac yn cytuno
      i'r geiriau hyn:`,
    checkForm: (form) => html`Rydych yn prynu fel ${form}.`,
    sent: "Edrychwch yn eich mewnflwch",
    sentText:
      "Os gall y cyfeiriad hwn gael ein he-byst, mae un gyda dolen ar ei ffordd ato. Nid oes dim arall yn digwydd nes i chi bwyso'r botwm y tu ôl i'r ddolen honno.",
    noEmail: "Dim e-bost ar ôl deng munud? Edrychwch yn y ffolder sbam. Os nad yw yno chwaith, llenwch y ffurflen eto.",
    closed: "Nid oes dim i gofrestru ar ei gyfer eto",
    closedText: (name) => html`Nid yw ${name} yn cynnig e-byst yma ar hyn o bryd.`,
    stop: "Nid wyf am gael rhagor o e-byst",
  },
  stop: {
    title: "Atal e-byst marchnata",
    intro: (name) =>
      html`Teipiwch y cyfeiriad nad yw i gael rhagor o e-byst marchnata gan ${name}. Mae'n dod i rym ar unwaith. Nid yw
      hyn yn effeithio ar e-byst am eich archebion.`,
    addresses: "Cyfeiriadau e-bost",
    hint: (most) => `Un ar bob llinell, hyd at ${most}. Ni fyddwn yn ysgrifennu atynt am hyn.`,
    stop: "Atal yr e-byst hyn",
    done: "Wedi'i wneud",
    none: "Ni chymerwyd unrhyw gyfeiriad",
    taken: (count, name) =>
      count === 1
        ? html`Rydym wedi cymryd 1 cyfeiriad. Ni chaiff e-byst marchnata gan ${name} o hyn ymlaen.`
        : html`Rydym wedi cymryd ${count} o gyfeiriadau. Ni chânt e-byst marchnata gan ${name} o hyn ymlaen.`,
    unreadable: (lines, count) =>
      count === 1
        ? `Nid oedd cyfeiriad e-bost ar linell ${lines}. Teipiwch ef eto isod.`
        : `Nid oedd cyfeiriad e-bost ar linellau ${lines}. Teipiwch nhw eto isod.`,
    empty: "Roedd y blwch yn wag. Teipiwch o leiaf un cyfeiriad e-bost.",
    tooMany: "Gormod o gyfeiriadau",
    tooManyText: (most) =>
      `Ni chymerwyd yr un o'r cyfeiriadau hyn. Gallwch anfon hyd at ${most} ar y tro: tynnwch rai allan a phwyswch y botwm eto.`,
    moreThanThat: (link) => html`Oes gennych fwy na hynny? Ysgrifennwch at ${link}, a bydd rhywun yn gofalu amdano.`,
    tooOften: "Arhoswch ychydig",
    tooOftenText:
      "Ni chymerwyd yr un o'r cyfeiriadau hyn, am fod cynifer wedi dod o'ch cysylltiad o fewn yr awr ddiwethaf. Pwyswch y botwm eto ymhen awr.",
    write: (link) => html`Neu ysgrifennwch at ${link} nawr, a bydd rhywun yn gofalu amdano.`,
  },
};
