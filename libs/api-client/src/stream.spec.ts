import { once } from 'node:events';
import { type RequestListener, type Server } from 'node:http';
import { serve, stopServing } from '../test/server.js';
import { openStream, readMessages, readText, type StreamMessage } from './stream.js';

let server: Server;
let answer: RequestListener;

beforeAll(async () => {
  server = await serve((request, response) => answer(request, response));
});
afterAll(() => stopServing(server));

async function collect(text: AsyncIterable<string>): Promise<StreamMessage[]> {
  const all: StreamMessage[] = [];
  for await (const messages of readMessages(text)) all.push(...messages);
  return all;
}

it('reads events and comments until the server closes the stream', async () => {
  answer = (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/event-stream', 'x-mark': 'here' })
      .end(':\n\nid: 7\nevent: log\ndata: {"a":\ndata: 1}\n\ndata: bare\n\n');
  const { status, header, text } = await openStream({ method: 'GET', url: '/events' });
  expect([status, header('x-mark')]).toEqual([200, 'here']);
  expect(await collect(text)).toEqual([
    { kind: 'comment', text: '' },
    { kind: 'event', event: 'log', id: '7', data: '{"a":\n1}' },
    { kind: 'event', event: undefined, id: undefined, data: 'bare' },
  ]);
});

it('aborts a stream that stalls and reports it as idle, so that the caller may resume', async () => {
  let closed!: Promise<unknown>;
  answer = (_request, response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
  };
  const { text } = await openStream({ method: 'GET', url: '/events' }, { idleMs: 50 });
  await expect(collect(text)).rejects.toMatchObject({ name: 'ApiError', kind: 'idle' });
  await closed;
});

it('closes the connection when the reader stops early', async () => {
  let closed!: Promise<unknown>;
  answer = (_request, response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
  };
  const { text } = await openStream({ method: 'GET', url: '/events' });
  for await (const messages of readMessages(text)) {
    expect(messages).toHaveLength(1);
    break;
  }
  await closed;
});

describe('a stream that is read at a pace', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('leaves what arrives meanwhile for the next read', async () => {
    jest.useFakeTimers();
    try {
      let reads = 0;
      // Each token comes a while after it is asked for.
      const body = new ReadableStream<Uint8Array>(
        {
          pull: async (controller) => {
            await new Promise((resolve) => setTimeout(resolve, 5));
            controller.enqueue(bytes(`${++reads}`));
          },
        },
        { highWaterMark: 0 },
      );
      const text = readText(body, { paceMs: 32 });
      const first = text.next();
      await jest.advanceTimersByTimeAsync(5);
      expect(await first).toEqual({ done: false, value: '1' });
      const second = text.next();
      await jest.advanceTimersByTimeAsync(31);
      expect(reads).toBe(1);
      await jest.advanceTimersByTimeAsync(6);
      expect(await second).toEqual({ done: false, value: '2' });
      await text.return();
    } finally {
      jest.useRealTimers();
    }
  });

  it('does not hold back what has arrived in many pieces', async () => {
    const pieces = Array.from({ length: 100 }, (_, i) => `${i} `);
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(bytes(piece));
        controller.close();
      },
    });
    let seen = '';
    // A pause would exceed the time of a test.
    for await (const text of readText(body, { paceMs: 3_600_000 })) seen += text;
    expect(seen).toBe(pieces.join(''));
  });
});
