export default {
  code: {
    copy: 'Copiar código',
    showAll_many: 'Mostrar los {{count, number}} de líneas',
    showAll_one: 'Mostrar {{count, number}} línea',
    showAll_other: 'Mostrar las {{count, number}} líneas',
    showLess: 'Mostrar menos',
    block: 'Código, {{language}}',
    plain: 'texto',
  },
  table: {
    label: 'Tabla',
    csv: 'Copiar como CSV',
    markdown: 'Copiar como Markdown',
  },
  task: {
    done: 'hecha',
    open: 'pendiente',
  },
  imageBlocked: 'Imagen no cargada',
  imageFrom: 'Imagen de {{host}} no cargada',
};
