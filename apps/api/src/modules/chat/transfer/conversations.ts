import { JSONParser } from '@streamparser/json';
import type { Readable } from 'node:stream';
import { DomainError } from '../../../common/errors/domain-error.js';
import { JsonBounds } from '../../../common/http/json-bounds.js';
import { isObject, type Json } from './imported.js';
import { FORMAT, VERSION } from './own-format.js';

/** Largest conversation in bytes of JSON. */
const MAX_CONVERSATION_BYTES = 32 * 2 ** 20;
/** No export is nested deeper; each level costs the parser an object. */
const BOUNDS = { depth: 256, keys: Infinity, items: Infinity };

export const unknownFormat = (why: string) =>
  new DomainError(
    'import.unknown-format',
    `${why} Files that can be taken in: an export of this product, ChatGPT's conversations.json, and Open ` +
      `WebUI's chat export.`,
  );

const notJson = (cause: unknown) =>
  new DomainError('request.invalid', 'The file is not valid JSON. Send it as it was exported.', { cause });

/**
 * The conversations of a file one after the other: the elements of a list, the threads of our own export, or the one
 * conversation that the file is. Only one is in memory at a time.
 * @throws DomainError `request.invalid`, `request.too-large`, `import.unknown-format`
 */
export async function* conversationsOf(file: Readable): AsyncGenerator<Json> {
  const found: Json[] = [];
  /** Fields of the file, if it is one object. */
  const fields: Json = {};
  let hasThreads = false;
  let count = 0;
  const parser = new JSONParser({ paths: ['$.*', '$.threads.*'], keepStack: false });
  parser.onValue = ({ value, key, parent, stack }) => {
    if (Array.isArray(parent)) {
      if (stack.length === 2) hasThreads = true;
      if (isObject(value)) found.push(value);
      parent[key as number] = null; // The parser would keep it to the end of the list.
    } else if (typeof key === 'string') {
      if (key === 'threads' && Array.isArray(value)) hasThreads = true;
      fields[key] = value as Json;
    }
  };
  const bounds = new JsonBounds(BOUNDS);
  let waiting = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    waiting += chunk.length;
    const exceeded = bounds.push(chunk);
    if (exceeded) throw new DomainError('request.invalid', `The file ${exceeded}.`);
    parse(() => parser.write(chunk));
    if (found.length > 0) waiting = 0;
    if (waiting > MAX_CONVERSATION_BYTES)
      throw new DomainError(
        'request.too-large',
        `A conversation of this file is larger than ${MAX_CONVERSATION_BYTES / 2 ** 20} MiB. Import the others ` +
          'without it.',
      );
    count += found.length;
    yield* found.splice(0);
  }
  if (!parser.isEnded) throw notJson(undefined);
  yield* ofObject(fields, hasThreads, count);
}

function parse(write: () => void): void {
  try {
    write();
  } catch (error) {
    throw notJson(error);
  }
}

/** What the file itself says once it is read to its end. */
function* ofObject(fields: Json, hasThreads: boolean, count: number): Generator<Json> {
  if (fields.format === FORMAT) {
    if (typeof fields.version === 'number' && fields.version > VERSION)
      throw unknownFormat('This file was written by a newer version. Update this installation first.');
    if (!hasThreads) throw unknownFormat('This file has no threads.');
    return;
  }
  if (count > 0) return;
  if (Object.keys(fields).length === 0) throw unknownFormat('There is no conversation in this file.');
  yield fields;
}
