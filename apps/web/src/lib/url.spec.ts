import { day, flag, instant, localPath, searchParser, text } from './url';

const parse = searchParser({ text, flag, day, instant });

describe('the redirect after sign-in', () => {
  it.each(['/c/1?m=2#end', '/admin/logs'])('may be %s', (path) => expect(localPath(path)).toBe(path));
  it.each([
    'https://evil.example',
    '//evil.example/x',
    '/.//evil.example',
    '//[',
    '/\\evil.example',
    'javascript:alert(1)',
    'c/1',
    '',
    undefined,
    7,
  ])('is never %s', (path) => expect(localPath(path)).toBeUndefined());
});

describe('a typed address', () => {
  it('loses invalid values', () => {
    expect(parse({ text: '', flag: 'x', day: '2027-02', instant: 'yesterday', action: 'x' })).toEqual({});
    expect(parse({ text: {}, flag: 0, day: 20270131, instant: 7 })).toEqual({});
    expect(parse({})).toEqual({});
  });
  it('keeps valid values', () => {
    expect(parse({ text: 5, flag: 1, day: '2027-01-31', instant: '2027-01-31' })).toEqual({
      text: '5',
      flag: true,
      day: '2027-01-31',
      instant: '2027-01-31T00:00:00.000Z',
    });
    expect(parse({ text: 'abc', flag: true })).toEqual({ text: 'abc', flag: true });
  });
});
