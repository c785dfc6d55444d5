import { create } from 'zustand';
import { newId } from '@/lib/new-id';
import { currentUser, DRAFT_PREFIX } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';
import { type RequestBody } from './request';

/** A run as it is remembered: what was asked and how it went. It never holds a credential, for a request has none. */
export interface PastRun {
  id: string;
  at: string;
  body: RequestBody;
  status: number | undefined;
  totalMs: number;
  tokens: number | undefined;
  /** The beginning of what was answered. */
  answer?: string;
}

const MOST = 50;
/** A request with images could fill what a browser keeps for the whole site. */
const MOST_CHARS = 40_000;
const MOST_ANSWER_CHARS = 8_000;

// With the drafts, so that signing out removes them from the device.
const keyOf = (): string => `${DRAFT_PREFIX}${currentUser()?.id ?? 'nobody'}.playground`;

function load(): PastRun[] {
  try {
    const list: unknown = JSON.parse(readStored(keyOf()) ?? '[]');
    return Array.isArray(list) ? (list as PastRun[]) : [];
  } catch {
    return [];
  }
}

/** A list with one more run at its beginning, as long as it is worth keeping. */
export const withRun = (list: readonly PastRun[], run: PastRun): PastRun[] =>
  JSON.stringify(run.body).length > MOST_CHARS ? [...list] : [run, ...list].slice(0, MOST);

/** The last runs on this device, newest first. */
export const usePast = create<{ runs: PastRun[] }>(() => ({ runs: [] }));

/** Brings back those of whoever is signed in. */
export const recall = (): void => usePast.setState({ runs: load() });

function keep(runs: PastRun[]): void {
  usePast.setState({ runs });
  writeStored(keyOf(), runs.length > 0 ? JSON.stringify(runs) : null);
}

/** Remembers a run that has ended. */
export const remember = (run: Omit<PastRun, 'id' | 'at'>): void =>
  keep(
    withRun(load(), {
      ...run,
      answer: run.answer?.slice(0, MOST_ANSWER_CHARS),
      id: newId(),
      at: new Date().toISOString(),
    }),
  );

export const forgetRuns = (): void => keep([]);

/** What a run is known again by: its last question. */
export function questionOf({ messages }: RequestBody): string {
  const last: unknown = Array.isArray(messages)
    ? messages.findLast((message: { role?: unknown }) => message.role === 'user')
    : undefined;
  const content = (last as { content?: unknown } | undefined)?.content;
  return typeof content === 'string' ? content.trim().slice(0, 120) : '';
}
