export default {
  code: {
    copy: 'Copier le code',
    download: 'Télécharger le code',
    showAll_one: 'Afficher {{count, number}} ligne',
    showAll_many: 'Afficher les {{count, number}} de lignes',
    showAll_other: 'Afficher les {{count, number}} lignes',
    showLess: 'Afficher moins',
    block: 'Code, {{language}}',
    plain: 'texte',
    wrap: 'Renvoyer à la ligne',
    noWrap: 'Ne pas renvoyer à la ligne',
  },
  table: {
    label: 'Tableau',
    csv: 'Copier en CSV',
    markdown: 'Copier en Markdown',
  },
  task: { done: 'terminé', open: 'à faire' },
  imageBlocked: 'Image non chargée',
  imageFrom: 'Image non chargée, depuis {{host}}',
};
