import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { Pool, type Dispatcher } from 'undici';
import { DomainError } from '../../../common/errors/domain-error.js';
import { traceHeaders } from '../../../common/tracing/tracing.js';
import { BodyReader } from './body-reader.js';
import { unreachable } from './faults.js';

/** An answer may wait an hour in the backend's own queue, because Ollama sends no headers before its turn comes. */
const HEADERS_TIMEOUT_MS = 3_600_000;
/** Once it has sent something, ten minutes of silence mean that it hangs. */
const IDLE_TIMEOUT_MS = 600_000;
/** For requests that need no model. */
export const SHORT_TIMEOUT_MS = 5_000;

export interface Reply {
  status: number;
  headers: Dispatcher.ResponseData['headers'];
  /** Must be read to its end or destroyed, otherwise the pool loses the connection. */
  body: Readable;
}

export interface RequestInit {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: { type: string; form: Readable };
  signal?: AbortSignal;
  /** Longest wait for the reply to begin, and then for each further piece of it. */
  timeoutMs?: number;
}

/**
 * The sockets to one backend. It uses undici's Pool rather than fetch because web streams cost several times the CPU on
 * the relay path.
 */
export class Connection {
  private readonly pool: Pool;
  private readonly prefix: string;

  /**
   * @param base address with an optional path, e.g. `http://127.0.0.1:8080/v1`
   * @param lookup resolves its name, if not the system's own way
   */
  constructor(
    readonly base: URL,
    private readonly label: string,
    private readonly headers: Record<string, string> = {},
    lookup?: LookupFunction,
  ) {
    this.pool = new Pool(base.origin, {
      connect: { timeout: SHORT_TIMEOUT_MS, lookup },
      bodyTimeout: IDLE_TIMEOUT_MS,
      keepAliveTimeout: 30_000,
    });
    this.prefix = base.pathname.replace(/\/+$/, '');
  }

  /**
   * Sends a request and waits for the reply to begin. Aborting the signal, then or later, closes the connection.
   * @throws DomainError `llm.unavailable`, or the signal's reason
   */
  async open(path: string, { method = 'POST', body, raw, signal, timeoutMs }: RequestInit = {}): Promise<Reply> {
    signal?.throwIfAborted();
    try {
      const reply = await this.pool.request({
        method,
        path: this.prefix + path,
        signal,
        headersTimeout: timeoutMs ?? HEADERS_TIMEOUT_MS,
        bodyTimeout: timeoutMs,
        headers:
          body === undefined && !raw
            ? this.headers
            : { 'content-type': raw?.type ?? 'application/json', ...this.headers, ...traceHeaders() },
        body: raw ? raw.form : body === undefined ? undefined : JSON.stringify(body),
      });
      return { status: reply.statusCode, headers: reply.headers, body: reply.body };
    } catch (error) {
      signal?.throwIfAborted();
      throw unreachable(this.label, error);
    }
  }

  /** @param gently lets the replies that are being read come to their end */
  close(gently = false): Promise<void> {
    return gently ? this.pool.close() : this.pool.destroy();
  }
}

/** How long a server may take to end a reply whose last line has come; then its connection is closed. */
const END_GRACE_MS = 1_000;

/**
 * Ends the use of a reply. The end of its body often comes in a packet of its own, after the last line: it is awaited,
 * so that the connection serves the next question, too. Otherwise each answer would cost a connection.
 * @param isWhole whether its last line was read; else nobody wants the rest, and the connection is closed
 */
export function release(body: Readable, isWhole: boolean): void {
  if (body.destroyed || body.readableEnded) return;
  // That it is cut off is no news.
  body.on('error', () => undefined);
  if (!isWhole) return void body.destroy();
  const late = setTimeout(() => body.destroy(), END_GRACE_MS);
  body.once('close', () => clearTimeout(late)).resume();
}

/** Reads a reply as text, up to a limit. */
export async function readText(body: Readable, maxBytes = 64 * 1024 * 1024): Promise<string> {
  const bytes = new BodyReader(body);
  const chunks: Buffer[] = [];
  let size = 0;
  for (let came = await bytes.next(); came.length > 0; came = await bytes.next()) {
    chunks.push(...came);
    for (const chunk of came) size += chunk.length;
    if (size <= maxBytes) continue;
    body.destroy();
    throw new DomainError('llm.failed', 'The language model backend sent far more than it should. Check its address.');
  }
  return Buffer.concat(chunks).toString('utf8');
}
