import type { IncomingMessage, ServerResponse } from 'node:http';
import { goJson } from './go-json.js';
import type { RecordedRequest, Recorder } from './recorder.js';
import { ClientDisconnected, pause } from './waiting.js';

export const TYPE = {
  /** The content type of values that Go's framework writes directly … */
  direct: 'application/json; charset=utf-8',
  /** … and of values that were collected from a stream into one response. */
  folded: 'application/json',
  lines: 'application/x-ndjson',
  events: 'text/event-stream',
  text: 'text/plain',
} as const;

/** A request and its response. */
export class Exchange {
  private readonly gone = new AbortController();
  private readonly ceasing = new AbortController();

  constructor(
    readonly request: RecordedRequest,
    private readonly res: ServerResponse,
    private readonly recorder: Recorder,
  ) {
    res.on('close', () => {
      request.finished = res.writableFinished;
      request.aborted = !res.writableFinished && !this.cut;
      this.gone.abort();
      this.ceasing.abort();
      recorder.changed();
    });
  }

  /** Whether this server ended the connection. */
  private cut = false;

  get signal(): AbortSignal {
    return this.gone.signal;
  }

  /** Aborted when the answer must end: the client is gone, or `cease` was called. */
  get ceased(): AbortSignal {
    return this.ceasing.signal;
  }

  /** Ends the answer as if its text were complete. */
  cease(): void {
    this.ceasing.abort();
  }

  get started(): boolean {
    return this.res.headersSent;
  }

  begin(status: number, contentType: string | undefined, headers: Record<string, string> = {}): void {
    this.request.status = status;
    this.res.writeHead(status, { ...(contentType ? { 'Content-Type': contentType } : {}), ...headers });
    this.recorder.changed();
  }

  json(status: number, body: unknown, contentType: string = TYPE.direct): void {
    this.send(status, contentType, goJson(body));
  }

  error(status: number, message: string, contentType: string = TYPE.direct): void {
    this.json(status, { error: message }, contentType);
  }

  send(status: number, contentType: string | undefined, body = ''): void {
    const bytes = Buffer.from(body);
    this.begin(status, contentType, { 'Content-Length': String(bytes.length) });
    this.request.bytesSent += bytes.length;
    this.res.end(bytes);
  }

  /** Writes, and waits until the client has accepted it. */
  async write(chunk: string | Buffer): Promise<void> {
    const bytes = Buffer.from(chunk);
    this.request.bytesSent += bytes.length;
    if (this.res.write(bytes)) return;
    await new Promise<void>((resolve, reject) => {
      const settle = () => {
        this.res.off('drain', settle);
        this.signal.removeEventListener('abort', settle);
        if (this.signal.aborted) reject(new ClientDisconnected('the client closed the connection'));
        else resolve();
      };
      this.res.once('drain', settle);
      this.signal.addEventListener('abort', settle, { once: true });
    });
  }

  end(): void {
    this.res.end();
  }

  /** Destroys the connection like a crashing server. What was written before is flushed first. */
  async destroy(): Promise<void> {
    await pause(5, this.signal);
    this.cut = true;
    this.res.destroy();
  }
}

export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
