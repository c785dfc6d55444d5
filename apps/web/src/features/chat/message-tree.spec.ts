import { type Message } from '@pocket-llm/api-client';
import { newestLeafBelow, shownBranch, versionsByMessage, without } from './message-tree';

let clock = 0;
const message = (id: string, parent: string | null, role: 'user' | 'assistant'): Message =>
  ({ id, parent_id: parent, role, content: id, created_at: new Date((clock += 1000)).toISOString() }) as Message;

const tree = [
  message('q1', null, 'user'),
  message('a1', 'q1', 'assistant'),
  message('q2', 'a1', 'user'),
  message('a2', 'q2', 'assistant'),
  message('a1b', 'q1', 'assistant'),
  message('q2b', 'a1', 'user'),
  message('a2b', 'q2b', 'assistant'),
];

describe('the versions of a message', () => {
  it('are its siblings, oldest first, and only where there are several', () => {
    const versions = versionsByMessage(tree);
    expect(versions.get('a1b')).toEqual({ ids: ['a1', 'a1b'], index: 1 });
    expect(versions.get('q2')).toEqual({ ids: ['q2', 'q2b'], index: 0 });
    expect(versions.has('q1')).toBe(false);
    expect(versions.has('a2')).toBe(false);
  });

  it('are not said where some may not be loaded', () => {
    const end = tree.slice(2);
    expect([...versionsByMessage(end, false).keys()]).toEqual([]);
    expect(versionsByMessage(tree.slice(1), false).get('q2')).toEqual({ ids: ['q2', 'q2b'], index: 0 });
    expect(versionsByMessage(tree.slice(1), false).has('a1b')).toBe(false);
  });

  it('lead to the newest leaf below them', () => {
    expect(newestLeafBelow(tree, 'a1')).toBe('a2b');
    expect(newestLeafBelow(tree, 'a1b')).toBe('a1b');
    expect(newestLeafBelow(tree, 'q2')).toBe('a2');
  });

  it('are found even if the data has a cycle', () => {
    expect(newestLeafBelow([message('x', 'y', 'user'), message('y', 'x', 'assistant')], 'x')).toBe('y');
  });
});

describe('a tree without a message', () => {
  const ids = (messages: readonly Message[]) => messages.map(({ id }) => id);

  it('has nothing below it either', () => {
    const rest = without(tree, 'a2b', new Set(['q2b']));
    expect(ids(rest.messages)).toEqual(['q1', 'a1', 'q2', 'a2', 'a1b']);
    expect(rest.leafId).toBe('a2');
  });

  it('ends before it when there is no other version', () => {
    expect(without(tree, 'a2', new Set(['a2'])).leafId).toBe('q2');
    expect(without(tree, 'a2', new Set(['q1']))).toEqual({ messages: [], leafId: null });
  });

  it('shows no other branch while the message before it is not loaded, and a question follows that message', () => {
    const end = tree.slice(2);
    const rest = without(end, 'a2b', new Set(['q2', 'q2b']), false);
    expect(ids(rest.messages)).toEqual(['a1b']);
    expect(shownBranch(rest)).toEqual({ path: [], parentId: 'a1' });
    const loaded = without(tree.slice(1), 'a2b', new Set(['q2', 'q2b']), false);
    expect(ids(shownBranch(loaded).path)).toEqual(['a1']);
    expect(shownBranch(loaded).parentId).toBe('a1');
  });

  it('shows no other branch while the other first questions are not loaded', () => {
    const end = [...tree.slice(4), message('q0b', null, 'user')];
    expect(shownBranch(without(end, 'q0b', new Set(['q0b']), false))).toEqual({ path: [], parentId: undefined });
  });

  it('is the same object when it never contained the message', () => {
    expect(without(tree, 'a2', new Set(['elsewhere'])).messages).toBe(tree);
  });
});
