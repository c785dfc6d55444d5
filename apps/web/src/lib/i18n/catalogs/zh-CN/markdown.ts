export default {
  code: {
    copy: '复制代码',
    showAll_other: '显示全部 {{count, number}} 行',
    showLess: '收起',
    block: '代码，{{language}}',
    plain: '纯文本',
  },
  table: {
    label: '表格',
    csv: '复制为 CSV',
    markdown: '复制为 Markdown',
  },
  task: {
    done: '已完成',
    open: '未完成',
  },
  imageBlocked: '图片未加载',
  imageFrom: '图片未加载，来自 {{host}}',
};
