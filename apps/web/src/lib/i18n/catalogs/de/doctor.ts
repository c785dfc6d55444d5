export default {
  title: 'Diagnose',
  lead: 'Häufige Probleme und ob diese Installation davon betroffen ist.',
  again: 'Erneut prüfen',
  examined: 'Geprüft',
  checks: 'Prüfungen',
  state: { ok: 'OK', note: 'Hinweis', warn: 'Warnung', fail: 'Fehler' },
  summary: {
    well: 'Nichts braucht deine Aufmerksamkeit.',
    some_one: '{{count}} Punkt braucht deine Aufmerksamkeit.',
    some_other: '{{count}} Punkte brauchen deine Aufmerksamkeit.',
  },
  browserClock: 'Uhr dieses Browsers',
  clockAgrees: 'Stimmt mit der des Portals überein.',
  clockDiffers: 'Weicht um {{seconds}} s von der des Portals ab.',
  clockFix: 'Synchronisiere beide Uhren über das Netz.',
  reload: 'Sitzung nach dem Neuladen',
  reloadKept: 'Das Cookie kam an: Wer die Seite neu lädt, bleibt angemeldet.',
  reloadLost:
    'Das Sitzungs-Cookie kam von diesem Browser nicht zurück: Wer die Seite neu lädt, muss sich erneut anmelden.',
  reloadFix:
    'Lass den Proxy die Header Set-Cookie und Cookie unverändert weitergeben und erlaube Cookies für diese Website.',
  streams: 'Streams zu diesem Browser',
  streamsListening: 'Fünf Taktsignale werden abgewartet.',
  streamsFine: 'Antworten kommen Wort für Wort an: Fünf Taktsignale kamen im Abstand von {{every}}.',
  streamsHeld:
    'Fünf Taktsignale im Abstand von 200 ms kamen innerhalb von {{within}} an: Etwas zwischen dem Portal und diesem Browser hält Antworten zurück, bis sie vollständig sind.',
  streamsFix:
    'Schalte im Proxy das Puffern von Antworten für /api/ und /v1/ aus (nginx: proxy_buffering off; es beachtet auch X-Accel-Buffering).',
  streamsFailed: 'Der Stream wurde unterbrochen.',
  backup: 'Backup',
  backupLead:
    'Die ganze Datenbank in einer Datei, zu einem einzigen Zeitpunkt. Sie enthält Hashes von Passwörtern und Schlüsseln und die Chats aller: Bewahre sie so sicher auf wie die Datenbank.',
  download: 'Backup herunterladen',
  preparing: 'Datei wird vorbereitet',
  restore: 'Backup wiederherstellen',
  restoreLead:
    'Ersetzt hier alles außer dem Audit-Log durch die Datei. Laufende Antworten enden, und alle werden abgemeldet.',
  choose: 'Datei auswählen',
  restoreTitle: 'Alles durch dieses Backup ersetzen?',
  restoreText: '{{name}}, {{size}}. Alles, was seit der Erstellung geschrieben wurde, geht verloren.',
  typeWord: 'Tippe zum Bestätigen „ersetzen“',
  word: 'ersetzen',
  restoring: 'Wird wiederhergestellt',
  restoredTitle: 'Das Backup ist wiederhergestellt',
  restored: 'Wiederhergestellt: {{rows}} Zeilen vom {{when}}. Melde dich erneut an.',
  signIn: 'Erneut anmelden',
};
