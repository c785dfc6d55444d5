export default {
  placeholder: 'ابحث في المحادثات أو اكتب أمرًا',
  recent: 'أحدث المحادثات',
  found: 'المحادثات',
  commands: 'الأوامر',
  sql: 'استعلامات SQL المحفوظة',
  messages: 'الرسائل',
  searchAll: 'البحث عن «{{q}}» في كل الرسائل',
  schedules: 'المطالبات المجدولة',
  temporary: 'محادثة مؤقتة',
  untitled: 'محادثة جديدة',
  inConsole: '{{console}}: {{page}}',
};
