import type { ChatMessage, ChatRequest } from '../../llm.port.js';

/** The parts of OpenAI's chat completions that its compatible servers share, and the extras some of them send. */

export interface OpenAiModel {
  id: string;
  owned_by?: string;
  /** vLLM. */
  max_model_len?: number;
  /** LM Studio, OpenRouter. */
  context_length?: number;
  /** llama.cpp's server. */
  meta?: { n_ctx?: number; n_ctx_train?: number; size?: number } | null;
}

/** The body of `POST /chat/completions`. Fields beyond OpenAI's own are sent only when the request set them. */
export function chatBody({
  model,
  messages,
  options = {},
  tools,
  format,
  think,
}: ChatRequest): Record<string, unknown> {
  const { temperature, top_p, top_k, seed, stop, num_predict } = options;
  return {
    model,
    messages: messages.map(messageBody),
    stream: true,
    stream_options: { include_usage: true },
    temperature,
    top_p,
    top_k,
    seed,
    stop,
    // Ollama's "no limit" is a negative number, OpenAI's is the absence of one.
    max_tokens: num_predict !== undefined && num_predict >= 0 ? num_predict : undefined,
    tools: tools?.length ? tools.map((tool) => ({ type: 'function', function: tool })) : undefined,
    response_format:
      format === 'json'
        ? { type: 'json_object' }
        : format && { type: 'json_schema', json_schema: { name: 'answer', schema: format } },
    // vLLM, SGLang and llama.cpp pass this to the model's template.
    chat_template_kwargs: think === undefined ? undefined : { enable_thinking: think },
  };
}

function messageBody({ role, content, images, tool_calls, tool_call_id }: ChatMessage) {
  const parts = images?.length
    ? [
        { type: 'text', text: content },
        ...images.map((image) => ({
          type: 'image_url',
          image_url: { url: `data:${mediaType(image)};base64,${image}` },
        })),
      ]
    : content;
  return {
    role,
    content: parts,
    tool_calls: tool_calls?.map(({ id, name, arguments: args }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(args) },
    })),
    tool_call_id,
  };
}

/** The image type, from its first bytes. */
function mediaType(base64: string): string {
  if (base64.startsWith('/9j/')) return 'image/jpeg';
  if (base64.startsWith('R0lG')) return 'image/gif';
  return base64.startsWith('UklG') ? 'image/webp' : 'image/png';
}

/** The message in an error body, in the shapes of OpenAI, vLLM, llama.cpp and FastAPI. */
export function errorText(body: unknown): string {
  if (typeof body === 'string') return body;
  if (typeof body !== 'object' || body === null) return '';
  const { error, message, detail } = body as { error?: unknown; message?: unknown; detail?: unknown };
  return errorText(error ?? message ?? detail);
}
