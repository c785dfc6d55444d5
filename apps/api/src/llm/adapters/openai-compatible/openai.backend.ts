import { createHash } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { DomainError } from '../../../common/errors/domain-error.js';
import { isLoopbackHost } from '../../../common/http/addresses.js';
import {
  SAMPLING_FIELDS,
  type BackendHealth,
  type BackendModel,
  type Capability,
  type ChatChunk,
  type ChatRequest,
  type EmbedRequest,
  type Embeddings,
  type LlmBackend,
  type OptionalField,
} from '../../llm.port.js';
import { textReader } from '../../think-splitter.js';
import { tokenCount } from '../http/figures.js';
import { Connection, readText, SHORT_TIMEOUT_MS, type Reply, type RequestInit } from '../http/connection.js';
import { cannotFillGap, CORRECT_ADDRESS, reasonOf, toBackendError } from '../http/faults.js';
import { listOf, objectOf } from '../http/json.js';
import { readReply, type OpenReply } from '../http/read-reply.js';
import { OpenAiAnswerReader } from './openai.answer.js';
import { Discoverer } from './openai.discovery.js';
import { inStrictOrder, isOrderRefused } from './openai.message-order.js';
import { countTokens } from './openai.tokens.js';
import { chatBody, errorText, infillBody, textBody, type OpenAiModel } from './openai.wire.js';

/** Everything in OpenAI's protocol is passed on: whether the server behind it can do it, it says itself. */
const HONOURS = new Set<OptionalField>([
  'text',
  'text.suffix',
  ...SAMPLING_FIELDS,
  'options.logit_bias',
  'tool_choice',
  'tools.strict',
  'parallel_tool_calls',
  'template_kwargs',
  'embed.tokens',
]);

/** Any server that speaks OpenAI's chat completions: vLLM, llama.cpp, LM Studio, or a hosted service. */
export class OpenAiCompatibleBackend implements LlmBackend {
  readonly provider = 'openai';
  readonly id: string;
  readonly name = 'The OpenAI-compatible server';
  readonly label: string;
  readonly local: boolean;
  readonly honours: ReadonlySet<OptionalField> = HONOURS;
  private readonly connection: Connection;
  /** The server's own addresses beside the protocol's. */
  private readonly root: Connection;
  private readonly discoverer: Discoverer;
  private lacksStreamOptions = false;
  /** Models whose templates refuse some orders of messages. */
  private readonly strictModels = new Set<string>();
  /** What to do when something else is at the address. */
  private readonly addressHint: string;

  /**
   * @param url base address with its version, e.g. `http://127.0.0.1:8080/v1`
   * @param lookup resolves its name, if not the system's own way
   */
  constructor(
    url: string,
    private readonly apiKey?: string,
    lookup?: LookupFunction,
  ) {
    const base = new URL(url);
    base.username = base.password = base.search = base.hash = '';
    const path = base.pathname.replace(/\/+$/, '');
    this.id = `openai@${base.host}${path === '/v1' ? '' : path}`;
    this.label = `OpenAI-compatible server at ${base.origin}${path}`;
    this.local = isLoopbackHost(base.hostname);
    this.addressHint = /\/v\d[^/]*$/.test(path)
      ? CORRECT_ADDRESS
      : 'OPENAI_BASE_URL has no /v1 at its end, where most of these servers answer: add it';
    const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
    this.connection = new Connection(base, this.label, headers, lookup);
    this.root = new Connection(new URL(path.replace(/\/v\d+$/, '') || '/', base), this.label, headers, lookup);
    this.discoverer = new Discoverer(this.root);
  }

  async health(): Promise<BackendHealth> {
    try {
      await this.list();
      return { reachable: true, version: (await this.discoverer.discover()).version };
    } catch (error) {
      return { reachable: false, detail: (error as DomainError).detail };
    }
  }

  async models(): Promise<BackendModel[]> {
    const [list, discovery] = await Promise.all([this.list(), this.discoverer.discover()]);
    return list.map((model) => ({
      name: model.id,
      digest: digestOf(model),
      size_bytes: model.meta?.size ?? null,
      context_length:
        model.max_model_len ?? model.context_length ?? model.meta?.n_ctx ?? model.meta?.n_ctx_train ?? null,
      context_window: model.max_model_len ?? model.meta?.n_ctx ?? model.context_length ?? null,
      capabilities: capabilitiesOf(model.id),
      loaded: true,
      ...discovery.factsOf(model.id),
    }));
  }

  chat(request: ChatRequest, signal: AbortSignal, heard?: () => void): AsyncIterable<ChatChunk> {
    const { label } = this;
    return readReply({ label, signal, open: () => this.answered(request, signal), heard });
  }

  async countTokens(request: ChatRequest, signal: AbortSignal): Promise<number | null> {
    const { model, messages } = request;
    const sent = this.strictModels.has(model) ? { ...request, messages: inStrictOrder(messages) } : request;
    return countTokens(this.root, await this.discoverer.discover(), sent, signal);
  }

  async embed({ model, input, dimensions }: EmbedRequest, signal: AbortSignal): Promise<Embeddings> {
    const { body } = await this.opened('/embeddings', model, { body: { model, input, dimensions }, signal });
    const { data, usage } = await this.json<Record<string, unknown>>(body, signal);
    return {
      vectors: listOf(data)
        .map(objectOf)
        .sort((a, b) => Number(a.index) - Number(b.index))
        .map(({ embedding }) => shortened(vectorOf(embedding), dimensions)),
      input_tokens: tokenCount(objectOf(usage).prompt_tokens),
    };
  }

  async close(gently?: boolean): Promise<void> {
    await Promise.all([this.connection.close(gently), this.root.close(gently)]);
  }

  private async answered(request: ChatRequest, signal: AbortSignal): Promise<OpenReply<ChatChunk>> {
    const { headers, body } = await this.asked(request, signal);
    const toError = (error: unknown, status: number) => this.toBackendError(request.model, status, errorText(error));
    const reader = new OpenAiAnswerReader(this.label, toError, textReader(request));
    const isStream = !/^application\/json/i.test(String(headers['content-type']));
    return isStream ? { body, reader } : { reader: reader.whole(await this.json<unknown>(body, signal)) };
  }

  private async asked(request: ChatRequest, signal: AbortSignal): Promise<Reply> {
    const { model, text } = request;
    if (!text) return this.conversed(request, signal);
    if (text.suffix === undefined || (await this.discoverer.discover()).kind !== 'llama.cpp')
      return this.streamed('/completions', model, textBody(text, request), signal);
    try {
      return await this.opened('/infill', model, { body: infillBody(text, request), signal }, this.root);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'llm.unsupported') throw cannotFillGap(model, error);
      throw error;
    }
  }

  /** Sends a conversation as it is, and in a strict order to a model whose template refuses another. */
  private async conversed(request: ChatRequest, signal: AbortSignal): Promise<Reply> {
    const { model, messages } = request;
    const send = (ordered: ChatRequest['messages']) =>
      this.streamed('/chat/completions', model, chatBody({ ...request, messages: ordered }), signal);
    if (this.strictModels.has(model)) return send(inStrictOrder(messages));
    try {
      return await send(messages);
    } catch (error) {
      if (!isOrderRefused(error)) throw error;
      const reply = await send(inStrictOrder(messages));
      this.strictModels.add(model); // Only now: an error may repeat any word of the request.
      return reply;
    }
  }

  /** Asks for a stream with its usage; a server that does not know the latter is asked once more without it. */
  private async streamed(path: string, model: string, body: Record<string, unknown>, signal: AbortSignal) {
    if (this.lacksStreamOptions)
      return this.opened(path, model, { body: { ...body, stream_options: undefined }, signal });
    try {
      return await this.opened(path, model, { body, signal });
    } catch (error) {
      if (!/stream_options/.test(reasonOf(error))) throw error;
      const reply = await this.opened(path, model, { body: { ...body, stream_options: undefined }, signal });
      this.lacksStreamOptions = true; // Only now: an error may repeat any word of the request.
      return reply;
    }
  }

  private async list(): Promise<OpenAiModel[]> {
    const { body } = await this.opened('/models', '', { method: 'GET', timeoutMs: SHORT_TIMEOUT_MS });
    const { data } = await this.json<{ data?: OpenAiModel[] | null }>(body);
    return data ?? [];
  }

  private async json<T>(body: Reply['body'], signal?: AbortSignal): Promise<T> {
    try {
      return JSON.parse(await readText(body)) as T;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DomainError) throw error;
      throw new DomainError(
        'llm.unavailable',
        `What answers at the address of ${this.label} does not speak OpenAI's protocol. ${this.addressHint}.`,
        { cause: error },
      );
    }
  }

  /** @throws DomainError for a reply with an error status */
  private async opened(path: string, model: string, init: RequestInit, at = this.connection): Promise<Reply> {
    const reply = await at.open(path, init);
    if (reply.status < 300) return reply;
    const text = await readText(reply.body).catch(() => '');
    init.signal?.throwIfAborted();
    const wait = Number(reply.headers['retry-after']);
    throw this.toBackendError(
      model,
      reply.status,
      messageIn(text),
      Number.isFinite(wait) && wait > 0 ? wait : undefined,
    );
  }

  private toBackendError(model: string, status: number, message: string, retryAfter?: number): DomainError {
    // Servers often repeat the key they reject.
    const safe = this.apiKey ? message.replaceAll(this.apiKey, '…') : message;
    // A bare "Not Found" is a router's: no such address.
    const isMissing = (status === 404 && /model/i.test(safe)) || MISSING_MODEL.test(safe);
    if (model && isMissing) {
      return new DomainError(
        'model.not-pulled',
        `${this.label} has no model named ${model}. Load it there, or choose another model.`,
        { cause: new Error(safe) },
      );
    }
    return toBackendError({
      label: this.label,
      model,
      status,
      message: safe,
      retryAfter,
      addressHint: this.addressHint,
    });
  }
}

/** Some servers send base64 of 32-bit floats although numbers were asked for. */
function vectorOf(embedding: unknown): number[] {
  if (typeof embedding !== 'string') return listOf(embedding) as number[];
  const bytes = Buffer.from(embedding, 'base64');
  return Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readFloatLE(i * 4));
}

/** A server that does not know `dimensions` gives all it has: the first of them at length 1 are what others give. */
function shortened(vector: number[], dimensions = vector.length): number[] {
  if (vector.length <= dimensions) return vector;
  const first = vector.slice(0, dimensions);
  const length = Math.hypot(...first);
  return length === 0 ? first : first.map((value) => value / length);
}

const MISSING_MODEL = /model\b.*(not found|does not exist)|model_not_found/i;

/** The message in a JSON body; empty for an HTML page. */
function messageIn(text: string): string {
  try {
    return errorText(JSON.parse(text));
  } catch {
    return '';
  }
}

/** The protocol has no digest, and vLLM's `created` is the time of the request, so name and size have to do. */
const digestOf = ({ id, owned_by, meta }: OpenAiModel) =>
  createHash('sha256')
    .update(JSON.stringify([id, owned_by, meta?.size]))
    .digest('hex');

/** The protocol has no capabilities either, so they are guessed from the name. */
function capabilitiesOf(id: string): Capability[] {
  if (/embed|\bbge-|\be5-|\bgte-/i.test(id)) return ['embedding'];
  const sees = /\bvl\b|[-_]vl|vision|llava|pixtral|internvl|gemma-?3|gpt-4o|gpt-4\.1|gpt-5|mllama/i.test(id);
  return ['completion', 'tools', ...(sees ? (['vision'] as const) : [])];
}
