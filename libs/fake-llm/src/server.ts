import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { control } from './control.js';
import { Exchange, readBody } from './exchange.js';
import { DEFAULT_MODELS, ModelStore, type FakeModel } from './models.js';
import { Recorder, type RecordedRequest, type RequestFilter } from './recorder.js';
import { route } from './routes.js';
import { SCENARIOS, type Scenario, type ScenarioName } from './scenarios.js';
import { FakeState } from './state.js';
import { ClientDisconnected } from './waiting.js';

export interface FakeLlmOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
  models?: FakeModel[];
  scenario?: ScenarioName | Scenario;
  /** Answers at a time per model; others wait in order. Default 64, so that only tests of the queue reach it. */
  slots?: number;
  /** Milliseconds before each token. Default 0. */
  delayMs?: number;
  /** Models in memory at a time. Default 3, like Ollama without a GPU. */
  maxLoaded?: number;
  /** The bearer token that `/v1` requires. Default: none. */
  apiKey?: string;
  /** The clock of `/api/ps` and of keep-alive. */
  now?: () => number;
}

/** Where answers are asked for. */
const ANSWERS: ReadonlySet<string> = new Set(['/api/chat', '/api/generate', '/v1/chat/completions', '/v1/completions']);

/** Starts a server that speaks Ollama's and OpenAI's HTTP APIs and plays scenarios. */
export async function startFakeLlm(options: FakeLlmOptions = {}): Promise<FakeLlm> {
  const fake = new FakeLlm(options);
  await fake.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  return fake;
}

export class FakeLlm {
  private readonly open = new Set<Exchange>();
  private readonly recorder = new Recorder();
  private readonly state: FakeState;
  private readonly server: Server;
  private lastId = 0;

  constructor({
    models = DEFAULT_MODELS,
    scenario = 'hello',
    slots = 64,
    delayMs = 0,
    apiKey,
    maxLoaded,
    now = Date.now,
  }: FakeLlmOptions) {
    this.state = new FakeState(new ModelStore(models, now, maxLoaded), {
      scenario: resolve(scenario),
      slots,
      delayMs,
      apiKey,
    });
    this.server = createServer((req, res) => void this.handle(req, res));
    // A client may wait in the queue for minutes.
    this.server.requestTimeout = 0;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Every request since the start, or since `clear()`, in order; without control requests. */
  get requests(): readonly RecordedRequest[] {
    return this.recorder.requests;
  }

  /** The requests whose client closed the connection before the response was complete. */
  get aborts(): readonly RecordedRequest[] {
    return this.requests.filter((request) => request.aborted);
  }

  setScenario(scenario: ScenarioName | Scenario): void {
    this.state.scenario = resolve(scenario);
  }

  setModels(models: FakeModel[]): void {
    this.state.models.replace(models);
  }

  /** Releases `n` more pieces of gated answers; `Infinity` releases all. */
  release(n = 1): void {
    this.state.gate.release(n);
  }

  /** Ends every answer in progress as if its text were complete, also one that is endless or hangs. */
  endAnswers(): void {
    for (const exchange of this.open) exchange.cease();
  }

  /** Resolves with the first request, past or future, that matches the filter; by default with the first chat. */
  waitForRequest(filter: RequestFilter = ({ path }) => ANSWERS.has(path)): Promise<RecordedRequest> {
    return this.recorder.wait(filter);
  }

  /** Resolves once the client has closed a connection early. */
  waitForAbort(filter: RequestFilter = () => true): Promise<RecordedRequest> {
    return this.recorder.wait((request) => request.aborted && filter(request));
  }

  /** Resolves once a response has been sent completely. */
  waitForFinish(filter: RequestFilter = () => true): Promise<RecordedRequest> {
    return this.recorder.wait((request) => request.finished && filter(request));
  }

  /** Forgets recorded requests and unused releases. */
  clear(): void {
    this.recorder.clear();
    this.state.gate.close();
  }

  /** Drops all connections, like a crash; the server keeps listening. */
  dropConnections(): void {
    this.server.closeAllConnections();
  }

  async listen(port: number, host: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = new URL(req.url ?? '/', 'http://fake').pathname;
    let rawBody: string;
    try {
      rawBody = await readBody(req);
    } catch {
      return; // The client closed the connection before it had sent its whole request.
    }
    const request: RecordedRequest = {
      id: ++this.lastId,
      method: req.method ?? 'GET',
      path,
      headers: req.headers,
      body: parse(rawBody),
      rawBody,
      status: undefined,
      aborted: false,
      finished: false,
      bytesSent: 0,
    };
    const exchange = new Exchange(request, res, this.recorder);
    try {
      if (path.startsWith('/__fake/')) return control(this.state, this.recorder, exchange, request.body ?? {});
      this.recorder.add(request);
      this.open.add(exchange);
      await route(this.state, exchange);
    } catch (error) {
      if (!(error instanceof ClientDisconnected)) res.destroy(error as Error);
    } finally {
      this.open.delete(exchange);
    }
  }
}

const resolve = (scenario: ScenarioName | Scenario): Scenario =>
  typeof scenario === 'string' ? SCENARIOS[scenario] : scenario;

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
