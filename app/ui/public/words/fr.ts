import { html } from "../html";
import type { PublicWords } from "./wordsType";

export const fr: PublicWords = {
  thisShop: "cette boutique",
  foot: {
    feedback: "Dites-nous ce que vous pensez de nos e-mails",
    policy: "Comment nous utilisons l’e-mail à des fins commerciales",
  },
  questions: (link) =>
    html`Des questions ou des réclamations à propos des e-mails ? Écrivez à ${link}. Une personne vous lira et vous
    répondra.`,
  unknownLink: {
    title: "Nous ne connaissons pas ce lien",
    text: "Rien n’a été modifié. Le lien a peut-être été coupé ou altéré en chemin. Veuillez revenir à l’e-mail et rouvrir le lien, ou le copier en entier.",
    writeTo: (link) => html`Si cela ne suffit pas, écrivez à ${link}. Une personne vous répondra.`,
  },
  trouble: {
    title: "Un problème est survenu",
    notSaved: "Nous n’avons pas pu enregistrer votre réponse. La faute en est à nous, pas à vous.",
    pressAgain: "Veuillez patienter une minute et appuyer de nouveau sur le bouton.",
    openAgain: "Veuillez rouvrir la page dans une minute.",
  },
  confirm: {
    title: "Souhaitez-vous recevoir ces e-mails ?",
    asked: (address, name) => html`Quelqu’un a donné l’adresse ${address} à ${name} et a accepté ces mots :`,
    press: "Si c’était vous et que vous êtes d’accord, appuyez sur le bouton.",
    yes: "Oui, écrivez-moi",
    ifNot:
      "Si ce n’était pas vous, fermez simplement cette page. Sans le bouton, vous ne recevrez aucun e-mail publicitaire.",
    done: "Merci, vous êtes sur la liste",
    doneText: (name) => html`${name} peut désormais vous envoyer des e-mails publicitaires.`,
    already: "Vous avez déjà dit oui",
    alreadyText: (name) => html`${name} peut vous envoyer des e-mails publicitaires. Vous n’avez rien d’autre à faire.`,
    stopAnyTime: "Vous pouvez y mettre fin à tout moment : chacun contient un lien qui le fait aussitôt.",
    expired: "Ce lien n’est plus valable",
    expiredText: (name) => html`Vous ne recevrez aucun e-mail publicitaire de ${name} de ce fait.`,
    another:
      "Si vous souhaitez les recevoir, appuyez sur le bouton : nous enverrons un nouveau lien à la même adresse.",
    sendAnother: "Envoyez-moi un nouveau lien",
    sent: "Consultez votre boîte de réception",
    sentText:
      "Si cette adresse peut recevoir nos e-mails, un nouveau lien est en route. Rien d’autre ne se passe tant que vous n’avez pas appuyé sur le bouton auquel il mène.",
    excluded: "Nous n’écrirons pas à cette adresse",
    excludedText: (name) =>
      html`Cette adresse figure sur la liste de celles qui ne veulent pas d’e-mails publicitaires de ${name}. Ce souhait
      compte plus qu’une case cochée : rien n’a donc été modifié.`,
    wayBack: (link) =>
      link
        ? html`Si vous avez changé d’avis, ouvrez le lien de désinscription à la fin d’un e-mail reçu de nous : sa page
          comporte un bouton prévu pour cela. Ou écrivez à ${link} depuis cette adresse : une personne vous répondra.`
        : html`Si vous avez changé d’avis, ouvrez le lien de désinscription à la fin d’un e-mail reçu de nous : sa page
          comporte un bouton prévu pour cela.`,
  },
  report: {
    title: "Ce n’était pas vous ?",
    asked: (address, name) =>
      html`Quelqu’un a donné l’adresse ${address} à ${name} pour recevoir des e-mails publicitaires, et a accepté ces
      mots :`,
    press: "Si ce n’était pas vous, appuyez sur le bouton.",
    whatFollows: (name) =>
      html`La demande ne compte alors pour rien, et cette adresse ne reçoit aucun e-mail publicitaire de ${name}, quelle
      que soit la personne qui en demande, même si vous en aviez accepté auparavant. Les e-mails relatifs à vos
      commandes ne sont pas concernés.`,
    notMe: "Ce n’était pas moi",
    ifYou: "Si c’était vous, fermez simplement cette page. Rien ne se passe sans le bouton.",
    done: "Merci de nous l’avoir dit",
    doneText: (name) =>
      html`Cette adresse ne reçoit aucun e-mail publicitaire de ${name}, quelle que soit la personne qui en demande.`,
    changedMind: (link) =>
      link
        ? html`Si vous changez d’avis plus tard, écrivez à ${link} depuis cette adresse. Une personne vous répondra.`
        : html`Si vous changez d’avis plus tard, écrivez-nous depuis cette adresse. Une personne vous répondra.`,
  },
  subscribe: {
    title: (name) => html`E-mails de ${name}`,
    intro: (name) =>
      html`Remplissez ce formulaire si vous souhaitez que ${name} vous envoie des e-mails publicitaires.`,
    twoSteps:
      "Nous envoyons alors un seul e-mail, avec un lien, à l’adresse indiquée. Vous ne recevez nos e-mails qu’après avoir appuyé sur le bouton auquel mène ce lien : personne d’autre que vous ne peut donc vous inscrire.",
    address: "Adresse e-mail",
    buyAs: "J’achète en tant que (facultatif)",
    buyAsHint:
      "Des règles différentes protègent les sociétés et les personnes. Si vous ne dites rien, nous vous traitons comme une personne.",
    notSaid: "Je préfère ne pas le dire",
    forms: {
      limited_company: "société à responsabilité limitée (limited company)",
      llp: "société en nom collectif à responsabilité limitée (LLP)",
      sole_trader: "entrepreneur individuel",
      partnership: "association de personnes (partnership)",
      private_person: "particulier",
    },
    agree: "Votre accord",
    leaveEmpty: "Laissez ce champ vide",
    send: "Envoyez-moi le lien",
    wrong: "Rien n’a encore été envoyé. Veuillez revoir ceci :",
    addressWrong: "Saisissez une adresse e-mail, par exemple nom@exemple.fr.",
    notTicked: "Cochez la case si vous souhaitez recevoir nos e-mails. Sans cela, nous ne vous envoyons rien.",
    wordsChanged: "Veuillez lire ces mots et cocher la case si vous les acceptez.",
    check: "Est-ce exact ?",
    checkText: (address, name) =>
      html`Nous enverrons un e-mail avec un lien à ${address}. Vous souhaitez recevoir des e-mails publicitaires de
      ${name} et acceptez ces mots :`,
    checkForm: (form) => html`Vous achetez en tant que ${form}.`,
    sent: "Consultez votre boîte de réception",
    sentText:
      "Si cette adresse peut recevoir nos e-mails, un message contenant un lien est en route. Rien d’autre ne se passe tant que vous n’avez pas appuyé sur le bouton auquel ce lien mène.",
    noEmail:
      "Pas d’e-mail au bout de dix minutes ? Regardez dans le dossier des indésirables. S’il n’y est pas non plus, remplissez de nouveau le formulaire.",
    closed: "Il n’y a encore rien à quoi s’inscrire",
    closedText: (name) => html`${name} ne propose pas d’e-mails ici pour le moment.`,
    stop: "Je ne veux plus d’e-mails",
  },
  stop: {
    title: "Ne plus recevoir d’e-mails publicitaires",
    intro: (name) =>
      html`Saisissez l’adresse qui ne doit plus recevoir d’e-mails publicitaires de ${name}. L’effet est immédiat. Les
      e-mails relatifs à vos commandes ne sont pas concernés.`,
    addresses: "Adresses e-mail",
    hint: (most) => `Une par ligne, ${most} au plus. Nous n’écrirons pas à ces adresses à ce sujet.`,
    stop: "Arrêter ces e-mails",
    done: "C’est fait",
    none: "Aucune adresse n’a été prise en compte",
    taken: (count, name) =>
      count === 1
        ? html`Nous avons pris en compte 1 adresse. Elle ne recevra plus d’e-mails publicitaires de ${name}.`
        : html`Nous avons pris en compte ${count} adresses. Elles ne recevront plus d’e-mails publicitaires de ${name}.`,
    unreadable: (lines, count) =>
      count === 1
        ? `La ligne ${lines} ne contenait pas d’adresse e-mail. Veuillez la saisir de nouveau ci-dessous.`
        : `Les lignes ${lines} ne contenaient pas d’adresse e-mail. Veuillez les saisir de nouveau ci-dessous.`,
    empty: "Le champ était vide. Veuillez saisir au moins une adresse e-mail.",
    tooMany: "Trop d’adresses",
    tooManyText: (most) =>
      `Aucune de ces adresses n’a été prise en compte. Vous pouvez en envoyer ${most} à la fois : veuillez en retirer et appuyer de nouveau sur le bouton.`,
    moreThanThat: (link) => html`Vous en avez davantage ? Écrivez à ${link}, une personne s’en occupera.`,
    tooOften: "Veuillez patienter un peu",
    tooOftenText:
      "Aucune de ces adresses n’a été prise en compte, car beaucoup sont venues de votre connexion au cours de la dernière heure. Veuillez appuyer de nouveau sur le bouton dans une heure.",
    write: (link) => html`Ou écrivez dès maintenant à ${link}, une personne s’en occupera.`,
  },
};
