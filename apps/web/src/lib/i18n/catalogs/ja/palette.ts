export default {
  placeholder: 'チャットを検索、またはコマンドを入力',
  recent: '最近のチャット',
  found: 'チャット',
  commands: 'コマンド',
  sql: '保存済みのSQLクエリ',
  messages: 'メッセージ',
  searchAll: 'すべてのメッセージで「{{q}}」を検索',
  schedules: '予約プロンプト',
  temporary: '一時チャット',
  untitled: '新しいチャット',
  inConsole: '{{console}}: {{page}}',
};
