import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { runStore } from './chat-runs';
import { type Run } from './run';

/** A run without its words. */
export type RunFacts = Omit<Run, 'text' | 'thinking' | 'pieces' | 'lastEventId'> & {
  hasText: boolean;
  hasThinking: boolean;
};

/** What there is to know of a run but its words: changes a few times per answer instead of twenty times a second. */
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
