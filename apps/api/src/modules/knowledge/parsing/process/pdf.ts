import { readFile } from 'node:fs/promises';
import { getDocumentProxy } from 'unpdf';
import type { PageWriter } from './page-writer.js';
import { Unreadable, type ParseLimits } from './protocol.js';

/** A gap between two lines of more than so many heights of a line begins a paragraph. */
const PARAGRAPH_GAP = 1.7;
const MOST_ITEMS = 200_000;

interface Item {
  str: string;
  hasEOL: boolean;
  height: number;
  transform: number[];
}

/**
 * The text of a PDF, page by page. Scripts, forms, attachments and links in it are not looked at.
 * @param onPages told their number before the first is read
 */
export async function readPdf(
  path: string,
  writer: PageWriter,
  limits: ParseLimits,
  onPages: (pages: number) => void,
): Promise<void> {
  const document = await getDocumentProxy(new Uint8Array(await readFile(path)), {
    verbosity: 0,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    stopAtErrors: false,
    enableXfa: false,
  }).catch((error: Error) => {
    throw new Unreadable(error.name === 'PasswordException' ? 'encrypted' : 'broken');
  });
  const pages = document.numPages;
  if (pages > limits.pages) throw new Unreadable('too-many-pages');
  onPages(pages);
  for (let number = 1; number <= pages; number++) {
    const page = await document.getPage(number).catch(() => undefined);
    // One page that cannot be read does not take the others with it.
    const content = await page?.getTextContent().catch(() => undefined);
    await writer.page(content ? textOf(content.items as Item[]) : '');
    page?.cleanup();
  }
  await document.cleanup();
}

/** Lines as they are; a larger gap between two of them is an empty line. */
function textOf(items: readonly Item[]): string {
  let text = '';
  let last: { bottom: number; height: number } | undefined;
  for (const { str, hasEOL, height, transform } of items.slice(0, MOST_ITEMS)) {
    if (typeof str !== 'string') continue;
    const bottom = transform[5] ?? 0;
    if (str !== '' && last && text.endsWith('\n')) {
      const gap = last.bottom - bottom;
      if (gap > PARAGRAPH_GAP * Math.max(last.height, 1) || gap < -last.height) text += '\n';
    }
    text += str;
    if (hasEOL && !text.endsWith('\n')) text += '\n';
    if (str.trim() !== '') last = { bottom, height };
  }
  return (
    text
      .replace(/[ \t]+\n/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      // A word that a line end divides is one word for whoever searches.
      .replace(/(\p{Ll})[-\u00ad]\n(?=\p{Ll})/gu, '$1')
      .replaceAll('\u00ad', '')
  );
}
