import type { ChatRequest } from '../../llm.port.js';
import { readText, type Connection } from '../http/connection.js';
import { listOf, objectOf, textOf } from '../http/json.js';
import type { Discovery } from './openai.discovery.js';
import { chatBody } from './openai.wire.js';

/**
 * Counts the tokens of a conversation with the server's own tokenizer. llama.cpp's server renders the template first
 * and tokenizes the text; vLLM does both at once.
 * @returns `null` when this kind of server has no tokenizer, or it refuses
 */
export async function countTokens(
  root: Connection,
  { kind }: Discovery,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<number | null> {
  // Everything that the template may look at: the tools and their choice, whether to think, the answer's format.
  const { stream: _, stream_options: __, ...body } = chatBody(request);
  const post = async (path: string, sent: object) => {
    const reply = await root.open(path, { body: sent, signal });
    try {
      const text = await readText(reply.body);
      return reply.status < 300 ? objectOf(JSON.parse(text)) : {};
    } catch {
      signal.throwIfAborted();
      return {}; // It has an address of that name that is something else.
    }
  };
  if (kind === 'vllm') {
    const { model, messages, tools, chat_template_kwargs } = body;
    const { count } = await post('/tokenize', { model, messages, tools, chat_template_kwargs });
    return Number.isInteger(count) ? (count as number) : null;
  }
  if (kind !== 'llama.cpp') return null;
  const prompt = request.text?.prompt ?? textOf((await post('/apply-template', body)).prompt);
  if (!prompt) return null;
  const { tokens } = await post('/tokenize', { content: prompt, add_special: true, parse_special: true });
  return Array.isArray(tokens) ? listOf(tokens).length : null;
}
