export default {
  title: 'Diagnóstico',
  lead: 'Problemas habituales y si esta instalación los tiene.',
  again: 'Comprobar de nuevo',
  examined: 'Comprobado',
  checks: 'Comprobaciones',
  state: { ok: 'OK', note: 'nota', warn: 'advertencia', fail: 'fallo' },
  summary: {
    well: 'Nada requiere tu atención.',
    some_one: '{{count}} punto requiere tu atención.',
    some_many: '{{count}} de puntos requieren tu atención.',
    some_other: '{{count}} puntos requieren tu atención.',
  },
  browserClock: 'Reloj de este navegador',
  clockAgrees: 'Coincide con el del portal.',
  clockDiffers: 'Se diferencia en {{seconds}} s del reloj del portal.',
  clockFix: 'Sincroniza ambos relojes por la red.',
  reload: 'Sesión tras recargar',
  reloadKept: 'La cookie ha llegado: quien recargue la página mantiene la sesión.',
  reloadLost:
    'La cookie de la sesión no ha vuelto de este navegador: quien recargue la página tendrá que iniciar sesión de nuevo.',
  reloadFix:
    'Haz que el proxy pase sin cambios las cabeceras Set-Cookie y Cookie, y permite las cookies para este sitio.',
  streams: 'Streams a este navegador',
  streamsListening: 'Esperando cinco pulsos.',
  streamsFine: 'Las respuestas llegan palabra por palabra: cinco pulsos llegaron separados por {{every}}.',
  streamsHeld:
    'Cinco pulsos, separados por 200 ms, llegaron en {{within}}: algo entre el portal y este navegador retiene las respuestas hasta que están completas.',
  streamsFix:
    'Desactiva en el proxy el búfer de respuestas para /api/ y /v1/ (nginx: proxy_buffering off; también respeta X-Accel-Buffering).',
  streamsFailed: 'El stream se ha interrumpido.',
  backup: 'Copia de seguridad',
  backupLead:
    'Toda la base de datos en un archivo, en un mismo instante. Contiene hashes de contraseñas y claves, y los chats de todo el mundo: guárdalo como guardas la base de datos.',
  download: 'Descargar una copia de seguridad',
  preparing: 'Preparando el archivo',
  restore: 'Restaurar una copia de seguridad',
  restoreLead:
    'Sustituye por el archivo todo lo que hay aquí, salvo el registro de auditoría. Las respuestas en curso terminan y se cierra la sesión de todo el mundo.',
  choose: 'Elegir un archivo',
  restoreTitle: '¿Sustituirlo todo por esta copia de seguridad?',
  restoreText: '{{name}}, {{size}}. Se pierde todo lo escrito desde que se hizo.',
  typeWord: 'Escribe «sustituir» para confirmar',
  word: 'sustituir',
  restoring: 'Restaurando',
  restoredTitle: 'La copia de seguridad se ha restaurado',
  restored: 'Restauradas {{rows}} filas, del {{when}}. Vuelve a iniciar sesión.',
  signIn: 'Volver a iniciar sesión',
};
