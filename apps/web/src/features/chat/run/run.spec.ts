import { ApiError, type RunEvent } from '@pocket-llm/api-client';
import { isMessageOf, isOver, newRun, reduceRun, type Run, type RunAction } from './run';

const start = newRun({
  key: 'k',
  request: { kind: 'prompt', prompt: 'hi', model: undefined, parentId: undefined },
  sentAt: 100,
});
const USAGE = { input_tokens: 3, output_tokens: 2 };
const TIMINGS = { queue_ms: 0, load_ms: null, ttft_ms: 5, total_ms: 20, tokens_per_second: 40 };

let id = 0;
const event = <Type extends RunEvent['type']>(
  type: Type,
  data: Extract<RunEvent, { type: Type }>['data'],
  at = 200,
): RunAction => ({
  type: 'event',
  event: { type, id: `${(id += 1)}`, data } as RunEvent,
  at,
});
const started = () =>
  event('started', {
    run_id: 'r',
    thread_id: 't',
    message_id: 'm',
    user_message_id: 'u',
    model: 'gemma',
    cached: false,
    cached_from: null,
    continued: false,
    dropped_messages: 0,
  });
const done = (reason: 'stop' | 'stopped' = 'stop') =>
  event(
    'done',
    {
      message_id: 'm',
      finish_reason: reason,
      usage: USAGE,
      timings: TIMINGS,
      next_run_id: null,
      title_pending: false,
    },
    900,
  );

const play = (...actions: RunAction[]): Run => actions.reduce(reduceRun, start);

describe('a run', () => {
  it('goes from queued through loading to streaming and done', () => {
    const phases: string[] = [];
    let run = start;
    const steps = [
      { type: 'accepted', runId: 'r' } as RunAction,
      event('queued', { run_id: 'r', thread_id: 't', position: 3, eta_ms: 4000 }),
      started(),
      event('loading', { model: 'gemma', eta_ms: 12_000 }),
      event('delta', { text: 'Hel' }, 300),
      event('delta', { text: 'lo' }, 400),
      done(),
    ];
    for (const action of steps) phases.push((run = reduceRun(run, action)).phase);
    expect(phases).toEqual(['waiting', 'queued', 'waiting', 'loading', 'streaming', 'streaming', 'done']);
    expect(run).toMatchObject({
      text: 'Hello',
      threadId: 't',
      messageId: 'm',
      model: 'gemma',
      position: 3,
      loadEtaMs: 12_000,
      firstTokenAt: 300,
      endedAt: 900,
      usage: USAGE,
      timings: TIMINGS,
    });
  });

  it('measures the thinking time: from the first thought to the first word', () => {
    const run = play(
      started(),
      event('thinking', { text: 'hm' }, 1000),
      event('thinking', { text: '…' }, 3000),
      event('delta', { text: 'So' }, 9000),
      event('delta', { text: '!' }, 9900),
    );
    expect(run).toMatchObject({
      thinking: 'hm…',
      text: 'So!',
      thinkingSince: 1000,
      thinkingUntil: 9000,
      firstTokenAt: 1000,
    });
  });

  it('shows nothing more after a stop, not even tokens in flight', () => {
    const run = play(
      started(),
      event('delta', { text: 'one' }),
      { type: 'stopped', at: 500 },
      event('delta', { text: ' two' }),
      done('stopped'),
    );
    expect(run).toMatchObject({ phase: 'stopped', text: 'one', endedAt: 500 });
  });

  it('remembers the last event for a resume, and continues after it', () => {
    const before = play(started(), event('delta', { text: 'a' }));
    const lost = reduceRun(before, { type: 'lost', attempt: 2 });
    expect(lost).toMatchObject({ phase: 'reconnecting', attempt: 2, text: 'a', lastEventId: before.lastEventId });
    expect(reduceRun(reduceRun(lost, { type: 'rejoined' }), event('delta', { text: 'b' }))).toMatchObject({
      phase: 'streaming',
      text: 'ab',
      attempt: 0,
    });
  });

  it('is unsent when it never arrived, and failed when the server saved it', () => {
    const away = new ApiError({ kind: 'network' });
    expect(play({ type: 'refused', error: away, at: 1 })).toMatchObject({ phase: 'unsent', threadId: undefined });
    const kept = ApiError.fromProblem({ status: 503, thread_id: 't9' });
    expect(play({ type: 'refused', error: kept, at: 1 })).toMatchObject({ phase: 'failed', threadId: 't9' });
  });

  it('is unsent when its edited question never arrived, and failed when it regenerates', () => {
    const away = new ApiError({ kind: 'network' });
    const refused = (request: Run['request']) =>
      reduceRun(newRun({ key: 'k', request }), { type: 'refused', error: away, at: 1 }).phase;
    expect(refused({ kind: 'edit', messageId: 'q', prompt: 'x', model: undefined })).toBe('unsent');
    expect(refused({ kind: 'regenerate', messageId: 'a', model: undefined })).toBe('failed');
    expect(refused({ kind: 'continue', messageId: 'a', model: undefined })).toBe('failed');
  });

  it('counts its pieces and records when the backend began to read the prompt', () => {
    const run = play(
      started(),
      event('thinking', { text: 'a' }),
      event('delta', { text: 'b' }),
      event('delta', { text: 'c' }),
    );
    expect(run).toMatchObject({ pieces: 3, startedAt: 200 });
  });

  it('keeps its text when it fails', () => {
    const run = play(
      started(),
      event('delta', { text: 'half' }),
      event('error', { status: 502, code: 'llm.failed', detail: 'Died.' }),
    );
    expect(run).toMatchObject({ phase: 'failed', text: 'half' });
    expect(run.error?.detail).toBe('Died.');
  });

  it('does not mutate its input', () => {
    const frozen = Object.freeze({ ...start });
    expect(() => reduceRun(frozen, event('delta', { text: 'x' }))).not.toThrow();
    expect(frozen.text).toBe('');
  });

  it.each(['done', 'stopped', 'failed', 'unsent'] as const)('is over when it is %s', (phase) =>
    expect(isOver(phase)).toBe(true),
  );
  it.each(['sending', 'queued', 'waiting', 'loading', 'streaming', 'reconnecting'] as const)(
    'is not over while it is %s',
    (phase) => expect(isOver(phase)).toBe(false),
  );

  it('finds its message by id or by run id, and never a question', () => {
    const message = { id: 'm', run_id: 'r', role: 'assistant' } as Parameters<typeof isMessageOf>[1];
    expect(isMessageOf({ messageId: 'm', runId: undefined }, message)).toBe(true);
    expect(isMessageOf({ messageId: undefined, runId: 'r' }, message)).toBe(true);
    expect(isMessageOf({ messageId: undefined, runId: undefined }, { ...message, run_id: null })).toBe(false);
    expect(isMessageOf({ messageId: undefined, runId: 'r' }, { ...message, role: 'user' })).toBe(false);
  });
});
