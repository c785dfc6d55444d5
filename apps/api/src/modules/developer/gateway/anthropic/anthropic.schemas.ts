import { fieldDocs } from '../field-table.js';
import { open, type SchemaObject } from '../openai/openai.schemas.js';
import { COUNT_FIELDS, MESSAGE_FIELDS } from './anthropic-fields.js';

// OpenAPI schemas of Anthropic's API; unknown fields are accepted.

const text: SchemaObject = { type: 'string' };
const whole: SchemaObject = { type: 'integer' };
const blocks: SchemaObject = {
  type: 'array',
  items: open(
    {
      type: {
        type: 'string',
        enum: [
          'text',
          'image',
          'document',
          'search_result',
          'tool_use',
          'tool_result',
          'thinking',
          'redacted_thinking',
        ],
      },
    },
    ['type'],
  ),
};
const PROMPT = {
  model: text,
  messages: {
    type: 'array',
    minItems: 1,
    items: open(
      { role: { type: 'string', enum: ['user', 'assistant', 'system'] }, content: { oneOf: [text, blocks] } },
      ['role', 'content'],
    ),
  },
  system: { oneOf: [text, blocks] },
  tools: {
    type: 'array',
    items: open({ name: text, description: text, input_schema: { type: 'object' } }, ['name', 'input_schema']),
  },
  tool_choice: open({ type: { type: 'string', enum: ['auto', 'any', 'tool', 'none'] }, name: text }, ['type']),
  thinking: open({ type: { type: 'string', enum: ['enabled', 'adaptive', 'disabled'] } }, ['type']),
  output_config: open(
    {
      effort: { type: 'string', enum: ['low', 'medium', 'high', 'xhigh', 'max'] },
      format: open({ type: { type: 'string', enum: ['json_schema'] }, schema: { type: 'object' } }, ['type', 'schema']),
    },
    [],
  ),
} satisfies Record<string, SchemaObject>;

export const MESSAGES_REQUEST = open(
  {
    ...PROMPT,
    max_tokens: { type: 'integer', minimum: 1 },
    stream: { type: 'boolean' },
    temperature: { type: 'number' },
    top_p: { type: 'number' },
    top_k: whole,
    stop_sequences: { type: 'array', items: text },
  },
  ['model', 'max_tokens', 'messages'],
  {
    ...fieldDocs(MESSAGE_FIELDS),
    example: { model: 'gemma2:2b', max_tokens: 512, messages: [{ role: 'user', content: 'Why is the sky blue?' }] },
  },
);

export const COUNT_REQUEST = open(PROMPT, ['model', 'messages'], {
  ...fieldDocs(COUNT_FIELDS),
  example: { model: 'gemma2:2b', messages: [{ role: 'user', content: 'Why is the sky blue?' }] },
});
export const COUNT_ANSWER = open(
  { input_tokens: { type: 'integer', minimum: 1 }, estimated: { type: 'boolean' } },
  ['input_tokens'],
  { example: { input_tokens: 14 } },
);

export const MESSAGE_ANSWER = open(
  {
    id: text,
    type: { type: 'string', enum: ['message'] },
    role: { type: 'string', enum: ['assistant'] },
    model: text,
    content: blocks,
    stop_reason: text,
    usage: open({ input_tokens: whole, output_tokens: whole }, ['input_tokens', 'output_tokens']),
  },
  ['id', 'type', 'content', 'usage'],
  {
    example: {
      id: 'msg_0197',
      type: 'message',
      role: 'assistant',
      model: 'gemma2:2b',
      content: [{ type: 'text', text: 'Air scatters blue light more than red.' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 14, output_tokens: 9 },
    },
  },
);
export const MESSAGE_EVENTS: SchemaObject = {
  type: 'string',
  example:
    'event: content_block_delta\ndata: ' +
    '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Air"}}\n\n',
};
