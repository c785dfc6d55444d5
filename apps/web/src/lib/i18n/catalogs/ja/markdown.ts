export default {
  code: {
    copy: 'コードをコピー',
    showAll_other: '全{{count, number}}行を表示',
    showLess: '折りたたむ',
    block: 'コード、{{language}}',
    plain: 'テキスト',
  },
  table: {
    label: '表',
    csv: 'CSVでコピー',
    markdown: 'Markdownでコピー',
  },
  task: {
    done: '完了',
    open: '未完了',
  },
  imageBlocked: '画像は読み込まれていません',
  imageFrom: '{{host}}の画像は読み込まれていません',
};
