import { type RunEvent } from '@pocket-llm/api-client';
import { type RunAction } from './run';
import { createRunStore, runOfThread } from './run-store';

const delta = (text: string): RunAction => ({
  type: 'event',
  event: { type: 'delta', id: undefined, data: { text } } as RunEvent,
  at: 1,
});
const open = (key: string, threadId?: string) => ({ key, threadId, request: { kind: 'join' as const }, sentAt: 0 });

/** A store whose frames are triggered by the test. */
function withFrames() {
  const frames: (() => void)[] = [];
  const store = createRunStore((flush) => frames.push(flush));
  let paints = 0;
  store.subscribe(() => (paints += 1));
  return {
    store,
    frame: () => frames.splice(0).forEach((flush) => flush()),
    scheduled: () => frames.length,
    paints: () => paints,
  };
}

describe('the run store', () => {
  it('renders once per frame, however many tokens arrive', () => {
    const { store, frame, scheduled, paints } = withFrames();
    store.open(open('a'));
    const before = paints();
    for (let index = 0; index < 500; index += 1) store.dispatch('a', delta('x'));
    expect(scheduled()).toBe(1);
    expect(paints()).toBe(before);
    frame();
    expect(paints()).toBe(before + 1);
    expect(store.get('a')?.text).toHaveLength(500);
  });

  it('keeps the order of actions across frames', () => {
    const { store, frame } = withFrames();
    store.open(open('a'));
    for (const text of ['1', '2', '3', '4']) {
      store.dispatch('a', delta(text));
      if (text === '2') frame();
    }
    frame();
    expect(store.get('a')?.text).toBe('1234');
  });

  it('keeps runs apart: text goes to the run with its key, whatever else is open', () => {
    const { store, frame } = withFrames();
    store.open(open('a', 't1'));
    store.open(open('b', 't2'));
    for (let index = 0; index < 10; index += 1) {
      store.dispatch('a', delta('a'));
      store.dispatch('b', delta('b'));
    }
    frame();
    expect(runOfThread(store.getState().runs, 't1')?.text).toBe('a'.repeat(10));
    expect(runOfThread(store.getState().runs, 't2')?.text).toBe('b'.repeat(10));
  });

  it('drops late text of a removed run', () => {
    const { store, frame } = withFrames();
    store.open(open('a'));
    store.dispatch('a', delta('x'));
    store.close('a');
    frame();
    expect(store.getState().runs).toEqual({});
  });

  it('shows a stop at once, with everything that arrived before it', () => {
    const { store } = withFrames();
    store.open(open('a'));
    store.dispatch('a', delta('kept'));
    store.dispatch('a', { type: 'stopped', at: 2 });
    expect(store.get('a')).toMatchObject({ phase: 'stopped', text: 'kept' });
  });

  it('keeps the identity of other runs, so that nothing else renders', () => {
    const { store, frame } = withFrames();
    store.open(open('a', 't1'));
    store.open(open('b', 't2'));
    const other = store.get('b');
    store.dispatch('a', delta('x'));
    frame();
    expect(store.get('b')).toBe(other);
  });

  it('returns the run in flight of a thread, else the one that ended last', () => {
    const { store, frame } = withFrames();
    store.open(open('old', 't'));
    store.dispatch('old', { type: 'stopped', at: 1 });
    store.open(open('live', 't'));
    expect(runOfThread(store.getState().runs, 't')?.key).toBe('live');
    store.dispatch('live', { type: 'stopped', at: 2 });
    frame();
    expect(runOfThread(store.getState().runs, 't')?.key).toBe('live');
    expect(runOfThread(store.getState().runs, undefined)).toBeUndefined();
  });
});
