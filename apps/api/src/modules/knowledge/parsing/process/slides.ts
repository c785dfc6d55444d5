import { rowLine, type PageWriter } from './page-writer.js';
import { Unreadable } from './protocol.js';
import type { OfficeArchive } from './zip.js';

const PRESENTATION = 'ppt/presentation.xml';

/** The slides of a PPTX in their order, by the names of their parts. */
export async function slidesOf(archive: OfficeArchive): Promise<string[]> {
  const ids: string[] = [];
  await archive.xml(PRESENTATION, {
    open: (name, { rid = '' }) => {
      if (name === 'sldId') ids.push(rid);
    },
  });
  const relations = await archive.relations(PRESENTATION);
  return ids.flatMap((id) => relations.get(id)?.target ?? []).filter((part) => archive.has(part));
}

/** The text of a PPTX: a slide a page, with its notes. */
export async function readPptx(archive: OfficeArchive, slides: readonly string[], writer: PageWriter): Promise<void> {
  if (slides.length === 0) throw new Unreadable('broken');
  for (const slide of slides) {
    const { title, text } = await readSlide(archive, slide);
    const notes = [...(await archive.relations(slide)).values()].find(({ type }) => type === 'notesSlide');
    const spoken = notes ? (await readSlide(archive, notes.target, ['body'])).text : '';
    const blocks = [title && `# ${title}`, text, spoken && `Notes: ${spoken}`];
    await writer.page(blocks.filter(Boolean).join('\n\n'), title || null);
  }
}

/** @param only kinds of placeholders that count; all, if there are none */
async function readSlide(
  archive: OfficeArchive,
  part: string,
  only?: readonly string[],
): Promise<{ title: string; text: string }> {
  const blocks: string[] = [];
  const titles: string[] = [];
  let [paragraph, isText] = ['', false];
  let lines: string[] = [];
  let kind: string | undefined;
  let rows: string[] | undefined;
  let cells: string[] = [];
  await archive.xml(part, {
    open: (name, { type }) => {
      if (name === 'sp') [kind, lines] = [undefined, []];
      else if (name === 'ph') kind = type ?? 'body';
      else if (name === 't') isText = true;
      else if (name === 'br') paragraph += '\n';
      else if (name === 'tbl') rows = [];
      else if (name === 'tr') cells = [];
      else if (name === 'tc') lines = [];
    },
    text: (text) => {
      if (isText) paragraph += text;
    },
    close: (name) => {
      if (name === 't') isText = false;
      else if (name === 'p') {
        if (paragraph.trim() !== '') lines.push(paragraph.trim());
        paragraph = '';
      } else if (name === 'tc') cells.push(lines.splice(0).join(' '));
      else if (name === 'tr') rows?.push(rowLine(cells));
      else if (name === 'tbl') {
        if (rows?.length) blocks.push(rows.join('\n'));
        rows = undefined;
      } else if (name === 'sp') {
        const text = lines.splice(0).join('\n');
        if (text === '' || (only && !only.includes(kind ?? ''))) return;
        if (kind === 'title' || kind === 'ctrTitle') titles.push(text.replace(/\s+/g, ' '));
        // Numbers, dates and footers are on every slide.
        else if (!/^(sldNum|dt|ftr|hdr)$/.test(kind ?? '')) blocks.push(text);
      }
    },
  });
  return { title: titles.join(' '), text: blocks.join('\n\n') };
}
