import { Logger } from '@nestjs/common';
import { BatchWriter, type BatchMark } from './batch-writer.js';

/** A writer whose attempts fail with these errors, one after another, until one is missing. */
function writerWith(...failures: (Error | undefined)[]) {
  const waiting = ['a', 'b'];
  const attempts: { rows: string[]; mark: BatchMark }[] = [];
  const writer = new BatchWriter<string>({
    logger: new Logger('Test'),
    what: 'What the test writes',
    flushMs: 60_000,
    drain: () => waiting.splice(0),
    write: async (rows, mark) => {
      attempts.push({ rows: [...rows], mark });
      const failure = failures.shift();
      if (failure) throw failure;
    },
  });
  return { writer, attempts };
}

const ended = () => Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
const refused = () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

it('a batch whose connection had ended is written at once with another one, under the same mark', async () => {
  const { writer, attempts } = writerWith(ended());
  await writer.flush();
  expect(attempts.map(({ rows }) => rows)).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  expect(attempts[1]!.mark).toEqual(attempts[0]!.mark);
});

it.each([
  ['two connections have ended', [ended(), ended()], 2],
  ['the database is not there', [refused()], 1],
])('when %s, the batch waits for the next attempt, and a stop does not wait', async (_, failures, tries) => {
  const { writer, attempts } = writerWith(...failures);
  await writer.flush();
  expect(attempts).toHaveLength(tries);
  await writer.flush();
  expect(attempts.slice(tries).map(({ rows }) => rows)).toEqual([['a', 'b']]);
});
