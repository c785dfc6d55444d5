import { Blob as NodeBlob } from 'node:buffer';
import { type Part, partsOf } from './parts';

// jsdom's Blob cannot be read.
const original = globalThis.Blob;
beforeAll(() => Object.assign(globalThis, { Blob: NodeBlob }));
afterAll(() => Object.assign(globalThis, { Blob: original }));

const MIB = 1024 * 1024;
const fileOf = (content: unknown) => new Blob([typeof content === 'string' ? content : JSON.stringify(content)]);
const chat = (title: string, size = 10) => ({ title, mapping: { a: 'x'.repeat(size) } });
const split = async (content: unknown): Promise<Part[]> => {
  const result = await partsOf(fileOf(content));
  if ('wrong' in result) throw new Error(result.wrong);
  return result.parts;
};
const bodies = async (content: unknown) =>
  Promise.all((await split(content)).map(async ({ body }) => JSON.parse((await body.text()).replace(/^\uFEFF/, ''))));
const wrong = (content: string) => partsOf(fileOf(content));

describe('the parts of a file', () => {
  it('are each a complete file of the same format', async () => {
    const threads = Array.from({ length: 25 }, (_, id) => ({ id, text: 'brackets ] } , [ { " \\ "' }));
    const own = { format: 'pocket-llm', version: 1, tags: ['a', 'b'], threads, end: true };
    expect(await bodies(own)).toEqual([
      { ...own, threads: threads.slice(0, 20) },
      { ...own, threads: threads.slice(20) },
    ]);
    expect(await bodies({ conversations: [chat('a')] })).toEqual([{ conversations: [chat('a')] }]);
    expect(await bodies(`\uFEFF [ ${JSON.stringify(chat('a'))} ,\n 7 ]\n`)).toEqual([[chat('a'), 7]]);
  });

  it('of a single conversation is that conversation', async () => {
    const one = { title: 'a', messages: [{ threads: [1] }], note: '"threads":[' };
    expect(await bodies(one)).toEqual([one]);
    expect((await split(one))[0]!.count).toBe(1);
  });

  it('are limited in number and size, and a conversation is never split', async () => {
    const counts = async (content: unknown) => (await split(content)).map(({ count }) => count);
    expect(await counts(Array.from({ length: 45 }, (_, i) => chat(`${i}`)))).toEqual([20, 20, 5]);
    expect(await counts([chat('a', 3 * MIB), chat('b', 2 * MIB), chat('c', 3 * MIB)])).toEqual([2, 1]);
    // Measured in bytes as sent: three bytes for one character.
    expect(await counts([chat('a'), { title: 'b', mapping: '語'.repeat(3 * MIB) }, chat('c')])).toEqual([1, 1, 1]);
  });

  it('of an empty file go to the server, which reports what is missing', async () => {
    expect(await bodies([])).toEqual([[]]);
    expect(await bodies({ format: 'pocket-llm', threads: [] })).toEqual([{ format: 'pocket-llm', threads: [] }]);
  });
});

describe('a file that cannot be read', () => {
  const JSON_TEXT = JSON.stringify([{ title: 'A "quoted" title with ] and }', list: [1, 2] }]);

  it('is recognised as truncated, wherever it ends', async () => {
    for (let length = 1; length < JSON_TEXT.length; length++)
      expect(await wrong(JSON_TEXT.slice(0, length))).toEqual({ wrong: 'cut-off' });
  });

  it('is recognised as another format', async () => {
    expect(await wrong('Dear diary')).toEqual({ wrong: 'not-json' });
    expect(await wrong('  ')).toEqual({ wrong: 'empty' });
    expect(await wrong('PK\u0003\u0004 conversations.json')).toEqual({ wrong: 'zip' });
  });
});
