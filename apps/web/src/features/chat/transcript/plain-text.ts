const BLOCKS = new Set([
  'P',
  'H1',
  'H2',
  'H3',
  'H4',
  'H5',
  'H6',
  'UL',
  'OL',
  'LI',
  'BLOCKQUOTE',
  'PRE',
  'TABLE',
  'TR',
  'FIGURE',
  'HR',
  'SECTION',
  'DIV',
]);
const PARAGRAPHS = new Set(['P', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'PRE', 'TABLE', 'BLOCKQUOTE']);
// Labels and buttons around code and tables, and text only for screen readers.
const LEFT_OUT = 'figcaption, button, .sr-only, .katex-mathml';

/** The text of a rendered answer: lists keep their numbers, cells are separated by tabs, formulas keep their source. */
export function plainTextOf(root: Element): string {
  let text = '';
  const line = (blank = false) => {
    text = text.replace(/[ \t]+$/, '');
    if (text !== '' && !text.endsWith('\n')) text += '\n';
    if (blank && text !== '' && !text.endsWith('\n\n')) text += '\n';
  };
  const walk = (node: Node, code: boolean): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      const raw = node.textContent ?? '';
      text += code ? raw : raw.replace(/\s+/g, ' ').replace(/^ /, /\s$|^$/.test(text) ? '' : ' ');
      return;
    }
    if (!(node instanceof Element) || node.matches(LEFT_OUT)) return;
    const tag = node.tagName.toUpperCase();
    const inItem = node.parentElement?.tagName === 'LI';
    // The first paragraph of an item follows its number on the same line.
    const leads = inItem && PARAGRAPHS.has(tag) && node.parentElement?.firstElementChild === node;
    if (BLOCKS.has(tag) && !leads) line(PARAGRAPHS.has(tag) && !inItem);
    if (tag === 'BR') text += '\n';
    if (tag === 'LI') text += marker(node);
    for (const child of node.childNodes) walk(child, code || tag === 'PRE');
    if ((tag === 'TD' || tag === 'TH') && node.nextElementSibling) text += '\t';
    if (BLOCKS.has(tag)) line(PARAGRAPHS.has(tag) && !inItem);
  };
  walk(root, false);
  return text.trim();
}

/** What is said of a rendered answer: its text, with a word in place of each block of code. */
export function spokenTextOf(answer: Element, code: string): string {
  const copy = answer.cloneNode(true) as Element;
  for (const block of copy.querySelectorAll('figure')) {
    const word = document.createElement('p');
    word.textContent = code;
    block.replaceWith(word);
  }
  return plainTextOf(copy);
}

function marker(item: Element): string {
  const list = item.parentElement;
  const indent = '  '.repeat(Math.max(0, listsAround(item) - 1));
  if (list?.tagName !== 'OL') return `${indent}- `;
  return `${indent}${(Number(list.getAttribute('start')) || 1) + [...list.children].indexOf(item)}. `;
}

function listsAround(item: Element): number {
  let count = 0;
  for (let at = item.parentElement; at; at = at.parentElement)
    if (at.tagName === 'UL' || at.tagName === 'OL') count += 1;
  return count;
}
