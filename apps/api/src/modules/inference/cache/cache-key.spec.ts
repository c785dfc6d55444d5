import type { ChatRequest } from '../../../llm/index.js';
import { cacheKey, type AnswerIdentity } from './cache-key.js';

const base: AnswerIdentity = {
  digest: 'sha256:1',
  userId: null,
  request: { model: 'm', messages: [{ role: 'user', content: 'ab' }], options: { temperature: 0.5 } },
};
const withRequest = (request: Partial<ChatRequest>): AnswerIdentity => ({
  ...base,
  request: { ...base.request, ...request },
});

it('is a full SHA-256', () => {
  expect(cacheKey(base)).toMatch(/^[0-9a-f]{64}$/);
});

it('ignores the order of options and everything that does not change the answer', () => {
  const a = withRequest({ options: { temperature: 0.5, seed: 1 } });
  const b = withRequest({ options: { seed: 1, temperature: 0.5, top_k: undefined }, keep_alive: '1h' });
  expect(cacheKey(a)).toBe(cacheKey(b));
});

it('C2: differs when anything that changes the answer differs', () => {
  const variants: AnswerIdentity[] = [
    base,
    { ...base, digest: 'sha256:2' },
    { ...base, userId: 'ada' },
    withRequest({ model: 'n' }),
    withRequest({ options: { temperature: 0.6 } }),
    withRequest({ options: {} }),
    withRequest({ options: { temperature: 0.5, seed: 0 } }),
    withRequest({ options: { temperature: 0.5, stop: ['x'] } }),
    withRequest({ format: 'json' }),
    withRequest({ think: true }),
    withRequest({ think: false }),
    withRequest({ tools: [{ name: 'f', parameters: {} }] }),
    withRequest({ messages: [{ role: 'user', content: 'ab ' }] }),
    withRequest({ messages: [{ role: 'user', content: 'AB' }] }),
    withRequest({
      messages: [
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
      ],
    }),
    withRequest({ messages: [{ role: 'system', content: 'ab' }] }),
    withRequest({ messages: [{ role: 'user', content: 'ab', images: ['AAAA'] }] }),
    withRequest({ messages: [{ role: 'user', content: 'e\u0301' }] }),
    withRequest({ messages: [{ role: 'user', content: '\u00e9' }] }),
    withRequest({
      messages: [
        { role: 'system', content: 'a' },
        { role: 'user', content: 'b' },
      ],
    }),
    withRequest({
      messages: [
        { role: 'user', content: 'b' },
        { role: 'system', content: 'a' },
      ],
    }),
  ];
  expect(new Set(variants.map(cacheKey)).size).toBe(variants.length);
});

it('never confuses two inputs, wherever the boundary between fields lies', () => {
  const text = 'a","content":"b\\"}{]';
  const keys = new Set<string>();
  for (let i = 0; i <= text.length; i++) {
    keys.add(
      cacheKey(
        withRequest({
          messages: [
            { role: 'user', content: text.slice(0, i) },
            { role: 'assistant', content: text.slice(i) },
          ],
        }),
      ),
    );
    keys.add(
      cacheKey(
        withRequest({
          messages: [
            { role: 'assistant', content: text.slice(0, i) },
            { role: 'user', content: text.slice(i) },
          ],
        }),
      ),
    );
  }
  expect(keys.size).toBe(2 * (text.length + 1));
});
