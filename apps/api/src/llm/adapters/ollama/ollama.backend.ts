import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { DomainError } from '../../../common/errors/domain-error.js';
import { isLoopbackHost } from '../../../common/http/addresses.js';
import {
  SAMPLING_FIELDS,
  type BackendHealth,
  type BackendModel,
  type ChatChunk,
  type ChatOptions,
  type ChatRequest,
  type EmbedRequest,
  type Embeddings,
  type LlmBackend,
  type OptionalField,
  type PullProgress,
} from '../../llm.port.js';
import { tokenCount } from '../http/figures.js';
import { Connection, readText, SHORT_TIMEOUT_MS, type Reply, type RequestInit } from '../http/connection.js';
import { reasonOf, toBackendError } from '../http/faults.js';
import { listOf, objectOf } from '../http/json.js';
import { readReply } from '../http/read-reply.js';
import { OllamaAnswerReader, unlessUnformatted } from './ollama.answer.js';
import { ModelLister, tagged } from './ollama.models.js';
import { lostInPull, PullReader } from './ollama.pull.js';
import { chatBody, errorText, generateBody } from './ollama.wire.js';

/** How long after an answer a model is assumed to be in memory. Ollama's own default is five minutes. */
const ASSUMED_LOADED_MS = 60_000;

/** Ollama's own; where OLLAMA_KEEP_ALIVE says otherwise, that holds again from the next load on. */
const DEFAULT_KEEP_ALIVE = '5m';

/** It has no choice of tools, no bias and no variables for the template. */
const HONOURS: ReadonlySet<OptionalField> = new Set<OptionalField>([
  'text',
  'text.suffix',
  'text.templated',
  'options.num_ctx',
  ...SAMPLING_FIELDS,
  'keep_alive',
]);

/** Ollama's native API: its `/v1` loses errors in mid-stream and cannot set the context length. */
export class OllamaBackend implements LlmBackend {
  readonly provider = 'ollama';
  readonly id: string;
  readonly name = 'Ollama';
  readonly label: string;
  readonly local: boolean;
  readonly honours = HONOURS;
  private readonly connection: Connection;
  private readonly lister: ModelLister;
  private readonly warmUntil = new Map<string, number>();

  /**
   * @param url where Ollama listens, e.g. `http://127.0.0.1:11434`
   * @param apiKey for a proxy in front of it
   * @param lookup resolves its name, if not the system's own way
   */
  constructor(
    url: string,
    private readonly apiKey?: string,
    lookup?: LookupFunction,
  ) {
    const base = new URL(url);
    // Credentials in the address (basic authentication of a proxy) go into the header and nowhere else.
    const login = base.username
      ? basic(decodeURIComponent(base.username), decodeURIComponent(base.password))
      : apiKey && `Bearer ${apiKey}`;
    base.username = base.password = '';
    this.id = `ollama@${base.host}`;
    this.label = `Ollama at ${base.origin}`;
    this.local = isLoopbackHost(base.hostname);
    this.connection = new Connection(base, this.label, login ? { authorization: login } : {}, lookup);
    this.lister = new ModelLister((path, init) => this.ask(path, init));
  }

  async health(): Promise<BackendHealth> {
    try {
      const { version } = (await this.ask('/api/version', { method: 'GET', timeoutMs: SHORT_TIMEOUT_MS })) as {
        version?: string;
      };
      return { reachable: true, version };
    } catch (error) {
      return { reachable: false, detail: (error as DomainError).detail };
    }
  }

  models(): Promise<BackendModel[]> {
    return this.lister.list();
  }

  async describe(name: string): Promise<Record<string, unknown>> {
    const { body } = await this.opened('/api/show', name, { body: { model: name }, timeoutMs: SHORT_TIMEOUT_MS });
    return objectOf(await this.json(body));
  }

  chat(request: ChatRequest, signal: AbortSignal, heard?: () => void): AsyncIterable<ChatChunk> {
    const { model, format, think } = request;
    // Usually there is nothing to do around the answer, and every layer costs each token.
    return this.isKnownWarm(model) && (format === undefined || think === false)
      ? this.answer(request, signal, heard)
      : this.prepared(request, signal, heard);
  }

  async embed(request: EmbedRequest, signal: AbortSignal): Promise<Embeddings> {
    const { model, input, dimensions, truncate = false } = request;
    const { body } = await this.opened('/api/embed', model, { body: { model, input, dimensions, truncate }, signal });
    const { embeddings, prompt_eval_count } = objectOf(await this.json(body, signal));
    return { vectors: listOf(embeddings) as number[][], input_tokens: tokenCount(prompt_eval_count) };
  }

  pull(name: string, signal: AbortSignal): AsyncIterable<PullProgress> {
    const { label } = this;
    return readReply({
      label,
      signal,
      open: async () => {
        const { body } = await this.opened('/api/pull', name, { body: { model: name }, signal });
        return { body, reader: new PullReader(label, name) };
      },
      lost: (_, cause) => lostInPull(label, name, cause),
    });
  }

  async remove(name: string): Promise<void> {
    this.warmUntil.delete(name);
    const { body } = await this.opened('/api/delete', name, {
      method: 'DELETE',
      body: { model: name },
      timeoutMs: 30_000,
    });
    await readText(body);
  }

  /** A request without a prompt loads the model and answers nothing. */
  async load(
    name: string,
    { num_ctx, keep_alive }: Pick<ChatOptions, 'num_ctx'> & Pick<ChatRequest, 'keep_alive'>,
    signal: AbortSignal,
  ): Promise<void> {
    this.lister.recordRequest({ model: name, messages: [], options: { num_ctx } });
    const { body } = await this.opened('/api/generate', name, {
      body: { model: name, stream: false, keep_alive, options: { num_ctx } },
      signal,
    });
    await readText(body);
    this.warmUntil.set(name, performance.now() + ASSUMED_LOADED_MS);
  }

  /**
   * A request without a prompt resets the time. It has to name the context that is in use, because another one would
   * load the model anew, and it always has to name a time, because otherwise the old one stays.
   */
  async keep(name: string, keepAlive: number | string | undefined): Promise<void> {
    const num_ctx = await this.lister.contextOf(name);
    if (num_ctx === undefined) return;
    const { body } = await this.opened('/api/generate', name, {
      body: { model: name, stream: false, keep_alive: keepAlive ?? DEFAULT_KEEP_ALIVE, options: { num_ctx } },
      timeoutMs: 30_000,
    });
    await readText(body);
  }

  async unload(name: string): Promise<void> {
    this.warmUntil.delete(name);
    const { body } = await this.opened('/api/generate', name, {
      body: { model: name, stream: false, keep_alive: 0 },
      timeoutMs: 30_000,
    });
    await readText(body);
  }

  close(gently?: boolean): Promise<void> {
    return this.connection.close(gently);
  }

  /** An answer that is announced while its model loads, or that is asked for again without thoughts. */
  private async *prepared(
    request: ChatRequest,
    signal: AbortSignal,
    heard: (() => void) | undefined,
  ): AsyncGenerator<ChatChunk> {
    const { model, format, think } = request;
    if (!(await this.isWarm(model, signal))) yield { type: 'loading' };
    if (format === undefined || think === false) yield* this.answer(request, signal, heard);
    else if (!(yield* unlessUnformatted(this.answer(request, signal, heard), format)))
      yield* this.answer({ ...request, think: false }, signal, heard);
  }

  private answer(
    request: ChatRequest,
    signal: AbortSignal,
    heard: (() => void) | undefined,
  ): AsyncGenerator<ChatChunk> {
    const { label } = this;
    this.lister.recordRequest(request);
    return readReply<ChatChunk>({
      label,
      signal,
      open: async () => {
        const { body } = await this.asked(request, signal);
        return { body, reader: new OllamaAnswerReader(label, request) };
      },
      heard,
      ended: () => this.warmUntil.set(request.model, performance.now() + ASSUMED_LOADED_MS),
    });
  }

  /** Most models know no levels of thinking, and servers before 0.10 none at all: they are asked once more without. */
  private async asked(request: ChatRequest, signal: AbortSignal): Promise<Reply> {
    const { model, text, think } = request;
    const ask = (asked: ChatRequest) =>
      this.opened(text ? '/api/generate' : '/api/chat', model, {
        body: text ? generateBody(text, asked) : chatBody(asked),
        signal,
      });
    try {
      return await ask(request);
    } catch (error) {
      if (typeof think !== 'string' || !/unmarshal.*think|think value/i.test(reasonOf(error))) throw error;
      return ask({ ...request, think: true });
    }
  }

  private isKnownWarm(model: string): boolean {
    return (this.warmUntil.get(model) ?? 0) > performance.now();
  }

  /**
   * Whether the model is in memory. Checked before the question is sent, because Ollama lists a model while it is still
   * loading it.
   */
  private async isWarm(model: string, signal: AbortSignal): Promise<boolean> {
    if (this.isKnownWarm(model)) return true;
    try {
      return (await this.lister.loaded(signal)).has(tagged(model));
    } catch {
      signal.throwIfAborted();
      return true; // The question itself will show what is wrong.
    }
  }

  /** A request that needs no model and returns one JSON object. */
  private async ask(path: string, init: RequestInit): Promise<unknown> {
    const { body } = await this.opened(path, '', init);
    return this.json(body, init.signal);
  }

  private async json<T>(body: Readable, signal?: AbortSignal): Promise<T> {
    try {
      return JSON.parse(await readText(body)) as T;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DomainError) throw error;
      throw new DomainError(
        'llm.unavailable',
        `What answers at the address of ${this.label} is no Ollama. Correct the address in the configuration.`,
        { cause: error },
      );
    }
  }

  /** @throws DomainError for a reply with an error status */
  private async opened(path: string, model: string, init: RequestInit): Promise<Reply> {
    const reply = await this.connection.open(path, init);
    if (reply.status < 300) return reply;
    const said = await readText(reply.body).catch(() => '');
    // A proxy may repeat the key that it rejects.
    const text = this.apiKey ? said.replaceAll(this.apiKey, '…') : said;
    init.signal?.throwIfAborted();
    // Go's router answers "404 page not found" in plain text; only JSON means that a model is missing, and only where
    // one was named.
    const message = text.startsWith('{') ? errorText(text) : '';
    if (reply.status === 404 && message && model) {
      throw new DomainError(
        'model.not-pulled',
        `${this.label} does not have the model ${model}. Run "ollama pull ${model}" there, or choose another model.`,
        { cause: new Error(message) },
      );
    }
    throw toBackendError({ label: this.label, model, status: reply.status, message });
  }
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
