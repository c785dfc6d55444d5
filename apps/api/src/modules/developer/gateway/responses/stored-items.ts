import type { ChatMessage } from '../../../../llm/index.js';
import { argumentsOf } from '../gateway.format.js';

/** Kept input as items again, newest first, as OpenAI lists them. */
export function toInputItems(messages: ChatMessage[]): object {
  const data = messages.flatMap(itemsOf).reverse();
  return { object: 'list', data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: false };
}

type Item = { id: string; type: string } & Record<string, unknown>;

function itemsOf({ role, content, images = [], tool_calls = [], tool_call_id }: ChatMessage, i: number): Item[] {
  if (role === 'tool')
    return [{ id: `item_${i}`, type: 'function_call_output', call_id: tool_call_id ?? '', output: content }];
  const text = { type: role === 'assistant' ? 'output_text' : 'input_text', text: content };
  const pictures = images.map((image) => ({ type: 'input_image', image_url: `data:image/png;base64,${image}` }));
  return [
    ...(content || images.length > 0
      ? [{ id: `item_${i}`, type: 'message', role, status: 'completed', content: [text, ...pictures] }]
      : []),
    ...tool_calls.map(({ id, name, arguments: args }, k) => ({
      id: `item_${i}_${k}`,
      type: 'function_call',
      call_id: id,
      name,
      arguments: argumentsOf(args),
    })),
  ];
}
