import type { ChatMessage } from '../../../llm/index.js';

/**
 * The results of parallel calls in the order of their calls, with the names of their tools. Agents send them as the
 * tools end, told apart by their ids; most models' templates show only the order, or the name.
 */
export function inCallOrder(messages: ChatMessage[]): ChatMessage[] {
  const ordered: ChatMessage[] = [];
  for (let at = 0; at < messages.length; at++) {
    const message = messages[at]!;
    ordered.push(message);
    const { tool_calls: calls } = message;
    if (!calls?.length) continue;
    const placeOf = ({ tool_call_id }: ChatMessage) => {
      const place = calls.findIndex(({ id }) => id !== '' && id === tool_call_id);
      return place < 0 ? calls.length : place;
    };
    let end = at + 1;
    while (messages[end]?.role === 'tool') end++;
    const results = messages.slice(at + 1, end).map((result) => ({ result, place: placeOf(result) }));
    results.sort((a, b) => a.place - b.place);
    for (const { result, place } of results)
      ordered.push({ ...result, tool_name: result.tool_name ?? calls[place]?.name });
    at = end - 1;
  }
  return ordered;
}
