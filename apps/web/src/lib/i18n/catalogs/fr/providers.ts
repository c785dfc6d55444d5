export default {
  with: 'Continuer avec {{name}}',
  down: '{{name}} est injoignable',
  or: 'ou',
  secondTitle: 'Second facteur',
  confirmedTitle: 'Confirmé',
  confirmed: 'Vous pouvez fermer cette fenêtre. L’autre continue.',
  failedTitle: 'Cette connexion n’a pas abouti',
  pendingTitle: 'Votre compte attend d’être approuvé',
  again: 'Réessayer',
  back: 'Retour à la connexion',
  notNow: 'Pas maintenant',
  confirm: {
    title: 'Confirmez votre identité',
    lead: 'Votre compte n’a pas de mot de passe. Connectez-vous encore une fois chez votre fournisseur ; cette page continue ensuite toute seule.',
  },
  own: {
    title: 'Connexion par fournisseurs',
    lead: 'Des comptes ailleurs qui ouvrent ce compte.',
    connect: 'Associer {{name}}',
    used: 'dernière utilisation',
    disconnect: 'Dissocier',
    disconnectSure: 'Dissocier {{name}}',
    onlyWay:
      'Sans mot de passe, c’est votre seul moyen de vous connecter. Un administrateur peut vous envoyer un lien pour en définir un.',
  },
  problem: {
    busy: 'Trop de personnes se connectent en ce moment. Réessayez dans quelques minutes.',
    clock:
      'Les horloges de ce serveur et du fournisseur diffèrent, la réponse n’est donc pas valable. Demandez à l’administrateur de les régler.',
    connectedElsewhere:
      'Ce compte est déjà associé à un autre compte ici. Connectez-vous avec lui, ou dissociez-le d’abord là-bas.',
    denied: 'Le fournisseur ne vous a pas laissé entrer, ou vous avez annulé. Réessayez, ou connectez-vous autrement.',
    emailTaken:
      'Votre adresse e-mail a déjà un compte ici. S’il est à vous, connectez-vous avec son mot de passe et associez le fournisseur sous Réglages, Sécurité. Sinon, demandez à l’administrateur.',
    failed: 'Le fournisseur a signalé une erreur. Réessayez ; si elle persiste, demandez à l’administrateur.',
    inactive: 'Votre compte est désactivé ici. Demandez à l’administrateur.',
    noAccount:
      'Vous n’avez pas encore de compte ici, et ce fournisseur n’en crée pas. Demandez-en un à l’administrateur.',
    notFresh:
      'Le fournisseur ne vous a pas demandé de vous reconnecter. Déconnectez-vous là-bas, puis confirmez de nouveau.',
    other: 'Un problème inattendu est survenu. Réessayez ; s’il persiste, demandez à l’administrateur.',
    otherPerson: 'Quelqu’un d’autre s’est connecté chez le fournisseur. Utilisez le compte associé au vôtre.',
    pending: 'Un administrateur doit l’approuver. Connectez-vous de nouveau ensuite.',
    refused:
      'La réponse du fournisseur n’a pas passé nos vérifications. Réessayez ; si cela persiste, demandez à l’administrateur.',
    stateLost:
      'Cette connexion a commencé dans un autre navigateur, a duré plus de dix minutes ou est déjà terminée. Recommencez.',
    unavailable: 'Le fournisseur est injoignable. Réessayez dans une minute, ou connectez-vous autrement.',
    wrongIssuer: 'La réponse venait d’un autre fournisseur que celui choisi. Recommencez.',
  },
};
