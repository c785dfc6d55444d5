import {
  localPath,
  parseAuditSearch,
  parseChatSearch,
  parseHistorySearch,
  parseLogSearch,
  parseThreadSearch,
} from './search';

describe('where a sign-in leads to', () => {
  it.each(['/c/1?m=2#end', '/admin/logs'])('may be %s', (path) => expect(localPath(path)).toBe(path));
  it.each([
    'https://evil.example',
    '//evil.example/x',
    '/\\evil.example',
    'javascript:alert(1)',
    'c/1',
    '',
    undefined,
    7,
  ])('is never %s', (path) => expect(localPath(path)).toBeUndefined());
});

describe('an address that somebody typed', () => {
  it('loses what makes no sense', () => {
    expect(parseLogSearch({ q: '', from: 'yesterday', to: 7, wrap: 'x', action: 'x' })).toEqual({});
    expect(parseAuditSearch({ result: 'maybe', q: 'x' })).toEqual({ q: 'x' });
    expect(parseHistorySearch({ q: 5, archived: 'yes' })).toEqual({ q: '5', archived: undefined });
  });
  it('keeps what does', () => {
    expect([parseChatSearch({ temporary: 1 }), parseChatSearch({ temporary: 'x' })]).toEqual([
      { temporary: true },
      { temporary: undefined },
    ]);
    expect(parseThreadSearch({ m: 'abc' })).toEqual({ m: 'abc' });
    expect(parseLogSearch({ q: 'level:error', from: '2027-01-31', wrap: 1 })).toEqual({
      q: 'level:error',
      from: '2027-01-31T00:00:00.000Z',
      wrap: true,
    });
  });
});
