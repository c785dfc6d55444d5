import type { ChatMessage, ChatRequest, TextPrompt } from '../../llm.port.js';

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
export function chatBody(request: ChatRequest): Record<string, unknown> {
  const { messages, tools, tool_choice, parallel_tool_calls, format, think, template_kwargs } = request;
  return {
    model: request.model,
    ...commonBody(request),
    messages: messages.map(messageBody),
    tools: tools?.length ? tools.map((tool) => ({ type: 'function', function: tool })) : undefined,
    tool_choice:
      typeof tool_choice === 'object' ? { type: 'function', function: { name: tool_choice.name } } : tool_choice,
    parallel_tool_calls,
    response_format:
      format === 'json'
        ? { type: 'json_object' }
        : format && { type: 'json_schema', json_schema: { name: 'answer', schema: format } },
    // vLLM, SGLang and llama.cpp pass these to the model's template.
    chat_template_kwargs: typeof think === 'boolean' ? { enable_thinking: think, ...template_kwargs } : template_kwargs,
    reasoning_effort: typeof think === 'string' ? (think === 'max' ? 'high' : think) : undefined,
  };
}

/** The body of `POST /completions`. */
export const textBody = ({ prompt, suffix }: TextPrompt, request: ChatRequest): Record<string, unknown> => ({
  prompt,
  ...commonBody(request),
  suffix,
});

/** The body of llama.cpp's `POST /infill`: its `/completions` reads no suffix, and drops it without a word. */
export function infillBody({ prompt, suffix }: TextPrompt, request: ChatRequest): Record<string, unknown> {
  const { max_tokens, stream_options: _, ...body } = commonBody(request);
  return { ...body, n_predict: max_tokens, input_prefix: prompt, input_suffix: suffix, prompt: '' };
}

function commonBody({ model, options = {} }: ChatRequest): Record<string, unknown> {
  const { num_predict, num_ctx: _, ...sampling } = options;
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    ...sampling,
    // llama.cpp has Ollama's name for it, vLLM and SGLang have this one.
    repetition_penalty: options.repeat_penalty,
    // Ollama's "no limit" is a negative number, OpenAI's is the absence of one.
    max_tokens: num_predict !== undefined && num_predict >= 0 ? num_predict : undefined,
  };
}

function messageBody({ role, content, thinking, images, tool_calls, tool_call_id }: ChatMessage) {
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
    // DeepSeek's name for it, which vLLM and llama.cpp read as well.
    reasoning_content: thinking,
    tool_calls: tool_calls?.map(({ id, name, arguments: args }) => ({
      id,
      type: 'function',
      function: { name, arguments: argumentsText(args) },
    })),
    tool_call_id,
  };
}

/** The arguments as JSON text; what never was JSON goes back as the model wrote it. */
export const argumentsText = (args: Record<string, unknown>): string =>
  typeof args._raw === 'string' ? args._raw : JSON.stringify(args);

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
