import { create } from 'zustand';
import { newId } from '@/lib/new-id';
import { currentUser, DRAFT_PREFIX } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';
import { type RequestBody } from './request';

/** A stored run: its request and its outcome. It contains no credentials, because requests have none. */
export interface PastRun {
  id: string;
  at: string;
  body: RequestBody;
  status: number | undefined;
  totalMs: number;
  tokens: number | undefined;
  /** The beginning of the answer. */
  answer?: string;
}

const MAX_RUNS = 50;
/** A larger request, such as one with images, could fill the site's whole storage. */
const MAX_BODY_CHARS = 40_000;
const MAX_ANSWER_CHARS = 8_000;

// Stored under the drafts' prefix, so that signing out removes the runs from the device.
const keyOf = (): string => `${DRAFT_PREFIX}${currentUser()?.id ?? 'nobody'}.playground`;

function load(): PastRun[] {
  try {
    const list: unknown = JSON.parse(readStored(keyOf()) ?? '[]');
    return Array.isArray(list) ? (list as PastRun[]) : [];
  } catch {
    return [];
  }
}

/** Adds a run to the start of a list, unless it is too large to store. */
export const withRun = (list: readonly PastRun[], run: PastRun): PastRun[] =>
  JSON.stringify(run.body).length > MAX_BODY_CHARS ? [...list] : [run, ...list].slice(0, MAX_RUNS);

/** The last runs on this device, newest first. */
export const usePast = create<{ runs: PastRun[] }>(() => ({ runs: [] }));

/** Loads the signed-in person's runs. */
export const loadRuns = (): void => usePast.setState({ runs: load() });

function keep(runs: PastRun[]): void {
  usePast.setState({ runs });
  writeStored(keyOf(), runs.length > 0 ? JSON.stringify(runs) : null);
}

/** Stores a run that has ended. */
export const storeRun = (run: Omit<PastRun, 'id' | 'at'>): void =>
  keep(
    withRun(load(), {
      ...run,
      answer: run.answer?.slice(0, MAX_ANSWER_CHARS),
      id: newId(),
      at: new Date().toISOString(),
    }),
  );

export const clearRuns = (): void => keep([]);

/** The last question of a request, used as the run's name. */
export function questionOf({ messages }: RequestBody): string {
  const last: unknown = Array.isArray(messages)
    ? messages.findLast((message: { role?: unknown }) => message.role === 'user')
    : undefined;
  const content = (last as { content?: unknown } | undefined)?.content;
  return typeof content === 'string' ? content.trim().slice(0, 120) : '';
}
