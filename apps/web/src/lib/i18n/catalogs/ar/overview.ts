export default {
  severity: {},
  row: {},
  verb: {
    password: 'تغيير كلمة المرور',
  },
  figures: 'آخر 24 ساعة',
  figure: {
    requests: 'الطلبات',
    tokens: 'الرموز',
    errors: 'أخطاء الخادم',
    ttft_p95_ms: 'أول رمز، p95',
  },
  unknown: '–',
  model: 'النموذج',
  ways: {
    key: 'مفتاح API',
  },
  gone: 'حساب محذوف',
};
