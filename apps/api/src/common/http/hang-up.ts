import type { FastifyReply } from 'fastify';
import { DomainError } from '../errors/domain-error.js';

/**
 * A signal that aborts with `request.aborted` when the client disconnects before its response is complete. It is
 * aborted at once for a client that has disconnected already, which a listener registered now would miss.
 */
export function hangUpSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  endOnHangUp(reply, gone);
  return gone.signal;
}

/** The same for something that also ends for other reasons. */
export function endOnHangUp({ raw }: FastifyReply, ending: AbortController): void {
  const abort = () => {
    if (!raw.writableFinished)
      ending.abort(new DomainError('request.aborted', 'The caller hung up before the answer was complete.'));
  };
  if (raw.destroyed) abort();
  else raw.once('close', abort);
}
