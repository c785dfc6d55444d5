import { crc32, deflateRawSync } from 'node:zlib';
import type { Client, Reply } from './client.js';
import { eventually } from './clock.js';

// Documents that are made here, as small as they can be: no file of anybody is among the sources.

/** An entry of an archive; `times` repeats its content without holding it. */
export type Entry = string | Buffer;

const crcOf = (data: Buffer): number => (crc32 as ((data: Buffer) => number) | undefined)?.(data) ?? ownCrc(data);

function ownCrc(data: Buffer): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** A ZIP archive of these parts. */
export function zip(entries: Record<string, Entry>): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, entry] of Object.entries(entries)) {
    const [data, path] = [Buffer.from(entry), Buffer.from(name)];
    const packed = deflateRawSync(data, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crcOf(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(path.length, 22);
    const own = Buffer.alloc(14);
    own.writeUInt32LE(at, 10);
    files.push(Buffer.from('PK\x03\x04', 'latin1'), common, path, packed);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, own, path);
    at += 30 + path.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Object.keys(entries).length, 8);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, list, end]);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = (all: Record<string, [type: string, target: string, mode?: string]>): string =>
  `${XML}<Relationships>${Object.entries(all)
    .map(
      ([id, [type, target, mode]]) =>
        `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/>`,
    )
    .join('')}</Relationships>`;

const HEADING = '<w:name w:val="heading 1"/>';

/** A DOCX of these paragraphs as XML. */
export const docx = (body: string, more: Record<string, Entry> = {}): Buffer =>
  zip({
    '[Content_Types].xml': `${XML}<Types/>`,
    'word/styles.xml': `${XML}<w:styles><w:style w:styleId="berschrift1">${HEADING}</w:style></w:styles>`,
    'word/document.xml': `${XML}<w:document><w:body>${body}</w:body></w:document>`,
    ...more,
  });

export const paragraph = (text: string, style = ''): string =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}` +
  `<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

/** An XLSX; a sheet is a list of rows as XML. */
export const xlsx = (sheets: Record<string, string>, texts: string[] = []): Buffer => {
  const names = Object.keys(sheets);
  return zip({
    '[Content_Types].xml': `${XML}<Types/>`,
    'xl/workbook.xml': `${XML}<workbook xmlns:r="${REL}"><sheets>${names
      .map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations({
      ...Object.fromEntries(names.map((_, i) => [`rId${i + 1}`, ['worksheet', `worksheets/sheet${i + 1}.xml`]])),
      rText: ['sharedStrings', 'sharedStrings.xml'],
      rStyle: ['styles', 'styles.xml'],
    }),
    'xl/sharedStrings.xml': `${XML}<sst>${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    'xl/styles.xml': `${XML}<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(
      names.map((name, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `${XML}<worksheet><sheetData>${sheets[name]}</sheetData></worksheet>`,
      ]),
    ),
  });
};

/** A PPTX of slides with a title and a text, in the other order than their parts are named. */
export const pptx = (slides: { title: string; text: string; notes?: string }[]): Buffer => {
  const part = (i: number) => `slides/slide${slides.length - i}.xml`;
  const shape = (kind: string, text: string) =>
    `<p:sp><p:nvSpPr><p:nvPr><p:ph type="${kind}"/></p:nvPr></p:nvSpPr>` +
    `<p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
  return zip({
    '[Content_Types].xml': `${XML}<Types/>`,
    'ppt/presentation.xml': `${XML}<p:presentation xmlns:r="${REL}"><p:sldIdLst>${slides
      .map((_, i) => `<p:sldId id="${256 + i}" r:id="rId${i}"/>`)
      .join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      Object.fromEntries(slides.map((_, i) => [`rId${i}`, ['slide', part(i)]])),
    ),
    ...Object.fromEntries(
      slides.flatMap(({ title, text, notes }, i) => [
        [
          `ppt/${part(i)}`,
          `${XML}<p:sld>${shape('title', title)}${shape('body', text)}${shape('sldNum', '7')}</p:sld>`,
        ],
        ...(notes
          ? [
              [
                `ppt/slides/_rels/slide${slides.length - i}.xml.rels`,
                relations({ n: ['notesSlide', `../notesSlides/n${i}.xml`] }),
              ],
              [`ppt/notesSlides/n${i}.xml`, `${XML}<p:notes>${shape('body', notes)}</p:notes>`],
            ]
          : []),
      ]) as [string, string][],
    ),
  });
};

export const odt = (body: string): Buffer =>
  zip({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'META-INF/manifest.xml': `${XML}<manifest:manifest/>`,
    'content.xml':
      `${XML}<office:document-content><office:body><office:text>${body}</office:text>` +
      '</office:body></office:document-content>',
  });

/**
 * A PDF with a line or several on each page.
 * @param trailer added to its trailer, such as the mark of an encrypted one
 */
export function pdf(pages: string[][], trailer = ''): Buffer {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  const kids: string[] = [];
  for (const lines of pages) {
    const content = lines
      .map((line, i) => `BT /F1 12 Tf 72 ${720 - 14 * i} Td (${line.replace(/[()\\]/g, '\\$&')}) Tj ET`)
      .join('\n');
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${objects.length} 0 R ` +
        '/Resources << /Font << /F1 3 0 R >> >> >>',
    );
    kids.push(`${objects.length} 0 R`);
  }
  objects[1] = `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${kids.length} >>`;
  let text = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const place = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  text += places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** One whose password nobody knows. */
export const encryptedPdf = (): Buffer => {
  const key = 'ab'.repeat(32);
  const id = `<${'00'.repeat(16)}>`;
  const encrypt = `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${key}> /U <${key}> /P -4 >> /ID [${id} ${id}]`;
  return pdf([['secret']], encrypt);
};

/** Uploads a file as a form. */
export function uploadForm(by: Client, name: string, content: Buffer | string): Promise<Reply> {
  const head = `--mark\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
  const form = Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from('\r\n--mark--\r\n')]);
  return by.with({ 'content-type': 'multipart/form-data; boundary=mark' }).post('/api/files', form);
}

/** Sends bytes of an upload from where they belong. */
export const sendBytes = (by: Client, id: string, offset: number, bytes: Buffer): Promise<Reply> =>
  by
    .with({ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) })
    .patch(`/api/files/${id}/content`, bytes);

/** The file, once nothing of it is under way, its vectors included, of which the stream does not tell. */
export async function settled(by: Client, id: string) {
  let { data } = (await (await by.stream(`/api/files/events?id=${id}`)).all()).at(-1)!;
  await eventually(async () => {
    if (data.state === 'embedding') data = (await by.get(`/api/files/${id}`)).body;
    return data.state !== 'embedding';
  });
  return data;
}

/** Uploads a file and waits until it is read. */
export async function uploaded(by: Client, name: string, content: Buffer | string) {
  const { status, body } = await uploadForm(by, name, content);
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return settled(by, body.id as string);
}

/** The text of all pages of a file. */
export async function textsOf(by: Client, { id, pages }: { id: string; pages: number }): Promise<string[]> {
  const texts: string[] = [];
  for (let page = 1; page <= pages; page++) texts.push((await by.get(`/api/files/${id}/pages/${page}`)).body.text);
  return texts;
}
