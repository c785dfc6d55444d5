import { JsonBounds } from '../../../common/http/json-bounds.js';
import { isStorable } from '../../../common/sanitize-for-postgres.js';
import { isObject, isText, type Json } from '../gateway/fields.js';
import type { BatchEndpoint, BatchError } from './batch.entity.js';
import type { NewItem } from './batch-item.repository.js';

/** A line is a request, and no request may be larger. */
export const MAX_LINE_BYTES = 8 * 2 ** 20;
const MAX_CUSTOM_ID = 512;
const NEW_LINE = 0x0a;

/** A line of a file, without its end; `undefined` for one that is too long. The first is 1. */
export interface FileLine {
  line: number;
  bytes: Buffer | undefined;
}

/**
 * The lines of a file as its bytes come: no more than one of them is in memory. Blank ones are left out.
 * @param maxLines after so many, blank ones count too: their `bytes` are `undefined`
 */
export async function* linesOf(
  bytes: Iterable<Buffer> | AsyncIterable<Buffer>,
  maxBytes = MAX_LINE_BYTES,
  maxLines = Infinity,
): AsyncGenerator<FileLine> {
  let open: Buffer[] = [];
  let length = 0;
  let line = 1;
  let blank = true;
  const take = (): FileLine | undefined => {
    if (blank) return line > maxLines ? { line, bytes: undefined } : undefined;
    const whole = length <= maxBytes ? Buffer.concat(open) : undefined;
    [open, length, blank] = [[], 0, true];
    return { line, bytes: whole };
  };
  const add = (piece: Buffer) => {
    blank &&= isBlank(piece);
    // What is blank so far is not kept: JSON may begin after it as well.
    if (blank) return;
    length += piece.length;
    if (length <= maxBytes) open.push(piece);
    else open = [];
  };
  for await (const piece of bytes) {
    let from = 0;
    for (let end = piece.indexOf(NEW_LINE); end >= 0; end = piece.indexOf(NEW_LINE, from)) {
      add(piece.subarray(from, end));
      const taken = take();
      if (taken) yield taken;
      line++;
      from = end + 1;
    }
    add(piece.subarray(from));
  }
  const last = blank ? undefined : take();
  if (last) yield last;
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}

/** What is wrong with a line. */
type Fault = Omit<BatchError, 'line'>;

const fault = (code: string, message: string, param: string | null = null): Fault => ({ code, message, param });

/** Reads a line of an input file. Whether its body is right is judged when it is answered, as that of any request. */
export function readLine({ line, bytes }: FileLine, endpoint: BatchEndpoint): NewItem | Fault {
  if (!bytes) return fault('line_too_long', `The line is longer than ${MAX_LINE_BYTES / 2 ** 20} MiB.`);
  const exceeded = new JsonBounds().push(bytes);
  if (exceeded) return fault('invalid_json_line', `The line ${exceeded}.`);
  const request = parse(bytes);
  if (!request) return fault('invalid_json_line', 'The line is not a JSON object.');
  const { custom_id, method, url, body } = request;
  if (!isText(custom_id) || custom_id === '')
    return fault('missing_required_parameter', 'Each line needs a `custom_id`, a text of your own.', 'custom_id');
  if (custom_id.length > MAX_CUSTOM_ID || !isStorable(custom_id))
    return fault('invalid_custom_id', `A \`custom_id\` has at most ${MAX_CUSTOM_ID} characters.`, 'custom_id');
  if (method !== 'POST') return fault('invalid_method', 'The `method` of each line must be POST.', 'method');
  if (url !== endpoint)
    return fault('invalid_url', `The \`url\` of each line must be the endpoint of the batch, ${endpoint}.`, 'url');
  if (!isObject(body)) return fault('invalid_body', 'The `body` of each line must be a JSON object.', 'body');
  if (body.stream === true)
    return fault('invalid_body', 'Nobody reads a stream of a batch: leave `stream` out.', 'body.stream');
  return { line, custom_id, body: JSON.stringify(body) };
}

export const duplicate = (line: number): BatchError => ({
  ...fault('duplicate_custom_id', 'An earlier line has the same `custom_id`.', 'custom_id'),
  line,
});

function parse(bytes: Buffer): Json | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
