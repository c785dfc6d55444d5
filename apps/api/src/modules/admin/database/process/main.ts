import { DomainError } from '../../../../common/errors/domain-error.js';
import { startJob, type RunningJob } from './jobs.js';
import type { Failure, Reply, Request } from './protocol.js';

// Entry of the SQL console's own process. A statement, a row or a fault of the driver can end it, and nothing else.

const running = new Map<number, { job: RunningJob; abort: AbortController }>();

// The portal is gone, also when it was killed: nobody waits for an answer.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole process group. The portal decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.on('message', (request: Request) => {
  const { id } = request;
  if (request.ask === 'start') {
    const abort = new AbortController();
    running.set(id, { job: startJob(request.job, abort.signal), abort });
    return;
  }
  const found = running.get(id);
  if (request.ask === 'next') void answer(id, found?.job.next());
  else found?.abort.abort();
  if (request.ask === 'close') void answer(id, found?.job.return(undefined));
});

async function answer(id: number, pending?: Promise<IteratorResult<unknown>>): Promise<void> {
  let reply: Reply;
  try {
    const next = await pending;
    reply = next && !next.done ? ({ id, step: next.value } as Reply) : { id, result: next?.value };
  } catch (error) {
    reply = { id, failure: toFailure(error) };
  }
  if (!('step' in reply)) running.delete(id);
  process.send!(reply, () => undefined);
}

function toFailure(error: unknown): Failure {
  if (!(error instanceof DomainError))
    return { code: 'internal.error', detail: 'The process of the SQL console has a fault. Try again.' };
  const { code, detail, members, retryAfter } = error;
  return { code, detail, members, retryAfter };
}
