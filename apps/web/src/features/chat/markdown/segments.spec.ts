import { segmentsOf } from './segments';

const words = (count: number) => 'word '.repeat(count).trim();
const LONG = words(150);

describe('the segments of a text', () => {
  it('start at paragraphs and headings, and join to the original text', () => {
    const text = `${LONG}\n\n${LONG}\n\n# Heading\n\n${LONG}`;
    expect(segmentsOf(text)).toEqual([`${LONG}\n\n`, `${LONG}\n\n`, `# Heading\n\n${LONG}`]);
    expect(segmentsOf(text).join('')).toBe(text);
  });

  it.each([
    ['code', `\`\`\`md\n${LONG}\n\nWords in code\n\n${LONG}\n\`\`\``],
    ['longer fences', `\`\`\`\`md\n\`\`\`\n${LONG}\n\nWords\n\`\`\`\n\nWords\n\n${LONG}\n\`\`\`\``],
    ['a formula', `$$\n${LONG}\n\nx\n\n${LONG}\n$$`],
    ['a list', `- ${LONG}\n\n- ${LONG}\n\n  Words of the second item\n\n1. ${LONG}\n\n2. ${LONG}`],
    ['a text with notes', `${LONG}[^1]\n\n${LONG}\n\n[^1]: note`],
    ['a text with addresses at its end', `${LONG} [a][1]\n\n${LONG}\n\n[1]: https://example.org`],
    ['a short text', 'One.\n\nTwo.'],
  ])('are one for %s', (_name, text) => expect(segmentsOf(text)).toEqual([text]));

  it('do not change while the text grows, except for the last one', () => {
    const code = '```ts\nconst a = 1;\n```';
    const text = [LONG, '## A', '- one\n- two', LONG, code, LONG, `End. ${LONG}`].join('\n\n');
    const whole = segmentsOf(text);
    for (let end = 0; end <= text.length; end += 7) {
      const settled = segmentsOf(text.slice(0, end)).slice(0, -1);
      expect(settled).toEqual(whole.slice(0, settled.length));
    }
  });
});
