export default {
  severity: {},
  row: {},
  verb: {
    password: 'Changer le mot de passe',
  },
  figures: '24 dernières heures',
  figure: {
    requests: 'Requêtes',
    tokens: 'Tokens',
    errors: 'Erreurs du serveur',
    ttft_p95_ms: 'Premier token, p95',
  },
  unknown: '–',
  model: 'Modèle',
  ways: {
    key: 'Clé d’API',
  },
  gone: 'Compte supprimé',
};
