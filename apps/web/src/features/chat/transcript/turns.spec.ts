import { type Message } from '@pocket-llm/api-client';
import { branch } from '@/lib/threads/branch';
import { type RunShape } from '../run/use-run';
import { composeTurns } from './turns';

let clock = 0;
const message = (
  id: string,
  parent: string | null,
  role: 'user' | 'assistant',
  extra: Partial<Message> = {},
): Message =>
  ({
    id,
    parent_id: parent,
    role,
    content: id,
    run_id: null,
    created_at: new Date((clock += 1000)).toISOString(),
    ...extra,
  }) as Message;

const tree = [
  message('q1', null, 'user'),
  message('a1', 'q1', 'assistant'),
  message('a1b', 'q1', 'assistant'),
  message('q2', 'a1', 'user'),
  message('a2', 'q2', 'assistant'),
];
const ids = (path: Message[]) => path.map(({ id }) => id);

const prompt: RunShape = {
  key: 'k',
  request: { kind: 'prompt', prompt: 'new', model: undefined, parentId: 'a2' },
  runId: undefined,
  messageId: undefined,
  phase: 'sending',
};

describe('the branch', () => {
  it('is the path from the root to the active leaf', () => {
    expect(ids(branch(tree, 'a2'))).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(ids(branch(tree, 'a1b'))).toEqual(['q1', 'a1b']);
  });

  it('ends at the newest message when no leaf is known', () => {
    expect(ids(branch(tree, null))).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(ids(branch(tree, 'gone'))).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(branch([], null)).toEqual([]);
  });

  it('ends even if the data has a cycle', () => {
    expect(branch([message('x', 'y', 'user'), message('y', 'x', 'user')], 'x').length).toBeLessThanOrEqual(3);
  });
});

describe('the turns', () => {
  const path = branch(tree, 'a2');

  it('are the messages when there is no run', () => {
    expect(composeTurns(path, undefined).map(({ role, runKey }) => [role, runKey])).toEqual([
      ['user', undefined],
      ['assistant', undefined],
      ['user', undefined],
      ['assistant', undefined],
    ]);
  });

  it('show question and answer of a run before the server has them', () => {
    const turns = composeTurns(path, prompt);
    expect(turns).toHaveLength(6);
    expect(turns[4]).toMatchObject({ role: 'user', content: 'new', unsent: false });
    expect(turns[5]).toMatchObject({ role: 'assistant', runKey: 'k', message: undefined });
  });

  it('show neither of them twice once the thread has them, and keep their keys', () => {
    const before = composeTurns(path, prompt);
    const stored = [
      ...path,
      message('q3', 'a2', 'user', { content: 'new' }),
      message('a3', 'q3', 'assistant', { run_id: 'r' }),
    ];
    const after = composeTurns(stored, { ...prompt, runId: 'r', phase: 'streaming' });
    expect(after).toHaveLength(6);
    expect(after[5]).toMatchObject({ runKey: 'k', message: { id: 'a3' } });
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
  });

  it('show only the question of an unsent run', () => {
    const turns = composeTurns([], { ...prompt, phase: 'unsent' });
    expect(turns).toEqual([expect.objectContaining({ role: 'user', unsent: true, runKey: 'k' })]);
  });

  it('put a regenerated answer in the place of the old one', () => {
    const turns = composeTurns(path, {
      ...prompt,
      request: { kind: 'regenerate', messageId: 'a1', model: undefined },
      phase: 'streaming',
    });
    expect(turns).toHaveLength(2);
    expect(turns[1]).toMatchObject({ role: 'assistant', runKey: 'k', message: undefined });
  });

  it('put an edited question in the place of the old one, followed by its pending answer', () => {
    const run: RunShape = {
      ...prompt,
      request: { kind: 'edit', messageId: 'q2', prompt: 'better', model: undefined },
      phase: 'streaming',
    };
    const turns = composeTurns(path, run);
    expect(turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(turns[2]).toMatchObject({ content: 'better', message: undefined });
    expect(composeTurns(path, { ...run, phase: 'unsent' }).at(-1)).toMatchObject({
      role: 'user',
      unsent: true,
      content: 'better',
    });
  });

  it('apply a continuing run to the answer that it continues', () => {
    const turns = composeTurns(path, {
      ...prompt,
      request: { kind: 'continue', messageId: 'a2', model: undefined },
      messageId: 'a2',
      phase: 'streaming',
    });
    expect(turns).toHaveLength(4);
    expect(turns[3]).toMatchObject({ runKey: 'k', message: { id: 'a2' } });
  });
});
