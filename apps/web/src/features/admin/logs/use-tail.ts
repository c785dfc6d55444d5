import { ApiError, type LogEntry } from '@pocket-llm/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type LogFilter, tailLogs } from './api';

/** Number of lines that the tail keeps; older ones are in the list after a refresh. */
const MAX_TAIL_LINES = 5_000;

interface Kept {
  shown: LogEntry[];
  waiting: LogEntry[];
  dropped: number;
}

const EMPTY_TAIL: Kept = { shown: [], waiting: [], dropped: 0 };

/** Shows the waiting lines. */
const withWaiting = ({ shown, waiting, dropped }: Kept): Kept => ({
  shown: [...waiting, ...shown].slice(0, MAX_TAIL_LINES),
  waiting: [],
  dropped,
});

/** New lines as the server writes them. While `paused` they are only counted. */
export function useTail(on: boolean, filter: LogFilter | undefined, paused: boolean) {
  const client = useQueryClient();
  const [kept, setKept] = useState(EMPTY_TAIL);
  const [error, setError] = useState<unknown>();
  const isPaused = useRef(paused);
  useEffect(() => {
    isPaused.current = paused;
  });
  const key = JSON.stringify(filter);
  const [attempt, setAttempt] = useState(0);
  const [source, setSource] = useState({ on, key, attempt });
  if (source.on !== on || source.key !== key || source.attempt !== attempt) {
    setSource({ on, key, attempt });
    setKept(EMPTY_TAIL);
    setError(undefined);
  }
  useEffect(() => {
    if (!on || key === undefined) return;
    const controller = new AbortController();
    const read = async () => {
      // Refetch the list once the tail is connected, so that no line in between is missed.
      const onOpen = () => void client.invalidateQueries({ queryKey: ['logs', 'list'] });
      for await (const events of tailLogs(JSON.parse(key) as LogFilter, { signal: controller.signal, onOpen })) {
        const fresh = events.flatMap((event) => (event.type === 'log' ? [event.entry] : [])).reverse();
        const dropped = events.reduce((sum, event) => sum + (event.type === 'dropped' ? event.count : 0), 0);
        setKept((before) => {
          const place = isPaused.current ? 'waiting' : 'shown';
          return {
            ...before,
            [place]: [...fresh, ...before[place]].slice(0, MAX_TAIL_LINES),
            dropped: before.dropped + dropped,
          };
        });
      }
    };
    read().catch((failure: unknown) => {
      if (!(failure instanceof ApiError && failure.kind === 'aborted')) setError(failure);
    });
    return () => controller.abort();
  }, [on, key, attempt, client]);

  const flush = useCallback(() => setKept(withWaiting), []);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  if (!paused && kept.waiting.length > 0) setKept(withWaiting(kept));
  return useMemo(() => ({ ...kept, error, flush, retry }), [kept, error, flush, retry]);
}

/** The lines of the tail, then those of the list, without duplicates. */
export function joined(tail: readonly LogEntry[], logs: readonly LogEntry[]): readonly LogEntry[] {
  if (tail.length === 0) return logs;
  const listed = new Set(logs.slice(0, MAX_TAIL_LINES).map(({ id }) => id));
  return [...tail.filter(({ id }) => !listed.has(id)), ...logs];
}
