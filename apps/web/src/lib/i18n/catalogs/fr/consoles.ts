export default {
  group: {
    models: 'Modèles',
    system: 'Système',
  },
  page: {
    telemetry: 'Télémétrie',
    logs: 'Journaux',
    audit: 'Audit',
    users: 'Utilisateurs',
    models: 'Modèles',
    cache: 'Cache',
    sql: 'Console SQL',
    adminSettings: 'Paramètres du portail',
    doctor: 'Diagnostic',
    keys: 'Clés API',
    usage: 'Utilisation',
    playground: 'Playground',
    docs: 'Documentation',
  },
};
