export default {
  placeholder: 'Chats suchen oder Befehl eingeben',
  recent: 'Letzte Chats',
  found: 'Chats',
  commands: 'Befehle',
  sql: 'Gespeicherte SQL-Abfragen',
  messages: 'Nachrichten',
  searchAll: 'Alle Nachrichten nach „{{q}}“ durchsuchen',
  schedules: 'Geplante Prompts',
  temporary: 'Temporärer Chat',
  untitled: 'Neuer Chat',
  inConsole: '{{console}}: {{page}}',
};
