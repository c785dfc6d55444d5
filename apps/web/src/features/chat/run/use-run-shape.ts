import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { type RunShape } from '../transcript/turns';
import { runStore } from './chat-runs';

/** A run without its text: changes a few times per answer instead of once per frame. */
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
