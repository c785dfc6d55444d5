import { Cutter, MOST_CHARACTERS } from './cut.js';
import { idsOf, termsOf, wordsOf } from './words.js';

const PIECES = [
  'A paragraph that says one thing, and then another one. '.repeat(9),
  '# A heading',
  '## Below it',
  '###### Deep',
  'Name | Price\nNut | 1.20\n' + 'Bolt M8 | 0.35\n'.repeat(120),
  '没有空格的句子没有空格。'.repeat(150),
  'x'.repeat(3_000),
  '😀'.repeat(900),
  'one line\nanother line\n'.repeat(90),
  '   \t  ',
  'مستأجر يعيد الغرف نظيفة. '.repeat(60),
  '#notaheading',
  'short',
];

describe('Cutter', () => {
  it('gives every character to a passage that is not too long and stands where it says', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: 1 + random(8) }, () => PIECES[random(PIECES.length)]!).join(
        ['\n\n', '\n', '\r\n\r\n'][random(3)],
      );
      const cuts = new Cutter(random(4) === 0).page(text);
      const covered = new Uint8Array(text.length);
      for (const [at, { start, end }] of cuts.entries()) {
        expect(end - start).toBeLessThanOrEqual(MOST_CHARACTERS);
        expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
        expect(text.slice(start, end)).toBe(text.slice(start, end).toWellFormed());
        if (at > 0) expect(start).toBeGreaterThan(cuts[at - 1]!.start);
        if (at > 0) expect(cuts[at - 1]!.end - start).toBeLessThanOrEqual(130);
        covered.fill(1, start, end);
      }
      expect(text.split('').findIndex((sign, at) => /\S/.test(sign) && !covered[at])).toBe(-1);
    }
  });

  it('tells of each passage the headings above it, also on the next page', () => {
    const cutter = new Cutter();
    const headings = cutter.page('# Lease\n\nIntro.\n\n## Deposit\n\nThree rents.').map(({ heading }) => heading);
    expect(headings).toEqual(['Lease', 'Lease › Deposit']);
    expect(cutter.page('It is paid back.').map(({ heading }) => heading)).toEqual(['Lease › Deposit']);
    expect(cutter.page('# Keys\n\nAll of them.')[0]!.heading).toBe('Keys');
  });

  it('repeats the columns of a table that goes on', () => {
    const text = 'Part | Price\n' + Array.from({ length: 200 }, (_, at) => `Bolt ${at} | ${at}.50`).join('\n');
    const cuts = new Cutter().page(text, 'Stock');
    expect(cuts.length).toBeGreaterThan(2);
    expect(cuts[0]!.heading).toBe('Stock');
    expect(cuts.slice(1).every(({ heading }) => heading === 'Stock\nPart | Price')).toBe(true);
    for (const { start, end } of cuts) expect(text.slice(start, end)).toMatch(/^(Part|Bolt \d+) \| .*\d$|^Part/s);
  });

  it.each([
    ['a line without an end', 'x'.repeat(20_000_000)],
    ['a heading with a gap', `# a${' '.repeat(2_000_000)}b`],
    ['a table in one row', 'a | '.repeat(2_000_000)],
    ['nothing but spaces', `x${' '.repeat(8_000_000)}x`],
  ])('is not held up by %s', (_, text) => {
    expect(new Cutter().page(text).at(-1)!.end).toBe(text.trimEnd().length);
  });

  it('takes the comments of code for no headings', () => {
    const [cut] = new Cutter(true).page('# sets the rate\nrate = a | b\n\n# done');
    expect(cut!.heading).toBeNull();
  });
});

describe('wordsOf', () => {
  it('writes numbers the same way in a passage and in a question', () => {
    for (const [said, asked] of [
      ['Siehe § 12 Abs. 3', 'was steht in §12?'],
      ['certified to ISO 27001', 'ISO-27001'],
      ['part XK-200.4/B', 'xk2004b XK-200.4/B'],
      ['1.234,56 EUR', '1.234,56'],
    ] as const) {
      const literal = new Set(wordsOf(said).literal);
      const ids = termsOf(asked).filter(({ text }) => text.startsWith('#'));
      expect(ids.some(({ text }) => literal.has(text))).toBe(true);
    }
  });

  it.each(['x', '\u00a7', '\u3316', '\u00e9', '1', '"', '\u4e00'])('is not held up by a long run of %s', (sign) => {
    const run = sign.repeat(300_000);
    expect(termsOf(run).length).toBeLessThan(40);
    expect(wordsOf(run).text.length).toBeLessThan(20_000);
    expect([...idsOf(run)]).toEqual([]);
  });

  it('knows scripts without spaces by pairs of signs, and words also without accents', () => {
    expect(wordsOf('押金三个月').literal).toEqual(['押金', '金三', '三个', '个月']);
    expect(wordsOf('Le résumé').text).toBe('le résumé resume');
  });
});
