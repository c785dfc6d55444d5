import { THINK_LEVELS } from '../../../../llm/index.js';
import { fieldDocs } from '../field-table.js';
import { open, type SchemaObject } from '../openai/openai.schemas.js';
import { CHAT_FIELDS, EMBED_FIELDS, GENERATE_FIELDS, OPTION_FIELDS } from './ollama-fields.js';

// OpenAPI schemas of Ollama's API; unknown fields are accepted.

const text: SchemaObject = { type: 'string' };
const whole: SchemaObject = { type: 'integer' };

const options = open(
  {
    temperature: { type: 'number' },
    top_p: { type: 'number' },
    top_k: whole,
    seed: whole,
    num_predict: whole,
    num_ctx: whole,
    min_p: { type: 'number' },
    typical_p: { type: 'number' },
    repeat_penalty: { type: 'number' },
    repeat_last_n: whole,
    presence_penalty: { type: 'number' },
    frequency_penalty: { type: 'number' },
    stop: { oneOf: [text, { type: 'array', items: text }] },
  },
  [],
);
const format: SchemaObject = {
  oneOf: [
    { type: 'string', enum: ['json'] },
    { type: 'object', description: 'JSON Schema' },
  ],
};
const common = {
  model: text,
  stream: { type: 'boolean', default: true },
  options,
  format,
  think: { oneOf: [{ type: 'boolean' }, { type: 'string', enum: [...THINK_LEVELS] }] },
  keep_alive: { oneOf: [whole, text] },
} satisfies Record<string, SchemaObject>;

export const OLLAMA_CHAT = open(
  {
    ...common,
    messages: {
      type: 'array',
      items: open(
        {
          role: { type: 'string', enum: ['system', 'user', 'assistant', 'tool'] },
          content: text,
          images: { type: 'array', items: text },
        },
        ['role', 'content'],
      ),
    },
    tools: { type: 'array', items: { type: 'object' } },
  },
  ['model', 'messages'],
  {
    ...fieldDocs(CHAT_FIELDS, OPTION_FIELDS),
    example: { model: 'gemma2:2b', messages: [{ role: 'user', content: 'Why is the sky blue?' }], stream: false },
  },
);
export const OLLAMA_CHAT_ANSWER = open(
  {
    model: text,
    created_at: text,
    message: open({ role: text, content: text }, ['role', 'content']),
    done: { type: 'boolean' },
    done_reason: text,
    prompt_eval_count: whole,
    eval_count: whole,
  },
  ['model', 'message', 'done'],
  {
    example: {
      model: 'gemma2:2b',
      created_at: '2026-01-31T12:00:00.000Z',
      message: { role: 'assistant', content: 'Air scatters blue light more than red.' },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 14,
      eval_count: 9,
    },
  },
);
export const OLLAMA_GENERATE = open(
  {
    ...common,
    prompt: text,
    suffix: text,
    system: text,
    template: text,
    context: { type: 'array', items: whole },
    raw: { type: 'boolean' },
    images: { type: 'array', items: text },
  },
  ['model', 'prompt'],
  {
    ...fieldDocs(GENERATE_FIELDS, OPTION_FIELDS),
    example: { model: 'gemma2:2b', prompt: 'Once upon a time', stream: false },
  },
);
export const OLLAMA_GENERATE_ANSWER = open(
  {
    model: text,
    created_at: text,
    response: text,
    done: { type: 'boolean' },
    done_reason: text,
    prompt_eval_count: whole,
    eval_count: whole,
  },
  ['model', 'response', 'done'],
  {
    example: {
      model: 'gemma2:2b',
      created_at: '2026-01-31T12:00:00.000Z',
      response: 'there was a mountain.',
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 4,
      eval_count: 5,
    },
  },
);
export const OLLAMA_LINES: SchemaObject = {
  type: 'string',
  example: '{"model":"gemma2:2b","message":{"role":"assistant","content":"Air"},"done":false}\n',
};
export const OLLAMA_EMBED = open(
  { model: text, input: { oneOf: [text, { type: 'array', items: text }] }, dimensions: whole },
  ['model', 'input'],
  { ...fieldDocs(EMBED_FIELDS), example: { model: 'nomic-embed-text', input: 'The sky is blue.' } },
);
export const OLLAMA_EMBED_ANSWER = open(
  {
    model: text,
    embeddings: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
    prompt_eval_count: whole,
  },
  ['model', 'embeddings'],
  { example: { model: 'nomic-embed-text', embeddings: [[0.013, -0.027]], prompt_eval_count: 6 } },
);
export const OLLAMA_EMBEDDINGS = open({ model: text, prompt: text }, ['model', 'prompt'], {
  example: { model: 'nomic-embed-text', prompt: 'The sky is blue.' },
});
export const OLLAMA_EMBEDDINGS_ANSWER = open(
  { embedding: { type: 'array', items: { type: 'number' } } },
  ['embedding'],
  {
    example: { embedding: [0.013, -0.027] },
  },
);
export const OLLAMA_VERSION = open({ version: text }, ['version'], { example: { version: '0.33.0' } });
export const OLLAMA_PS = open(
  {
    models: {
      type: 'array',
      items: open(
        {
          name: text,
          model: text,
          size: whole,
          digest: text,
          expires_at: text,
          size_vram: whole,
          context_length: whole,
        },
        ['name'],
      ),
    },
  },
  ['models'],
  { example: { models: [] } },
);
export const OLLAMA_TAGS = open(
  {
    models: {
      type: 'array',
      items: open(
        {
          name: text,
          model: text,
          modified_at: text,
          size: whole,
          digest: text,
          details: { type: 'object' },
          capabilities: { type: 'array', items: text },
        },
        ['name'],
      ),
    },
  },
  ['models'],
  {
    example: {
      models: [
        {
          name: 'gemma2:2b',
          model: 'gemma2:2b',
          modified_at: '2026-01-31T12:00:00.000Z',
          size: 1629518495,
          details: { parameter_size: '2.6B', quantization_level: 'Q4_0' },
        },
      ],
    },
  },
);
export const OLLAMA_SHOW = open({ model: text, verbose: { type: 'boolean' } }, ['model'], {
  example: { model: 'gemma2:2b' },
});
export const OLLAMA_SHOW_ANSWER = open(
  { details: { type: 'object' }, capabilities: { type: 'array', items: text }, model_info: { type: 'object' } },
  ['capabilities'],
  {
    example: {
      details: { parameter_size: '2.6B' },
      capabilities: ['completion'],
      model_info: { 'general.context_length': 8192 },
    },
  },
);
