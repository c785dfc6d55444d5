export default {
  severity: {},
  row: {},
  verb: {
    password: 'Passwort ändern',
  },
  figures: 'Letzte 24 Stunden',
  figure: {
    requests: 'Anfragen',
    tokens: 'Tokens',
    errors: 'Serverfehler',
    ttft_p95_ms: 'Erstes Token, p95',
  },
  unknown: '–',
  model: 'Modell',
  ways: {
    key: 'API-Schlüssel',
  },
  gone: 'Gelöschtes Konto',
};
