import type { ChatMessage, ChatOptions, ChatRequest, ToolCall } from '../../../../llm/index.js';
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
  required,
  type Json,
} from '../fields.js';
import type { GatewayRequest } from '../gateway.format.js';
import { checkedSchema } from '../json-schema.js';
import { readTools } from '../openai/openai-request.js';

/**
 * Parses a body of Ollama's `POST /api/chat`, which streams by default.
 * @throws DomainError `request.invalid` with the field
 */
export function readOllamaChat(raw: unknown): GatewayRequest {
  const body = bodyOf(raw);
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    throw refuse('messages', 'must be a list with at least one message');
  const tools = readTools(body.tools);
  return {
    ...readCommon(body),
    request: { ...readRequest(body), messages: body.messages.map(readMessage), ...(tools && { tools }) },
  };
}

/** Parses a body of Ollama's `POST /api/generate`: the prompt becomes the only message. @throws as `readOllamaChat` */
export function readOllamaGenerate(raw: unknown): GatewayRequest {
  const body = bodyOf(raw);
  const system = optional(body, 'system', isText, 'a text');
  const images = optional(body, 'images', isTexts, 'a list of texts');
  const question: ChatMessage = { role: 'user', content: required(body, 'prompt'), ...(images?.length && { images }) };
  return {
    ...readCommon(body),
    request: {
      ...readRequest(body),
      messages: [...(system ? [{ role: 'system' as const, content: system }] : []), question],
    },
  };
}

const readCommon = (body: Json): Pick<GatewayRequest, 'model' | 'stream'> => ({
  model: required(body, 'model'),
  stream: optional(body, 'stream', isFlag, 'true or false') ?? true,
});

function readRequest(body: Json): Pick<ChatRequest, 'options' | 'format' | 'think'> {
  const given = optional(body, 'options', isObject, 'an object') ?? {};
  const options: ChatOptions = {
    temperature: optional(given, 'temperature', isNumber, 'a number'),
    top_p: optional(given, 'top_p', isNumber, 'a number'),
    top_k: optional(given, 'top_k', isInteger, 'a whole number'),
    seed: optional(given, 'seed', isInteger, 'a whole number'),
    num_predict: optional(given, 'num_predict', isInteger, 'a whole number'),
    num_ctx: optional(given, 'num_ctx', isInteger, 'a whole number'),
    stop: isText(given.stop) ? [given.stop] : optional(given, 'stop', isTexts, 'a list of texts'),
  };
  const think = optional(
    body,
    'think',
    (value): value is boolean | string => isFlag(value) || isText(value),
    'true or false',
  );
  const { format } = body;
  return {
    options: Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    ...(format === 'json' && { format }),
    ...(isObject(format) && { format: checkedSchema(format, 'format') }),
    ...(think !== undefined && { think: think !== false }),
  };
}

function readMessage(raw: unknown, i: number): ChatMessage {
  const at = `messages.${i}`;
  if (!isObject(raw)) throw refuse(at, 'must be an object');
  const { role } = raw;
  if (role !== 'system' && role !== 'user' && role !== 'assistant' && role !== 'tool')
    throw refuse(`${at}.role`, 'must be system, user, assistant or tool');
  const images = optional(raw, 'images', isTexts, 'a list of texts');
  const calls = Array.isArray(raw.tool_calls) ? raw.tool_calls.filter(isObject).map(readCall) : [];
  return {
    role,
    content: isText(raw.content) ? raw.content : '',
    ...(images?.length && { images }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(isText(raw.tool_name) && { tool_name: raw.tool_name }),
    ...(isText(raw.tool_call_id) && { tool_call_id: raw.tool_call_id }),
  };
}

function readCall(raw: Json): ToolCall {
  const fn = isObject(raw.function) ? raw.function : {};
  return {
    id: isText(raw.id) ? raw.id : '',
    name: isText(fn.name) ? fn.name : '',
    arguments: isObject(fn.arguments) ? fn.arguments : {},
  };
}
