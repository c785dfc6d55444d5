export default {
  severity: {},
  row: {},
  verb: {
    password: '修改密码',
  },
  figures: '最近 24 小时',
  figure: {
    requests: '请求',
    tokens: 'Token',
    errors: '服务器错误',
    ttft_p95_ms: '首个 token，p95',
  },
  unknown: '–',
  model: '模型',
  ways: {
    key: 'API 密钥',
  },
  gone: '已删除的账号',
};
