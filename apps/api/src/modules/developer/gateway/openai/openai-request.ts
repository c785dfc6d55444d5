import type { ChatMessage, ChatOptions, ChatRequest, ToolCall, ToolDefinition } from '../../../../llm/index.js';
import type { GatewayRequest } from '../gateway.format.js';
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
import { checkedSchema } from '../json-schema.js';

/** Parsed request of a completion. */
export interface CompletionRequest extends GatewayRequest {
  /** Whether the stream ends with the token usage. */
  includeUsage: boolean;
}

/** Parses a body of `POST /v1/chat/completions`. @throws DomainError `request.invalid` with the field */
export function readChatCompletion(raw: unknown): CompletionRequest {
  const body = bodyOf(raw);
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    throw refuse('messages', 'must be a list with at least one message');
  const tools = body.tool_choice === 'none' ? undefined : readTools(body.tools);
  return {
    ...readCommon(body),
    request: {
      messages: body.messages.map(readMessage),
      options: readOptions(body),
      ...(tools && { tools }),
      ...readFormat(body.response_format),
      // Local models only distinguish thinking from not thinking.
      ...(body.reasoning_effort === 'none' && { think: false }),
    },
  };
}

/**
 * Parses a body of `POST /v1/completions`: the prompt becomes the only message.
 * @throws DomainError `request.invalid`
 */
export function readCompletion(raw: unknown): CompletionRequest {
  const body = bodyOf(raw);
  const prompt = isTexts(body.prompt) && body.prompt.length === 1 ? body.prompt[0]! : body.prompt;
  if (!isText(prompt) || prompt === '') throw refuse('prompt', 'must be one text that is not empty');
  return {
    ...readCommon(body),
    request: { messages: [{ role: 'user', content: prompt }], options: readOptions(body) },
  };
}

function readCommon(body: Json): Pick<CompletionRequest, 'model' | 'stream' | 'includeUsage'> {
  if ((optional(body, 'n', isInteger, 'a whole number') ?? 1) !== 1)
    throw refuse('n', 'must be 1: one answer at a time');
  const options = optional(body, 'stream_options', isObject, 'an object');
  return {
    model: required(body, 'model'),
    stream: optional(body, 'stream', isFlag, 'true or false') ?? false,
    includeUsage: options?.include_usage === true,
  };
}

function readOptions(body: Json): ChatOptions {
  const limit =
    optional(body, 'max_completion_tokens', isInteger, 'a whole number') ??
    optional(body, 'max_tokens', isInteger, 'a whole number');
  if (limit !== undefined && limit < 1) throw refuse('max_tokens', 'must be at least 1');
  const stop = isText(body.stop) ? [body.stop] : optional(body, 'stop', isTexts, 'a text or a list of texts');
  const options: ChatOptions = {
    temperature: within(body, 'temperature', 0, 2),
    top_p: within(body, 'top_p', 0, 1),
    top_k: optional(body, 'top_k', isInteger, 'a whole number'),
    seed: optional(body, 'seed', isInteger, 'a whole number'),
    num_predict: limit,
    stop: stop?.length ? stop : undefined,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

export function within(body: Json, name: string, least: number, most: number): number | undefined {
  const value = optional(body, name, isNumber, 'a number');
  if (value !== undefined && (value < least || value > most)) throw refuse(name, `must be from ${least} to ${most}`);
  return value;
}

function readFormat(format: unknown): Pick<ChatRequest, 'format'> {
  if (!isObject(format) || format.type === 'text') return {};
  if (format.type === 'json_object') return { format: 'json' };
  const schema = isObject(format.json_schema) ? format.json_schema.schema : undefined;
  if (format.type !== 'json_schema' || !isObject(schema))
    throw refuse('response_format', 'must be text, json_object, or json_schema with a schema');
  return { format: checkedSchema(schema, 'response_format.json_schema.schema') };
}

export function readTools(tools: unknown): ToolDefinition[] | undefined {
  if (tools === undefined || tools === null) return undefined;
  if (!Array.isArray(tools)) throw refuse('tools', 'must be a list');
  const read = tools.map((tool: unknown, i): ToolDefinition => {
    const fn = isObject(tool) ? tool.function : undefined;
    if (!isObject(fn) || !isText(fn.name)) throw refuse(`tools.${i}`, 'must be a function with a name');
    return {
      name: fn.name,
      description: isText(fn.description) ? fn.description : undefined,
      parameters: isObject(fn.parameters)
        ? checkedSchema(fn.parameters, `tools.${i}.function.parameters`)
        : { type: 'object', properties: {} },
    };
  });
  return read.length > 0 ? read : undefined;
}

const ROLES = { system: 'system', developer: 'system', user: 'user', assistant: 'assistant', tool: 'tool' } as const;

function readMessage(raw: unknown, i: number): ChatMessage {
  const at = `messages.${i}`;
  if (!isObject(raw)) throw refuse(at, 'must be an object');
  const role = ROLES[raw.role as keyof typeof ROLES];
  if (!role) throw refuse(`${at}.role`, `must be one of ${Object.keys(ROLES).join(', ')}`);
  const calls = Array.isArray(raw.tool_calls) ? raw.tool_calls.filter(isObject).map(readCall) : undefined;
  return {
    role,
    ...readContent(raw.content, `${at}.content`, calls !== undefined),
    ...(calls?.length && { tool_calls: calls }),
    ...(isText(raw.tool_call_id) && { tool_call_id: raw.tool_call_id }),
    ...(role === 'tool' && isText(raw.name) && { tool_name: raw.name }),
  };
}

function readCall(raw: Json): ToolCall {
  const fn = isObject(raw.function) ? raw.function : {};
  let args: unknown = fn.arguments;
  try {
    if (isText(args)) args = JSON.parse(args);
  } catch {
    // Kept unchanged, so that the model sees what it wrote.
  }
  return {
    id: isText(raw.id) ? raw.id : '',
    name: isText(fn.name) ? fn.name : '',
    arguments: isObject(args) ? args : { _raw: args },
  };
}

function readContent(content: unknown, at: string, mayBeEmpty: boolean): Pick<ChatMessage, 'content' | 'images'> {
  if (isText(content)) return { content };
  if ((content === null || content === undefined) && mayBeEmpty) return { content: '' };
  if (!Array.isArray(content)) throw refuse(at, 'must be a text or a list of parts');
  const texts: string[] = [];
  const images: string[] = [];
  for (const [i, part] of content.entries()) {
    if (isObject(part) && isText(part.text)) texts.push(part.text);
    else if (isObject(part) && part.type === 'image_url')
      images.push(readImage(part.image_url, `${at}.${i}.image_url`));
    else throw refuse(`${at}.${i}`, 'must be of type text or image_url');
  }
  return { content: texts.join('\n'), ...(images.length > 0 && { images }) };
}

/** Data URLs only: this server fetches nothing on a caller's behalf. */
function readImage(image: unknown, at: string): string {
  const url = isObject(image) ? image.url : image;
  const data = isText(url) ? /^data:image\/[\w.+-]+;base64,([A-Za-z0-9+/]+={0,2})$/.exec(url)?.[1] : undefined;
  if (!data) throw refuse(at, 'must be a data: URL with base64; addresses are not fetched');
  return data;
}
