export default {
  group: {
    models: 'Modelos',
    system: 'Sistema',
  },
  page: {
    telemetry: 'Telemetría',
    logs: 'Logs',
    audit: 'Auditoría',
    users: 'Usuarios',
    models: 'Modelos',
    cache: 'Caché',
    sql: 'Consola SQL',
    adminSettings: 'Ajustes del portal',
    doctor: 'Diagnóstico',
    keys: 'Claves de API',
    usage: 'Uso',
    playground: 'Playground',
    docs: 'Documentación',
  },
};
