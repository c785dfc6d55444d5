import type { ChatMessage, ChatRequest, TextPrompt, ToolCall } from '../../llm.port.js';
import { argumentsOf, listOf, objectOf, textOf, type Json } from '../http/json.js';

/** Ollama's JSON, as far as it is used; facts from Ollama 0.33. Fields that are 0 or empty are absent there. */

export interface OllamaTag {
  name: string;
  digest: string;
  size?: number;
  modified_at?: string;
  details?: { parameter_size?: string; quantization_level?: string; context_length?: number };
  /** Absent before 0.13. */
  capabilities?: string[];
}

/** A model in memory. */
export interface OllamaRunning {
  name: string;
  size?: number;
  /** Absent where all of it is in main memory. */
  size_vram?: number;
  expires_at?: string;
  context_length?: number;
}

export interface OllamaShow {
  capabilities?: string[];
  model_info?: Record<string, unknown>;
}

/** The body of `POST /api/chat`. */
export function chatBody({ messages, tools, ...rest }: ChatRequest): Record<string, unknown> {
  return {
    messages: messages.map(messageBody),
    ...commonBody(rest),
    tools: tools?.length
      ? tools.map(({ name, description, parameters }) => ({
          type: 'function',
          function: { name, description, parameters },
        }))
      : undefined,
  };
}

/** The body of `POST /api/generate`. A gap can only be filled with the model's own template for it. */
export function generateBody({ prompt, suffix, templated }: TextPrompt, request: ChatRequest): Record<string, unknown> {
  return {
    prompt,
    ...commonBody(request),
    suffix,
    raw: templated === undefined && suffix === undefined ? true : undefined,
    ...templated,
  };
}

function commonBody({
  model,
  options,
  format,
  think,
  keep_alive,
}: Pick<ChatRequest, 'model' | 'options' | 'format' | 'think' | 'keep_alive'>): Record<string, unknown> {
  return {
    model,
    stream: true,
    // JSON.stringify leaves out what is undefined.
    options,
    format,
    // It knows no level below `low`.
    think: think === 'minimal' ? 'low' : think,
    keep_alive,
    // By default the server silently drops the oldest messages; here the caller decides what to leave out, and says so.
    truncate: false,
  };
}

function messageBody({ role, content, thinking, images, tool_calls, tool_call_id, tool_name }: ChatMessage) {
  return {
    role,
    content,
    thinking,
    images,
    tool_calls: tool_calls?.map(({ id, name, arguments: args }) => ({ id, function: { name, arguments: args } })),
    tool_call_id,
    tool_name,
  };
}

/** The tool calls of a line; old servers give them no id. What is no call is passed over. */
export function callsOf(calls: unknown, newId: () => string): ToolCall[] {
  return listOf(calls)
    .map(objectOf)
    .map(({ id, function: called }) => ({ id: textOf(id), ...objectOf(called) }) as Json)
    .filter(({ name }) => textOf(name) !== '')
    .map(({ id, name, arguments: given }) => ({
      id: textOf(id) || newId(),
      name: textOf(name),
      arguments: argumentsOf(given),
    }));
}

/**
 * The message of an error. Since 0.30 errors of the model's process arrive as JSON inside the string:
 * `{"error":"{\"error\":{\"code\":400,\"message\":\"…\"}}"}`.
 */
export function errorText(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    const { error: inner, message } = error as { error?: unknown; message?: unknown };
    return typeof message === 'string' ? message : errorText(inner ?? '');
  }
  if (typeof error !== 'string') return '';
  if (!error.startsWith('{')) return error;
  try {
    return errorText(JSON.parse(error)) || error;
  } catch {
    return error;
  }
}
