import { partsOf } from './parts';

const MIB = 1024 * 1024;
const chat = (title: string, size = 10) => ({ title, mapping: { a: 'x'.repeat(size) } });
const sizes = (file: unknown) => partsOf(file).parts.map(({ count }) => count);

describe('the parts of a file', () => {
  it('keep everything around the threads of our own format', () => {
    const file = { format: 'pocket-llm', version: 1, threads: [{ id: 1 }, { id: 2 }] };
    expect(partsOf(file)).toEqual({ parts: [{ body: file, count: 2 }], total: 2, tooLarge: [] });
  });

  it('of a list are lists, and a single conversation is a list of one', () => {
    expect(partsOf([chat('a')]).parts[0]!.body).toEqual([chat('a')]);
    expect(partsOf(chat('a')).parts[0]!.body).toEqual([chat('a')]);
  });

  it('are limited in number and size', () => {
    expect(sizes(Array.from({ length: 45 }, (_, i) => chat(`${i}`)))).toEqual([20, 20, 5]);
    expect(sizes([chat('a', 3 * MIB), chat('b', 2 * MIB), chat('c', 3 * MIB)])).toEqual([2, 1]);
    // Measured in bytes as sent: three bytes for one character.
    expect(sizes([chat('a'), { title: 'b', mapping: '語'.repeat(2 * MIB) }])).toEqual([1, 1]);
  });

  it('leave out conversations that are too large, and name them', () => {
    const { parts, total, tooLarge } = partsOf([
      chat('small'),
      chat('huge', 7 * MIB),
      { chat: { title: 'inner', history: 'x'.repeat(7 * MIB) } },
    ]);
    expect([parts.length, total, tooLarge]).toEqual([1, 1, ['huge', 'inner']]);
  });

  it('of an empty file go to the server, which reports what is missing', () => {
    expect(partsOf([])).toEqual({ parts: [{ body: [], count: 0 }], total: 0, tooLarge: [] });
  });
});
