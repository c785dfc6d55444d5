import { decodeLines } from './line-decoder.js';

async function* chunksOf(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (source: AsyncIterable<Uint8Array>, max?: number) => {
  const lines: string[] = [];
  for await (const line of decodeLines(source, max)) lines.push(line);
  return lines;
};

describe('decodeLines', () => {
  const lines = ['{"a":"Zürich 👩‍👩‍👧"}', '', '日本語', 'last without an end'];
  const bytes = Buffer.from(lines.join('\n'));

  it.each([1, 2, 3, 7, 1000])('finds the same lines in chunks of %d bytes', async (size) => {
    expect(await read(chunksOf(bytes, size))).toEqual(lines);
  });

  it('accepts both line endings, and yields no line after the last ending', async () => {
    expect(await read(chunksOf(Buffer.from('a\r\nb\n\r\n'), 2))).toEqual(['a', 'b', '']);
    expect(await read(chunksOf(Buffer.alloc(0), 1))).toEqual([]);
  });

  it('replaces bytes that are not UTF-8', async () => {
    expect(await read(chunksOf(Buffer.from([0x61, 0xff, 0x0a, 0xe2, 0x82]), 1))).toEqual(['a\uFFFD', '\uFFFD']);
  });

  it('fails on an endless line, after yielding the lines before it', async () => {
    const seen: string[] = [];
    const reading = async () => {
      for await (const line of decodeLines(chunksOf(Buffer.from(`ok\n${'x'.repeat(100)}`), 10), 50)) seen.push(line);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'llm.failed' });
    expect(seen).toEqual(['ok']);
  });
});
