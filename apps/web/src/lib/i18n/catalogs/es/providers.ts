export default {
  with: 'Continuar con {{name}}',
  down: 'No se puede acceder a {{name}}',
  or: 'o',
  secondTitle: 'Segundo factor',
  confirmedTitle: 'Confirmado',
  confirmed: 'Puedes cerrar esta ventana. La otra continúa.',
  failedTitle: 'Ese inicio de sesión no funcionó',
  pendingTitle: 'Tu cuenta espera aprobación',
  again: 'Intentar de nuevo',
  back: 'Volver al inicio de sesión',
  notNow: 'Ahora no',
  confirm: {
    title: 'Confirma quién eres',
    lead: 'Tu cuenta no tiene contraseña. Inicia sesión otra vez con tu proveedor; esta página continúa sola.',
  },
  own: {
    title: 'Inicio de sesión con proveedores',
    lead: 'Cuentas de otros sitios que abren esta cuenta.',
    connect: 'Conectar {{name}}',
    used: 'último uso',
    disconnect: 'Desconectar',
    disconnectSure: 'Desconectar {{name}}',
    onlyWay:
      'Sin contraseña, esta es tu única forma de iniciar sesión. Un administrador puede enviarte un enlace para crear una.',
  },
  problem: {
    busy: 'Demasiadas personas inician sesión a la vez. Inténtalo dentro de unos minutos.',
    clock:
      'Los relojes de este servidor y del proveedor no coinciden, así que la respuesta no es válida. Pide al administrador que los ajuste.',
    connectedElsewhere:
      'Esa cuenta ya pertenece a otra cuenta de aquí. Inicia sesión con ella o desconéctala allí primero.',
    denied: 'El proveedor no te dejó entrar o lo cancelaste. Inténtalo de nuevo o inicia sesión de otra forma.',
    emailTaken:
      'Tu correo ya tiene una cuenta aquí. Si es tuya, inicia sesión con su contraseña y conecta el proveedor en Ajustes, Seguridad. Si no, pregunta al administrador.',
    failed: 'El proveedor informó de un error. Inténtalo de nuevo; si continúa, pregunta al administrador.',
    inactive: 'Tu cuenta está desactivada aquí. Pregunta al administrador.',
    noAccount: 'Aún no tienes cuenta aquí y este proveedor no crea ninguna. Pídesela al administrador.',
    notFresh: 'El proveedor no te pidió iniciar sesión de nuevo. Cierra la sesión allí y confirma otra vez.',
    other: 'Algo inesperado salió mal. Inténtalo de nuevo; si continúa, pregunta al administrador.',
    otherPerson: 'Otra persona inició sesión en el proveedor. Usa la cuenta que está conectada con la tuya.',
    pending: 'Un administrador tiene que aprobarla. Inicia sesión de nuevo después.',
    refused:
      'La respuesta del proveedor no superó nuestras comprobaciones. Inténtalo de nuevo; si continúa, pregunta al administrador.',
    stateLost:
      'Este inicio de sesión empezó en otro navegador, duró más de diez minutos o ya terminó. Empieza de nuevo.',
    unavailable: 'No se puede acceder al proveedor. Inténtalo dentro de un minuto o inicia sesión de otra forma.',
    wrongIssuer: 'La respuesta vino de un proveedor distinto del que elegiste. Empieza de nuevo.',
  },
};
