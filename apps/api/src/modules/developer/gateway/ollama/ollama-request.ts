import {
  THINK_LEVELS,
  type ChatMessage,
  type ChatOptions,
  type Thinking,
  type ToolCall,
} from '../../../../llm/index.js';
import {
  bodyOf,
  isFlag,
  isInteger,
  isNumber,
  isObject,
  isText,
  isTexts,
  optional,
  refuse,
  type Json,
} from '../fields.js';
import { ignoredFields, type FieldTable } from '../field-table.js';
import type { AnswerRequest, GatewayRequest } from '../gateway.format.js';
import { base64Of } from '../media.js';
import { readArguments } from '../openai/openai-messages.js';
import { defined } from '../openai/openai-options.js';
import { readTools } from '../openai/openai-tools.js';
import { CHAT_FIELDS, GENERATE_FIELDS, OPTION_FIELDS } from './ollama-fields.js';

/** A request without a prompt loads a model, or unloads it. */
export interface LoadRequest {
  model: string;
  /** Seconds or a Go duration; 0 unloads. */
  load: { keep_alive: number | string | undefined };
}

const NAMES = { 'text.templated': 'prompt' } as const;

/**
 * Parses a body of Ollama's `POST /api/chat`, which streams by default.
 * @throws DomainError `request.invalid` with the field
 */
export function readOllamaChat(raw: unknown): GatewayRequest | LoadRequest {
  const body = bodyOf(raw);
  const messages = body.messages ?? [];
  if (!Array.isArray(messages)) throw refuse('messages', 'must be a list of messages');
  if (messages.length === 0) return readLoad(body, CHAT_FIELDS);
  const tools = readTools(body.tools);
  return readAnswer(body, CHAT_FIELDS, { messages: messages.map(readMessage), ...(tools.length > 0 && { tools }) });
}

/** Parses a body of Ollama's `POST /api/generate`. @throws as `readOllamaChat` */
export function readOllamaGenerate(raw: unknown): GatewayRequest | LoadRequest {
  const body = bodyOf(raw);
  const prompt = optional(body, 'prompt', isText, 'a text') ?? '';
  const suffix = optional(body, 'suffix', isText, 'a text');
  if (prompt === '' && !suffix) return readLoad(body, GENERATE_FIELDS);
  const templated = defined({
    system: optional(body, 'system', isText, 'a text') || undefined,
    template: optional(body, 'template', isText, 'a text') || undefined,
    context: readContext(body.context),
    images: readImages(body),
  });
  const isRaw = optional(body, 'raw', isFlag, 'true or false') ?? false;
  const added = Object.keys(templated)[0];
  if (isRaw && added) throw refuse(added, 'does not go with raw, which has no template');
  return readAnswer(body, GENERATE_FIELDS, {
    messages: [],
    text: { prompt, ...(suffix && { suffix }), ...(!isRaw && { templated }) },
  });
}

/** The model's name; `name` is the older field. */
export function modelOf(body: Json): string {
  const model = body.model ?? body.name;
  if (!isText(model) || model === '') throw refuse('model', 'must be a text that is not empty');
  return model;
}

function readLoad(body: Json, table: FieldTable): LoadRequest {
  ignoredFields(body, table);
  return { model: modelOf(body), load: readKeepAlive(body) };
}

function readAnswer(body: Json, table: FieldTable, asked: AnswerRequest): GatewayRequest {
  const given = optional(body, 'options', isObject, 'an object') ?? {};
  const ignored = [
    ...ignoredFields(body, table),
    ...ignoredFields(given, OPTION_FIELDS).map((name) => `options.${name}`),
  ];
  const { keep_alive } = readKeepAlive(body);
  return {
    model: modelOf(body),
    stream: optional(body, 'stream', isFlag, 'true or false') ?? true,
    ignored,
    names: NAMES,
    requests: [
      defined({
        ...asked,
        options: readOptions(given),
        format: readFormat(body.format),
        think: readThink(body.think),
        keep_alive,
        unabridged: body.truncate === false ? true : undefined,
      }),
    ],
  };
}

function readOptions(given: Json): ChatOptions {
  const number = (name: string) => optional(given, name, isNumber, 'a number');
  const integer = (name: string) => optional(given, name, isInteger, 'a whole number');
  const stop = isText(given.stop) ? [given.stop] : optional(given, 'stop', isTexts, 'a list of texts');
  return defined({
    temperature: number('temperature'),
    top_p: number('top_p'),
    top_k: integer('top_k'),
    min_p: number('min_p'),
    typical_p: number('typical_p'),
    seed: integer('seed'),
    num_predict: integer('num_predict'),
    num_ctx: integer('num_ctx'),
    repeat_penalty: number('repeat_penalty'),
    repeat_last_n: integer('repeat_last_n'),
    presence_penalty: number('presence_penalty'),
    frequency_penalty: number('frequency_penalty'),
    stop: stop?.length ? stop : undefined,
  });
}

function readFormat(format: unknown): AnswerRequest['format'] {
  if (format === undefined || format === null || format === '') return undefined;
  if (format === 'json' || isObject(format)) return format;
  throw refuse('format', 'must be "json" or a JSON Schema');
}

function readThink(think: unknown): Thinking | undefined {
  if (think === undefined || think === null || isFlag(think)) return think ?? undefined;
  const level = THINK_LEVELS.find((one) => one === think);
  if (!level) throw refuse('think', `must be true, false, or one of ${THINK_LEVELS.join(', ')}`);
  return level;
}

const readKeepAlive = (body: Json): LoadRequest['load'] => ({
  keep_alive: optional(
    body,
    'keep_alive',
    (value): value is string | number => isText(value) || isNumber(value),
    'seconds or a duration such as 10m',
  ),
});

function readContext(context: unknown): number[] | undefined {
  if (context === undefined || context === null) return undefined;
  if (!Array.isArray(context) || !context.every(isInteger)) throw refuse('context', 'must be a list of tokens');
  return context.length > 0 ? context : undefined;
}

function readImages(body: Json): string[] | undefined {
  const images = optional(body, 'images', isTexts, 'a list of texts');
  return images?.length ? images.map((image, i) => base64Of(image, `images.${i}`)) : undefined;
}

function readMessage(raw: unknown, i: number): ChatMessage {
  const at = `messages.${i}`;
  if (!isObject(raw)) throw refuse(at, 'must be an object');
  const { role } = raw;
  if (role !== 'system' && role !== 'user' && role !== 'assistant' && role !== 'tool')
    throw refuse(`${at}.role`, 'must be system, user, assistant or tool');
  if (raw.content !== undefined && raw.content !== null && !isText(raw.content))
    throw refuse(`${at}.content`, 'must be a text');
  const calls = Array.isArray(raw.tool_calls) ? raw.tool_calls.filter(isObject).map(readCall) : [];
  return defined({
    role,
    content: isText(raw.content) ? raw.content : '',
    thinking: isText(raw.thinking) && raw.thinking ? raw.thinking : undefined,
    images: readImages(raw),
    tool_calls: calls.length > 0 ? calls : undefined,
    tool_name: isText(raw.tool_name) ? raw.tool_name : undefined,
    tool_call_id: isText(raw.tool_call_id) ? raw.tool_call_id : undefined,
  });
}

function readCall(raw: Json): ToolCall {
  const fn = isObject(raw.function) ? raw.function : {};
  return {
    id: isText(raw.id) ? raw.id : '',
    name: isText(fn.name) ? fn.name : '',
    arguments: readArguments(fn.arguments),
  };
}
