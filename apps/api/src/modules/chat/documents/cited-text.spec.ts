import type { Citation } from '../threads/message.entity.js';
import { CitedText, withoutMarks } from './cited-text.js';

const citation = (mark: number): Citation => ({
  mark,
  file_id: 'f',
  name: 'handbook.pdf',
  page: mark,
  quote: '',
  start: 0,
  end: 0,
});
const PASSAGES = new Map([1, 2, 3, 4].map((mark) => [mark, citation(mark)]));

const read = (pieces: Iterable<string>) => {
  const found: number[] = [];
  const cited = new CitedText(PASSAGES, ({ mark }) => found.push(mark));
  let text = '';
  for (const piece of pieces) {
    const more = cited.push(piece);
    // Told before it is seen.
    for (const [, mark] of more.matchAll(/(?<!`)\[(\d)\](?![(:])/g))
      if (cited.citations.length > 0 && !more.includes('`')) expect(found).toContain(Number(mark));
    text += more;
  }
  text += cited.end();
  expect(cited.text).toBe(text);
  return { text, found };
};

const CASES: [given: string, wanted: string, found: number[]][] = [
  ['It is so [1].', 'It is so [1].', [1]],
  ['It is so[2][1].', 'It is so[2][1].', [2, 1]],
  ['It is so [9].', 'It is so.', []],
  ['It is so [1, 9; 3].', 'It is so [1][3].', [1, 3]],
  ['It is so [1-3].', 'It is so [1][2][3].', [1, 2, 3]],
  ['It is so [3–1] and [1-400].', 'It is so [3][1] and [1].', [3, 1]],
  ['It is so [^2].', 'It is so [2].', [2]],
  ['It is so 【4†source】【7】.', 'It is so [4].', [4]],
  ['[9] begins', ' begins', []],
  ['A link [1](https://example.org) and [3]: defined', 'A link [1](https://example.org) and [3]: defined', [3]],
  ['A list [ ] of [x] things [a1] [1.5]', 'A list [ ] of [x] things [a1] [1.5]', []],
  ['Code `a[9]` and [1]', 'Code `a[9]` and [1]', [1]],
  ['Ticks ``a`[9]`` and [9]!', 'Ticks ``a`[9]`` and!', []],
  ['Never closed ` and [9]\n\nNext [9].', 'Never closed ` and [9]\n\nNext.', []],
  ['```js\na[9] = b[1];\n```\nSo [9] [2]', '```js\na[9] = b[1];\n```\nSo [2]', [2]],
  ['~~~\n```\na[9]\n~~~\nend [9]', '~~~\n```\na[9]\n~~~\nend', []],
  ['````\n```\na[9]\n````\nend [1]', '````\n```\na[9]\n````\nend [1]', [1]],
  ['```\na[9]\n``` no end\nb[8]', '```\na[9]\n``` no end\nb[8]', []],
  ['```a[9]``` in a line [9]', '```a[9]``` in a line', []],
  ['It returns [7, 8, 9], args[0] and [10-12].', 'It returns [7, 8, 9], args[0] and [10-12].', []],
  ['By [1]: so it is.\n[2]: is defined', 'By [1]: so it is.\n[2]: is defined', [1]],
  ['Code:\n\n    x = a[9] [9]\n\nEnd [9]', 'Code:\n\n    x = a[9]\n\nEnd', []],
  ['open [', 'open [', []],
  ['open [1', 'open [1', []],
  ['spaces   \nand tabs\t\n', 'spaces   \nand tabs\t\n', []],
  ['|a|b|\n|-|-|\n|1 [1]|2 [5]|\n', '|a|b|\n|-|-|\n|1 [1]|2|\n', [1]],
  ['x'.repeat(100) + ' [1]', 'x'.repeat(100) + ' [1]', [1]],
  ['[' + ' '.repeat(60) + '1]', '[' + ' '.repeat(60) + '1]', []],
];

describe('the marks of an answer', () => {
  it.each(CASES)('%j', (given, wanted, found) => {
    expect(read([given])).toEqual({ text: wanted, found });
  });

  it.each(CASES)('%j, in whatever pieces it comes', (given, wanted, found) => {
    expect(read(given)).toEqual({ text: wanted, found });
    for (const size of [2, 3, 5, 7]) {
      const pieces = Array.from({ length: Math.ceil(given.length / size) }, (_, i) =>
        given.slice(i * size, (i + 1) * size),
      );
      expect(read(pieces)).toEqual({ text: wanted, found });
    }
  });

  it('are told once, and anew after all was thinking', () => {
    const found: number[] = [];
    const cited = new CitedText(PASSAGES, ({ mark }) => found.push(mark));
    cited.push('a [2] b [2] ');
    expect(found).toEqual([2]);
    cited.restart();
    expect(cited.citations).toEqual([]);
    expect(cited.push('c [1] ') + cited.end()).toBe('c [1] ');
    expect(cited.citations.map(({ mark }) => mark)).toEqual([1]);
    expect(cited.text).toBe('c [1] ');
  });

  it('of an earlier answer do not stand in the next prompt; its code does', () => {
    expect(withoutMarks('So [1], and `a[1]` [2][3].', [citation(1)])).toBe('So, and `a[1]` [2][3].');
    expect(withoutMarks('A plain [1].', [])).toBe('A plain [1].');
  });

  it('go on behind a text that ended in the middle of code', () => {
    const cited = new CitedText(PASSAGES, () => undefined);
    cited.resume('As [2] says:\n```js\nconst b = a[9];');
    expect(cited.push('\nconst c = b[0] + a[9];\n```\nSo [9] [1].') + cited.end()).toBe(
      '\nconst c = b[0] + a[9];\n```\nSo [1].',
    );
    expect(cited.citations).toHaveLength(1);
  });

  it('are found in long blanks in a moment', () => {
    for (const text of [`a${' '.repeat(4_000_000)}x`, `${' '.repeat(1_000_000)}[9]`, `\`\n${' \n'.repeat(500_000)}x`])
      expect(withoutMarks(text, [citation(1)])).toBe(text);
  });

  it('hold back a long text for no longer than a mark is', () => {
    const cited = new CitedText(PASSAGES, () => undefined);
    let waiting = 0;
    for (const char of '[1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3'.repeat(20)) {
      waiting = cited.push(char) ? 0 : waiting + 1;
      expect(waiting).toBeLessThan(48);
    }
  });
});
