import type { ChatMessage, ChatRequest, ToolCall } from '../../llm.port.js';

/** Ollama's JSON, as far as it is used; facts from Ollama 0.33. Fields that are 0 or empty are absent there. */

export interface OllamaTag {
  name: string;
  digest: string;
  size?: number;
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

interface OllamaToolCall {
  /** Since autumn 2025. */
  id?: string;
  function: { name: string; arguments?: Record<string, unknown> };
}

export interface OllamaLine {
  message?: { content?: string; thinking?: string; tool_calls?: OllamaToolCall[] };
  done?: boolean;
  done_reason?: string;
  error?: string;
  /** Nanoseconds. */
  load_duration?: number;
  prompt_eval_duration?: number;
  eval_duration?: number;
  prompt_eval_count?: number;
  eval_count?: number;
}

export interface OllamaPullLine {
  status?: string;
  digest?: string;
  total?: number;
  completed?: number;
  error?: string;
}

/** The body of `POST /api/chat`. */
export function chatBody({
  model,
  messages,
  options,
  tools,
  format,
  think,
  keep_alive,
}: ChatRequest): Record<string, unknown> {
  return {
    model,
    stream: true,
    messages: messages.map(messageBody),
    // JSON.stringify leaves out what is undefined.
    options,
    tools: tools?.length
      ? tools.map(({ name, description, parameters }) => ({
          type: 'function',
          function: { name, description, parameters },
        }))
      : undefined,
    format,
    think,
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

/** The calls of a line; old servers give them no id. */
export function callsOf({ message }: OllamaLine, newId: () => string): ToolCall[] {
  return (message?.tool_calls ?? []).map((call) => ({
    id: call.id ?? newId(),
    name: call.function.name,
    arguments: call.function.arguments ?? {},
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
