import type { Readable } from 'node:stream';
import { DomainError } from '../../../common/errors/domain-error.js';
import { isObject, type Json } from './imported.js';
import { JsonElements, type Gathered } from './json-elements.js';
import { MAX_CONVERSATION_BYTES, type LongStringRef } from './long-strings.js';
import { FORMAT, VERSION } from './own-format.js';

export const unknownFormat = (why: string) =>
  new DomainError(
    'import.unknown-format',
    `${why} Files that can be taken in: an export of this product, ChatGPT's conversations.json, Claude's ` +
      `conversations.json, LibreChat's export of a conversation as JSON, and Open WebUI's chat export.`,
  );

export const tooLarge = () =>
  new DomainError(
    'request.too-large',
    `A conversation of this file is larger than ${MAX_CONVERSATION_BYTES / 2 ** 20} MiB, not counting pictures. ` +
      'Import the others without it.',
  );

const notJson = (cause?: unknown) =>
  new DomainError('request.invalid', 'The file is not valid JSON. Send it as it was exported.', { cause });

/** A conversation of a file, or why it cannot be read. */
export interface Conversation {
  /** Its place in the file, from 1. */
  number: number;
  json?: Json;
  wrong?: 'not-json' | 'not-a-conversation' | 'too-large';
  /** How the file calls it, if that can be told. */
  title: string;
}

/**
 * The conversations of a file one after the other: the elements of a list, the threads of our own export, or the one
 * conversation that the file is. Only one is in memory at a time, without its long pictures.
 * @param onRest told what the file says beside its conversations, at its end
 * @throws DomainError `request.invalid`, `import.unknown-format` when the file as a whole cannot be read
 */
export async function* conversationsOf(
  file: Readable,
  ref: LongStringRef,
  onRest?: (rest: Json) => void,
): AsyncGenerator<Conversation> {
  const elements = new JsonElements(ref);
  let count = 0;
  let first = true;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    const text = first ? withoutByteOrderMark(chunk) : chunk;
    first = false;
    for (const element of elements.push(text)) yield conversationOf(element, ++count);
  }
  if (!elements.isClosed) throw notJson();
  const { rest, hasList } = elements;
  if (rest.isTooLarge) throw tooLarge();
  const whole = parse(rest.text);
  if (!whole) throw notJson();
  if (isObject(whole.value)) onRest?.(whole.value);
  yield* ofObject(whole.value, rest, hasList, count);
}

// Its three bytes become spaces, because references count bytes from the beginning of the file.
function withoutByteOrderMark(chunk: Buffer): Buffer {
  return chunk.subarray(0, 3).equals(Buffer.from('\uFEFF'))
    ? Buffer.concat([Buffer.from('   '), chunk.subarray(3)])
    : chunk;
}

function conversationOf(element: Gathered, number: number): Conversation {
  const { isTooLarge, text } = element;
  if (isTooLarge) return { number, wrong: 'too-large', title: titleIn(text) };
  const parsed = parse(text);
  if (!parsed) return { number, wrong: 'not-json', title: titleIn(text) };
  const { value } = parsed;
  return isObject(value)
    ? { number, json: value, title: titleOf(value) }
    : { number, wrong: 'not-a-conversation', title: '' };
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** What the file itself says once it is read to its end. */
function* ofObject(file: unknown, rest: Gathered, hasList: boolean, count: number): Generator<Conversation> {
  if (isObject(file) && file.format === FORMAT) {
    if (typeof file.version === 'number' && file.version > VERSION)
      throw unknownFormat('This file was written by a newer version. Update this installation first.');
    if (!hasList) throw unknownFormat('This file has no threads.');
    return;
  }
  if (count > 0) return;
  if (hasList || !isObject(file) || Object.keys(file).length === 0)
    throw unknownFormat('There is no conversation in this file.');
  yield conversationOf(rest, 1);
}

const titleOf = (json: Json): string =>
  [json.title, json.name, isObject(json.chat) ? json.chat.title : undefined].find(
    (title): title is string => typeof title === 'string' && title.trim() !== '',
  ) ?? '';

/** The first title in the text of a conversation that cannot be parsed. */
function titleIn(text: string): string {
  const found = /"(?:title|name)"\s*:\s*("(?:[^"\\]|\\.){1,300}")/.exec(text)?.[1];
  return found === undefined ? '' : String(parse(found)?.value ?? '');
}
