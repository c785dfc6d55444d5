export default {
  wrap: 'Ajustar líneas',
  noWrap: 'No ajustar líneas',
  download: 'Descargar código',
  show: 'Vista previa',
  drawing: 'Dibujando…',
  note: 'Dibujado sin acceso a la red',
  noteHtml: 'Sin scripts ni acceso a la red',
  enlarge: 'Ampliar la vista previa',
  saveSvg: 'SVG',
  savePng: 'PNG',
  pngFailed: 'Este dibujo no se puede guardar como PNG.',
  title: { mermaid: 'Diagrama', svg: 'Dibujo', html: 'Página' },
  failed: {
    nothing: 'Este código no contiene ningún dibujo.',
    heavy: 'Este dibujo repite sus partes demasiadas veces para dibujarlo.',
    invalid: 'No se pudo dibujar. El código tiene un error.',
    'not-loaded':
      'No se pudo cargar el programa que dibuja. Desactiva y activa la vista previa para intentarlo de nuevo.',
    late: 'No se pudo dibujar: el programa no terminó. El código sigue ahí.',
    large: 'Es demasiado largo para dibujarlo: {{most}} caracteres como máximo.',
  },
};
