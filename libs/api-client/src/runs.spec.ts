import { once } from 'node:events';
import { type RequestListener, type Server, type ServerResponse } from 'node:http';
import { sendProblem, serve, stopServing } from '../test/server.js';
import { type ApiError } from './api-error.js';
import { type RunEvent } from './events.js';
import { openRun, readRun, type RunStream } from './runs.js';
import { readText, type StreamOptions } from './stream.js';

const STARTED = { run_id: 'r', thread_id: 't', message_id: 'm', user_message_id: 'u', model: 'gemma', cached: false };
const DONE = { message_id: 'm', finish_reason: 'stop', usage: { input_tokens: 1, output_tokens: 2 }, timings: null };

const frame = (id: number, event: string, data: unknown) =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The reason of a rejected promise; fails the test if it resolves. */
const failureOf = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => Promise.reject(new Error('should have failed')),
    (error: ApiError) => error,
  );

/** Reads a body as a run. */
const readBody = (body: ReadableStream<Uint8Array>, options?: StreamOptions) => readRun(readText(body, options));

const bytesOf = (...chunks: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

describe('reading a run', () => {
  const text = 'Grüße, 世界, 👩‍👩‍👧, \u2028 and a line\nbreak';
  const bytes = new TextEncoder().encode(
    `: heartbeat\n\n${frame(1, 'started', STARTED)}${frame(2, 'delta', { text })}:\n\n` +
      `${frame(3, 'surprise', {})}${frame(4, 'done', DONE)}`,
  );
  const expected = [
    { type: 'started', id: '1', data: STARTED },
    { type: 'delta', id: '2', data: { text } },
    { type: 'done', id: '4', data: DONE },
  ];

  it('yields the same events wherever the bytes are split', async () => {
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(await collect(readBody(bytesOf(bytes.slice(0, cut), bytes.slice(cut))))).toEqual(expected);
    }
  });

  it('yields the same events when every byte arrives alone', async () => {
    expect(await collect(readBody(bytesOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)))))).toEqual(expected);
  });

  it('ends after the error event and yields its problem document', async () => {
    const problem = { title: 'Busy', status: 503, code: 'llm.busy', detail: 'Later.' };
    const stream = bytesOf(new TextEncoder().encode(frame(1, 'error', problem) + frame(2, 'delta', { text: 'late' })));
    expect(await collect(readBody(stream))).toEqual([{ type: 'error', id: '1', data: problem }]);
  });

  it('throws when the stream ends before the run does, so that the caller resumes', async () => {
    const failure = await failureOf(
      collect(readBody(bytesOf(new TextEncoder().encode(frame(1, 'delta', { text: 'half' }))))),
    );
    expect(failure.kind).toBe('network');
  });

  it('throws on data that is not JSON', async () => {
    const failure = await failureOf(
      collect(readBody(bytesOf(new TextEncoder().encode('event: delta\ndata: {"te\n\n')))),
    );
    expect(failure.kind).toBe('protocol');
  });

  describe('over a silent connection', () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
    afterEach(() => jest.useRealTimers());

    it('counts every byte as a sign of life and gives up after the idle timeout', async () => {
      let source!: ReadableStreamDefaultController<Uint8Array>;
      const events = readBody(new ReadableStream({ start: (controller) => void (source = controller) }), {
        idleMs: 1000,
      });
      const first = events.next();
      for (let beat = 0; beat < 3; beat += 1) {
        await jest.advanceTimersByTimeAsync(900);
        source.enqueue(new TextEncoder().encode(': heartbeat\n\n'));
        await new Promise(setImmediate);
      }
      source.enqueue(new TextEncoder().encode(frame(1, 'delta', { text: 'still here' })));
      expect((await first).value).toMatchObject({ type: 'delta' });
      const next = failureOf(events.next());
      await jest.advanceTimersByTimeAsync(1000);
      expect((await next).kind).toBe('idle');
    });
  });
});

describe('opening a run over a socket', () => {
  let server: Server;
  let answer: RequestListener;

  beforeAll(async () => {
    server = await serve((request, response) => answer(request, response));
  });
  afterAll(() => stopServing(server));

  const stream = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-run-id': 'run-7' });

  it('yields events as they are sent, not at the end', async () => {
    let reply!: ServerResponse;
    const connected = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        reply = stream(response);
        reply.flushHeaders();
        resolve();
      };
    });
    const opening = openRun({ method: 'POST', url: '/chat', body: { prompt: 'hi' } });
    await connected;
    const { runId, events } = await opening;
    expect(runId).toBe('run-7');
    for (let index = 1; index <= 3; index += 1) {
      reply.write(frame(index, 'delta', { text: `${index}` }));
      // The response is still open: a reader that waited for its end would never return.
      expect((await events.next()).value).toMatchObject({ id: `${index}`, data: { text: `${index}` } });
    }
    reply.end(frame(4, 'done', DONE));
    expect(await collect(events)).toHaveLength(1);
  });

  it('sends the last event seen, the method and the body', async () => {
    const seen: unknown[] = [];
    answer = (request, response) => {
      seen.push(request.method, request.headers['last-event-id'], request.headers.accept);
      stream(response).end(frame(9, 'done', DONE));
    };
    await collect((await openRun({ method: 'GET', url: '/events', lastEventId: '8' })).events);
    expect(seen).toEqual(['GET', '8', 'text/event-stream']);
  });

  it("turns a refusal before the first byte into the server's problem, with the time to wait", async () => {
    answer = (_request, response) =>
      sendProblem(
        response,
        429,
        { code: 'request.rate-limited', detail: 'Slow down.' },
        { 'retry-after': '7', 'x-request-id': 'q-1' },
      );
    const failure = await failureOf(openRun({ method: 'POST', url: '/chat', body: {} }));
    expect(failure).toMatchObject({
      kind: 'rate-limited',
      status: 429,
      code: 'request.rate-limited',
      detail: 'Slow down.',
      retryAfter: 7,
      requestId: 'q-1',
    });
  });

  it('reports a connection that breaks within an answer as a network failure and keeps what arrived', async () => {
    answer = (_request, response) => {
      stream(response).write(frame(1, 'delta', { text: 'half' }), () => response.destroy());
    };
    const { events } = await openRun({ method: 'POST', url: '/chat', body: {} });
    expect((await events.next()).value).toMatchObject({ data: { text: 'half' } });
    expect((await failureOf(events.next())).kind).toBe('network');
  });

  it('detaches on abort: the reader ends, and the server sees the connection close', async () => {
    const leave = new AbortController();
    let closed!: Promise<unknown>;
    answer = (_request, response) => {
      closed = once(response, 'close');
      stream(response).write(frame(1, 'delta', { text: 'one' }));
    };
    const run: RunStream = await openRun({ method: 'POST', url: '/chat', body: {} }, { signal: leave.signal });
    await run.events.next();
    const next = failureOf(run.events.next());
    leave.abort();
    expect((await next).kind).toBe('aborted');
    await closed;
  });
});
