import { type Problem } from './api-error.js';
import { type DoneEventDto, type LoadingEventDto, type QueuedEventDto, type StartedEventDto, type TextEventDto, type TitleEventDto } from './generated/index.js';

interface RunEventData {
  queued: QueuedEventDto;
  started: StartedEventDto;
  loading: LoadingEventDto;
  delta: TextEventDto;
  thinking: TextEventDto;
  title: TitleEventDto;
  done: DoneEventDto;
  error: Problem;
}

export type RunEventType = keyof RunEventData;

/** One event of a run. `id` is what a later resume names as the last one seen. */
export type RunEvent = { [Type in RunEventType]: { type: Type; id: string | undefined; data: RunEventData[Type] } }[RunEventType];

const TYPES: ReadonlySet<string> = new Set<RunEventType>(['queued', 'started', 'loading', 'delta', 'thinking', 'title', 'done', 'error']);

/** Whether this client knows the event; a newer server may send more, and those are skipped. */
export const isRunEventType = (type: string | undefined): type is RunEventType => type !== undefined && TYPES.has(type);
