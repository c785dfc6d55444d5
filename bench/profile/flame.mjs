// A flame graph as an SVG without scripts: wide is expensive, what is above was called by what is below it.
const WIDTH = 1_200;
const ROW = 17;
/** Narrower than this, in pixels, nothing can be seen. */
const LEAST = 0.6;
/** Pixels of a letter. */
const LETTER = 6.2;

/** Colours that hold on white and on black. */
const COLOURS = [
  [/^src\//, '#3b8ea5'],
  [/^node$/, '#8a9a5b'],
  [/^V8/, '#9a8fb5'],
  [/./, '#c98b5a'],
];
const colourOf = (source) => COLOURS.find(([pattern]) => pattern.test(source))[1];

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);

/** Functions of the same name side by side are one. */
function merged(children) {
  const byName = new Map();
  for (const child of children) {
    const key = `${child.source} ${child.name}`;
    const known = byName.get(key);
    if (!known) byName.set(key, { ...child });
    else {
      known.total += child.total;
      known.children = [...known.children, ...child.children];
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param tree see `treeOf` @returns {string} the SVG */
export function flameGraph(tree, title) {
  const boxes = [];
  let deepest = 0;
  const place = ({ name, source, total, children }, x, depth) => {
    const width = (total / tree.total) * WIDTH;
    if (width < LEAST) return;
    deepest = Math.max(deepest, depth);
    boxes.push({ name, source, share: (total / tree.total) * 100, x, width, depth });
    let at = x;
    for (const child of merged(children)) {
      place(child, at, depth + 1);
      at += (child.total / tree.total) * WIDTH;
    }
  };
  place({ ...tree, name: 'all' }, 0, 0);
  const height = (deepest + 3) * ROW;
  const drawn = boxes.map(({ name, source, share, x, width, depth }) => {
    const y = height - (depth + 1) * ROW;
    const room = Math.floor((width - 4) / LETTER);
    const label = room < 3 ? '' : name.length <= room ? name : `${name.slice(0, room - 1)}…`;
    const text = label && `<text x="${(x + 2).toFixed(1)}" y="${y + 12}">${escaped(label)}</text>`;
    const place = `x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}"`;
    const box = `<rect ${place} fill="${colourOf(source)}"/>`;
    return `<g><title>${escaped(`${name} · ${source} · ${share.toFixed(1)} %`)}</title>${box}${text}</g>`;
  });
  const size = `viewBox="0 0 ${WIDTH} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="monospace" font-size="11">
<rect width="${WIDTH}" height="${height}" fill="#fff"/><text x="4" y="16" font-size="13">${escaped(title)}</text>
${drawn.join('\n')}
</svg>
`;
}
