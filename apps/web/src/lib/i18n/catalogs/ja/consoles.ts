export default {
  group: {
    models: 'モデル',
    system: 'システム',
  },
  page: {
    telemetry: 'テレメトリ',
    logs: 'ログ',
    audit: '監査',
    users: 'ユーザー',
    models: 'モデル',
    cache: 'キャッシュ',
    sql: 'SQLコンソール',
    adminSettings: 'ポータル設定',
    doctor: '診断',
    keys: 'APIキー',
    usage: '使用量',
    playground: 'プレイグラウンド',
    docs: 'ドキュメント',
  },
};
