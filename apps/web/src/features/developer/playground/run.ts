import { ApiError } from '@pocket-llm/api-client';
import { create } from 'zustand';
import { sendChatCompletion, gatewayEvents, type GatewayReply, STREAM_END } from './api';
import { type Answer, isWritten, NO_ANSWER, withPart } from './answer';
import { storeRun } from './past';
import { type RequestBody } from './request';

export type RunPhase = 'idle' | 'running' | 'done' | 'stopped' | 'failed';

export interface RunState {
  phase: RunPhase;
  answer: Answer;
  /** The lines of a stream as received. */
  events: readonly string[];
  /** The body of a response that is not a stream. */
  raw: string;
  streamed: boolean;
  status: number | undefined;
  requestId: string | undefined;
  /** Milliseconds from the request to the first piece of the answer. */
  firstMs: number | undefined;
  totalMs: number | undefined;
  failure: ApiError | undefined;
}

const IDLE: RunState = {
  phase: 'idle',
  answer: NO_ANSWER,
  events: [],
  raw: '',
  streamed: false,
  status: undefined,
  requestId: undefined,
  firstMs: undefined,
  totalMs: undefined,
  failure: undefined,
};

/** The current run. It outlives the page, so that visiting the docs does not lose it. */
export const useRun = create<RunState>(() => IDLE);

let current: AbortController | undefined;

/** Aborts the request, which also stops the backend. */
export const stopRun = (): void => current?.abort();

/** Sends a request and collects the answer, rendering once per frame. */
export async function startRun(body: RequestBody): Promise<void> {
  stopRun();
  const abort = (current = new AbortController());
  const began = performance.now();
  let state: RunState = { ...IDLE, phase: 'running' };
  let frame = 0;
  const show = () => {
    frame = 0;
    if (current === abort) useRun.setState(state, true);
  };
  const change = (next: Partial<RunState>) => {
    state = { ...state, ...next };
    frame ||= requestAnimationFrame(show);
  };
  const take = (answer: Answer) =>
    change({ answer, firstMs: state.firstMs ?? (isWritten(answer) ? performance.now() - began : undefined) });
  show();
  try {
    const { parts, ...head } = await sendChatCompletion(body, { signal: abort.signal });
    change(head);
    await (head.streamed ? readEvents(parts, () => state, change, take) : readWhole(parts, change, take));
    change({ phase: state.answer.error ? 'failed' : 'done' });
  } catch (error) {
    const failure = error instanceof ApiError ? error : new ApiError({ kind: 'protocol', cause: error });
    if (failure.kind === 'aborted') change({ phase: 'stopped' });
    else
      change({
        phase: 'failed',
        failure,
        status: failure.status ?? state.status,
        requestId: failure.requestId ?? state.requestId,
      });
  }
  const totalMs = performance.now() - began;
  change({ totalMs });
  cancelAnimationFrame(frame);
  show();
  storeRun({
    body,
    status: state.status,
    totalMs,
    tokens: state.answer.usage?.completion_tokens,
    answer: state.answer.text,
  });
}

type Change = (next: Partial<RunState>) => void;
type Take = (answer: Answer) => void;

async function readEvents(
  parts: GatewayReply['parts'],
  state: () => RunState,
  change: Change,
  take: Take,
): Promise<void> {
  for await (const events of gatewayEvents(parts)) {
    change({
      events: [
        ...state().events,
        ...events.map(({ type, text }) => (type === 'data' ? `data: ${text}` : `: ${text}`.trim())),
      ],
    });
    for (const { type, text } of events)
      if (type === 'data' && text !== STREAM_END) take(withPart(state().answer, JSON.parse(text)));
  }
}

async function readWhole(parts: GatewayReply['parts'], change: Change, take: Take): Promise<void> {
  let raw = '';
  for await (const part of parts) raw += part;
  change({ raw });
  take(withPart(NO_ANSWER, JSON.parse(raw)));
}
