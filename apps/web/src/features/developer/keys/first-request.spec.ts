import { firstRequest } from './first-request';

const key = { base: 'http://pocket.test', key: 'pk_1', model: "it's:2b" };

it('asks a question in the shell', () => {
  expect(firstRequest({ ...key, scopes: ['chat'] })).toContain(`-d '{"model":"it'\\''s:2b","prompt":"Hello"}'`);
});

it('reads something that a key without the chat scope may read', () => {
  expect(firstRequest({ ...key, scopes: ['models', 'threads'] })).toContain('http://pocket.test/api/models');
  expect(firstRequest({ ...key, scopes: ['threads'] })).toContain('/api/chat/threads');
});
