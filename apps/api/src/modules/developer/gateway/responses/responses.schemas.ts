import { fieldDocs } from '../field-table.js';
import { open, type SchemaObject } from '../openai/openai.schemas.js';
import { RESPONSE_FIELDS } from './responses-fields.js';

// OpenAPI schemas of OpenAI's Responses API; unknown fields are accepted.

const text: SchemaObject = { type: 'string' };
const items: SchemaObject = { type: 'array', items: open({ type: text }, []) };

export const RESPONSE_REQUEST = open(
  {
    model: text,
    input: { oneOf: [text, { ...items, minItems: 1 }] },
    instructions: text,
    stream: { type: 'boolean', default: false },
    store: { type: 'boolean', default: true },
    previous_response_id: text,
    max_output_tokens: { type: 'integer', minimum: 1 },
    temperature: { type: 'number', minimum: 0, maximum: 2 },
    top_p: { type: 'number', minimum: 0, maximum: 1 },
    tools: {
      type: 'array',
      items: open({ type: { type: 'string', enum: ['function', 'custom', 'namespace'] }, name: text }, [
        'type',
        'name',
      ]),
    },
    tool_choice: { oneOf: [text, { type: 'object' }] },
    parallel_tool_calls: { type: 'boolean' },
    reasoning: open({ effort: text }, []),
    text: open({ format: { type: 'object' } }, []),
    metadata: { type: 'object' },
  },
  ['model', 'input'],
  {
    ...fieldDocs(RESPONSE_FIELDS),
    example: { model: 'gemma2:2b', input: 'Why is the sky blue?', store: false },
  },
);

export const RESPONSE_ANSWER = open(
  {
    id: text,
    object: { type: 'string', enum: ['response'] },
    created_at: { type: 'integer' },
    status: { type: 'string', enum: ['completed', 'incomplete', 'in_progress', 'failed'] },
    model: text,
    output: items,
    usage: { type: 'object', nullable: true },
  },
  ['id', 'object', 'status', 'model', 'output'],
  {
    example: {
      id: 'resp_01a224779ffd745f80d8964b1387558d',
      object: 'response',
      created_at: 1764000000,
      status: 'completed',
      model: 'gemma2:2b',
      output: [
        {
          id: 'msg_0197',
          type: 'message',
          status: 'completed',
          role: 'assistant',
          content: [
            { type: 'output_text', text: 'Air scatters blue light more than red.', annotations: [], logprobs: [] },
          ],
        },
      ],
      usage: { input_tokens: 14, output_tokens: 9, total_tokens: 23 },
    },
  },
);

export const RESPONSE_EVENTS: SchemaObject = {
  type: 'string',
  description: 'Events from `response.created` to `response.completed`, `response.incomplete` or `response.failed`',
  example:
    'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","sequence_number":4,' +
    '"item_id":"msg_0197","output_index":0,"content_index":0,"delta":"Air","logprobs":[]}\n\n',
};

export const RESPONSE_DELETED = open(
  { id: text, object: { type: 'string', enum: ['response.deleted'] }, deleted: { type: 'boolean' } },
  ['id', 'deleted'],
  { example: { id: 'resp_01a224779ffd745f80d8964b1387558d', object: 'response.deleted', deleted: true } },
);

export const INPUT_ITEMS = open({ object: { type: 'string', enum: ['list'] }, data: items }, ['object', 'data'], {
  example: {
    object: 'list',
    data: [{ id: 'item_0', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Why?' }] }],
    first_id: 'item_0',
    last_id: 'item_0',
    has_more: false,
  },
});
