import {
  formatBody,
  formatOf,
  hasQuestion,
  messagesOf,
  moved,
  parseBody,
  parseParameter,
  type RequestBody,
  schemaOf,
  systemOf,
  withField,
  withFormat,
  withMessages,
  withStream,
  withSystem,
} from './request';

const BODY: RequestBody = {
  model: 'm',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
  ],
  logit_bias: { 1: 2 },
};

describe('form and JSON', () => {
  it('are two views of one request, and keep fields unknown to the form', () => {
    const changed = withSystem(withField(withStream(BODY, true), 'temperature', 0.2), 'Be long.');
    const read = parseBody(formatBody(changed));
    expect(read).toEqual({
      body: {
        model: 'm',
        messages: [
          { role: 'system', content: 'Be long.' },
          { role: 'user', content: 'Hi' },
        ],
        logit_bias: { 1: 2 },
        stream: true,
        stream_options: { include_usage: true },
        temperature: 0.2,
      },
    });
    expect(Object.keys(changed).slice(0, 3)).toEqual(['model', 'messages', 'logit_bias']);
  });

  it('the system prompt is the first message, and is removed when it is empty', () => {
    expect([systemOf(BODY), messagesOf(BODY)]).toEqual(['Be brief.', [{ role: 'user', content: 'Hi' }]]);
    expect(withSystem(BODY, '')['messages']).toEqual([{ role: 'user', content: 'Hi' }]);
    expect(withMessages(BODY, [])['messages']).toEqual([{ role: 'system', content: 'Be brief.' }]);
    expect(systemOf({ messages: [{ role: 'system', content: [{ type: 'text', text: 'x' }] }] })).toBe('');
  });

  it('a reset field is removed', () => {
    expect(withField({ seed: 1, model: 'm' }, 'seed', undefined)).toEqual({ model: 'm' });
    expect(withStream(withStream(BODY, true), false)).toEqual(BODY);
  });

  it('the answer can be JSON, or JSON with a schema', () => {
    const schema = withFormat(BODY, 'json_schema');
    expect([formatOf(BODY), formatOf(withFormat(BODY, 'json_object')), formatOf(schema)]).toEqual([
      'text',
      'json_object',
      'json_schema',
    ]);
    expect(schemaOf(withFormat(schema, 'json_schema', { type: 'array' }))).toEqual({ type: 'array' });
    expect(withFormat(schema, 'text')).toEqual(BODY);
  });
});

describe('an invalid request', () => {
  it.each([
    ['{\n  "model": "m",\n  oops\n}', 'json', 3],
    ['{\n  "model": "m"', 'json', 2],
    ['[1]', 'object', undefined],
    ['"text"', 'object', undefined],
    ['{"messages": "hi"}', 'messages', undefined],
    ['{"messages": [{"content": "hi"}]}', 'messages', undefined],
  ])('%j is reported with its reason and line', (text, reason, line) => {
    const read = parseBody(text);
    expect('problem' in read && [read.problem.reason, read.problem.line]).toEqual([reason, line]);
  });

  it('detects a request without a question', () => {
    expect(hasQuestion(BODY)).toBe(true);
    expect(
      hasQuestion({
        messages: [
          { role: 'system', content: 'x' },
          { role: 'user', content: ' ' },
        ],
      }),
    ).toBe(false);
    expect(hasQuestion({})).toBe(false);
  });
});

it('messages move, and stop at the ends', () => {
  expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3]);
  expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
  expect(moved([1, 2, 3], 2, 1)).toEqual([1, 2, 3]);
});

it('numbers are accepted within their limits', () => {
  expect(parseParameter('temperature', ' 0,5')).toEqual({ value: 0.5 });
  expect(parseParameter('temperature', '')).toEqual({ value: undefined });
  expect(parseParameter('temperature', '2.1')).toEqual({ wrong: true });
  expect(parseParameter('top_k', '1.5')).toEqual({ wrong: true });
  expect(parseParameter('seed', '-7')).toEqual({ value: -7 });
});
