import type { ChatRequest, Thinking } from '../../../../llm/index.js';
import { bodyOf, isFlag, isInteger, isObject, isTexts, optional, refuse, required, type Json } from '../fields.js';
import { ignoredFields, type FieldTable } from '../field-table.js';
import type { AnswerRequest, GatewayRequest } from '../gateway.format.js';
import { defined, readEffort, within } from '../openai/openai-options.js';
import { hasRedactedThinking, readMessage, textOf } from './anthropic-blocks.js';
import { COUNT_FIELDS, MESSAGE_FIELDS } from './anthropic-fields.js';
import { readToolUse } from './anthropic-tools.js';

const MAX_TOKENS = 'a whole number of at least 1';
const NAMES = { think: 'thinking' };
const MAX_STOPS = 64;
const MAX_STOP_CHARS = 256;

/** Parses a body of `POST /v1/messages`. @throws DomainError `request.invalid` with the field */
export function readMessagesRequest(raw: unknown): GatewayRequest {
  const body = bodyOf(raw);
  const limit = optional(body, 'max_tokens', isInteger, MAX_TOKENS);
  if (limit === undefined || limit < 1) throw refuse('max_tokens', `must be ${MAX_TOKENS}`);
  const stop = optional(body, 'stop_sequences', isTexts, 'a list of texts')?.filter(Boolean);
  // Each is looked for in every piece of the answer.
  if (stop && (stop.length > MAX_STOPS || stop.some(({ length }) => length > MAX_STOP_CHARS)))
    throw refuse('stop_sequences', `must be at most ${MAX_STOPS} texts of at most ${MAX_STOP_CHARS} characters`);
  const { model, request, ignored } = readPrompt(body, MESSAGE_FIELDS);
  return {
    model,
    stream: optional(body, 'stream', isFlag, 'true or false') ?? false,
    ignored,
    names: NAMES,
    requests: [
      {
        ...request,
        options: defined({
          temperature: within(body, 'temperature', 0, 2),
          top_p: within(body, 'top_p', 0, 1),
          top_k: optional(body, 'top_k', isInteger, 'a whole number'),
          num_predict: limit,
          stop: stop?.length ? stop : undefined,
        }),
        ...(stop?.length && { report_stop: true }),
      },
    ],
  };
}

/** Parses a body of `POST /v1/messages/count_tokens`. @throws DomainError `request.invalid` with the field */
export const readCountRequest = (raw: unknown): { model: string; request: AnswerRequest; ignored: string[] } =>
  readPrompt(bodyOf(raw), COUNT_FIELDS);

function readPrompt(body: Json, table: FieldTable): { model: string; request: AnswerRequest; ignored: string[] } {
  const ignored = ignoredFields(body, table);
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    throw refuse('messages', 'must be a list with at least one message');
  if (hasRedactedThinking(body.messages)) ignored.push('redacted_thinking');
  const system = textOf(body.system);
  const messages = body.messages.flatMap(readMessage);
  if (messages.length === 0) throw refuse('messages', 'must say something: these only change the tools');
  return {
    model: required(body, 'model'),
    ignored,
    request: {
      messages: [...(system ? [{ role: 'system' as const, content: system }] : []), ...messages],
      unabridged: true,
      ...readToolUse(body),
      ...readThinking(body),
      ...readFormat(body),
    },
  };
}

/** An effort says more than whether to think, so it wins where both are set. */
function readThinking({ thinking, output_config }: Json): { think?: Thinking } {
  const effort = isObject(output_config) ? readEffort(output_config.effort, 'output_config.effort') : undefined;
  const type = isObject(thinking) ? thinking.type : undefined;
  if (type === 'disabled') return { think: false };
  if (type === 'enabled' || type === 'adaptive') return { think: effort ?? true };
  if (type !== undefined) throw refuse('thinking.type', 'must be enabled, adaptive or disabled');
  return effort === undefined ? {} : { think: effort };
}

function readFormat({ output_config, output_format }: Json): Pick<ChatRequest, 'format'> {
  const format = (isObject(output_config) ? output_config.format : undefined) ?? output_format;
  if (format === undefined || format === null) return {};
  if (!isObject(format) || format.type !== 'json_schema' || !isObject(format.schema))
    throw refuse('output_config.format', 'must be a json_schema with a schema');
  return { format: format.schema };
}
