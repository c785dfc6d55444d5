import {
  docx,
  encryptedPdf,
  odt,
  paragraph,
  pdf,
  pptx,
  sendBytes,
  settled,
  textsOf,
  uploaded,
  uploadForm,
  xlsx,
  zip,
} from './documents.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';

// What is read of each kind of document, and what hostile ones cannot do.

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { EMBEDDING_MODEL: 'off', FILE_PARSE_MEMORY_MB: '512' } });
  ada = await portal.someone();
});
afterAll(() => portal.close());

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const cell = (at: string, value: string, type = '') => `<c r="${at}"${type}><v>${value}</v></c>`;

it.each([
  [
    'a PDF, page by page, paragraphs apart and divided words whole',
    'report.pdf',
    () => pdf([['The first page', 'has two para-', 'graphs.'], [], ['The third page.']]),
    'application/pdf',
    ['The first page\nhas two paragraphs.', '', 'The third page.'],
  ],
  [
    'a DOCX with headings, a list, a table, and without what was deleted',
    'letter.docx',
    () =>
      docx(
        paragraph('Start', 'berschrift1') +
          paragraph('Words &amp; more.') +
          '<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>point</w:t></w:r></w:p>' +
          '<w:p><w:del><w:r><w:t>gone</w:t></w:r></w:del><w:r><w:t>stays</w:t></w:r></w:p>' +
          `<w:tbl><w:tr><w:tc>${paragraph('a')}</w:tc><w:tc>${paragraph('b')}</w:tc></w:tr></w:tbl>`,
      ),
    `${OFFICE}.wordprocessingml.document`,
    ['# Start\n\nWords & more.\n\n- point\n\nstays\n\na | b'],
  ],
  [
    'a PPTX in the order of its slides, with notes and without numbers',
    'talk.pptx',
    () =>
      pptx([
        { title: 'One', text: 'first', notes: 'say this' },
        { title: 'Two', text: 'second' },
      ]),
    `${OFFICE}.presentationml.presentation`,
    ['# One\n\nfirst\n\nNotes: say this', '# Two\n\nsecond'],
  ],
  [
    'an XLSX, a sheet after the other, dates as dates and no formulas',
    'sums.xlsx',
    () =>
      xlsx(
        {
          Sales:
            `<row>${cell('A1', '0', ' t="s"')}${cell('C1', '2.5')}</row>` +
            `<row>${cell('A2', '45658', ' s="1"')}<c r="B2"><f>A1+1</f><v>3</v></c></row>`,
          Costs: `<row><c r="A1" t="inlineStr"><is><t>in line</t></is></c></row>`,
        },
        ['Shared'],
      ),
    `${OFFICE}.spreadsheetml.sheet`,
    ['Shared |  | 2.5\n2025-01-01 | 3', 'in line'],
  ],
  [
    'an ODT',
    'text.odt',
    () => odt('<text:h text:outline-level="2">Head</text:h><text:p>one<text:s text:c="2"/>two</text:p>'),
    'application/vnd.oasis.opendocument.text',
    ['## Head\n\none  two'],
  ],
  [
    'a page of HTML as its reader sees it',
    'page.html',
    () =>
      '<!doctype html><title>t</title><style>b{}</style><h1>Head</h1><p>seen <b>bold</b><script>evil()</script></p>' +
      '<p hidden>hidden</p><div style="display: none">too</div><ul><li>one</ul><table><tr><th>a<td>b</table>' +
      '<img src="http://127.0.0.1:9/x.png"><iframe src="file:///etc/passwd"></iframe>',
    'text/html',
    ['# Head\n\nseen bold\n\n- one\n\na | b'],
  ],
  [
    'Markdown',
    'notes.md',
    () => '# A\n\ntext\n\n```sh\n# no heading\n```\n',
    'text/markdown',
    ['# A\n\ntext\n\n```sh\n# no heading\n```'],
  ],
  ['a CSV with semicolons', 'list.csv', () => 'name;age\n"Ada; L.";36\n', 'text/csv', ['name | age\nAda; L. | 36']],
  ['a text in UTF-16', 'wide.txt', () => Buffer.from('\ufeffGrüße', 'utf16le'), 'text/plain', ['Grüße']],
  [
    'a text of an old Windows',
    'old.txt',
    () => Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0x80]),
    'text/plain',
    ['Grüße €'],
  ],
  ['a program', 'main.py', () => 'def f():\n    return 1\n', 'text/plain', ['def f():\n    return 1']],
])('reads %s', async (_, name, make, mediaType, texts) => {
  const file = await uploaded(ada, name, make());
  expect(file).toMatchObject({ state: 'ready', fault: null, media_type: mediaType, pages: texts.length });
  expect(await textsOf(ada, file)).toEqual(texts);
  expect(file.characters).toBe(texts.join('').length);
});

it('cuts a long text into pages at paragraphs, and repeats the head of a long table', async () => {
  const paragraphs = Array.from({ length: 40 }, (_, i) => `${i} ${'word '.repeat(60).trim()}.`);
  const long = await textsOf(ada, await uploaded(ada, 'long.txt', paragraphs.join('\n\n')));
  expect(long.length).toBeGreaterThan(3);
  expect(long.join('\n\n')).toBe(paragraphs.join('\n\n'));
  expect(Math.max(...long.map(({ length }) => length))).toBeLessThanOrEqual(3_100);
  const rows = Array.from({ length: 500 }, (_, i) => `row ${i},value`);
  const table = await textsOf(ada, await uploaded(ada, 'long.csv', ['key,what', ...rows].join('\n')));
  expect(table.length).toBeGreaterThan(2);
  expect(new Set(table.map((text) => text.split('\n')[0]))).toEqual(new Set(['key | what']));
  expect(table.flatMap((text) => text.split('\n').slice(1))).toHaveLength(500);
});

const deep = (levels: number) => '<w:p>'.repeat(levels) + '</w:p>'.repeat(levels);
const LAUGHS =
  '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>' +
  '<w:document><w:t>&c;</w:t></w:document>';

it.each([
  ['a scan', 'scan.pdf', () => pdf([[], []]), 'no-text'],
  ['a PDF with a password', 'secret.pdf', encryptedPdf, 'encrypted'],
  ['10,001 pages', 'huge.pdf', () => pdf(Array.from({ length: 10_001 }, () => [])), 'too-many-pages'],
  ['a PDF that is none', 'fake.pdf', () => Buffer.from('%PDF-1.7\nnothing of that kind\0'), 'broken'],
  [
    'an archive that is no document',
    'things.docx',
    () => zip({ 'readme.txt': 'hello', 'inner.zip': zip({ a: 'b' }) }),
    'unsupported',
  ],
  ['half an archive', 'half.docx', () => docx(paragraph('text')).subarray(0, 300), 'broken'],
  ['a bomb', 'bomb.docx', () => docx(`<w:p><w:t>${' '.repeat(64 * 2 ** 20)}</w:t></w:p>`), 'expands-too-far'],
  ['a billion laughs', 'laughs.docx', () => docx('', { 'word/document.xml': LAUGHS }), 'broken'],
  ['XML without an end of depth', 'deep.docx', () => docx(deep(100_000)), 'expands-too-far'],
  ['a program as a document', 'report.docx', () => Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), 'unsupported'],
  [
    'an old Word file',
    'old.doc',
    () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]),
    'unsupported',
  ],
  [
    'a slide that is a book',
    'book.pptx',
    () => pptx([{ title: 'All', text: Array.from({ length: 60_000 }, (_, i) => i * 7_919).join(' ') }]),
    'too-much-text',
  ],
  ['spaces alone', 'blank.txt', () => ' \n \n', 'no-text'],
])('refuses %s, says why, and keeps nothing of its text', async (_, name, make, fault) => {
  const file = await uploaded(ada, name, make());
  expect(file).toMatchObject({ state: 'failed', fault, detail: expect.stringMatching(/\.$/) });
  expect(await portal.sql('SELECT 1 FROM file_pages WHERE file_id = $1', [file.id])).toEqual([]);
});

it.each([
  [
    'a PDF without an index',
    'xref.pdf',
    () =>
      Buffer.from(
        pdf([['found anyway']])
          .toString('latin1')
          .replace(/startxref\n\d+/, 'startxref\n7'),
        'latin1',
      ),
    'found anyway',
  ],
  [
    'a DOCX with a picture from elsewhere',
    'tracker.docx',
    () =>
      docx(paragraph('only text'), {
        'word/_rels/document.xml.rels':
          '<Relationships><Relationship Id="r" Type="image" Target="http://127.0.0.1:9/x.png" ' +
          'TargetMode="External"/></Relationships>',
      }),
    'only text',
  ],
  ['HTML as PDF', 'page.pdf', () => '<html><body>honest<script>1</script></body></html>', 'honest'],
  ['HTML nested without an end', 'deep.html', () => `<!doctype html>${'<div>'.repeat(50_000)}bottom`, 'bottom'],
  ['100,000 columns', 'wide.csv', () => `${'x,'.repeat(99_999)}last`, 'last'],
])('reads %s, and nothing else happens', async (_, name, make, text) => {
  const file = await uploaded(ada, name, make());
  expect([file.state, file.fault]).toEqual(['ready', null]);
  expect((await textsOf(ada, file)).join('\n')).toContain(text);
});

it('takes no name for more than a name', async () => {
  const { body } = await uploadForm(ada, '../../etc/\u202etxt.exe\u0007pass.txt', 'x');
  expect(body.name).toBe('txt.exepass.txt');
});

it('the portal answers while a document takes all the time that it may, and then goes on with the next', async () => {
  await portal.restart({ FILE_PARSE_SECONDS: '1' });
  const grace = await portal.someone();
  const rows = Buffer.from('name,age\n'.repeat(1_000_000));
  const { id } = (await grace.post('/api/files', { name: 'slow.csv', bytes: rows.length })).body;
  await sendBytes(grace, id, 0, rows);
  const told = await grace.stream(`/api/files/events?id=${id}`);
  const states: string[] = [];
  for await (const { data } of told) {
    states.push(data.state);
    expect((await grace.get('/api/files/storage')).body).toMatchObject({ files: 1, bytes: rows.length });
  }
  expect(states).toContain('parsing');
  expect((await grace.get(`/api/files/${id}`)).body).toMatchObject({ state: 'failed', fault: 'too-slow' });
  // In its own process, so nothing of it is left here.
  await portal.restart();
  const next = await portal.anyone.login(grace.username, PASSWORD);
  expect((await next.post(`/api/files/${id}/retry`)).status).toBe(202);
  expect(await settled(next, id)).toMatchObject({ state: 'ready', fault: null });
});

it('one that takes too much memory ends its process, and nothing else', async () => {
  await portal.restart({ FILE_PARSE_MEMORY_MB: '128' });
  const grace = await portal.someone();
  const large = Buffer.from(`<!doctype html>${'<p>x<p>'.repeat(1_000_000)}`);
  expect(await uploaded(grace, 'large.html', large)).toMatchObject({ state: 'failed', fault: 'too-much-memory' });
  expect(await uploaded(grace, 'small.txt', 'text')).toMatchObject({ state: 'ready' });
});
