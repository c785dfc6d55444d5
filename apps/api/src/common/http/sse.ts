import type { FastifyReply } from 'fastify';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { countStream } from './open-streams.js';
import type { ServerResponse } from 'node:http';

/** One server-sent event; clients return `id` as `Last-Event-ID`. */
export interface SseEvent {
  id: number;
  event: string;
  data: unknown;
}

/** Proxies and browsers close silent connections; a comment line keeps them open. */
const HEARTBEAT_MS = 15_000;

const frame = ({ id, event, data }: SseEvent): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** How long a client may leave its socket full before it is dropped. */
export const STALLED_CLIENT_TIMEOUT_MS = 60_000;

/**
 * Writes batches of numbered events to the client until the source ends or the client disconnects.
 * @param source as in `writeFrames`
 * @param headers as in `writeFrames`
 * @throws DomainError `limit.streams` before anything is sent
 */
export function writeSse(
  reply: FastifyReply,
  source: (signal: AbortSignal) => AsyncIterable<SseEvent[]>,
  headers: Record<string, string>,
): Promise<void> {
  countStream(reply);
  return writeFrames(reply, (signal) => framed(source(signal)), headers);
}

/** Characters that are handed to the socket at a time, so that a long batch is not copied whole. */
const CHUNK_CHARS = 64 * 1024;

async function* framed(batches: AsyncIterable<SseEvent[]>): AsyncGenerator<string> {
  for await (const batch of batches) {
    let frames = '';
    for (const event of batch) {
      frames += frame(event);
      if (frames.length < CHUNK_CHARS) continue;
      yield frames;
      frames = '';
    }
    if (frames) yield frames;
  }
}

/** Open streams, by server. */
const open = new WeakMap<object, Set<ServerResponse>>();

function streamsOf(server: object): Set<ServerResponse> {
  const streams = open.get(server) ?? new Set();
  open.set(server, streams);
  return streams;
}

/**
 * Breaks off the streams that never end by themselves (a live tail), because a closing server would
 * wait for them.
 */
export async function endStreams(server: object): Promise<void> {
  // Streams whose source has just ended still write their last frame.
  await setImmediate();
  for (const raw of streamsOf(server)) if (!raw.writableEnded) raw.destroy();
}

/**
 * Writes finished frames as `text/event-stream`, unless the headers name another type. It writes to the raw response
 * because the framework would buffer. When the client reads slowly it stops pulling, so nothing piles up here.
 * @param source makes the frames; its signal aborts when the client disconnects
 * @param headers sent in addition to those that hooks have set on the reply
 */
export async function writeFrames(
  reply: FastifyReply,
  source: (signal: AbortSignal) => AsyncIterable<string>,
  headers: Record<string, string> = {},
): Promise<void> {
  reply.hijack();
  // Nest sends what the handler returns, nothing too; of a second reply the framework makes an error with its stack.
  reply.send = () => reply;
  const { raw } = reply;
  const streams = streamsOf(reply.server.server).add(raw);
  const closed = new AbortController();
  // Listen on the response: a request counts as closed as soon as its body was read.
  const close = () => {
    streams.delete(raw);
    // Whoever has read everything has nothing to be told: an abort costs an error with its stack.
    if (!raw.writableFinished) closed.abort();
  };
  if (raw.destroyed) close();
  else raw.once('close', close);
  // Through the framework's reply, which takes a name in any case for the same: each header is sent once.
  void reply.headers({
    'Content-Type': 'text/event-stream; charset=utf-8',
    ...headers,
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  raw.writeHead(200, reply.getHeaders() as Record<string, string>);
  raw.flushHeaders();
  // A comment line keeps event streams alive; other streams have no such thing.
  const heartbeat = headers['Content-Type']?.includes('ndjson')
    ? undefined
    : setInterval(() => raw.write(':\n\n'), HEARTBEAT_MS);
  try {
    for await (const frames of source(closed.signal)) {
      if (raw.write(frames)) continue;
      // A timer that is held: the garbage collector may take an `AbortSignal.timeout` inside `AbortSignal.any`.
      const stalled = setTimeout(() => closed.abort(), STALLED_CLIENT_TIMEOUT_MS);
      await once(raw, 'drain', { signal: closed.signal }).finally(() => clearTimeout(stalled));
    }
    raw.end();
  } catch (error) {
    raw.destroy();
    if ((error as Error).name !== 'AbortError') throw error;
  } finally {
    clearInterval(heartbeat);
  }
}
