// A reader of streams: asks, notes when the first token came, and proves that nothing is missing.
import { undici } from '../lib/packages.mjs';
import { streamed, textOf, USAGE } from './answer.mjs';

const TIMEOUT_MS = 60_000;
const PATH = '/v1/chat/completions';

/** Connections that are reused: as many as streams are open at once. */
export const newReader = (url) =>
  new undici.Pool(url, { connections: null, pipelining: 1, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });

/** What is asked for so many tokens. */
export const streamBody = (model, tokens, content) =>
  JSON.stringify({
    model,
    messages: [{ role: 'user', content }],
    max_tokens: tokens,
    stream: true,
    stream_options: { include_usage: true },
  });

/**
 * Reads one stream to its end.
 * @returns its bytes, and the milliseconds from sending the request to the first token
 */
export function readStream(pool, headers, body) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    const started = performance.now();
    let status;
    let firstMs;
    pool.dispatch(
      { method: 'POST', path: PATH, headers, body },
      {
        onRequestStart() {},
        onResponseStart: (_, code) => (status = code),
        onResponseData: (_, piece) => {
          pieces.push(piece);
          firstMs ??= hasToken(piece) ? performance.now() - started : undefined;
        },
        onResponseEnd: () => resolve({ status, firstMs, bytes: Buffer.concat(pieces) }),
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}

/** A frame may come before that has no token: only the role. */
const hasToken = (piece) => piece.includes('"content":" ');

const expected = new Map();
const expect = (tokens) => {
  if (!expected.has(tokens)) expected.set(tokens, { bytes: streamed(tokens), text: textOf(tokens) });
  return expected.get(tokens);
};

/**
 * The bytes of the double; where a gateway translates, every token in a frame of its own.
 * @throws when something is missing
 */
export function requireWhole({ translates }, tokens, { status, bytes }) {
  const { bytes: same, text } = expect(tokens);
  if (status === 200 && !translates && bytes.equals(same)) return;
  const events = status === 200 && translates ? eventsOf(bytes) : [];
  const pieces = events.flatMap(({ choices }) => choices ?? []).map(({ delta }) => delta?.content);
  const usage = events.map((event) => event.usage).findLast(Boolean);
  if (
    pieces.filter(Boolean).length !== tokens ||
    pieces.join('') !== text ||
    usage?.completion_tokens !== USAGE.completion_tokens ||
    !bytes.includes('data: [DONE]')
  )
    throw new Error(`a stream is not whole: ${status} ${bytes.length} bytes, ${bytes.subarray(-300)}`);
}

const eventsOf = (bytes) =>
  bytes
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)));
