export default {
  code: {
    copy: 'نسخ الكود',
    showAll_few: 'عرض كل الأسطر ({{count, number}})',
    showAll_many: 'عرض كل الأسطر ({{count, number}})',
    showAll_one: 'عرض السطر كاملًا',
    showAll_two: 'عرض السطرين',
    showAll_zero: 'عرض كل الأسطر',
    showAll_other: 'عرض كل الأسطر ({{count, number}})',
    showLess: 'عرض أقل',
    block: 'كود، {{language}}',
    plain: 'نص',
  },
  table: {
    label: 'جدول',
    csv: 'نسخ بصيغة CSV',
    markdown: 'نسخ بصيغة Markdown',
  },
  task: {
    done: 'منجزة',
    open: 'غير منجزة',
  },
  imageBlocked: 'لم تُحمَّل الصورة',
  imageFrom: 'لم تُحمَّل الصورة، من {{host}}',
};
