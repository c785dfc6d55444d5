import {
  ApiError,
  type CitationDto,
  type DocumentUseDto,
  type FinishReason,
  type Message,
  type RunEvent,
  type TimingsDto,
  type UsageDto,
} from '@pocket-llm/api-client';
import { isQuestion, type RunRequest } from './run-request';

/**
 * The phase of an answer. `unsent` never reached the server; `failed`, `stopped` and `done` are final. `reconnecting`
 * keeps the text so far while the run continues on the server.
 */
export type RunPhase =
  | 'sending'
  | 'queued'
  | 'waiting'
  | 'loading'
  | 'streaming'
  | 'reconnecting'
  | 'done'
  | 'stopped'
  | 'failed'
  | 'unsent';

/** One answer in flight. Its key is the message id that the client chose for its prompt. */
export interface Run {
  key: string;
  request: RunRequest;
  threadId: string | undefined;
  runId: string | undefined;
  messageId: string | undefined;
  model: string | undefined;
  /** The key of the run that was sent, if this one answers its question beside it. */
  leader: string | undefined;
  phase: RunPhase;
  position: number | undefined;
  etaMs: number | undefined;
  /** Expected load time of the model on this installation, once it is loading. */
  loadEtaMs: number | undefined;
  attempt: number;
  text: string;
  thinking: string;
  cached: boolean;
  cachedFrom: string | undefined;
  /** How many of the oldest messages did not fit into the context. */
  dropped: number;
  /** What of the chat's documents the model reads; undefined in a chat without. */
  documents: DocumentUseDto | undefined;
  /** What the marks in the text stand for. */
  citations: readonly CitationDto[];
  /** Number of text pieces so far, for the displayed speed. */
  pieces: number;
  lastEventId: string | undefined;
  sentAt: number;
  /** When the backend began to read the prompt. */
  startedAt: number | undefined;
  firstTokenAt: number | undefined;
  thinkingSince: number | undefined;
  thinkingUntil: number | undefined;
  endedAt: number | undefined;
  finishReason: FinishReason | undefined;
  usage: UsageDto | undefined;
  timings: TimingsDto | undefined;
  error: ApiError | undefined;
}

export type RunAction =
  | { type: 'accepted'; runId: string | undefined }
  | { type: 'event'; event: RunEvent; at: number }
  | { type: 'refused'; error: ApiError; at: number }
  | { type: 'lost'; attempt: number }
  | { type: 'rejoined' }
  | { type: 'gaveUp'; error: ApiError; at: number }
  | { type: 'stopped'; at: number };

/** A new run. */
export const newRun = (start: Pick<Run, 'key' | 'request'> & Partial<Run>): Run => ({
  threadId: undefined,
  runId: undefined,
  messageId: undefined,
  model: undefined,
  leader: undefined,
  phase: 'sending',
  position: undefined,
  etaMs: undefined,
  loadEtaMs: undefined,
  attempt: 0,
  text: '',
  thinking: '',
  cached: false,
  cachedFrom: undefined,
  dropped: 0,
  documents: undefined,
  citations: [],
  pieces: 0,
  lastEventId: undefined,
  sentAt: 0,
  startedAt: undefined,
  firstTokenAt: undefined,
  thinkingSince: undefined,
  thinkingUntil: undefined,
  endedAt: undefined,
  finishReason: undefined,
  usage: undefined,
  timings: undefined,
  error: undefined,
  ...start,
});

const ENDS: ReadonlySet<RunPhase> = new Set<RunPhase>(['done', 'stopped', 'failed', 'unsent']);

/** Whether the run has ended. */
export const isOver = (phase: RunPhase): boolean => ENDS.has(phase);

/** The next state of a run. A pure function: the time is part of the action. */
export function reduceRun(run: Run, action: RunAction): Run {
  // A stop is final on screen: no token in flight may appear after it.
  if (isOver(run.phase)) return run;
  switch (action.type) {
    case 'accepted':
      return { ...run, runId: action.runId ?? run.runId, phase: run.phase === 'sending' ? 'waiting' : run.phase };
    case 'refused': {
      const kept =
        typeof action.error.problem['thread_id'] === 'string'
          ? (action.error.problem['thread_id'] as string)
          : undefined;
      return {
        ...run,
        threadId: kept ?? run.threadId,
        phase: kept || !isQuestion(run.request) ? 'failed' : 'unsent',
        error: action.error,
        endedAt: action.at,
      };
    }
    case 'lost':
      return { ...run, phase: 'reconnecting', attempt: action.attempt };
    case 'rejoined':
      return { ...run, phase: run.text || run.thinking ? 'streaming' : 'waiting', attempt: 0 };
    case 'gaveUp':
      return { ...run, phase: 'failed', error: action.error, endedAt: action.at };
    case 'stopped':
      return {
        ...run,
        phase: 'stopped',
        finishReason: 'stopped',
        ...endedAt(run, action.at),
      };
    case 'event':
      return reduceEvent({ ...run, lastEventId: action.event.id ?? run.lastEventId }, action.event, action.at);
  }
}

function reduceEvent(run: Run, event: RunEvent, at: number): Run {
  switch (event.type) {
    case 'compare':
      return { ...run, threadId: event.data.thread_id, messageId: event.data.message_id };
    case 'queued':
      return {
        ...run,
        phase: 'queued',
        runId: event.data.run_id,
        threadId: event.data.thread_id,
        position: event.data.position,
        etaMs: event.data.eta_ms ?? undefined,
      };
    case 'started':
      return {
        ...run,
        phase: 'waiting',
        runId: event.data.run_id,
        threadId: event.data.thread_id,
        messageId: event.data.message_id,
        model: event.data.model,
        cached: event.data.cached,
        cachedFrom: event.data.cached_from ?? undefined,
        dropped: event.data.dropped_messages,
        startedAt: run.startedAt ?? at,
      };
    case 'loading':
      return { ...run, phase: 'loading', model: event.data.model, loadEtaMs: event.data.eta_ms ?? undefined };
    case 'documents':
      return { ...run, documents: event.data, citations: [] };
    case 'citation':
      return { ...run, citations: [...run.citations.filter(({ mark }) => mark !== event.data.mark), event.data] };
    case 'thinking':
      return {
        ...run,
        phase: 'streaming',
        thinking: run.thinking + event.data.text,
        pieces: run.pieces + 1,
        thinkingSince: run.thinkingSince ?? at,
        firstTokenAt: run.firstTokenAt ?? at,
      };
    case 'delta':
      return {
        ...run,
        phase: 'streaming',
        text: run.text + event.data.text,
        pieces: run.pieces + 1,
        firstTokenAt: run.firstTokenAt ?? at,
        thinkingUntil: closeThinking(run, at),
      };
    case 'text_was_thinking':
      return {
        ...run,
        thinking: run.thinking + run.text.trimEnd(),
        text: '',
        citations: [],
        thinkingSince: run.thinkingSince ?? run.firstTokenAt ?? at,
        thinkingUntil: at,
      };
    case 'title':
      return run;
    case 'done':
      return {
        ...run,
        phase: event.data.finish_reason === 'stopped' ? 'stopped' : 'done',
        messageId: event.data.message_id,
        finishReason: event.data.finish_reason,
        usage: event.data.usage ?? undefined,
        timings: event.data.timings ?? undefined,
        ...endedAt(run, at),
      };
    case 'error':
      return {
        ...run,
        phase: 'failed',
        error: ApiError.fromProblem(event.data),
        ...endedAt(run, at),
      };
  }
}

const endedAt = (run: Run, at: number) => ({ endedAt: at, thinkingUntil: closeThinking(run, at) });

const closeThinking = (run: Run, at: number): number | undefined =>
  run.thinkingSince === undefined ? undefined : (run.thinkingUntil ?? at);

/** Whether a message is the answer that a run writes. */
export const isMessageOf = (
  run: Pick<Run, 'messageId' | 'runId'>,
  message: Pick<Message, 'id' | 'role' | 'run_id'>,
): boolean =>
  message.role === 'assistant' &&
  (message.id === run.messageId || (run.runId !== undefined && message.run_id === run.runId));
