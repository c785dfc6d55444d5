import { readFiles } from './read-files';

/** jsdom's files cannot be read as bytes. */
const fileOf = (name: string, content: string | Uint8Array, type = ''): File => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { name, type, size: bytes.byteLength, arrayBuffer: async () => bytes.buffer } as unknown as File;
};

it('takes a text by its content, whatever the browser calls it, with its name and in a block of code', async () => {
  const { texts, documents } = await readFiles([
    fileOf('people.csv', 'name,age\nAda,36\n', 'application/vnd.ms-excel'),
    fileOf('notes', 'a ```block``` inside'),
    fileOf('Größe.md', '# Größe', ''),
  ]);
  expect(texts).toEqual([
    'people.csv:\n\n```csv\nname,age\nAda,36\n```',
    'notes:\n\n````\na ```block``` inside\n````',
    'Größe.md:\n\n```md\n# Größe\n```',
  ]);
  expect(documents).toEqual([]);
});

it.each([
  ['a program', fileOf('tool.txt', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]))],
  ['text in another encoding', fileOf('old.txt', new Uint8Array([0x47, 0x72, 0xf6, 0xdf, 0x65]))],
  ['a PDF made of letters', fileOf('plain.pdf', '%PDF-1.4 1 0 obj')],
  ['a text that would fill the question', fileOf('huge.log', 'x'.repeat(32_001))],
])('leaves %s to the server', async (_, file) => {
  expect(await readFiles([file])).toEqual({ images: [], texts: [], documents: [file] });
});

it('leaves pictures to who can see, and takes a drawing in SVG as the text that it is', async () => {
  const picture = fileOf('cat.png', new Uint8Array([0x89, 0x50]), 'image/png');
  const { images, texts } = await readFiles([picture, fileOf('logo.svg', '<svg/>', 'image/svg+xml')]);
  expect(images).toEqual([picture]);
  expect(texts).toEqual(['logo.svg:\n\n```svg\n<svg/>\n```']);
});
