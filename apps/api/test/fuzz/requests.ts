import fc, { type Arbitrary } from 'fast-check';
import { OPERATIONS, type Operation } from '../document.js';
import { SETTINGS } from '../../src/modules/settings/settings.js';
import { fitting, idToken, nearlyFitting, oddValue } from './values.js';

export const ACTORS = ['user', 'developer', 'admin', 'key', 'nobody'] as const;

/** A request before the ids that the server gave out are put in. */
export interface Recipe {
  operation: Operation;
  who: (typeof ACTORS)[number];
  /** Percent-encoded. */
  path: string;
  headers: Record<string, string>;
  /** Bytes as latin-1 text where they are no UTF-8. */
  body?: { text: string; encoding: 'utf8' | 'latin1' | 'utf16le' };
}

const rarely = <T>(odd: Arbitrary<T>, usual: Arbitrary<T>, one = 12): Arbitrary<T> =>
  fc.oneof({ weight: 1, arbitrary: odd }, { weight: one - 1, arbitrary: usual });

const ODD_SEGMENTS = [
  'not-an-id',
  '%00',
  '%ED%A0%80',
  '%E0%A4%A',
  '..%2f..%2fetc',
  '__proto__',
  'constructor',
  '%F0%9F%92%A9',
  '00000000-0000-0000-0000-000000000000',
  '018F0000-0000-7000-8000-00000000000G',
  'a'.repeat(300),
  '%',
  ';x=1',
  '%0d%0aX-A:1',
];
const FREE_SEGMENTS: Record<string, string[]> = {
  role: ['user', 'developer', 'admin', 'root', 'toString'],
  path: ['gemma2:2b', 'library/gemma2:2b', 'a/b/c/d', 'gemma2%3A2b'],
};

const segment = (name: string): Arbitrary<string> =>
  rarely(
    fc.constantFrom(...ODD_SEGMENTS),
    FREE_SEGMENTS[name] ? fc.constantFrom(...FREE_SEGMENTS[name]) : fc.nat({ max: 30 }).map((n) => idToken(name, n)),
  );

const encoded = (value: unknown): string => {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.isWellFormed()
    ? encodeURIComponent(text).replace(/%3C%3C(\w+)%3A(\d+)%3E%3E/g, '<<$1:$2>>')
    : '%ED%A0%80';
};

function queryOf({ parameters }: Operation): Arbitrary<string> {
  const names = parameters.filter((one) => one.in === 'query');
  const odd = fc.constantFrom('%00', '%', '%zz', '%ED%A0%80', '+', '', 'a'.repeat(600), '%5B%5D', '1e400', '-1');
  const pairs = names.map((one) =>
    fc
      .tuple(
        fc.constantFrom('', '', '', '', '[]', '[a]', '[__proto__]'),
        one.name === 'cursor'
          ? fc.oneof(
              fc.nat({ max: 9 }).map((n) => idToken('cursor', n)),
              badCursor,
            )
          : rarely(odd, fitting(one.schema, one.name).map(encoded), 5),
      )
      .map(([suffix, value]) => `${one.name}${suffix}=${value}`),
  );
  const extra = fc.constantFrom('__proto__=1', 'constructor[prototype]=1', 'surplus=1', '=', '&&&', 'a'.repeat(3000));
  const list = pairs.length > 0 ? fc.array(fc.oneof(...pairs), { maxLength: 4 }) : fc.constant<string[]>([]);
  return rarely(
    fc.tuple(list, extra).map(([all, more]) => [...all, more]),
    list,
  ).map((all) => (all.length > 0 ? `?${all.join('&')}` : ''));
}

/** Values in the form of a cursor that no list gave out. */
const badCursor = fc
  .array(fc.constantFrom('9999-99-99T99:99:99.999Z', '0000-01-01T00:00:00.000Z', '1', 'true', '', 'x'), {
    maxLength: 4,
  })
  .map((values) => Buffer.from(JSON.stringify(values)).toString('base64url'));

/** Changes of a JSON text that no serializer would write. */
const DAMAGES: ((text: string) => string)[] = [
  (text) => text.slice(0, -1),
  (text) => text.replace('{', '{"__proto__":{"role":"admin"},'),
  (text) => text.replace(/"(\w+)":/, '"$1":0,"$1":'),
  (text) => text.replace(/:\d+/, ':1e400'),
  (text) => text.replace(/:"[^"]*"/, ':NaN'),
  (text) => text.replace(/":"/, '":"\\ud800'),
  (text) => text.replace(/":"/, '":"\\u0000'),
  (text) => `\ufeff${text}`,
  (text) => `${text} ${text}`,
  (text) => `${'['.repeat(5_000)}${text}`,
  () => `{"a":${'[{"b":'.repeat(100)}1${'}]'.repeat(100)}}`,
  (text) => text.replace('}', ',}'),
  (text) => `/* */${text}`,
  (text) => ` \r\n\t${text}\u0000`,
  () => '',
  () => 'null',
  () => '"text"',
  () => '[]',
  () => '0',
  () => `{${Array.from({ length: 1_500 }, (_, i) => `"k${i}":${i}`).join(',')}}`,
];

const settingsBody = fc.dictionary(
  // Not `second_factor_required`: nobody could do anything for the rest of the run. second-factor-rules tests it.
  fc.constantFrom(...Object.keys(SETTINGS).filter((key) => key !== 'second_factor_required'), 'nothing', 'toString'),
  fc.oneof(fc.integer({ min: -1, max: 50 }), fc.constantFrom('open', 'approval', 'closed', 'shared', 'user'), oddValue),
  { maxKeys: 3 },
);

function bodyOf({ name, body, method }: Operation): Arbitrary<Recipe['body']> {
  if (!body) return method === 'GET' ? fc.constant(undefined) : rarely(bytes, fc.constant(undefined));
  // Terms that everybody has to accept would end the run too: terms.int-spec tests them.
  if (name === 'PUT /api/admin/terms') return fc.constant({ text: '{"text":"Terms"}', encoding: 'utf8' });
  const fits = name === 'PUT /api/admin/settings' ? settingsBody : fitting(body.schema);
  const value = fc.oneof(
    { weight: 5, arbitrary: fits },
    { weight: 4, arbitrary: nearlyFitting(body.schema) },
    { weight: 1, arbitrary: oddValue },
  );
  const text = value.map((one) => JSON.stringify(one));
  const damaged = fc.tuple(text, fc.constantFrom(...DAMAGES)).map(([one, damage]) => damage(one));
  const encoding = fc.constantFrom('utf8' as const, 'utf8' as const, 'utf8' as const, 'utf16le' as const);
  return fc.oneof(
    { weight: 8, arbitrary: text.map((one) => ({ text: one, encoding: 'utf8' as const })) },
    { weight: 2, arbitrary: fc.record({ text: damaged, encoding }) },
    { weight: 1, arbitrary: bytes },
  );
}

const bytes = fc
  .uint8Array({ maxLength: 200 })
  .map((all) => ({ text: Buffer.from(all).toString('latin1'), encoding: 'latin1' as const }));

const ODD_TYPES = [
  'text/plain',
  'application/json; charset=utf-16',
  'application/json\ta',
  'application/jsonx',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/gzip',
  'application/vnd.pocket-llm.stream',
  'x',
];
const ODD_HEADERS: Record<string, string>[] = [
  { accept: 'text/event-stream' },
  { accept: 'text/event-stream' },
  { accept: 'x/y;q=0' },
  { 'content-encoding': 'gzip' },
  { 'last-event-id': '-1' },
  { 'last-event-id': '1e99' },
  { 'cache-control': 'no-store' },
  { 'user-agent': `\u00a0${'x'.repeat(2_000)}` },
  { 'accept-encoding': 'br;q=x, *' },
  { origin: 'null' },
  { cookie: 'pocket_llm_refresh=x; __Host-pocket_llm_refresh=%00' },
  { traceparent: '00-x-y-z' },
  { range: 'bytes=0-' },
  { 'if-none-match': '*' },
  { authorization: 'Bearer' },
  { 'x-http-method-override': 'DELETE' },
];

function headersOf({ body }: Operation): Arbitrary<Record<string, string>> {
  const type = rarely(fc.constantFrom(...ODD_TYPES), fc.constant(body?.type ?? 'application/json'), 15);
  const more = rarely(fc.constantFrom(...ODD_HEADERS), fc.constant<Record<string, string>>({}), 6);
  return fc.tuple(type, more).map(([one, others]) => ({ 'content-type': one, ...others }));
}

/** Usually somebody who may call it; the matrix has the others. */
function whoOf({ access }: Operation): Arbitrary<Recipe['who']> {
  const usual: Recipe['who'][] = access.public
    ? ['nobody', 'user']
    : access.role === 'admin'
      ? ['admin']
      : [
          ...(access.role === 'user' ? (['user'] as const) : []),
          'developer',
          ...(access.api_key_scope ? (['key'] as const) : []),
        ];
  return rarely(fc.constantFrom(...ACTORS), fc.constantFrom(...usual), 15);
}

function recipeOf(operation: Operation): Arbitrary<Recipe> {
  return fc
    .record({
      who: whoOf(operation),
      segments: fc.tuple(...operation.pathIds.map(segment)),
      query: queryOf(operation),
      headers: headersOf(operation),
      body: bodyOf(operation),
    })
    .map(({ who, segments, query, headers, body }) => {
      let next = 0;
      const path = operation.path.replace(/\{\w+\}/g, () => segments[next++]!) + query;
      return { operation, who, path, headers, ...(body && { body }) };
    });
}

/** Operations on the same kind of thing: `/api/chat/threads…`, `/api/admin/users…`. */
const familyOf = ({ path }: Operation): string => path.split('/').slice(0, 4).join('/');
const families = [...new Set(OPERATIONS.map(familyOf))].map((family) =>
  OPERATIONS.filter((operation) => familyOf(operation) === family),
);
const recipes = new Map(OPERATIONS.map((operation) => [operation, recipeOf(operation)]));
const oneOf = (operations: Operation[]) => fc.oneof(...operations.map((operation) => recipes.get(operation)!));

/** A few requests one after the other, mostly about things of one kind: made, used, deleted, used again. */
export const journey: Arbitrary<Recipe[]> = fc.oneof(
  fc.array(oneOf(OPERATIONS), { minLength: 1, maxLength: 4 }),
  fc
    .constantFrom(...families.values())
    .chain((operations) => fc.array(oneOf(operations), { minLength: 1, maxLength: 6 })),
);
