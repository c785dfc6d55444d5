import type { BackendModel, Capability } from '../../llm.port.js';
import { SHORT_TIMEOUT_MS, readText, type Connection } from '../http/connection.js';
import { listOf, objectOf, textOf, type Json } from '../http/json.js';

/** What an OpenAI-compatible server is, and what it tells beyond the protocol. */
export interface Discovery {
  kind: 'llama.cpp' | 'vllm' | 'lm-studio' | 'unknown';
  /** For the admin, e.g. `llama.cpp b6102`. */
  version?: string;
  /** Facts of a model that are better than those of `/v1/models`. */
  factsOf(id: string): Partial<BackendModel>;
}

const UNKNOWN: Discovery = { kind: 'unknown', factsOf: () => ({}) };
/** A server does not become another one while it runs; it may be restarted as another. */
const CACHE_MS = 60_000;

/**
 * Finds out what kind of server it is by its own addresses beside `/v1`: `/props` of llama.cpp's server,
 * `/api/v0/models` of LM Studio, `/version` of vLLM. Facts from their public documentation.
 */
export class Discoverer {
  private known: Promise<Discovery> | undefined;
  private until = 0;

  /** @param root connection to the server's own root, without `/v1` */
  constructor(private readonly root: Connection) {}

  /** Never fails: a server that cannot be asked is unknown. */
  discover(): Promise<Discovery> {
    if (!this.known || performance.now() > this.until) {
      this.until = performance.now() + CACHE_MS;
      this.known = this.ask();
    }
    return this.known;
  }

  /** Asks afresh the next time. */
  forget(): void {
    this.until = 0;
  }

  private async ask(): Promise<Discovery> {
    const [props, cards, version] = await Promise.all(['/props', '/api/v0/models', '/version'].map((p) => this.get(p)));
    return llamaCpp(props!) ?? lmStudio(cards!) ?? vllm(version!) ?? UNKNOWN;
  }

  private async get(path: string): Promise<Json> {
    try {
      const { status, body } = await this.root.open(path, { method: 'GET', timeoutMs: SHORT_TIMEOUT_MS });
      const text = await readText(body);
      return status === 200 ? objectOf(JSON.parse(text)) : {};
    } catch {
      return {};
    }
  }
}

function llamaCpp(props: Json): Discovery | undefined {
  const settings = objectOf(props.default_generation_settings);
  if (!Number.isInteger(settings.n_ctx)) return undefined;
  const template = textOf(props.chat_template);
  const capabilities: Capability[] = ['completion'];
  if (/\btools?\b/.test(template)) capabilities.push('tools');
  if (/<think|enable_thinking|reasoning/.test(template)) capabilities.push('thinking');
  if (objectOf(props.modalities).vision === true) capabilities.push('vision');
  const build = textOf(props.build_info);
  return {
    kind: 'llama.cpp',
    version: build ? `llama.cpp ${build}` : 'llama.cpp',
    factsOf: () => ({ context_window: settings.n_ctx as number, ...(template && { capabilities }) }),
  };
}

function lmStudio(list: Json): Discovery | undefined {
  const cards = new Map(listOf(list.data).map((card) => [textOf(objectOf(card).id), objectOf(card)]));
  if (![...cards.values()].some(({ type, state }) => type !== undefined && state !== undefined)) return undefined;
  return {
    kind: 'lm-studio',
    version: 'LM Studio',
    factsOf: (id) => {
      const card = cards.get(id);
      if (!card) return {};
      const capabilities: Capability[] = card.type === 'embeddings' ? ['embedding'] : ['completion'];
      if (listOf(card.capabilities).includes('tool_use')) capabilities.push('tools');
      if (card.type === 'vlm') capabilities.push('vision');
      return {
        capabilities,
        loaded: card.state === 'loaded',
        context_length: tokensOr(card.max_context_length),
        context_window: tokensOr(card.loaded_context_length),
        ...(textOf(card.quantization) && { quantization: textOf(card.quantization) }),
      };
    },
  };
}

function vllm({ version }: Json): Discovery | undefined {
  return textOf(version) ? { kind: 'vllm', version: `vLLM ${textOf(version)}`, factsOf: () => ({}) } : undefined;
}

const tokensOr = (said: unknown): number | null =>
  Number.isInteger(said) && (said as number) > 0 ? (said as number) : null;
