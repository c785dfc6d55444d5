import type { ChatChunk } from '../llm.port.js';

/**
 * Ends an answer before the first of these texts, and says which one it was: no backend's protocol tells it. Leaving
 * the source ends the backend's work, so it counts no tokens: those of the prompt are asked of its tokenizer, and those
 * of the answer are estimated.
 * @param countPrompt 0 when there is no tokenizer to ask
 */
export async function* untilStop(
  chunks: AsyncIterable<ChatChunk>,
  stops: string[],
  countPrompt: () => Promise<number>,
): AsyncGenerator<ChatChunk> {
  let held = '';
  let stop: string | undefined;
  for await (const chunk of chunks) {
    if (chunk.type === 'text') {
      held += chunk.text;
      const found = firstOf(held, stops);
      const certain = found ? found.at : held.length - openTail(held, stops);
      if (certain > 0) yield { type: 'text', text: held.slice(0, certain) };
      held = held.slice(certain);
      stop = found?.stop;
      if (stop !== undefined) break;
      continue;
    }
    if (held && chunk.type !== 'loading') {
      yield { type: 'text', text: held };
      held = '';
    }
    yield chunk;
  }
  if (stop === undefined) return;
  yield {
    type: 'done',
    finish_reason: 'stop',
    stop_sequence: stop,
    usage: { input_tokens: await countPrompt(), output_tokens: 0 },
    timings: {},
  };
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
