import type { Readable } from 'node:stream';

/** Bytes that may wait for their reader before the connection is paused. */
const MOST_WAITING = 256 * 1024;

/**
 * The bytes of a reply as they come, for one reader. It listens, because Node's own iteration over a stream takes each
 * chunk through two more queues of the event loop, and a token is a chunk.
 */
export class BodyReader {
  private chunks: Buffer[] = [];
  private waiting = 0;
  private isOver = false;
  private failure: unknown;
  private wake: () => void = () => undefined;

  constructor(private readonly body: Readable) {
    body.on('data', this.onData).on('end', this.onEnd).on('close', this.onEnd);
    // For good: a fault may come after the reader has left, and one that nobody hears ends the process.
    body.on('error', this.onError);
    if (body.destroyed) this.onError(body.errored ?? new Error('the reply was closed before it was read'));
  }

  /**
   * What has come since the last call, at least one chunk; none at the end.
   * @throws what broke the connection, after all that came before it
   */
  async next(): Promise<Buffer[]> {
    if (this.chunks.length === 0 && !this.isOver) await new Promise<void>((resolve) => (this.wake = resolve));
    const { chunks, body } = this;
    if (chunks.length === 0) {
      if (this.failure !== undefined) throw this.failure;
      return chunks;
    }
    this.chunks = [];
    this.waiting = 0;
    if (body.isPaused()) body.resume();
    return chunks;
  }

  /** Leaves the rest to somebody else. */
  stop(): void {
    this.body.off('data', this.onData).off('end', this.onEnd).off('close', this.onEnd);
  }

  private readonly onData = (chunk: Buffer): void => {
    this.chunks.push(chunk);
    this.waiting += chunk.length;
    if (this.waiting > MOST_WAITING) this.body.pause();
    this.wake();
  };

  private readonly onEnd = (): void => {
    if (!this.isOver && !this.body.readableEnded) this.failure = new Error('the reply was closed before its end');
    this.isOver = true;
    this.wake();
  };

  private readonly onError = (error: unknown): void => {
    if (!this.isOver) this.failure = error;
    this.isOver = true;
    this.wake();
  };
}
