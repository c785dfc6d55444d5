import { localPath, parseChatSearch, parseHistorySearch, parseLogSearch, parseThreadSearch } from './search';

describe('where a sign-in leads to', () => {
  it.each(['/c/1?m=2#end', '/admin/logs'])('may be %s', (path) => expect(localPath(path)).toBe(path));
  it.each(['https://evil.example', '//evil.example/x', '/\\evil.example', 'javascript:alert(1)', 'c/1', '', undefined, 7])('is never %s', (path) =>
    expect(localPath(path)).toBeUndefined(),
  );
});

describe('an address that somebody typed', () => {
  it('loses what makes no sense', () => {
    expect(parseLogSearch({ status: 'abc', page: -3, q: '', action: ['x'], user: 'u' })).toEqual({
      q: undefined, action: undefined, status: undefined, user: 'u', from: undefined, to: undefined, page: undefined, open: undefined,
    });
    expect(parseHistorySearch({ q: 5, archived: 'yes' })).toEqual({ q: '5', archived: undefined });
  });
  it('keeps what does', () => {
    expect([parseChatSearch({ temporary: 1 }), parseChatSearch({ temporary: 'x' })]).toEqual([{ temporary: true }, { temporary: undefined }]);
    expect(parseThreadSearch({ m: 'abc' })).toEqual({ m: 'abc' });
    expect(parseLogSearch({ status: 404, page: '2', q: 'x' })).toMatchObject({ status: 404, page: 2, q: 'x' });
  });
});
