import fc, { type Arbitrary } from 'fast-check';
import { DomainError } from '../../common/errors/domain-error.js';
import type { PartReader } from '../line-reader.js';

/** The bytes in the pieces that a network could make of them: cut at these places, each taken modulo the length. */
export async function* cutAt(bytes: Uint8Array, places: number[]): AsyncGenerator<Buffer> {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...sorted, bytes.length]) {
    yield Buffer.from(bytes.subarray(from, to));
    from = to;
  }
}

/** Places of random cuts. */
export const places: Arbitrary<number[]> = fc.array(fc.nat({ max: 1_000_000 }), { maxLength: 20 });

/** What a reader makes of a reply in these pieces. @throws what the reader throws, after the parts before it */
export async function* partsOf<T>(reader: PartReader<T>, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<T> {
  try {
    for await (const bytes of pieces) {
      reader.push(bytes);
      if (reader.isDone) break;
    }
    reader.end();
  } finally {
    yield* reader.parts;
  }
}

/** Everything that a source yields, and the code of the `DomainError` with which it ends, if any. */
export async function outcomeOf<T>(parts: AsyncIterable<T>): Promise<{ parts: T[]; fault?: string }> {
  const read: T[] = [];
  try {
    for await (const part of parts) read.push(part);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { parts: read, fault: error.code };
  }
  return { parts: read };
}

/** Holds `check` for the bytes cut once at every place, and cut at random places. */
export async function atEverySplit(bytes: Uint8Array, check: (pieces: AsyncIterable<Buffer>) => Promise<void>) {
  for (let place = 0; place <= bytes.length; place++) await check(cutAt(bytes, [place]));
  await check(cutAt(bytes, [...bytes.keys()]));
  await fc.assert(
    fc.asyncProperty(places, (some) => check(cutAt(bytes, some))),
    { numRuns: 50 },
  );
}
