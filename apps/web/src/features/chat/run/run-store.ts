import { createStore } from 'zustand/vanilla';
import { isOver, newRun, reduceRun, type Run, type RunAction } from './run';

interface RunStoreState {
  /** Runs by key, so that late text of one thread can never end up in another. */
  runs: Readonly<Record<string, Run>>;
}

/** Calls back once: on the next animation frame, or with a timer in a hidden tab, where no frames run. */
export type Scheduler = (flush: () => void) => void;

/** Nobody reads faster than this, and every render of an answer costs time. */
const MIN_RENDER_INTERVAL_MS = 64;
/** On a slow device the pause grows: it is this many times the duration of a render. */
const PAUSE_PER_RENDER_TIME = 5;
const MAX_RENDER_INTERVAL_MS = 200;

let painted = 0;
let cost = 0;

/** Called when the text of an answer has been rendered, which keys and clicks may have interrupted. */
export const textRendered = (): void => void (cost = performance.now() - painted);

const nextFrame: Scheduler = (flush) => {
  if (document.hidden) return void setTimeout(flush, 100);
  const paint = () => {
    painted = performance.now();
    flush();
  };
  // What arrives after a pause is shown with the next frame.
  const pause = Math.min(MAX_RENDER_INTERVAL_MS, Math.max(MIN_RENDER_INTERVAL_MS, cost * PAUSE_PER_RENDER_TIME));
  const wait = painted + pause - performance.now();
  if (wait <= 0) requestAnimationFrame(paint);
  else setTimeout(() => requestAnimationFrame(paint), wait);
};

/**
 * The runs in flight, outside of React and of the query cache. Actions are queued and applied together, so that the
 * page renders once per frame however fast tokens arrive.
 */
export function createRunStore(schedule: Scheduler = nextFrame) {
  const store = createStore<RunStoreState>(() => ({ runs: {} }));
  let queue: [key: string, action: RunAction][] = [];

  const flush = () => {
    const waiting = queue;
    queue = [];
    if (waiting.length === 0) return;
    store.setState(({ runs }) => {
      const next = { ...runs };
      for (const [key, action] of waiting) if (next[key]) next[key] = reduceRun(next[key], action);
      return { runs: next };
    });
  };

  return {
    subscribe: store.subscribe,
    getState: store.getState,
    getInitialState: store.getInitialState,
    setState: store.setState,

    /** Adds a new run, or one that is resumed under the same key. */
    open(start: Parameters<typeof newRun>[0]): void {
      store.setState(({ runs }) => ({ runs: { ...runs, [start.key]: newRun(start) } }));
    },

    /** Queues an action. An action of the person (stop) does not wait for the next frame. */
    dispatch(key: string, action: RunAction): void {
      queue.push([key, action]);
      if (action.type === 'stopped' || action.type === 'refused') flush();
      else if (queue.length === 1) schedule(flush);
    },

    flush,

    /** Removes a run; its messages are in the thread now. */
    close(key: string): void {
      store.setState(({ runs }) => {
        const { [key]: _gone, ...rest } = runs;
        return { runs: rest };
      });
    },

    get: (key: string): Run | undefined => store.getState().runs[key],
  };
}

export type RunStore = ReturnType<typeof createRunStore>;

/**
 * The run that a thread shows: the one in flight, else the one that ended last; of several models, the first one's.
 * `undefined` is the new chat.
 */
export function runOfThread(runs: RunStoreState['runs'], threadId: string | undefined): Run | undefined {
  const own = Object.values(runs).filter((run) => run.threadId === threadId);
  const run = own.find(({ phase }) => !isOver(phase)) ?? own.at(-1);
  return (run?.leader && runs[run.leader]) || run;
}
