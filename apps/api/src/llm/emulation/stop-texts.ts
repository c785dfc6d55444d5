import type { ChatChunk } from '../llm.port.js';

/**
 * Ends an answer before the first of these texts, and says which one it was: no backend's protocol tells it. Leaving
 * the source ends the backend's work, so the tokens of such an answer are estimated.
 */
export async function* untilStop(chunks: AsyncIterable<ChatChunk>, stops: string[]): AsyncGenerator<ChatChunk> {
  let held = '';
  for await (const chunk of chunks) {
    if (chunk.type === 'text') {
      held += chunk.text;
      const found = firstOf(held, stops);
      if (found) {
        if (found.at > 0) yield { type: 'text', text: held.slice(0, found.at) };
        yield {
          type: 'done',
          finish_reason: 'stop',
          stop_sequence: found.stop,
          usage: { input_tokens: 0, output_tokens: 0 },
          timings: {},
        };
        return;
      }
      const certain = held.length - openTail(held, stops);
      if (certain > 0) yield { type: 'text', text: held.slice(0, certain) };
      held = held.slice(certain);
      continue;
    }
    if (held && chunk.type !== 'loading') {
      yield { type: 'text', text: held };
      held = '';
    }
    yield chunk;
  }
}

function firstOf(text: string, stops: string[]): { at: number; stop: string } | undefined {
  return stops
    .map((stop) => ({ at: text.indexOf(stop), stop }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0];
}

/** Length of the longest end of the text with which a stop text could begin. */
function openTail(text: string, stops: string[]): number {
  const longest = Math.min(text.length, Math.max(...stops.map(({ length }) => length)) - 1);
  for (let length = longest; length > 0; length--) {
    const tail = text.slice(-length);
    if (stops.some((stop) => stop.startsWith(tail))) return length;
  }
  return 0;
}
