import { readText } from './read-file';

const JSON_TEXT = JSON.stringify([{ title: 'A "quoted" title with ] and }', list: [1, 2] }]);

describe('an imported file', () => {
  it('is read, with or without a byte order mark', () => {
    expect(readText(JSON_TEXT)).toEqual({ json: JSON.parse(JSON_TEXT) });
    expect(readText(`\uFEFF ${JSON_TEXT}\n`)).toEqual({ json: JSON.parse(JSON_TEXT) });
  });

  it('is recognised as truncated, wherever it ends', () => {
    for (let length = 1; length < JSON_TEXT.length; length++)
      expect(readText(JSON_TEXT.slice(0, length))).toEqual({ wrong: 'cut-off' });
  });

  it('is recognised as another format', () => {
    expect(readText('Dear diary')).toEqual({ wrong: 'not-json' });
    expect(readText('[1, 2 3]')).toEqual({ wrong: 'not-json' });
    expect(readText('  ')).toEqual({ wrong: 'empty' });
    expect(readText('PK\u0003\u0004 conversations.json')).toEqual({ wrong: 'zip' });
  });
});
