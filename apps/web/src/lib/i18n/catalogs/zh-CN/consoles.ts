export default {
  group: {
    models: '模型',
    system: '跟随系统',
  },
  page: {
    telemetry: '监控',
    logs: '日志',
    audit: '审计',
    users: '用户',
    models: '模型',
    cache: '缓存',
    sql: 'SQL 控制台',
    adminSettings: '站点设置',
    doctor: '诊断',
    keys: 'API 密钥',
    usage: '用量',
    playground: '演练场',
    docs: '文档',
  },
};
