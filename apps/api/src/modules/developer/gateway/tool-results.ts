import type { ChatMessage, ToolCall } from '../../../llm/index.js';

/**
 * The results of parallel calls in the order of their calls, with the names of their tools. Agents send them as the
 * tools end, told apart by their ids; most models' templates show only the order, or the name. Calls of several
 * messages in a row belong together; a result of no known call keeps its place.
 */
export function inCallOrder(messages: ChatMessage[]): ChatMessage[] {
  const ordered: ChatMessage[] = [];
  let calls: ToolCall[] = [];
  for (let at = 0; at < messages.length; at++) {
    const message = messages[at]!;
    if (message.role !== 'tool') {
      // What an assistant says after results begins a new round.
      if (message.role !== 'assistant' || messages[at - 1]?.role !== 'assistant') calls = [];
      calls = [...calls, ...(message.tool_calls ?? [])];
      ordered.push(message);
      continue;
    }
    let end = at;
    while (messages[end]?.role === 'tool') end++;
    ordered.push(...sorted(messages.slice(at, end), calls));
    at = end - 1;
  }
  return ordered;
}

function sorted(results: ChatMessage[], calls: ToolCall[]): ChatMessage[] {
  const places = new Map(calls.flatMap(({ id }, place) => (id ? [[id, place] as const] : [])));
  const placeOf = ({ tool_call_id: id }: ChatMessage) => (id === undefined ? undefined : places.get(id));
  const known = results.filter((result) => placeOf(result) !== undefined);
  known.sort((a, b) => placeOf(a)! - placeOf(b)!);
  return results.map((result) => {
    if (placeOf(result) === undefined) return result;
    const next = known.shift()!;
    return { ...next, tool_name: next.tool_name ?? calls[placeOf(next)!]!.name };
  });
}
