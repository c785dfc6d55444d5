import fc from 'fast-check';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { atEverySplit, cutAt, outcomeOf, places } from '../../../llm/testing/splits.js';
import { endLine, headerLine, readBackup, rowLines, tableLine } from './backup-file.js';

const read = (pieces: AsyncIterable<Buffer>) => outcomeOf(readBackup(Readable.from(pieces, { objectMode: false })));
const WHOLE = [
  headerLine({ made_at: '2027-01-31T00:00:00.000Z', migrations: ['a'] }),
  tableLine({ name: 'users', columns: ['id', 'name'] }),
  rowLines(['(1,"Zoë 👩‍👩‍👧")', '(2,日本語)']),
  endLine(2),
].join('');

describe('D5: the reader of backups', () => {
  it.each([
    ['a whole one', gzipSync(WHOLE)],
    ['one of two parts', Buffer.concat([gzipSync(WHOLE.slice(0, 90)), gzipSync(WHOLE.slice(90))])],
    ['one that was cut off', gzipSync(WHOLE).subarray(0, 90)],
    ['one without its end', gzipSync(WHOLE.slice(0, -12))],
    ['one with something behind its end', gzipSync(`${WHOLE}R(3)\n`)],
    ['one with a line of null', gzipSync(`${headerLine({ made_at: 'x', migrations: [] })}Tnull\nEnull\n`)],
    ['a text', Buffer.from('no gzip')],
    ['nothing', Buffer.alloc(0)],
  ])('reads %s alike however the network cuts it', async (_, bytes) => {
    const whole = await read(cutAt(bytes, []));
    await atEverySplit(bytes, async (pieces) => expect(await read(pieces)).toEqual(whole));
  });

  it('refuses what is none with its own fault, whatever it is', async () => {
    const line = fc
      .tuple(fc.constantFrom('', 'R', 'T', 'E', '{'), fc.oneof(fc.json(), fc.string()))
      .map((both) => both.join(''));
    const lines = fc.array(line, { maxLength: 6 }).map((all) => gzipSync(all.join('\n')));
    await fc.assert(
      fc.asyncProperty(fc.oneof(lines, fc.uint8Array()), places, async (bytes, some) => {
        expect((await read(cutAt(bytes, some))).fault ?? 'backup.invalid').toBe('backup.invalid');
      }),
      { numRuns: 300 },
    );
  });
});
