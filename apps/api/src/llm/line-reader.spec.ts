import { LineReader } from './line-reader.js';

class Lines extends LineReader<string> {
  protected line(line: string) {
    this.parts.push(line);
  }
  protected finish() {}
}

function linesOf(bytes: Buffer, size: number): string[] {
  const reader = new Lines();
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  reader.end();
  return reader.parts;
}

describe('LineReader', () => {
  const lines = ['{"a":"Zürich 👩‍👩‍👧"}', '', '日本語', 'last without an end'];
  const bytes = Buffer.from(lines.join('\n'));

  it.each([1, 2, 3, 7, 1000])('finds the same lines in chunks of %d bytes', (size) => {
    expect(linesOf(bytes, size)).toEqual(lines);
  });

  it('accepts both line endings, and finds no line after the last ending', () => {
    expect(linesOf(Buffer.from('a\r\nb\n\r\n'), 2)).toEqual(['a', 'b', '']);
    expect(linesOf(Buffer.alloc(0), 1)).toEqual([]);
  });

  it('replaces bytes that are not UTF-8', () => {
    expect(linesOf(Buffer.from([0x61, 0xff, 0x0a, 0xe2, 0x82]), 1)).toEqual(['a\uFFFD', '\uFFFD']);
  });

  it('fails on an endless line, after reading the lines before it', () => {
    const reader = new Lines(50);
    expect(() => reader.push(Buffer.from(`ok\n${'x'.repeat(100)}`))).toThrow('a line without an end');
    expect(reader.parts).toEqual(['ok']);
  });

  it('reads nothing beyond the last part', () => {
    class Two extends Lines {
      protected override line(line: string) {
        super.line(line);
        this.isDone = this.parts.length === 2;
      }
    }
    const reader = new Two();
    reader.push(Buffer.from('a\nb\nc\nd'));
    reader.end();
    expect(reader.parts).toEqual(['a', 'b']);
  });
});
