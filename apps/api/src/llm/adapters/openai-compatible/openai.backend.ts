import { createHash } from 'node:crypto';
import { DomainError } from '../../../common/errors/domain-error.js';
import { isLoopbackHost } from '../../../common/http/addresses.js';
import type {
  BackendHealth,
  BackendModel,
  Capability,
  ChatChunk,
  ChatRequest,
  EmbedRequest,
  Embeddings,
  LlmBackend,
} from '../../llm.port.js';
import { tokenCount } from '../http/figures.js';
import { Connection, SHORT_TIMEOUT_MS, readText, type Reply, type RequestInit } from '../http/connection.js';
import { CORRECT_ADDRESS, toBackendError, guarded } from '../http/faults.js';
import { readAnswer } from './openai.answer.js';
import { chatBody, errorText, type OpenAiModel } from './openai.wire.js';

/** Any server that speaks OpenAI's chat completions: vLLM, llama.cpp, LM Studio, or a hosted service. */
export class OpenAiCompatibleBackend implements LlmBackend {
  readonly provider = 'openai';
  readonly id: string;
  readonly name = 'The OpenAI-compatible server';
  readonly label: string;
  readonly local: boolean;
  private readonly connection: Connection;
  /** What to do when something else is at the address. */
  private readonly addressHint: string;

  /** @param url base address with its version, e.g. `http://127.0.0.1:8080/v1` */
  constructor(
    url: string,
    private readonly apiKey?: string,
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
    this.connection = new Connection(base, this.label, apiKey ? { authorization: `Bearer ${apiKey}` } : {});
  }

  async health(): Promise<BackendHealth> {
    try {
      await this.list();
      return { reachable: true };
    } catch (error) {
      return { reachable: false, detail: (error as DomainError).detail };
    }
  }

  async models(): Promise<BackendModel[]> {
    return (await this.list()).map((model) => ({
      name: model.id,
      digest: digestOf(model),
      size_bytes: model.meta?.size ?? null,
      context_length:
        model.max_model_len ?? model.context_length ?? model.meta?.n_ctx ?? model.meta?.n_ctx_train ?? null,
      context_window: model.max_model_len ?? model.meta?.n_ctx ?? model.context_length ?? null,
      capabilities: capabilitiesOf(model.id),
      loaded: true,
    }));
  }

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatChunk> {
    const { model } = request;
    const { body } = await this.opened('/chat/completions', model, { body: chatBody(request), signal });
    try {
      yield* guarded(
        this.label,
        signal,
        readAnswer(body, this.label, (error, status) => this.toBackendError(model, status, errorText(error))),
      );
    } finally {
      body.destroy();
    }
  }

  async embed({ model, input, dimensions }: EmbedRequest, signal: AbortSignal): Promise<Embeddings> {
    const { body } = await this.opened('/embeddings', model, { body: { model, input, dimensions }, signal });
    const { data = [], usage } = await this.json<{
      data?: { index: number; embedding: number[] }[];
      usage?: { prompt_tokens?: number };
    }>(body, signal);
    return {
      vectors: data.sort((a, b) => a.index - b.index).map(({ embedding }) => embedding),
      input_tokens: tokenCount(usage?.prompt_tokens),
    };
  }

  close(): Promise<void> {
    return this.connection.close();
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
  private async opened(path: string, model: string, init: RequestInit): Promise<Reply> {
    const reply = await this.connection.open(path, init);
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
    if (model && ((status === 404 && safe) || /model\b.*(not found|does not exist)|model_not_found/i.test(safe))) {
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
