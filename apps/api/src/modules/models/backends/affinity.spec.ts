import { Affinity, conversationKey } from './affinity.js';

const asked = (...texts: string[]) => ({
  model: 'm',
  messages: [
    { role: 'system' as const, content: 'be brief' },
    ...texts.map((content, i) => ({ role: i % 2 ? ('assistant' as const) : ('user' as const), content })),
  ],
});

it('a conversation keeps its key while it grows, and shares it with nobody else', () => {
  const key = conversationKey('ada', 'm', asked('hello'));
  expect(conversationKey('ada', 'm', asked('hello', 'hi', 'and then?'))).toBe(key);
  expect(conversationKey('grace', 'm', asked('hello'))).not.toBe(key);
  expect(conversationKey('ada', 'other', asked('hello'))).not.toBe(key);
  expect(conversationKey('ada', 'm', asked('good day'))).not.toBe(key);
});

it('forgets after half an hour, and the oldest of too many', () => {
  let now = 0;
  const affinity = new Affinity(() => now);
  affinity.set('a', 'host');
  now += 29 * 60_000;
  expect(affinity.get('a')).toBe('host');
  now += 60_000;
  expect(affinity.get('a')).toBeUndefined();
  for (let i = 0; i < 10_001; i++) affinity.set(`k${i}`, 'host');
  expect([affinity.get('k0'), affinity.get('k1')]).toEqual([undefined, 'host']);
});
