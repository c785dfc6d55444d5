import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { runStore } from './chat-runs';
import { isOver, type Run } from './run';
import { runOfThread } from './run-store';

/** The properties of a run that the transcript needs to place it. */
export type RunShape = Pick<Run, 'key' | 'request' | 'runId' | 'messageId' | 'phase'>;

/** A run without its text. */
export type RunFacts = Omit<Run, 'text' | 'thinking' | 'pieces' | 'lastEventId'> & {
  hasText: boolean;
  hasThinking: boolean;
};

/** The key of the run that a thread shows. Renders again only when another run takes its place. */
export function useThreadRunKey(threadId: string | undefined): string | undefined {
  return useStore(runStore, ({ runs }) => runOfThread(runs, threadId)?.key);
}

/** Whether a run is in flight, or with it another one of the thread. */
export function useRunning(threadId: string | undefined, runKey: string | undefined): boolean {
  return useStore(runStore, ({ runs }) =>
    Object.values(runs).some(
      (run) => !isOver(run.phase) && (run.key === runKey || (threadId !== undefined && run.threadId === threadId)),
    ),
  );
}

/** One property of a run. Renders again only when it changes. */
export function useRun<Value>(key: string | undefined, select: (run: Run) => Value): Value | undefined {
  return useStore(runStore, ({ runs }) => (key !== undefined && runs[key] ? select(runs[key]) : undefined));
}

/** A run's shape: it changes a few times per answer instead of once per frame. */
export function useRunShape(key: string | undefined): RunShape | undefined {
  return useStore(
    runStore,
    useShallow(({ runs }) => {
      const run = key === undefined ? undefined : runs[key];
      return (
        run && { key: run.key, request: run.request, runId: run.runId, messageId: run.messageId, phase: run.phase }
      );
    }),
  );
}

/** A run without its text: it changes a few times per answer instead of twenty times a second. */
export function useRunFacts(key: string | undefined): RunFacts | undefined {
  return useStore(
    runStore,
    useShallow(({ runs }) => {
      const run = key === undefined ? undefined : runs[key];
      if (!run) return undefined;
      const { text, thinking, pieces: _pieces, lastEventId: _last, ...facts } = run;
      return { ...facts, hasText: text !== '', hasThinking: thinking !== '' };
    }),
  );
}
