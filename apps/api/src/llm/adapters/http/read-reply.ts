import type { Readable } from 'node:stream';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { PartReader } from '../../line-reader.js';
import { BodyReader } from './body-reader.js';
import { release } from './connection.js';
import { streamInterrupted } from './faults.js';

/** A reply that has begun, and who reads it. */
export interface OpenReply<T> {
  /** Absent when it has been read to its end already. */
  body?: Readable;
  reader: PartReader<T>;
}

export interface Reading<T> {
  /** Name of the backend, for faults. */
  label: string;
  signal: AbortSignal;
  /** Asks for the reply. */
  open(): Promise<OpenReply<T>>;
  /** Called whenever bytes have come. */
  heard?(): void;
  /** Called when the last part was read. */
  ended?(): void;
  /** Maps a broken connection to an error. */
  lost?(label: string, cause: unknown): DomainError;
}

/**
 * Asks for a reply and yields its parts. A broken connection becomes a `DomainError`, an abort the signal's reason.
 * Leaving early closes the connection. It is one generator and not one for each step, because each costs every token
 * three turns of the microtask queue.
 */
export async function* readReply<T>({ label, signal, open, heard, ended, lost = streamInterrupted }: Reading<T>) {
  const { body, reader } = await open();
  const { parts } = reader;
  const bytes = body && new BodyReader(body);
  let isWhole = false;
  try {
    while (bytes && !reader.isDone) {
      const chunks = await bytes.next();
      // Data received before an abort is of no use after it.
      signal.throwIfAborted();
      if (chunks.length === 0) break;
      heard?.();
      for (const chunk of chunks) if (!reader.isDone) reader.push(chunk);
      for (const part of parts) yield part;
      parts.length = 0;
    }
    signal.throwIfAborted();
    reader.end();
    for (const part of parts) yield part;
    isWhole = true;
    ended?.();
  } catch (error) {
    signal.throwIfAborted();
    // What came before the fault.
    for (const part of parts) yield part;
    throw error instanceof DomainError ? error : lost(label, error);
  } finally {
    bytes?.stop();
    if (body) release(body, isWhole);
  }
}
