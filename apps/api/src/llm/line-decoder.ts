import { StringDecoder } from 'node:string_decoder';
import { DomainError } from '../common/errors/domain-error.js';

/** Ollama's own Go client accepts lines up to this size, so no valid line is longer. */
export const MAX_LINE_CHARS = 8 * 1024 * 1024;

/**
 * Turns bytes into lines without their endings (`\n` or `\r\n`). Chunks may end anywhere, even inside a character. A
 * last line without an ending counts as one. Bytes that are not UTF-8 become U+FFFD.
 * @throws DomainError `llm.failed` when a line exceeds the limit: a backend must not fill our memory
 */
export async function* decodeLines(
  source: AsyncIterable<Uint8Array>,
  maxChars = MAX_LINE_CHARS,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  // An incomplete line is kept in parts: joining it again with every chunk would take quadratic time.
  let parts: string[] = [];
  let length = 0;
  for await (const bytes of source) {
    const text = decoder.write(bytes as Buffer);
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      parts.push(text.slice(from, to));
      yield withoutReturn(parts.join(''));
      parts = [];
      length = 0;
      from = to + 1;
    }
    if (from < text.length) parts.push(text.slice(from));
    length += text.length - from;
    if (length > maxChars) throw brokenLine();
  }
  const rest = parts.join('') + decoder.end();
  if (rest) yield withoutReturn(rest);
}

const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** A line or an event exceeded the limit. */
export const brokenLine = (): DomainError =>
  new DomainError(
    'llm.failed',
    'The language model backend sent a line without an end. Look into its log, then ask again.',
  );
