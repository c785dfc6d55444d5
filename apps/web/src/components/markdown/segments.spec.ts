import { GrowingText } from './segments';

const words = (count: number) => 'word '.repeat(count).trim();
const LONG = words(150);
const piecesOf = (text: string) => new GrowingText().split(text).pieces;

describe('the pieces of a text', () => {
  it('start at paragraphs and headings, and join to the original text', () => {
    const text = `${LONG}\n\n${LONG}\n\n# Heading\n\n${LONG}`;
    expect(piecesOf(text)).toEqual([`${LONG}\n\n`, `${LONG}\n\n`, '# Heading\n\n', LONG]);
    expect(piecesOf(text).join('')).toBe(text);
  });

  it.each([
    ['code', `\`\`\`md\n${LONG}\n\nWords in code\n\n${LONG}\n\`\`\``],
    ['longer fences', `\`\`\`\`md\n\`\`\`\n${LONG}\n\nWords\n\`\`\`\n\nWords\n\n${LONG}\n\`\`\`\``],
    ['a formula', `$$\n${LONG}\n\nx\n\n${LONG}\n$$`],
    ['a list', `- ${LONG}\n\n- ${LONG}\n\n  Words of the second item\n\n1. ${LONG}\n\n2. ${LONG}`],
    ['a text with notes', `${LONG}[^1]\n\n${LONG}\n\n[^1]: note`],
    ['a text with addresses at its end', `${LONG} [a][1]\n\n${LONG}\n\n[1]: https://example.org`],
  ])('are one for %s', (_name, text) => expect(piecesOf(text)).toEqual([text]));

  it('start at a list, but not at its later items', () => {
    const text = 'Text.\n\n- one\n\n- two\n\nText.\n\n1. three\n\n   more\n\n2. four';
    expect(piecesOf(text)).toEqual(['Text.\n\n', '- one\n\n- two\n\n', 'Text.\n\n', '1. three\n\n   more\n\n2. four']);
  });

  it('are the same for a text that has grown as for one that came whole', () => {
    const text = `${LONG}\n\n\`\`\`\na\n\n- b\n\`\`\`\n\n- c\n\nEnd.[^1]\n\n[^1]: note`;
    const growing = new GrowingText();
    for (let end = 0; end <= text.length; end += 1)
      expect(growing.split(text.slice(0, end))).toEqual(new GrowingText().split(text.slice(0, end)));
    expect(growing.split('Another text')).toEqual({ pieces: ['Another text'], isCodeOpen: false });
  });

  it('do not change while the text grows, except for the last one', () => {
    const code = '```ts\nconst a = 1;\n```';
    const text = [LONG, '## A', '- one\n- two', LONG, code, LONG, `End. ${LONG}`].join('\n\n');
    const whole = piecesOf(text);
    for (let end = 0; end <= text.length; end += 7) {
      const settled = piecesOf(text.slice(0, end)).slice(0, -1);
      expect(settled).toEqual(whole.slice(0, settled.length));
    }
  });
});
