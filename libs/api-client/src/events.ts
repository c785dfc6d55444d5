import { type Problem } from './api-error.js';
import { type RunEventsDto } from './generated/index.js';

/** The data of each event, by its name. The list is the contract's, so a new event fails to compile here. */
type RunEventData = Omit<RunEventsDto, 'error'> & { error: Problem };

export type RunEventType = keyof RunEventData;

/** One event of a run. `id` is passed as the last event seen to resume the run. */
export type RunEvent = {
  [Type in RunEventType]: { type: Type; id: string | undefined; data: RunEventData[Type] };
}[RunEventType];

const KNOWN: Record<RunEventType, true> = {
  compare: true,
  queued: true,
  started: true,
  loading: true,
  documents: true,
  citation: true,
  delta: true,
  thinking: true,
  text_was_thinking: true,
  title: true,
  done: true,
  error: true,
};

/** Whether this client knows the event. A newer server may send others, which are skipped. */
export const isRunEventType = (type: string | undefined): type is RunEventType =>
  type !== undefined && Object.hasOwn(KNOWN, type);
