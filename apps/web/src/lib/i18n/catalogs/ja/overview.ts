export default {
  severity: {},
  row: {},
  verb: {
    password: 'パスワードを変更',
  },
  figures: '過去24時間',
  figure: {
    requests: 'リクエスト',
    tokens: 'トークン',
    errors: 'サーバーエラー',
    ttft_p95_ms: '最初のトークン、p95',
  },
  unknown: '–',
  model: 'モデル',
  ways: {
    key: 'API キー',
  },
  gone: '削除されたアカウント',
};
