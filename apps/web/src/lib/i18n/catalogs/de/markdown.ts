export default {
  code: {
    copy: 'Code kopieren',
    showAll_one: '{{count, number}} Zeile anzeigen',
    showAll_other: 'Alle {{count, number}} Zeilen anzeigen',
    showLess: 'Weniger anzeigen',
    block: 'Code, {{language}}',
    plain: 'Text',
  },
  table: {
    label: 'Tabelle',
    csv: 'Als CSV kopieren',
    markdown: 'Als Markdown kopieren',
  },
  task: {
    done: 'erledigt',
    open: 'offen',
  },
  imageBlocked: 'Bild nicht geladen',
  imageFrom: 'Bild von {{host}} nicht geladen',
};
