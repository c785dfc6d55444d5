export default {
  with: 'Weiter mit {{name}}',
  down: '{{name}} ist nicht erreichbar',
  or: 'oder',
  secondTitle: 'Zweiter Faktor',
  confirmedTitle: 'Bestätigt',
  confirmed: 'Du kannst dieses Fenster schließen. Im anderen geht es weiter.',
  failedTitle: 'Diese Anmeldung hat nicht geklappt',
  pendingTitle: 'Dein Konto wartet auf Freigabe',
  again: 'Noch einmal versuchen',
  back: 'Zurück zur Anmeldung',
  notNow: 'Jetzt nicht',
  confirm: {
    title: 'Bestätige, dass du es bist',
    lead: 'Dein Konto hat kein Passwort. Melde dich noch einmal bei deinem Anbieter an; diese Seite macht dann von selbst weiter.',
  },
  own: {
    title: 'Anmeldung über Anbieter',
    lead: 'Konten anderswo, die dieses Konto öffnen.',
    connect: '{{name}} verbinden',
    used: 'zuletzt benutzt',
    disconnect: 'Trennen',
    disconnectSure: '{{name}} trennen',
    onlyWay:
      'Ohne Passwort ist das dein einziger Weg, dich anzumelden. Ein Administrator kann dir einen Link schicken, der eines setzt.',
  },
  problem: {
    busy: 'Es melden sich gerade zu viele an. Versuche es in ein paar Minuten noch einmal.',
    clock:
      'Die Uhren dieses Servers und des Anbieters gehen verschieden, darum ist die Antwort nicht gültig. Bitte den Administrator, sie zu stellen.',
    connectedElsewhere:
      'Jenes Konto gehört hier schon zu einem anderen. Melde dich damit an, oder trenne es dort zuerst.',
    denied:
      'Der Anbieter hat dich nicht eingelassen, oder du hast abgebrochen. Versuche es noch einmal, oder melde dich anders an.',
    emailTaken:
      'Deine E-Mail-Adresse hat hier schon ein Konto. Ist es deines, melde dich mit seinem Passwort an und verbinde den Anbieter unter Einstellungen, Sicherheit. Sonst frage den Administrator.',
    failed: 'Der Anbieter meldet einen Fehler. Versuche es noch einmal; wenn er bleibt, frage den Administrator.',
    inactive: 'Dein Konto ist hier deaktiviert. Frage den Administrator.',
    noAccount: 'Du hast hier noch kein Konto, und über diesen Anbieter entsteht keines. Bitte den Administrator darum.',
    notFresh: 'Der Anbieter hat dich nicht neu angemeldet. Melde dich dort ab und bestätige noch einmal.',
    other: 'Etwas Unerwartetes ist schiefgegangen. Versuche es noch einmal; wenn es bleibt, frage den Administrator.',
    otherPerson: 'Beim Anbieter hat sich jemand anderes angemeldet. Nimm das Konto, das mit deinem verbunden ist.',
    pending: 'Ein Administrator muss es freigeben. Melde dich danach noch einmal an.',
    refused:
      'Die Antwort des Anbieters hat unsere Prüfung nicht bestanden. Versuche es noch einmal; wenn es bleibt, frage den Administrator.',
    stateLost:
      'Diese Anmeldung wurde in einem anderen Browser begonnen, hat länger als zehn Minuten gedauert oder ist schon vorbei. Beginne noch einmal.',
    unavailable:
      'Der Anbieter ist nicht erreichbar. Versuche es in einer Minute noch einmal, oder melde dich anders an.',
    wrongIssuer: 'Die Antwort kam von einem anderen Anbieter als dem gewählten. Beginne noch einmal.',
  },
};
