import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { rowLine, type PageWriter } from './page-writer.js';
import { Unreadable } from './protocol.js';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

const UNSEEN = new Set(
  'script style template noscript head svg math iframe object embed audio video canvas select textarea button'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  (
    'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
);
const MOST_NODES = 2_000_000;

/** The encoding that an HTML file names in its head. */
export const namedEncoding = (head: string): string | undefined =>
  /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1];

const isHidden = ({ tagName, attrs }: Element): boolean =>
  UNSEEN.has(tagName) ||
  attrs.some(
    ({ name, value }) =>
      name === 'hidden' ||
      (name === 'aria-hidden' && value === 'true') ||
      (name === 'style' && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(value)),
  );

/** The text that a reader of the page would see; nothing of it runs and nothing is fetched. */
export async function writeHtml(text: string, writer: PageWriter): Promise<void> {
  const document = parse(text);
  let inline = '';
  let cells: string[] | undefined;
  let rows: string[] = [];
  let listed = false;
  let seen = 0;
  const take = (): string => {
    const line = inline;
    inline = '';
    return line.replace(/[ \t]*\n[ \t]*/g, '\n').trim();
  };
  const endBlock = async () => {
    if (cells) return;
    const line = take();
    if (line !== '') await writer.paragraph(listed ? `- ${line}` : line);
    listed = false;
  };
  const enter = async (node: Element) => {
    if (node.tagName === 'br') inline += '\n';
    else if (BLOCKS.has(node.tagName) || /^h[1-6]$/.test(node.tagName)) {
      if (cells) inline += ' ';
      else await endBlock();
      if (node.tagName === 'li') listed = true;
      if (node.tagName === 'tr' && !cells) cells = [];
    }
  };
  const leave = async ({ tagName }: Element) => {
    const heading = /^h([1-6])$/.exec(tagName);
    if (heading && !cells) await writer.heading(take(), Number(heading[1]));
    else if (cells && (tagName === 'td' || tagName === 'th')) cells.push(take());
    else if (cells && tagName === 'tr') {
      const line = rowLine(cells);
      cells = undefined;
      inline = '';
      if (line !== '') rows.push(line);
      if (rows.length >= 40) await writer.paragraph(rows.splice(0).join('\n'));
    } else if (tagName === 'table' && !cells && rows.length > 0) await writer.paragraph(rows.splice(0).join('\n'));
    else if (BLOCKS.has(tagName)) await endBlock();
  };
  // A stack of its own: a page may be nested as deep as it is long.
  const stack: { nodes: Node[]; at: number; element?: Element; isCode: boolean }[] = [
    { nodes: document.childNodes, at: 0, isCode: false },
  ];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const node = top.nodes[top.at++];
    if (!node) {
      stack.pop();
      if (top.element) await leave(top.element);
      continue;
    }
    if (++seen > MOST_NODES) throw new Unreadable('expands-too-far');
    if (node.nodeName === '#text')
      inline += top.isCode
        ? (node as DefaultTreeAdapterTypes.TextNode).value
        : (node as DefaultTreeAdapterTypes.TextNode).value.replace(/\s+/g, ' ');
    else if ('tagName' in node && !isHidden(node)) {
      await enter(node);
      stack.push({ nodes: node.childNodes, at: 0, element: node, isCode: top.isCode || node.tagName === 'pre' });
    }
  }
  await endBlock();
}
