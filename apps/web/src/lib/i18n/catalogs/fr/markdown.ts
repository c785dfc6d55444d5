export default {
  code: {
    copy: 'Copier le code',
    showAll_many: 'Afficher les {{count, number}} de lignes',
    showAll_one: 'Afficher {{count, number}} ligne',
    showAll_other: 'Afficher les {{count, number}} lignes',
    showLess: 'Afficher moins',
    block: 'Code, {{language}}',
    plain: 'texte',
  },
  table: {
    label: 'Tableau',
    csv: 'Copier en CSV',
    markdown: 'Copier en Markdown',
  },
  task: {
    done: 'terminé',
    open: 'à faire',
  },
  imageBlocked: 'Image non chargée',
  imageFrom: 'Image non chargée, depuis {{host}}',
};
