import fc, { type Arbitrary } from 'fast-check';
import { resolved, type Schema } from '../document.js';

/** Stands in a recipe for an id of this kind that the server gave out; `n` says which. Resolved when it is sent. */
export const idToken = (kind: string, n: number): string => `<<${kind}:${n}>>`;

const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  'a\ud800b',
  '\udfff',
  '\u202eabc\u2066',
  '\u2028\u2029\r\n\u001b[31m',
  '\ufeff',
  '👩‍👩‍👧'.repeat(50),
  'e\u0301'.repeat(100),
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  '-1',
  '1e400',
  '0x10',
  '99999999999999999999',
  '9999-99-99T99:99:99Z',
  '-271821-04-20T00:00:00.000Z',
  '2026-02-30T25:61:61Z',
  `'; DROP TABLE users; --`,
  '%00%ff%_\\',
  '../../etc/passwd',
  '${jndi:ldap://x}',
  '<script>alert(1)</script>',
  '{{7*7}}',
  'x'.repeat(300),
  'x'.repeat(70_000),
  '00000000-0000-0000-0000-000000000000',
];
const ODD_NUMBERS = [0, -0, -1, 1.5, -1e-9, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e21, 1e308, Number.MIN_VALUE];

const oddText = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary', maxLength: 40 }));
/** `null` bytes, halves of pairs and names of prototypes as keys, at every depth. */
const oddObject = fc.oneof(
  fc.dictionary(fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string()), fc.jsonValue(), { maxKeys: 5 }),
  fc.integer({ min: 1, max: 60 }).map((depth) => nested(depth)),
);
/** A JSON value of any type. */
export const oddValue: Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(...ODD_NUMBERS, null, true, false, [], {}, [null], [[]], [{}]),
  oddObject,
  fc.array(oddText, { maxLength: 5 }),
  fc.constantFrom(3, 400, 20_000).map((length) => new Array<unknown>(length).fill(0)),
);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value };
  return value;
}

/** Kinds of ids by the field or parameter that takes them. */
const KIND_OF: Record<string, string> = {
  ids: 'thread_id',
  parent_id: 'message_id',
  active_leaf_id: 'message_id',
  model_ids: 'model_id',
};
/** Texts that mean something to the server, by field. */
const KNOWN_TEXTS: Record<string, string[]> = {
  input: ['Hello'],
  url: ['https://huggingface.co/a/b/resolve/main/c.gguf'],
  model: ['gemma2:2b', 'gemma2:2b', 'gemma2:2b', 'nobody:1b'],
  sql: [
    'SELECT 1',
    'SELECT * FROM users',
    'SELECT 1/0',
    'SELECT',
    'INSERT INTO users VALUES (1)',
    'SELECT 1; SELECT 2',
  ],
  content: ['Hello', 'What is 2 + 2?'],
  prompt: ['Hello', 'What is 2 + 2?'],
  reason: ['a complaint'],
  allowed_addresses: ['192.0.2.0/24', '::1'],
};

const made = new Map<Schema, Map<string, Arbitrary<unknown>>>();

/** A value that fits the schema, as far as the schema says what fits. */
export function fitting(given: Schema, name = '', depth = 0): Arbitrary<unknown> {
  const schema = resolved(given);
  const known = made.get(schema) ?? new Map<string, Arbitrary<unknown>>();
  made.set(schema, known);
  // Schemas share parts, and some contain themselves: without this there would be exponentially many.
  const key = `${name} ${depth}`;
  const arbitrary = known.get(key) ?? makeFitting(schema, name, depth);
  known.set(key, arbitrary);
  return arbitrary;
}

function makeFitting(schema: Schema, name: string, depth: number): Arbitrary<unknown> {
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return fc.oneof(...choices.map((one) => fitting(one, name, depth)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.properties) return depth < 5 ? fittingObject(schema, depth) : fc.constant({});
  switch (schema.type) {
    case 'array':
      return fc.array(schema.items && depth < 5 ? fitting(schema.items, name, depth + 1) : fc.constant('x'), {
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1_000, 2_000_000_000) });
    case 'object':
      return fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
    case 'string':
    case undefined:
    default:
      return fittingText(schema, name);
  }
}

function fittingText({ format, maxLength, example }: Schema, name: string): Arbitrary<string> {
  if (format === 'uuid' || name.endsWith('_id'))
    return fc.nat({ max: 30 }).map((n) => idToken(KIND_OF[name] ?? name, n));
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-01-01') })
      .map((at) => at.toISOString());
  if (format === 'date') return fc.constantFrom('2026-01-31', '2026-12-01');
  const known = KNOWN_TEXTS[name] ?? (typeof example === 'string' ? [example] : ['text']);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(maxLength ?? 30, 30) }) },
    // New names, so that creating does not always end in "taken".
    { weight: 1, arbitrary: fc.nat().map((n) => (name === 'email' ? `f${n}@example.org` : `fuzz-${n}`)) },
  );
}

function fittingObject({ properties, required = [] }: Schema, depth: number): Arbitrary<unknown> {
  const fields = Object.entries(properties!).map(([name, schema]) => [name, fitting(schema, name, depth + 1)] as const);
  const needed = fields.filter(([name]) => required.includes(name));
  // Of many optional fields one rarely fits the others, so half of the bodies have none.
  return fc.oneof(
    fc.record(Object.fromEntries(needed)),
    fc.record(Object.fromEntries(fields), { requiredKeys: needed.map(([name]) => name) }),
  );
}

/** Fits but for one thing: a field of a wrong kind, one too many, one missing, or nothing at all in its place. */
export function nearlyFitting(schema: Schema): Arbitrary<unknown> {
  const whole = resolved(schema);
  const names = [...Object.keys(whole.properties ?? {}), 'surplus', '__proto__', 'constructor', 'toString', 'id'];
  return fc.tuple(fitting(whole), fc.constantFrom(...names), fc.option(oddValue)).map(([value, name, odd]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return odd;
    const others = Object.entries(value).filter(([key]) => key !== name);
    // As entries: an own field of that name, which assigning to `__proto__` would not make.
    return Object.fromEntries(odd === null ? others : [...others, [name, odd]]);
  });
}
