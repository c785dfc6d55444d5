import fc from 'fast-check';
import { parseData, readMessages, readText, type StreamMessage } from './stream.js';

/** A body that arrives in these pieces. */
const bodyOf = (pieces: Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const piece of pieces) if (piece.length > 0) controller.enqueue(piece);
      controller.close();
    },
  });

function cutAt(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const sorted = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [...sorted, bytes.length].map((to, i) => bytes.subarray(sorted[i - 1] ?? 0, to));
}

async function read(pieces: Uint8Array[]): Promise<StreamMessage[]> {
  const all: StreamMessage[] = [];
  for await (const messages of readMessages(readText(bodyOf(pieces)))) all.push(...messages);
  return all;
}

const text = (...lines: string[]) => new TextEncoder().encode(lines.join('\n'));
const STREAMS: [what: string, bytes: Uint8Array][] = [
  [
    'events of a run',
    text(
      'id: 1',
      'event: delta',
      'data: {"text":"Zürich 👩‍👩‍👧 日本語"}',
      '',
      ':',
      '',
      'id: 2',
      'event: done',
      'data: {}',
      '',
      '',
    ),
  ],
  ['Windows line ends', text('id: 1\r', 'event: delta\r', 'data: ä\r', '\r', 'data: b\r', '\r', '')],
  ['lines that end in a return alone', text('data: a\r\rdata: b\r\r')],
  ['data of several lines', text('data: {"a":', 'data: 1}', '', '')],
  ['an event that was cut off', text('data: a', '', 'data: {"b":')],
  ['a byte order mark', Uint8Array.from([0xef, 0xbb, 0xbf, ...text('data: a', '', '')])],
  [
    'bytes that are no UTF-8',
    Uint8Array.from([...text('data: a'), 0xff, 0xe2, 0x82, ...text('', '', 'data: b', '', '')]),
  ],
  ['fields that nobody knows', text('x: y', 'data', 'id: a\u0000b', 'retry: x', 'data: 1', '', '')],
  ['nothing', new Uint8Array()],
];

describe('D5: the reader of our own streams', () => {
  it.each(STREAMS)('reads %s alike however the network cuts it', async (_, bytes) => {
    const whole = await read([bytes]);
    for (let place = 0; place <= bytes.length; place++) expect(await read(cutAt(bytes, [place]))).toEqual(whole);
    expect(await read(cutAt(bytes, [...bytes.keys()]))).toEqual(whole);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 100_000 }), { maxLength: 12 }), async (places) =>
        expect(await read(cutAt(bytes, places))).toEqual(whole),
      ),
      { numRuns: 50 },
    );
  });

  it('ends on bytes of any kind', async () => {
    const byte = fc.oneof(fc.constantFrom(10, 13, 58, 32, 0, 0xef, 0xff), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(byte, { maxLength: 200 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        async (bytes, places) => {
          // A return at the end of a piece may be half of a line end; only the next line end tells.
          const all = Uint8Array.from([...bytes, 10, 10]);
          expect(await read(cutAt(all, places))).toEqual(await read([all]));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says of data that is no JSON that the protocol is broken, and throws nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (data) => {
        const fault = faultOf(() => parseData(data));
        if (fault !== undefined) expect(fault).toMatchObject({ name: 'ApiError', kind: 'protocol' });
      }),
      { numRuns: 300 },
    );
  });
});

function faultOf(parse: () => unknown): unknown {
  try {
    parse();
    return undefined;
  } catch (error) {
    return error;
  }
}
