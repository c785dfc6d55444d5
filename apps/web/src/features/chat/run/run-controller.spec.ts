import { ApiError, type RunEvent } from '@pocket-llm/api-client';
import { RunController, type RunApi } from './run-controller';
import { createRunStore } from './run-store';

const ev = (type: RunEvent['type'], data: object, id?: string) => ({ type, id, data }) as RunEvent;
const STARTED = ev(
  'started',
  { run_id: 'r', thread_id: 't', message_id: 'm', user_message_id: 'u', model: 'g', cached: false },
  '1',
);
const DONE = ev(
  'done',
  { message_id: 'm', finish_reason: 'stop', usage: { input_tokens: 1, output_tokens: 1 }, timings: null },
  '9',
);
const cut = () => new ApiError({ kind: 'network' });

function gate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

/** A stream of the given events; an error among them is thrown at its position. */
async function* play(steps: (RunEvent | Error)[]): AsyncGenerator<RunEvent, void, undefined> {
  for (const step of steps) {
    if (step instanceof Error) throw step;
    yield step;
  }
}

function setup(api: Partial<RunApi>) {
  const store = createRunStore(() => undefined);
  const events: string[] = [];
  const pauses: number[] = [];
  const controller = new RunController(
    store,
    {
      start: () => Promise.reject(cut()),
      resume: () => Promise.reject(cut()),
      stop: () => Promise.resolve(),
      ...api,
    },
    {
      onAccepted: () => events.push('accepted'),
      onThread: (run) => events.push(`thread ${run.threadId}`),
      onTitle: (threadId, title) => events.push(`title ${threadId} ${title}`),
      onEnd: (run) => events.push(`end ${run.phase}`),
    },
    { now: () => 0, pause: async (ms) => void pauses.push(ms) },
  );
  store.open({ key: 'k', request: { kind: 'prompt', prompt: 'hi', model: undefined, parentId: undefined } });
  return { store, controller, events, pauses, run: () => store.get('k')! };
}

const stream = (...steps: (RunEvent | Error)[]) => Promise.resolve({ runId: 'r', events: play(steps) });

describe('the run controller', () => {
  it('plays an answer from start to end and reports its end once', async () => {
    const { controller, events, run } = setup({
      start: () => stream(STARTED, ev('delta', { text: 'ok' }, '2'), ev('title', { title: 'A title' }, '3'), DONE),
    });
    await controller.start('k');
    expect(run()).toMatchObject({ phase: 'done', text: 'ok' });
    expect(events).toEqual(['accepted', 'thread t', 'title t A title', 'end done']);
  });

  it('resumes after the last event seen, without duplicates', async () => {
    const resumedAfter: (string | undefined)[] = [];
    const { controller, pauses, run } = setup({
      start: () => stream(STARTED, ev('delta', { text: 'one ' }, '2'), cut()),
      resume: (_id, last) => {
        resumedAfter.push(last);
        if (resumedAfter.length === 1) return Promise.reject(cut());
        if (resumedAfter.length === 2)
          return stream(ev('delta', { text: 'two ' }, '3'), new ApiError({ kind: 'idle' }));
        return stream(ev('delta', { text: 'three' }, '4'), DONE);
      },
    });
    await controller.start('k');
    expect(run()).toMatchObject({ phase: 'done', text: 'one two three' });
    expect(resumedAfter).toEqual(['2', '2', '3']);
    // Progress resets the backoff.
    expect(pauses).toEqual([1000, 2000, 1000]);
  });

  it('gives up after about half a minute and keeps the text', async () => {
    const { controller, pauses, events, run } = setup({
      start: () => stream(STARTED, ev('delta', { text: 'kept' }, '2'), cut()),
    });
    await controller.start('k');
    expect(run()).toMatchObject({ phase: 'failed', text: 'kept' });
    expect(run().error?.kind).toBe('network');
    expect(pauses.reduce((sum, ms) => sum + ms)).toBe(30_000);
    expect(events.at(-1)).toBe('end failed');
  });

  it('does not retry a run that the server no longer knows', async () => {
    let attempts = 0;
    const { controller, run } = setup({
      start: () => stream(STARTED, cut()),
      resume: () => {
        attempts += 1;
        return Promise.reject(ApiError.fromProblem({ status: 404, code: 'run.not-found' }));
      },
    });
    await controller.start('k');
    expect(attempts).toBe(1);
    expect(run().error?.kind).toBe('not-found');
  });

  it('marks a request that never arrived as unsent and does not send it again automatically', async () => {
    let sent = 0;
    const { controller, events, run } = setup({
      start: () => {
        sent += 1;
        return Promise.reject(cut());
      },
    });
    await controller.start('k');
    expect(run().phase).toBe('unsent');
    expect(sent).toBe(1);
    expect(events).toEqual([]);
  });

  it('counts a prompt as accepted when the server saved it although it could not answer', async () => {
    const { controller, events, run } = setup({
      start: () => Promise.reject(ApiError.fromProblem({ status: 503, code: 'llm.unavailable', thread_id: 't5' })),
    });
    await controller.start('k');
    expect(run()).toMatchObject({ phase: 'failed', threadId: 't5' });
    expect(events).toEqual(['accepted', 'end failed']);
  });

  it('stops on screen at once and tells the server', async () => {
    const stopped: string[] = [];
    const waiting = gate();
    const reached = gate();
    const { controller, run } = setup({
      start: async () => ({
        runId: 'r',
        events: (async function* () {
          yield STARTED;
          yield ev('delta', { text: 'part' }, '2');
          reached.open();
          await waiting.opened;
          yield ev('delta', { text: ' late' }, '3');
          throw new ApiError({ kind: 'aborted' });
        })(),
      }),
      stop: async (id) => void stopped.push(id),
    });
    const reading = controller.start('k');
    await reached.opened;
    const stopping = controller.stop('k');
    expect(run().phase).toBe('stopped');
    await stopping;
    waiting.open();
    await reading;
    expect(stopped).toEqual(['r']);
    expect(run()).toMatchObject({ phase: 'stopped', text: 'part' });
  });

  it('stops a run that was stopped before the server had replied', async () => {
    const stopped: string[] = [];
    let answer!: (value: Awaited<ReturnType<RunApi['start']>>) => void;
    const { controller, run } = setup({
      start: () => new Promise((resolve) => (answer = resolve)),
      stop: async (id) => void stopped.push(id),
    });
    const reading = controller.start('k');
    await controller.stop('k');
    expect(stopped).toEqual([]);
    answer(await stream(STARTED, DONE));
    await reading;
    expect(stopped).toEqual(['r']);
    expect(run().phase).toBe('stopped');
  });

  it('reports when the stop request fails', async () => {
    const reached = gate();
    const { controller } = setup({
      start: async () => ({
        runId: 'r',
        events: (async function* () {
          yield STARTED;
          reached.open();
          await gate().opened;
        })(),
      }),
      stop: () => Promise.reject(cut()),
    });
    void controller.start('k');
    await reached.opened;
    await expect(controller.stop('k')).rejects.toMatchObject({ kind: 'network' });
  });
});
