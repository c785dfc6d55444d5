import type { ChatMessage } from '../../../../llm/index.js';
import {
  bodyOf,
  isFlag,
  isInteger,
  isNumber,
  isObject,
  isText,
  optional,
  refuse,
  required,
  type Json,
} from '../fields.js';
import { ignoredFields } from '../field-table.js';
import type { AnswerRequest, GatewayRequest } from '../gateway.format.js';
import { defined, readEffort, readFormat, within } from '../openai/openai-options.js';
import { RESPONSE_FIELDS } from './responses-fields.js';
import { hasSealedReasoning, readInput } from './responses-items.js';
import { readToolUse, type ToolForms } from './responses-tools.js';

/** Parsed request of a response. */
export interface ResponseRequest extends GatewayRequest {
  /** Whether it is kept for its owner. */
  store: boolean;
  previous: string | undefined;
  /** Messages of this input, without those of earlier responses. */
  input: ChatMessage[];
  /** How the calls of its tools are told. */
  toolForms: ToolForms;
  /** What the response repeats of its request. */
  echo: Json;
}

const NAMES = { think: 'reasoning' };

/** Parses a body of `POST /v1/responses`. @throws DomainError `request.invalid` with the field */
export function readResponseRequest(raw: unknown): ResponseRequest {
  const body = bodyOf(raw);
  const ignored = ignoredFields(body, RESPONSE_FIELDS);
  const input = readInput(body.input);
  if (hasSealedReasoning(body.input)) ignored.push('reasoning.encrypted_content');
  const instructions = optional(body, 'instructions', isText, 'a text');
  const limit = optional(body, 'max_output_tokens', isInteger, 'a whole number');
  if (limit !== undefined && limit < 1) throw refuse('max_output_tokens', 'must be at least 1');
  const reasoning = optional(body, 'reasoning', isObject, 'an object') ?? {};
  const text = optional(body, 'text', isObject, 'an object') ?? {};
  const think = readEffort(reasoning.effort, 'reasoning.effort');
  const { use, forms } = readToolUse(body);
  const request: AnswerRequest = {
    messages: [...(instructions ? [{ role: 'system' as const, content: instructions }] : []), ...input],
    ...(body.truncation !== 'auto' && { unabridged: true }),
    options: defined({
      num_predict: limit,
      temperature: within(body, 'temperature', 0, 2),
      top_p: within(body, 'top_p', 0, 1),
      top_k: optional(body, 'top_k', isInteger, 'a whole number'),
      min_p: optional(body, 'min_p', isNumber, 'a number'),
    }),
    ...use,
    ...readFormat(formatOf(text.format)),
    ...(think !== undefined && { think }),
  };
  return {
    model: required(body, 'model'),
    stream: optional(body, 'stream', isFlag, 'true or false') ?? false,
    store: optional(body, 'store', isFlag, 'true or false') ?? true,
    previous: optional(body, 'previous_response_id', isText, 'a text'),
    input,
    ignored,
    names: NAMES,
    requests: [request],
    toolForms: forms,
    echo: echoOf(body),
  };
}

/** Here the schema stands beside its type; in a chat completion it is one level down. */
const formatOf = (format: unknown): unknown =>
  isObject(format) && format.type === 'json_schema' ? { type: 'json_schema', json_schema: format } : format;

/** Fields of a response that repeat its request, with the defaults of the API. */
function echoOf(body: Json): Json {
  const reasoning = isObject(body.reasoning) ? body.reasoning : {};
  const text = isObject(body.text) ? body.text : {};
  return {
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    metadata: isObject(body.metadata) ? body.metadata : {},
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: { effort: reasoning.effort ?? null, summary: null },
    store: body.store ?? true,
    temperature: body.temperature ?? null,
    text: { format: isObject(text.format) ? text.format : { type: 'text' } },
    tool_choice: body.tool_choice ?? 'auto',
    tools: Array.isArray(body.tools) ? body.tools : [],
    top_p: body.top_p ?? null,
    truncation: body.truncation ?? 'disabled',
    background: false,
    user: null,
  };
}
