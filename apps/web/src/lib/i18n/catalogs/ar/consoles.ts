export default {
  group: {
    models: 'النماذج',
    system: 'حسب النظام',
  },
  page: {
    telemetry: 'القياسات',
    logs: 'السجلات',
    audit: 'التدقيق',
    users: 'المستخدمون',
    models: 'النماذج',
    cache: 'الذاكرة المؤقتة',
    sql: 'وحدة تحكم SQL',
    adminSettings: 'إعدادات البوابة',
    doctor: 'التشخيص',
    keys: 'مفاتيح API',
    usage: 'الاستخدام',
    playground: 'ساحة التجربة',
    docs: 'الوثائق',
  },
};
