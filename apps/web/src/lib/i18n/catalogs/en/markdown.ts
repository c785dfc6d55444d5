export default {
  code: {
    copy: 'Copy code',
    showAll_one: 'Show all {{count, number}} lines',
    showAll_other: 'Show all {{count, number}} lines',
    showLess: 'Show less',
    block: 'Code, {{language}}',
    plain: 'text',
  },
  table: {
    label: 'Table',
    csv: 'Copy as CSV',
    markdown: 'Copy as Markdown',
  },
  task: { done: 'done', open: 'open' },
  imageBlocked: 'Image not loaded',
  imageFrom: 'Image not loaded, from {{host}}',
} as const;
