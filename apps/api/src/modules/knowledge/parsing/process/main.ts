import { readOdt, readDocx } from './words.js';
import { namedEncoding, writeHtml } from './html.js';
import { PageWriter } from './page-writer.js';
import { readPdf } from './pdf.js';
import { Unreadable, type ParseJob, type ParseStep } from './protocol.js';
import { readXlsx } from './sheets.js';
import { readPptx, slidesOf } from './slides.js';
import { csvRows, readText, writeMarkdown, writeText } from './texts.js';
import { OfficeArchive } from './zip.js';

// Entry of the process that reads one document. It has no connection to the database and none of the portal's secrets;
// whatever a document does to it ends this process, and nothing else.

const OFFICE = 'application/vnd.openxmlformats-officedocument';

// The portal is gone, also when it was killed: nobody waits for the text.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

let goOn: () => void = () => undefined;

const send = (step: ParseStep): Promise<void> =>
  new Promise((resolve) => process.send!(step, undefined, undefined, () => resolve()));

/** Sends pages, and waits until they are kept. */
async function sendPages(pages: Extract<ParseStep, { at: 'pages' }>['pages']): Promise<void> {
  const next = new Promise<void>((resolve) => (goOn = resolve));
  await send({ at: 'pages', pages });
  await next;
}

process.on('message', (message: ParseJob | 'next') => {
  if (message === 'next') return goOn();
  void parse(message).then(() => process.exit());
});

async function parse(job: ParseJob): Promise<void> {
  const writer = new PageWriter(job.limits, sendPages);
  try {
    await read(job, writer);
    await writer.end();
    await send({ at: 'end', pages: writer.pages, characters: writer.characters });
  } catch (error) {
    await send({ at: 'failed', fault: error instanceof Unreadable ? error.fault : 'broken' });
  }
}

const opened = (mediaType: string, pages: number | null = null) => send({ at: 'opened', mediaType, pages });

async function read(job: ParseJob, writer: PageWriter): Promise<void> {
  const { path, mediaType, limits } = job;
  if (mediaType === 'application/pdf') return readPdf(path, writer, limits, (pages) => void opened(mediaType, pages));
  if (mediaType === 'application/zip') return readOffice(job, writer);
  await opened(mediaType);
  if (mediaType === 'text/html') return writeHtml(await readText(path, namedEncoding), writer);
  const text = await readText(path);
  if (mediaType === 'text/csv') return writer.table(csvRows(text), null);
  if (mediaType === 'text/markdown') return writeMarkdown(text, writer);
  return writeText(text, writer);
}

/** What an archive is, its parts decide and not its name. */
async function readOffice({ path, limits }: ParseJob, writer: PageWriter): Promise<void> {
  const archive = await OfficeArchive.open(path, limits);
  if (archive.has('word/document.xml')) {
    await opened(`${OFFICE}.wordprocessingml.document`);
    return readDocx(archive, writer);
  }
  if (archive.has('xl/workbook.xml')) {
    await opened(`${OFFICE}.spreadsheetml.sheet`);
    return readXlsx(archive, writer, limits.characters);
  }
  if (archive.has('ppt/presentation.xml')) {
    const slides = await slidesOf(archive);
    await opened(`${OFFICE}.presentationml.presentation`, slides.length);
    if (slides.length > limits.pages) throw new Unreadable('too-many-pages');
    return readPptx(archive, slides, writer);
  }
  if (archive.has('content.xml') && archive.has('META-INF/manifest.xml')) {
    await opened('application/vnd.oasis.opendocument.text');
    return readOdt(archive, writer);
  }
  throw new Unreadable('unsupported');
}
