export default {
  placeholder: '搜索对话或输入命令',
  recent: '最近的对话',
  found: '对话',
  commands: '命令',
  sql: '已保存的 SQL 查询',
  messages: '消息',
  searchAll: '在所有消息中搜索“{{q}}”',
  schedules: '定时提示词',
  temporary: '临时对话',
  untitled: '新对话',
  inConsole: '{{console}}：{{page}}',
};
