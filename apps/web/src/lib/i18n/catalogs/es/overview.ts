export default {
  severity: {},
  row: {},
  verb: {
    password: 'Cambiar contraseña',
  },
  figures: 'Últimas 24 horas',
  figure: {
    requests: 'Solicitudes',
    tokens: 'Tokens',
    errors: 'Errores del servidor',
    ttft_p95_ms: 'Primer token, p95',
  },
  unknown: '–',
  model: 'Modelo',
  ways: {
    key: 'Clave de API',
  },
  gone: 'Cuenta eliminada',
};
