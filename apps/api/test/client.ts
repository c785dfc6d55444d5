import { Agent, request, type Dispatcher } from 'undici';
import { contradiction } from './contract.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Tests look into bodies of many shapes.
export interface Reply<T = any> {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: T;
}

export interface SseFrame {
  id: number;
  event: string;
  data: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

type Headers = Record<string, string | string[]>;

/** An API client over a real socket. */
export class Client {
  constructor(
    readonly url: string,
    readonly headers: Headers = {},
    /** Where its connections come from. */
    private readonly dispatcher?: Dispatcher,
  ) {}

  /** The same caller at another loopback address, such as 127.0.0.2. */
  from(localAddress: string): Client {
    return new Client(this.url, this.headers, new Agent({ localAddress }));
  }

  withToken(token: string): Client {
    return this.with({ authorization: `Bearer ${token}` });
  }

  withKey(key: string): Client {
    return this.with({ 'x-api-key': key });
  }

  with(headers: Headers): Client {
    return new Client(this.url, { ...this.headers, ...headers }, this.dispatcher);
  }

  /** Signs in; later calls use that account. */
  async login(username: string, password: string): Promise<Client> {
    const { body, status } = await this.post('/api/auth/login', { username, password });
    if (status !== 200) throw new Error(`login of ${username}: ${JSON.stringify(body)}`);
    return this.withToken(body.token);
  }

  get = (path: string) => this.send('GET', path);
  delete = (path: string) => this.send('DELETE', path);
  post = (path: string, body?: unknown) => this.send('POST', path, body);
  put = (path: string, body?: unknown) => this.send('PUT', path, body);
  patch = (path: string, body?: unknown) => this.send('PATCH', path, body);

  async send(method: string, path: string, body?: unknown): Promise<Reply> {
    const response = await this.open(method, path, body);
    const text = await response.body.text();
    const reply = {
      status: response.statusCode,
      headers: response.headers,
      body: jsonOf(response.headers, text),
    };
    const wrong = contradiction(method, path, reply.status, String(response.headers['content-type']), reply.body);
    if (wrong) throw new Error(`The reply contradicts openapi.json: ${wrong}\n${text.slice(0, 500)}`);
    return reply;
  }

  /** Posts a question whose caller hangs up when the signal aborts; the error of that is expected. */
  async abandoned(path: string, body: unknown, signal: AbortSignal): Promise<void> {
    const answered = this.open('POST', path, body, signal).then((response) => response.body.text());
    await answered.catch((error: Error) => {
      if (error.name !== 'AbortError') throw error;
    });
  }

  /** The status, and the body of an error. Of a success nothing more is read: it may be a stream without an end. */
  async knock(method: string, path: string, body?: unknown): Promise<{ status: number; body?: unknown }> {
    const hangUp = new AbortController();
    const { statusCode: status, headers, body: reply } = await this.open(method, path, body, hangUp.signal);
    if (status >= 400) return { status, body: jsonOf(headers, await reply.text()) };
    reply.on('error', () => undefined);
    hangUp.abort();
    return { status };
  }

  /** A stream of events; `close()` hangs up. Throws the reply when it is not a stream. */
  async stream(path: string, body?: unknown, headers: Headers = {}): Promise<EventStream> {
    const gone = new AbortController();
    const response = await this.with({ ...headers, accept: 'text/event-stream' }).open(
      body === undefined ? 'GET' : 'POST',
      path,
      body,
      gone.signal,
    );
    if (response.statusCode !== 200)
      throw Object.assign(new Error(`no stream: ${response.statusCode}`), {
        status: response.statusCode,
        body: JSON.parse(await response.body.text()),
      });
    return new EventStream(response, gone);
  }

  private open(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Dispatcher.ResponseData> {
    const raw = typeof body === 'string' || Buffer.isBuffer(body);
    return request(this.url + path, {
      method: method as Dispatcher.HttpMethod,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...this.headers },
      body: body === undefined ? undefined : raw ? (body as string | Buffer) : JSON.stringify(body),
      signal,
      dispatcher: this.dispatcher,
      bodyTimeout: 60_000,
    });
  }
}

const jsonOf = (headers: Reply['headers'], text: string): unknown =>
  /[/+]json/.test(String(headers['content-type'])) && text ? JSON.parse(text) : text;

/** Parses server-sent events as they arrive. */
export class EventStream implements AsyncIterable<SseFrame> {
  constructor(
    private readonly response: Dispatcher.ResponseData,
    private readonly gone: AbortController,
  ) {}

  get runId(): string {
    return String(this.response.headers['x-run-id']);
  }

  close(): void {
    this.gone.abort();
  }

  /** The text piece by piece as it arrives, in whatever pieces the network makes. */
  chunks(): AsyncIterable<string> {
    return this.response.body.setEncoding('utf8');
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SseFrame> {
    let buffer = '';
    for await (const chunk of this.chunks()) {
      buffer += chunk;
      for (let end; (end = buffer.indexOf('\n\n')) >= 0; buffer = buffer.slice(end + 2)) {
        const fields = Object.fromEntries(
          buffer
            .slice(0, end)
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        if (fields.event) yield { id: Number(fields.id), event: fields.event, data: JSON.parse(fields.data!) };
      }
    }
  }

  async all(): Promise<SseFrame[]> {
    const frames: SseFrame[] = [];
    for await (const frame of this) frames.push(frame);
    return frames;
  }
}

/** Reads until a frame of this name; returns all frames up to it. */
export async function until(frames: AsyncGenerator<SseFrame>, event: string): Promise<SseFrame[]> {
  const seen: SseFrame[] = [];
  for (;;) {
    const { value, done } = await frames.next();
    if (done) throw new Error(`the stream ended before ${event}: ${JSON.stringify(seen)}`);
    seen.push(value);
    if (value.event === event) return seen;
  }
}

/** The text that a reader of these frames has seen. */
export const textOf = (frames: SseFrame[]): string =>
  frames
    .filter(({ event }) => event === 'delta')
    .map(({ data }) => data.text)
    .join('');
