import { readFileSync } from 'node:fs';
import path from 'node:path';
import { matching, operationsOf } from './operations';

const operations = operationsOf(
  JSON.parse(readFileSync(path.resolve(__dirname, '../../../../../../../libs/api-client/openapi.json'), 'utf8')),
);
const find = (id: string) => operations.find((operation) => operation.id === id)!;

it('lists every route of the contract, and who may call it', () => {
  expect(operations.length).toBeGreaterThan(50);
  expect(operations.filter(({ path: one }) => one.startsWith('/scim/'))).toEqual([]);
  expect(find('authLogin').access).toEqual({ public: true });
  expect(find('chatSend')).toMatchObject({
    method: 'POST',
    path: '/api/chat',
    tag: 'chat',
    access: { role: 'user', scope: 'chat' },
  });
  expect(find('apiKeysCreate').access).toEqual({ role: 'developer', scope: undefined });
});

it('describes parameters and fields with their types', () => {
  const { body } = find('apiKeysCreate');
  expect(body.find(({ name }) => name === 'requests_per_minute')).toMatchObject({
    type: 'number 1…100000',
    required: false,
  });
  expect(body.find(({ name }) => name === 'scopes')?.type).toBe('chat | models | threads | embeddings | audio[]');
  expect(find('chatSend').body.find(({ name }) => name === 'prompt')).toMatchObject({ required: true, type: 'string' });
  expect(find('apiKeysRevoke').parameters).toMatchObject([{ name: 'key_id', where: 'path', required: true }]);
  expect(find('openAiChatCompletions').example).toMatchObject({ messages: [{ role: 'user' }] });
});

it('says of each field of a foreign API what happens to it, with its type where the document has one', () => {
  const { body } = find('openAiChatCompletions');
  const field = (name: string) => body.find((one) => one.name === name);
  expect(field('messages')).toMatchObject({ type: 'object[]', required: true, fate: 'forwarded' });
  expect(field('user')).toMatchObject({ fate: 'ignored', required: false });
  expect(find('ollamaChat').body.find(({ name }) => name === 'options.min_p')).toMatchObject({ fate: 'forwarded' });
  expect(find('chatSend').body.every(({ fate }) => fate === undefined)).toBe(true);
});

it('must match all words of a search', () => {
  expect(matching(operations, 'post api-keys').map(({ id }) => id)).toEqual(['apiKeysCreate', 'apiKeysRotate']);
  expect(matching(operations, 'nothing like it')).toEqual([]);
  expect(matching(operations, ' ')).toHaveLength(operations.length);
});

it('an invalid document has no routes', () => {
  expect(operationsOf('<html>')).toEqual([]);
  expect(operationsOf({ paths: { '/x': { get: null, parameters: [] } } })).toMatchObject([
    { method: 'GET', path: '/x' },
  ]);
});
