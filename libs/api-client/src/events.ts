import { type Problem } from './api-error.js';
import { type RunEventsDto } from './generated/index.js';

/** What each event carries, by its name: the contract's list, so that a new event does not compile here unnoticed. */
type RunEventData = Omit<RunEventsDto, 'error'> & { error: Problem };

export type RunEventType = keyof RunEventData;

/** One event of a run. `id` is what a later resume names as the last one seen. */
export type RunEvent = {
  [Type in RunEventType]: { type: Type; id: string | undefined; data: RunEventData[Type] };
}[RunEventType];

const KNOWN: Record<RunEventType, true> = {
  queued: true,
  started: true,
  loading: true,
  delta: true,
  thinking: true,
  title: true,
  done: true,
  error: true,
};

/** Whether this client knows the event; a newer server may send more, and those are skipped. */
export const isRunEventType = (type: string | undefined): type is RunEventType =>
  type !== undefined && Object.hasOwn(KNOWN, type);
