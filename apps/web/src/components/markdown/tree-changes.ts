import { SKIP, visit } from 'unist-util-visit';

/** A node of the tree, as far as these changes look at it. */
interface Node {
  type: string;
  value?: string;
  url?: string;
  children?: Node[];
  data?: object | undefined;
}

const BREAK = /^<br\s*\/?>$/i;
const TAG = /^<(\/?)(sub|sup|kbd)>$/i;

/** Line breaks, indices and keys written as HTML, because Markdown has no other way. All other HTML stays text. */
export function inlineTags(tree: Node): void {
  visit(tree, (node: Node) => {
    if (!node.children?.some(({ type }) => type === 'html')) return;
    const done: Node[] = [];
    /** Where in `done` a tag was opened. */
    const open: { name: string; at: number }[] = [];
    for (const child of node.children) {
      const value = child.type === 'html' ? (child.value ?? '') : '';
      const [, closes, tag] = TAG.exec(value) ?? [];
      const name = tag?.toLowerCase();
      const from = closes ? open.findLastIndex((one) => one.name === name) : -1;
      if (BREAK.test(value)) done.push({ type: 'break' });
      else if (from >= 0) {
        const { at } = open.splice(from)[0]!;
        const [, ...children] = done.splice(at);
        done.push({ type: 'inlineTag', data: { hName: name! }, children });
      } else {
        if (name !== undefined && !closes) open.push({ name, at: done.length });
        done.push(child);
      }
    }
    node.children = done;
  });
}

/** HTML is text: readable, and without any effect. */
export function htmlAsText(tree: Node): void {
  visit(tree, 'html', (node: Node) => {
    node.type = 'text';
  });
}

const CJK = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}`;
const PUNCTUATION =
  String.raw`\u2014\u2018\u2019\u201C\u201D\u2026\u3000-\u301F` +
  String.raw`\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF3D\uFF5B-\uFF65`;
/** Where an address in the text ends: at punctuation of Chinese, Japanese or Korean. */
const END = new RegExp(`[${PUNCTUATION}]`, 'u');
/** An address directly after such a character. */
const ADDRESS = new RegExp(String.raw`(?<=[${CJK}${PUNCTUATION}])https?:\/\/[^\s<>${PUNCTUATION}]+`, 'giu');

/** Addresses in texts that put no spaces around them. */
export function cjkLinks(tree: Node): void {
  visit(tree, (node: Node, index: number | undefined, parent: Node | undefined) => {
    if (!parent?.children || index === undefined) return undefined;
    const pieces = node.type === 'link' ? shortened(node) : node.type === 'text' ? linked(node.value ?? '') : undefined;
    if (pieces) parent.children.splice(index, 1, ...pieces);
    // An address in a link is a part of its text.
    return node.type === 'link' || pieces ? [SKIP, index + (pieces?.length ?? 1)] : undefined;
  });
}

/** A link that is its own text, and the text after its end. */
function shortened(link: Node): Node[] | undefined {
  const [label, ...others] = link.children ?? [];
  const text = label?.value ?? '';
  if (others.length > 0 || label?.type !== 'text' || !link.url?.endsWith(text)) return undefined;
  const at = text.search(END);
  if (at < 0) return undefined;
  const url = link.url.slice(0, link.url.length - text.length + at);
  const rest = text.slice(at);
  return [
    { ...link, url, children: [{ type: 'text', value: text.slice(0, at) }] },
    ...(linked(rest) ?? [{ type: 'text', value: rest }]),
  ];
}

function linked(text: string): Node[] | undefined {
  const nodes: Node[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const url = match[0].replace(/[?!.,:;*_~'")\]]+$/, '');
    nodes.push({ type: 'text', value: text.slice(from, match.index) });
    nodes.push({ type: 'link', url, children: [{ type: 'text', value: url }] });
    from = match.index + url.length;
  }
  return from === 0
    ? undefined
    : [...nodes, { type: 'text', value: text.slice(from) }].filter(({ value }) => value !== '');
}
