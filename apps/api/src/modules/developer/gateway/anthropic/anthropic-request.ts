import type { ChatMessage, ChatOptions, ToolCall } from '../../../../llm/index.js';
import {
  bodyOf,
  isFlag,
  isInteger,
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
import { within } from '../openai/openai-request.js';

const MAX_TOKENS = 'a whole number of at least 1';

/** Parses a body of `POST /v1/messages`. @throws DomainError `request.invalid` with the field */
export function readMessagesRequest(raw: unknown): GatewayRequest {
  const body = bodyOf(raw);
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    throw refuse('messages', 'must be a list with at least one message');
  const limit = optional(body, 'max_tokens', isInteger, MAX_TOKENS);
  if (limit === undefined || limit < 1) throw refuse('max_tokens', `must be ${MAX_TOKENS}`);
  const stop = optional(body, 'stop_sequences', isTexts, 'a list of texts');
  const options: ChatOptions = {
    temperature: within(body, 'temperature', 0, 2),
    top_p: within(body, 'top_p', 0, 1),
    top_k: optional(body, 'top_k', isInteger, 'a whole number'),
    num_predict: limit,
    stop: stop?.length ? stop : undefined,
  };
  const system = textOf(body.system);
  const tools = isObject(body.tool_choice) && body.tool_choice.type === 'none' ? [] : readTools(body.tools);
  return {
    model: required(body, 'model'),
    stream: optional(body, 'stream', isFlag, 'true or false') ?? false,
    request: {
      messages: [
        ...(system ? [{ role: 'system' as const, content: system }] : []),
        ...body.messages.flatMap(readMessage),
      ],
      options: Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
      ...(tools.length > 0 && { tools }),
      ...(isObject(body.thinking) && { think: body.thinking.type === 'enabled' }),
    },
  };
}

/** A text, or blocks whose texts are joined. */
function textOf(content: unknown): string {
  if (isText(content)) return content;
  return Array.isArray(content)
    ? content.flatMap((block: unknown) => (isObject(block) && isText(block.text) ? [block.text] : [])).join('\n')
    : '';
}

function readTools(tools: unknown) {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) throw refuse('tools', 'must be a list');
  return tools.map((tool: unknown, i) => {
    if (!isObject(tool) || !isText(tool.name) || !isObject(tool.input_schema))
      throw refuse(`tools.${i}`, 'must have a name and an input_schema');
    return {
      name: tool.name,
      description: isText(tool.description) ? tool.description : undefined,
      parameters: checkedSchema(tool.input_schema, `tools.${i}.input_schema`),
    };
  });
}

/** One of their messages may become several of ours: here each tool result is a message of its own. */
function readMessage(raw: unknown, i: number): ChatMessage[] {
  const at = `messages.${i}`;
  if (!isObject(raw) || (raw.role !== 'user' && raw.role !== 'assistant'))
    throw refuse(`${at}.role`, 'must be user or assistant');
  const { role } = raw;
  if (isText(raw.content)) return [{ role, content: raw.content }];
  if (!Array.isArray(raw.content)) throw refuse(`${at}.content`, 'must be a text or a list of blocks');
  const texts: string[] = [];
  const images: string[] = [];
  const calls: ToolCall[] = [];
  const results: ChatMessage[] = [];
  for (const [j, block] of raw.content.entries()) {
    if (!isObject(block)) throw refuse(`${at}.content.${j}`, 'must be a block');
    if (block.type === 'text') texts.push(textOf([block]));
    else if (block.type === 'image') images.push(readImage(block, `${at}.content.${j}`));
    else if (block.type === 'tool_use')
      calls.push({
        id: String(block.id),
        name: String(block.name),
        arguments: isObject(block.input) ? block.input : {},
      });
    else if (block.type === 'tool_result')
      results.push({ role: 'tool', tool_call_id: String(block.tool_use_id), content: textOf(block.content) });
    else if (block.type !== 'thinking' && block.type !== 'redacted_thinking')
      throw refuse(`${at}.content.${j}.type`, 'must be text, image, tool_use or tool_result');
  }
  const own: ChatMessage = {
    role,
    content: texts.join('\n'),
    ...(images.length > 0 && { images }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  return [...results, ...(own.content || own.images || own.tool_calls ? [own] : [])];
}

function readImage({ source }: Json, at: string): string {
  if (
    !isObject(source) ||
    source.type !== 'base64' ||
    !isText(source.data) ||
    !/^[A-Za-z0-9+/]+={0,2}$/.test(source.data)
  )
    throw refuse(`${at}.source`, 'must be of type base64; addresses are not fetched');
  return source.data;
}
