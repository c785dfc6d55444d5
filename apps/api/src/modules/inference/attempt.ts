import { DomainError } from '../../common/errors/domain-error.js';
import type { Located } from '../models/index.js';

/** How many times as long as other silence that of a model may be which has to be loaded. */
const LOADING_TAKES = 5;

/** One attempt at one backend. */
export interface Attempt extends Located {
  /** Ends the attempt: as the request's own, and when the host is given up for another. */
  signal: AbortSignal;
  hasBegun: boolean;
  /** To be called when its model has to be loaded first: then it may take longer to say something. */
  loads(): void;
  /** To be called whenever anything comes of it. Absent when its silence is not watched. */
  heard?: () => void;
  /** To be called with the first part of the answer: from then on no other backend may be asked. */
  begin(): void;
  /** Ids of the backends that could not, in the order in which they were asked. */
  failedOverFrom: readonly string[];
}

/**
 * Ends an attempt of which nothing is heard while another host may answer; the last one may take its time.
 * @param seconds of silence before it ends
 * @returns to be called when it is over
 */
export function watchSilence(
  attempt: Attempt,
  signal: AbortSignal,
  seconds: number,
  hasOther: () => boolean,
): () => void {
  const ending = new AbortController();
  const end = () => ending.abort(signal.reason);
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  const giveUpAfter = (limit: number) =>
    setInterval(() => {
      if (!attempt.hasBegun && hasOther()) ending.abort(silent(attempt, limit));
    }, limit * 1_000);
  let timer = giveUpAfter(seconds);
  attempt.signal = ending.signal;
  // A tool call, for example, is a part only when it is whole.
  attempt.heard = () => void timer.refresh();
  attempt.loads = () => {
    clearInterval(timer);
    timer = giveUpAfter(seconds * LOADING_TAKES);
  };
  return () => {
    clearInterval(timer);
    signal.removeEventListener('abort', end);
  };
}

const silent = ({ backend: { label } }: Located, seconds: number): DomainError =>
  new DomainError(
    'llm.unavailable',
    `${label} took the question and said nothing for ${seconds} seconds. Restart it.`,
    {
      retryAfter: 10,
    },
  );
