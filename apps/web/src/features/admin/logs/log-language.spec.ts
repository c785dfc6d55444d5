import { LOG_LANGUAGE as LOGS } from './log-language';
import { parseQuery, withoutToken, withToken, writeToken } from '../query/language';

const ID = '019acf2e-7b1c-7000-8000-0123456789ab';

it.each([
  ['', {}],
  ['level:error', { level: 'error' }],
  ['user:ada status:503', { username: 'ada', status_code: 503 }],
  ['path:/api/chat method:post', { endpoint: '/api/chat', method: 'POST' }],
  ['duration:>500', { min_duration_ms: 500 }],
  ['duration:>=1.5', { min_duration_ms: 1.5 }],
  [`request:${ID}`, { request_id: ID }],
  ['-action:chat.send -status:200', { not_action: 'chat.send', not_status_code: 200 }],
  ['model:gemma2:2b key:"My key" error:llm.busy', { model: 'gemma2:2b', key: 'My key', error: 'llm.busy' }],
  ['two words', { q: 'two words' }],
  ['"level:error now" user:"Ada L"', { q: 'level:error now', username: 'Ada L' }],
  ['LEVEL:info', { level: 'info' }],
  ['-5 %', { q: '-5 %' }],
])('parses %s', (text, filter) => {
  const query = parseQuery(LOGS, text);
  expect([query.filter, query.mistake]).toEqual([filter, undefined]);
});

it.each([
  ['x level:loud', 'bad-value', 2, 12],
  ['status:99', 'bad-value', 0, 9],
  ['user:', 'bad-value', 0, 5],
  ['request:abc', 'bad-value', 0, 11],
  ['duration:slow', 'bad-value', 0, 13],
  ['a lvl:error', 'unknown-field', 2, 11],
  ['level:info level:error', 'twice', 11, 22],
  ['-level:info', 'no-negation', 0, 11],
  ['user:ada "open', 'open-quote', 9, 14],
  ['user:"open', 'open-quote', 0, 10],
])('reports the position of the mistake in %s', (text, kind, start, end) => {
  expect(parseQuery(LOGS, text).mistake).toMatchObject({ kind, start, end });
});

it.each(['level:error', '-user:"Ada L"', '"with space"', 'plain', '"has:colon"'])(
  'writes %s as it was parsed',
  (text) => {
    expect(parseQuery(LOGS, text).tokens.map(writeToken).join(' ')).toBe(text);
  },
);

it('adds, replaces and removes tokens', () => {
  expect(withToken(LOGS, 'user:ada text', { field: 'level', value: 'error', negated: false })).toBe(
    'user:ada text level:error',
  );
  expect(withToken(LOGS, 'user:ada text', { field: 'user', value: 'bert', negated: true })).toBe('text -user:bert');
  expect(withoutToken(LOGS, 'user:ada text level:error', 1)).toBe('user:ada level:error');
  expect(withoutToken(LOGS, 'text', 0)).toBeUndefined();
});
