import fc from 'fast-check';
import { JsonElements } from './json-elements.js';
import { LongStringRef } from './long-strings.js';

const LONG = 40;

/** Cuts a text, given in chunks of these sizes. */
function cut(text: string, sizes: readonly number[], long = LONG) {
  const bytes = Buffer.from(text);
  const ref = new LongStringRef();
  const elements = new JsonElements(ref, long);
  const found: string[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + (sizes[i % sizes.length] ?? bytes.length);
    found.push(...elements.push(bytes.subarray(at, end)).map((element) => element.text));
    at = end;
  }
  return { ref, bytes, found, rest: elements.rest.text, hasList: elements.hasList, isClosed: elements.isClosed };
}

/** A value with the references in it replaced by what they stand for. */
const resolved = (value: unknown, ref: LongStringRef, bytes: Buffer): unknown =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) => {
    const place = typeof inner === 'string' ? ref.placeOf(inner) : undefined;
    return place ? bytes.subarray(place.start, place.end).toString() : inner;
  });

const chunks = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 });
const picture = fc.string({ unit: fc.constantFrom(...'abcXYZ019+/='), minLength: LONG + 1, maxLength: 200 });
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    picture,
    fc.integer(),
    fc.constantFrom(null, true, 'quotes " and \\ and ] } , [ {', '\\\\"'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
}));

describe('the elements of a JSON text', () => {
  it('are cut out whole, however the text is split into chunks', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 5 }), chunks, fc.constantFrom(undefined, 2), (list, sizes, indent) => {
        const { ref, bytes, found, rest, isClosed } = cut(JSON.stringify(list, null, indent), sizes);
        expect(
          resolved(
            found.map((text) => JSON.parse(text) as unknown),
            ref,
            bytes,
          ),
        ).toEqual(JSON.parse(JSON.stringify(list)));
        expect([JSON.parse(rest), isClosed]).toEqual([[], true]);
      }),
    );
  });

  it('of our own file are its threads, and the rest of the file stays', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 5 }), json, chunks, (threads, other, sizes) => {
        const file = { format: 'x', tags: [[1], other], threads, end: { threads: [2] } };
        const { ref, bytes, found, rest } = cut(JSON.stringify(file), sizes);
        expect(
          resolved(
            found.map((text) => JSON.parse(text) as unknown),
            ref,
            bytes,
          ),
        ).toEqual(JSON.parse(JSON.stringify(threads)));
        expect(resolved(JSON.parse(rest), ref, bytes)).toEqual(JSON.parse(JSON.stringify({ ...file, threads: [] })));
      }),
    );
  });

  it('do not hold pictures, and hold every other string', () => {
    const base64 = 'iVBORw0KGgo'.padEnd(100, 'A');
    const prose = 'A sentence of more than forty characters, with spaces.';
    const { found } = cut(JSON.stringify([{ base64, prose }]), [16]);
    expect(found[0]).not.toContain('AAAA');
    expect(found[0]).toContain(prose);
  });

  it.each([
    ['[{"a":1}', false],
    ['[{"a":"1]', false],
    ['[1]]', false],
    ['[{"a":1}]', true],
  ])('are known to be complete: %s', (text, isClosed) => expect(cut(text, [3]).isClosed).toBe(isClosed));

  it('are none when the file is one conversation', () => {
    const { hasList, rest } = cut('{"mapping":{"a":[1]},"list":[2]}', [5]);
    expect([hasList, JSON.parse(rest)]).toEqual([false, { mapping: { a: [1] }, list: [2] }]);
  });
});
