import type { ChatMessage } from '../../../llm/index.js';
import { inCallOrder } from './tool-results.js';

const asks = (...ids: string[]): ChatMessage => ({
  role: 'assistant',
  content: '',
  tool_calls: ids.map((id) => ({ id, name: `tool-${id}`, arguments: {} })),
});
const result = (id: string | undefined): ChatMessage => ({ role: 'tool', content: `of ${id}`, tool_call_id: id });
const says = (role: 'user' | 'assistant'): ChatMessage => ({ role, content: role });
const order = (...messages: ChatMessage[]) =>
  inCallOrder(messages)
    .filter(({ role }) => role === 'tool')
    .map(({ tool_call_id, tool_name }) => `${tool_call_id} ${tool_name}`);

it.each([
  ['as they ended', [asks('a', 'b'), result('b'), result('a')], ['a tool-a', 'b tool-b']],
  ['of calls in two messages', [asks('a'), asks('b'), result('a'), result('b')], ['a tool-a', 'b tool-b']],
  [
    'with a thought between',
    [asks('a'), says('assistant'), asks('b'), result('b'), result('a')],
    ['a tool-a', 'b tool-b'],
  ],
  [
    'of no call, in its place',
    [asks('a', 'b'), result('b'), result('x'), result('a')],
    ['a tool-a', 'x undefined', 'b tool-b'],
  ],
  ['without an id', [asks('a'), result(undefined)], ['undefined undefined']],
  [
    'of an earlier round',
    [asks('a'), result('a'), asks('b'), result('b'), result('a')],
    ['a tool-a', 'b tool-b', 'a undefined'],
  ],
  ['after a user', [asks('a'), says('user'), result('a')], ['a undefined']],
])('results %s', (_, messages, expected) => {
  expect(order(...messages)).toEqual(expected);
});
