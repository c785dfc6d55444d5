import { withoutMarks } from './citations.js';
import { nothingLeftOut } from './imported.js';

const [START, END, SEPARATOR] = ['\uE200', '\uE201', '\uE202'];
const mark = (...parts: string[]) => `${START}${parts.join(SEPARATOR)}${END}`;
const cleaned = (text: string, metadata = {}) => {
  const left = nothingLeftOut();
  return [withoutMarks(text, metadata, left), left.citations];
};

describe('the marks in an answer of ChatGPT', () => {
  it.each([
    ['a source', `Rome ${mark('cite', 'turn0search0')}.`, 'Rome.', 1],
    [
      'several sources',
      `Rome${mark('cite', 'turn0search0', 'turn1news2')} and ${mark('cite', 'turn0search1')}x`,
      'Rome andx',
      2,
    ],
    ['a source whose characters were dropped', 'Rome citeturn0search0turn0search3.', 'Rome.', 1],
    ['a file', `See ${mark('filecite', 'turn0file1')}.`, 'See.', 1],
    ['a list of pictures', `${mark('i', 'turn0image1', 'turn0image4')}\nText`, '\nText', 1],
    ['the older brackets', 'Rome【12†source】 and【3:1†page.pdf】.', 'Rome and.', 2],
    ['a name', `In ${mark('entity', '["city","Rome","Italy"]')} it rains.`, 'In Rome it rains.', 0],
    [
      'an address',
      `See ${mark('url', 'the page', 'https://example.org/a')}.`,
      'See [the page](https://example.org/a).',
      0,
    ],
    ['a highlighted span', `\uE203It rains.\uE204${mark('cite', 'turn0search0')}`, 'It rains.', 1],
    ['half of a mark', `Text ${START}cite`, 'Text cite', 0],
    ['code', `\`\`\`\n${mark('cite', 'turn0search0')}\n\`\`\``, `\`\`\`\n${mark('cite', 'turn0search0')}\n\`\`\``, 0],
    ['no mark', 'A † and 【brackets】, cited.', 'A † and 【brackets】, cited.', 0],
  ])('go: %s', (_, text, result, count) => expect(cleaned(text)).toEqual([result, count]));

  it('become links where the file has the addresses', () => {
    const cite = mark('cite', 'turn0search0', 'turn0search1');
    const metadata = {
      content_references: [
        {
          matched_text: cite,
          items: [
            { url: 'https://example.org/a_(b)', title: 'A [title]', attribution: 'example.org' },
            { url: 'javascript:alert(1)', title: 'x' },
          ],
        },
        { matched_text: '', items: null },
      ],
      citations: [{ start_ix: 4, end_ix: 13, metadata: { type: 'webpage', title: 'Page', url: 'https://e.org' } }],
    };
    expect(cleaned(`It rains ${cite}.`, metadata)).toEqual([
      'It rains ([example.org](https://example.org/a_%28b%29)).',
      0,
    ]);
    expect(cleaned('Rain【1†source】.', { citations: [] })).toEqual(['Rain.', 1]);
    expect(cleaned('Rain【1†source】.', { citations: [{ ...metadata.citations[0], end_ix: 14 }] })).toEqual([
      'Rain ([Page](https://e.org)).',
      0,
    ]);
  });
});
