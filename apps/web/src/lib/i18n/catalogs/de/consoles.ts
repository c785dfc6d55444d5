export default {
  group: {
    models: 'Modelle',
    system: 'System',
  },
  page: {
    telemetry: 'Telemetrie',
    logs: 'Logs',
    audit: 'Audit',
    users: 'Benutzer',
    models: 'Modelle',
    cache: 'Cache',
    sql: 'SQL-Konsole',
    adminSettings: 'Portal-Einstellungen',
    doctor: 'Diagnose',
    keys: 'API-Schlüssel',
    usage: 'Nutzung',
    playground: 'Playground',
    docs: 'Doku',
  },
};
