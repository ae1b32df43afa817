import { html } from "../../html";
import type { OptOutWords } from "./wordsType";

export const fr: OptOutWords = {
  excluded: "Vous êtes désinscrit",
  excludedText: (name) =>
    html`Vous ne recevrez plus d’e-mails publicitaires de ${name}. Cela prend effet immédiatement.`,
  onItsWay:
    "Si un e-mail était déjà en route ces derniers instants, il peut encore arriver. Nous ne pouvons pas le rappeler.",
  data: {
    before: "Vous pouvez aussi ",
    link: "demander ce qui est conservé à votre sujet, ou le faire effacer",
    after: ".",
  },
  further: {
    title: "Ajouter d’autres adresses",
    hint: (most) =>
      `Une par ligne, ${most} au plus. Elles ne recevront plus d’e-mails publicitaires non plus. Nous ne leur écrirons pas à ce sujet.`,
    add: "Ajouter ces adresses",
    elsewhere: "Pour ajouter d’autres adresses, ouvrez le lien à la fin de l’e-mail.",
    done: "C’est fait",
    none: "Aucune adresse n’a été ajoutée",
    taken: (count, name) =>
      count === 1
        ? html`Nous avons pris 1 autre adresse. Elle ne recevra plus d’e-mails publicitaires de ${name}.`
        : html`Nous avons pris ${count} autres adresses. Elles ne recevront plus d’e-mails publicitaires de ${name}.`,
    tooMany: "Trop d’adresses",
    tooManyText: (atOnce, inAll) =>
      `Aucune de ces adresses n’a été ajoutée. Vous pouvez en envoyer ${atOnce} à la fois, et ${inAll} en tout à partir d’un e-mail.`,
    takeOut: "Retirez-en quelques-unes et appuyez de nouveau sur le bouton. Vous-même restez désinscrit.",
    undo: "Ajoutées par erreur ?",
    undoText: "Le bouton retire toutes les adresses qui ont été ajoutées avec ce lien.",
    undoPress: "Retirer ces adresses",
    undone: "Les adresses ont été retirées",
    undoneText:
      "Les adresses ajoutées avec ce lien sont de nouveau comme avant. Si autre chose garde l’une d’elles sur la liste de celles auxquelles nous ne devons pas écrire, elle y reste.",
    undoneYou: "Vous-même restez désinscrit, sauf si vous avez annulé cela aussi.",
  },
  note: {
    title: "Dites-nous pourquoi, si vous le souhaitez",
    reason: "Quelle en était la raison ?",
    reasons: {
      too_many: "Il y en avait trop",
      not_relevant: "Ils n’avaient pas de rapport avec mon travail",
      content: "Je n’ai pas aimé leur contenu",
      never_asked: "Je ne les ai jamais demandés",
      wrong_person: "Ils ne m’étaient pas destinés",
      other: "Autre chose",
    },
    words: "Avec vos propres mots",
    hint: "Vous pouvez laisser ce champ vide. Une personne le lit et peut vous répondre.",
    send: "Envoyer",
    done: "Merci de nous l’avoir dit",
    doneText: "Une personne lira ce que vous avez écrit. Nous en tenons compte quand nous préparons nos e-mails.",
    stillOut: (name) => html`Vous restez désinscrit : vous ne recevrez plus d’e-mails publicitaires de ${name}.`,
    tooMany: "Vous nous l’avez déjà dit",
    tooManyText: "Nous avons ce que vous avez écrit avant. Attendez une heure avant d’écrire de nouveau.",
    stillOutShort: "Vous restez désinscrit.",
  },
  undo: {
    title: "Ouvert par erreur ?",
    text: "Le bouton remet tout comme avant l’ouverture de ce lien : vous ne recevrez de nouveau nos e-mails que si vous les receviez alors. Les adresses que vous avez ajoutées restent désinscrites.",
    press: "Annuler ma désinscription",
    done: "Votre désinscription est annulée",
    doneText: (name) =>
      html`Tout est comme avant l’ouverture du lien. Si vous receviez alors des e-mails publicitaires de ${name}, vous
      les recevrez de nouveau ; ce que vous aviez accepté compte de nouveau.`,
    nothingSent:
      "Rien n’est envoyé pour autant. Le lien de l’e-mail fonctionne toujours : l’ouvrir de nouveau vous désinscrit de nouveau.",
    kept: "Annulé, mais vous restez désinscrit",
    keptText:
      "Ce que ce lien avait fait est annulé. L’adresse est aussi pour une autre raison sur la liste de celles auxquelles nous ne devons pas écrire, par exemple une autre désinscription, et elle y reste.",
  },
  back: {
    title: "Vous avez changé d’avis ?",
    text: "Le bouton retire l’adresse à laquelle ce lien a été envoyé de la liste de celles auxquelles nous ne devons pas écrire, et aucune autre. Rien n’est envoyé pour autant.",
    press: "Je veux de nouveau recevoir des e-mails",
    done: "Vous n’êtes plus sur la liste de ceux auxquels nous ne devons pas écrire",
    doneText: (name) =>
      html`Cela seul ne vous apporte aucun e-mail de ${name}. Pour en recevoir, remplissez notre formulaire et confirmez
      par le lien que nous vous enverrons alors.`,
    form: "Aller au formulaire",
    company:
      "S’il s’agit de l’adresse d’une société de capitaux ou d’une LLP qui achète chez nous, elle peut désormais recevoir de nouveau nos e-mails : la loi nous permet d’écrire aux entreprises sans qu’elles le demandent. Si quelqu’un y avait un jour accepté nos e-mails, nous attendons tout de même le formulaire et le lien. Chaque e-mail a un lien qui les arrête immédiatement.",
    linkWorks:
      "Le lien de l’e-mail d’où vous venez fonctionne toujours : l’ouvrir de nouveau vous désinscrit de nouveau.",
    staffOnly: "Vous restez désinscrit",
    staffOnlyText:
      "Un e-mail à cette adresse nous est revenu ou a été signalé comme indésirable, ou toute votre entreprise est désinscrite. Une personne doit donc regarder avant que nous y écrivions de nouveau.",
    write: (link) =>
      link
        ? html`Écrivez à ${link} depuis cette adresse que vous voulez nos e-mails. Une personne vous répondra.`
        : html`Répondez à l’e-mail depuis cette adresse que vous voulez nos e-mails. Une personne vous répondra.`,
  },
  test: {
    title: "C’était un e-mail d’essai",
    text: (name) => html`Le lien d’un e-mail d’essai de ${name} ne représente personne ; rien n’a donc été modifié.`,
    real: "Dans un véritable e-mail, ouvrir ce lien désinscrit la personne immédiatement.",
  },
  invalid: {
    title: "Nous ne connaissons pas ce lien",
    text: "Rien n’a été modifié. Le lien a peut-être été coupé ou altéré en chemin. Retournez à l’e-mail et ouvrez de nouveau le lien, ou copiez-le en entier.",
    write: (link, name) =>
      link
        ? html`Si cela n’aide pas, écrivez à ${link} que vous ne voulez plus d’e-mails publicitaires de ${name}. Une
          personne s’en occupera.`
        : html`Si cela n’aide pas, répondez à l’e-mail que vous ne voulez plus d’e-mails publicitaires. Une personne
          s’en occupera.`,
    type: "Ou saisissez votre adresse",
  },
  stop: {
    title: "Arrêter les e-mails publicitaires",
    press: (name) => html`Appuyez sur le bouton pour ne plus recevoir d’e-mails publicitaires de ${name}.`,
    button: "Arrêter ces e-mails",
    byItself: (name) =>
      html`Vous ne recevrez plus d’e-mails publicitaires de ${name} dès que la page suivante s’ouvre. Si elle ne s’ouvre
      pas d’elle-même, appuyez sur le bouton.`,
  },
  trouble: {
    title: "Un problème est survenu ici",
    text: "Nous n’avons pas pu enregistrer votre souhait. La faute est la nôtre, pas la vôtre.",
    openAgain: "Ouvrez de nouveau le lien de l’e-mail dans une minute. Il reste valable.",
    pressAgain:
      "Attendez une minute et appuyez de nouveau sur le bouton. Votre lien reste valable et rien n’est perdu.",
    again: "Réessayer",
    write: (link) => html`Ou écrivez à ${link}, et une personne s’en occupera.`,
  },
};
