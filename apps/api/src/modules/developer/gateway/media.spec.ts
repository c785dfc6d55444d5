import { dataOf, documentText } from './media.js';

describe('a data URL', () => {
  it.each([
    ['plain', 'data:image/png;base64,aGk=', { type: 'image/png', data: 'aGk=' }],
    ['with parameters', 'data:text/plain;charset=utf-8;base64,aGk=', { type: 'text/plain', data: 'aGk=' }],
    ['without a type', 'data:;base64,aGk=', { type: '', data: 'aGk=' }],
    ['with line breaks', 'data:image/png;base64,aG\r\nk=', { type: 'image/png', data: 'aGk=' }],
  ])('%s', (_, url, expected) => {
    expect(dataOf(url, 'x')).toEqual(expected);
  });

  it.each([
    ['an address', 'http://example.org/a.png'],
    ['no base64', 'data:image/png,hello'],
    ['half of one', 'data:image/png;base64'],
    ['what is no text', 7],
    // Each is refused at a glance, not after a search through all of it.
    ['a million letters', `data:${'a'.repeat(1_000_000)}`],
    ['a million parameters', `data:image/png${';a'.repeat(1_000_000)};base64,aGk=`],
  ])('is not %s', (_, url) => {
    expect(() => dataOf(url, 'messages.0.content.0')).toThrow(/data: URL/);
  });
});

it('a document is a text, or refused by its type', () => {
  const data = Buffer.from('Gr\u00fc\u00dfe').toString('base64');
  expect(documentText('text/markdown', data, 'x')).toBe('Gr\u00fc\u00dfe');
  expect(documentText('application/json', data, 'x')).toBe('Gr\u00fc\u00dfe');
  expect(() => documentText('application/pdf', data, 'x')).toThrow(/application\/pdf/);
});
