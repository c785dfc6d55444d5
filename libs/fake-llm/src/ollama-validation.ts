import type { FakeModel, ModelStore } from './models.js';
import { DEFAULT_CONTEXT, keepAliveMs, withTag } from './models.js';
import type { WireMessage } from './state.js';

/** An error in Ollama's form: a status and a message. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** The error comes from the model's process, hence the shorter content type. */
    readonly folded = false,
  ) {
    super(message);
  }
}

const NUMERIC = {
  temperature: 'float32',
  top_p: 'float32',
  min_p: 'float32',
  top_k: 'integer',
  seed: 'integer',
  num_predict: 'integer',
  num_ctx: 'integer',
};

export interface OllamaBody extends Record<string, unknown> {
  model?: string;
  messages?: WireMessage[];
  stream?: boolean;
  think?: boolean | string;
  tools?: unknown[];
  format?: unknown;
  options?: Record<string, unknown>;
  keep_alive?: unknown;
  truncate?: boolean;
  shift?: boolean;
}

/** What Go's JSON decoder and the handler's first checks refuse. Messages observed on Ollama 0.33. */
export function checkShape(body: OllamaBody): void {
  if (body.messages !== undefined && !Array.isArray(body.messages)) {
    throw new Refused(
      400,
      `json: cannot unmarshal ${typeof body.messages} into Go struct field ChatRequest.messages of type []api.Message`,
    );
  }
  const { think } = body;
  if (think != null && typeof think !== 'boolean' && !['high', 'medium', 'low', 'max'].includes(think)) {
    throw new Refused(
      400,
      `invalid think value: ${JSON.stringify(think)} (must be "high", "medium", "low", "max", true, or false)`,
    );
  }
  try {
    keepAliveMs(body.keep_alive);
  } catch (error) {
    throw new Refused(400, (error as Error).message);
  }
}

export function checkName(name: string): void {
  if (/\s/.test(name)) throw new Refused(400, 'invalid model name');
}

/** Refuses what the model cannot do, then what the runner would not accept. */
export function checkAbilities(body: OllamaBody, model: FakeModel, store: ModelStore): void {
  const capabilities = store.capabilities(model);
  if (!capabilities.includes('completion')) throw new Refused(400, `"${body.model}" does not support chat`);
  if (body.tools?.length && !capabilities.includes('tools')) {
    throw new Refused(400, `registry.ollama.ai/library/${withTag(model.name)} does not support tools`);
  }
  if (body.think && !capabilities.includes('thinking'))
    throw new Refused(400, `"${body.model}" does not support thinking`);
  if (typeof body.think === 'string' && model.thinksWithoutLevels)
    throw new Refused(400, `think value ${JSON.stringify(body.think)} is not supported for this model`);
  for (const [name, type] of Object.entries(NUMERIC)) {
    const value = body.options?.[name];
    if (value != null && typeof value !== 'number') throw new Refused(500, `option "${name}" must be of type ${type}`);
  }
  const { format } = body;
  if (format != null && format !== '' && format !== 'json' && typeof format !== 'object') {
    throw new Refused(
      500,
      `invalid format: ${JSON.stringify(JSON.stringify(format))}; expected "json" or a valid JSON Schema object`,
    );
  }
  const images = (body.messages ?? []).flatMap((message) => message.images ?? []);
  for (const image of images) {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(String(image))) throw new Refused(400, 'illegal base64 data at input byte 0');
  }
  if (images.length && !capabilities.includes('vision')) {
    throw new Refused(
      400,
      nested(400, 'Multimodal data provided, but model does not support multimodal requests.', {
        type: 'invalid_request_error',
      }),
    );
  }
}

/**
 * How many prompt tokens are left after Ollama dropped old messages, or truncated the last one to half of the context.
 */
export function fitContext(tokens: number[], body: OllamaBody): number {
  const context = Number(body.options?.num_ctx ?? DEFAULT_CONTEXT);
  const total = tokens.reduce((a, b) => a + b, 0);
  if (total <= context) return total;
  if (body.truncate === false) {
    throw new Refused(
      400,
      nested(
        400,
        `request (${total} tokens) exceeds the available context size (${context} tokens), try increasing it`,
        { type: 'exceed_context_size_error', n_prompt_tokens: total, n_ctx: context },
      ),
      true,
    );
  }
  const last = tokens.at(-1) ?? 0;
  return last > context ? (context >> 1) + 3 : last;
}

/** llama-server's errors reach the client as JSON inside the error string. */
const nested = (code: number, message: string, more: Record<string, unknown>) =>
  JSON.stringify({ error: { code, message, ...more } });
