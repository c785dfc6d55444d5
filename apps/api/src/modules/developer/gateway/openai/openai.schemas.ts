import type { OpenAPIObject } from '@nestjs/swagger';
import { fieldDocs } from '../field-table.js';
import { CHAT_FIELDS, EMBEDDING_FIELDS, TEXT_FIELDS } from './openai-fields.js';

// OpenAPI schemas of OpenAI's API. Requests are parsed field by field (openai-request.ts), not by these: unknown fields
// are accepted, so `additionalProperties` stays open.

export type SchemaObject = Exclude<
  NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string],
  { $ref: string }
>;

const text = (description?: string, example?: string): SchemaObject => ({
  type: 'string',
  ...(description && { description }),
  ...(example !== undefined && { example }),
});
const whole = (description?: string): SchemaObject => ({ type: 'integer', ...(description && { description }) });
const list = (items: SchemaObject): SchemaObject => ({ type: 'array', items });
/** An object that may have more fields than these. */
export const open = (
  properties: Record<string, SchemaObject>,
  required: string[],
  more: Partial<SchemaObject> = {},
): SchemaObject => ({ type: 'object', additionalProperties: true, properties, required, ...more });

const MODEL = text('A model of `GET /v1/models`');
const TOKENS = open({ prompt_tokens: whole(), completion_tokens: whole(), total_tokens: whole() }, [
  'prompt_tokens',
  'total_tokens',
]);
const SAMPLING: Record<string, SchemaObject> = {
  stream: {
    type: 'boolean',
    default: false,
    description: 'Sends the answer as server-sent events, ending with `data: [DONE]`',
  },
  stream_options: open({ include_usage: { type: 'boolean' } }, [], {
    description: '`include_usage`: adds a last chunk with the tokens used',
  }),
  n: { type: 'integer', minimum: 1, maximum: 8 },
  max_tokens: whole('Longest answer in tokens'),
  temperature: { type: 'number', minimum: 0, maximum: 2 },
  top_p: { type: 'number', minimum: 0, maximum: 1 },
  top_k: whole(),
  min_p: { type: 'number' },
  repeat_penalty: { type: 'number' },
  presence_penalty: { type: 'number', minimum: -2, maximum: 2 },
  frequency_penalty: { type: 'number', minimum: -2, maximum: 2 },
  seed: whole(),
  stop: {
    oneOf: [{ type: 'string' }, list({ type: 'string' })],
    description: 'The answer stops before any of these texts',
  },
};
const CALL = open(
  {
    id: text(),
    type: { type: 'string', enum: ['function'] },
    function: open({ name: text(), arguments: text('JSON') }, ['name', 'arguments']),
  },
  ['function'],
);
const MESSAGE = open(
  {
    role: { type: 'string', enum: ['system', 'developer', 'user', 'assistant', 'tool', 'function'] },
    content: {
      oneOf: [
        { type: 'string', nullable: true },
        list(open({ type: { type: 'string', enum: ['text', 'image_url', 'file', 'refusal'] } }, ['type'])),
      ],
      description: 'A text, or parts: `text`, and `image_url` with a `data:` URL',
    },
    tool_calls: list(CALL),
    tool_call_id: text('Of a `tool` message: which call it answers'),
  },
  ['role'],
);

export const CHAT_REQUEST = open(
  {
    model: MODEL,
    messages: { type: 'array', minItems: 1, items: MESSAGE },
    ...SAMPLING,
    max_completion_tokens: whole('Newer name of `max_tokens`'),
    response_format: open(
      {
        type: { type: 'string', enum: ['text', 'json_object', 'json_schema'] },
        json_schema: open({ name: text(), schema: { type: 'object' } }, ['schema']),
      },
      ['type'],
    ),
    tools: list(
      open(
        {
          type: { type: 'string', enum: ['function'] },
          function: open(
            { name: text(), description: text(), parameters: { type: 'object', description: 'JSON Schema' } },
            ['name'],
          ),
        },
        ['function'],
      ),
    ),
    tool_choice: {
      description: '`none`, `auto`, `required`, or one function',
      oneOf: [{ type: 'string' }, { type: 'object' }],
    },
    parallel_tool_calls: { type: 'boolean' },
    reasoning_effort: {
      type: 'string',
      enum: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
      description: '`none`: the model is asked not to think',
    },
  },
  ['model', 'messages'],
  {
    ...fieldDocs(CHAT_FIELDS),
    example: {
      model: 'gemma2:2b',
      messages: [{ role: 'user', content: 'Why is the sky blue?' }],
      temperature: 0.7,
      stream: false,
    },
  },
);

export const CHAT_ANSWER = open(
  {
    id: text(),
    object: { type: 'string', enum: ['chat.completion'] },
    created: whole('Seconds since 1970'),
    model: text(),
    choices: list(
      open(
        {
          index: whole(),
          message: MESSAGE,
          finish_reason: { type: 'string', enum: ['stop', 'length', 'tool_calls', 'function_call'] },
        },
        ['index', 'message', 'finish_reason'],
      ),
    ),
    usage: TOKENS,
  },
  ['id', 'object', 'created', 'model', 'choices', 'usage'],
  {
    example: {
      id: 'chatcmpl-0197',
      object: 'chat.completion',
      created: 1764000000,
      model: 'gemma2:2b',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Air scatters blue light more than red.' },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 14, completion_tokens: 9, total_tokens: 23 },
    },
  },
);

/** Streamed answers, whose events are OpenAI's chunks. */
export const CHUNKS: SchemaObject = {
  type: 'string',
  description: 'Lines `data: {chunk}`, ending with `data: [DONE]`; an error within the answer is a line with `error`',
  example:
    'data: {"object":"chat.completion.chunk",' +
    '"choices":[{"index":0,"delta":{"content":"Air"},"finish_reason":null}]}\n\ndata: [DONE]\n\n',
};

export const COMPLETION_REQUEST = open(
  { model: MODEL, prompt: { oneOf: [{ type: 'string' }, list({ type: 'string' })] }, suffix: text(), ...SAMPLING },
  ['model', 'prompt'],
  {
    ...fieldDocs(TEXT_FIELDS),
    example: { model: 'gemma2:2b', prompt: 'Once upon a time', max_tokens: 100 },
  },
);

export const COMPLETION_ANSWER = open(
  {
    id: text(),
    object: { type: 'string', enum: ['text_completion'] },
    created: whole(),
    model: text(),
    choices: list(open({ index: whole(), text: text(), finish_reason: text() }, ['text'])),
    usage: TOKENS,
  },
  ['id', 'object', 'choices', 'usage'],
  {
    example: {
      id: 'cmpl-0197',
      object: 'text_completion',
      created: 1764000000,
      model: 'gemma2:2b',
      choices: [{ index: 0, text: 'there was a mountain.', logprobs: null, finish_reason: 'stop' }],
      usage: { prompt_tokens: 4, completion_tokens: 5, total_tokens: 9 },
    },
  },
);

export const EMBEDDING_REQUEST = open(
  {
    model: MODEL,
    input: {
      oneOf: [
        { type: 'string' },
        { type: 'array', maxItems: 2048, items: { type: 'string' } },
        { type: 'array', items: { type: 'integer', minimum: 0 } },
        { type: 'array', maxItems: 2048, items: { type: 'array', items: { type: 'integer', minimum: 0 } } },
      ],
    },
    encoding_format: { type: 'string', enum: ['float', 'base64'] },
    dimensions: whole(),
  },
  ['model', 'input'],
  { ...fieldDocs(EMBEDDING_FIELDS), example: { model: 'nomic-embed-text', input: ['The sky is blue.'] } },
);

export const EMBEDDING_ANSWER = open(
  {
    object: { type: 'string', enum: ['list'] },
    model: text(),
    data: list(
      open({ object: text(), index: whole(), embedding: { oneOf: [list({ type: 'number' }), { type: 'string' }] } }, [
        'index',
        'embedding',
      ]),
    ),
    usage: TOKENS,
  },
  ['object', 'data', 'usage'],
  {
    example: {
      object: 'list',
      model: 'nomic-embed-text',
      data: [{ object: 'embedding', index: 0, embedding: [0.013, -0.027] }],
      usage: { prompt_tokens: 6, total_tokens: 6 },
    },
  },
);

const MODEL_EXAMPLE = { id: 'gemma2:2b', object: 'model', created: 1764000000, owned_by: 'ollama' };
export const MODEL_ANSWER = open(
  { id: text(), object: { type: 'string', enum: ['model'] }, created: whole(), owned_by: text('The kind of backend') },
  // Anthropic's format has no `object`, but `type`, `display_name` and `created_at`.
  ['id'],
  { example: MODEL_EXAMPLE },
);
export const MODEL_LIST = open({ object: { type: 'string', enum: ['list'] }, data: list(MODEL_ANSWER) }, ['data'], {
  example: { object: 'list', data: [MODEL_EXAMPLE] },
});
