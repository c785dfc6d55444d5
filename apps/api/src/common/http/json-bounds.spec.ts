import { JSON_BOUNDS, JsonBounds } from './json-bounds.js';

/** In one piece, and in pieces of a few lengths: what is refused must not depend on how a body arrives. */
function check(text: string): string | undefined {
  const body = Buffer.from(text);
  const inPieces = (length: number) => {
    const bounds = new JsonBounds();
    for (let i = 0; i < body.length; i += length) {
      const exceeded = bounds.push(body.subarray(i, i + length));
      if (exceeded) return exceeded;
    }
    return undefined;
  };
  const whole = new JsonBounds().push(body);
  for (const length of [1, 2, 3, 7, 4_096]) expect(inPieces(length)).toBe(whole);
  return whole;
}
const object = (keys: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, i])));
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

it.each([
  ['exactly the keys', object(JSON_BOUNDS.keys)],
  ['exactly the depth', nested(JSON_BOUNDS.depth)],
  ['exactly the items', JSON.stringify(Array(JSON_BOUNDS.items).fill(0))],
  ['brackets, colons and commas in strings', JSON.stringify({ text: '[{:,'.repeat(50_000), more: '\\"[[[[\\\\' })],
  ['an escaped quote before a bracket', `{"a":"${'\\"['.repeat(1_000)}"}`],
  ['text that is no JSON', ']]]]]}}}}{"'],
  ['nothing', ''],
])('passes %s', (_, text) => {
  expect(check(text)).toBeUndefined();
});

it.each([
  ['one key too many', object(JSON_BOUNDS.keys + 1), /fields/],
  [
    'keys spread over many objects',
    `[${Array(JSON_BOUNDS.keys + 1)
      .fill('{"a":1}')
      .join()}]`,
    /fields/,
  ],
  ['one level too deep', nested(JSON_BOUNDS.depth + 1), /nested/],
  ['levels that never close', '{"a":'.repeat(100_000), /nested/],
  ['one item too many', JSON.stringify(Array(JSON_BOUNDS.items + 1).fill(0)), /items/],
  ['items spread over many lists', `[${Array(60_000).fill('[1]').join()}]`, /items/],
  ['keys after a string that ends in a backslash', `{"a":"\\\\",${object(JSON_BOUNDS.keys).slice(1)}`, /fields/],
])('refuses %s', (_, text, reason) => {
  expect(check(text)).toMatch(reason);
});
