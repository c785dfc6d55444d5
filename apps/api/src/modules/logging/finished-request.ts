import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../common/access/principal.js';
import { newId } from '../../common/http/ids.js';
import { clientInfo, type ClientInfo, type ModelCall, type ServedBy } from '../../common/http/request.js';
import { decodedPath } from '../../common/http/route.js';
import { withoutControls } from '../../common/printable.js';
import type { LogEntry } from './log.entity.js';

/**
 * What a request leaves for its line. Not the request itself, nor its call of a model: they would keep its body and its
 * answer, and while the database is away thousands wait.
 */
export interface FinishedRequest {
  at: number;
  requestId: string;
  principal: Principal | undefined;
  action: string | undefined;
  endpoint: string;
  method: string;
  status: number;
  ms: number;
  /** Absent when nobody was connected: a job's. */
  client: ClientInfo | undefined;
  metadata: Record<string, unknown> | undefined;
  called: Pick<ModelCall, 'model' | 'parameters'> | undefined;
  /** The tokens as far as they are known now. */
  used: ReturnType<NonNullable<ModelCall['usage']>> | undefined;
  served: ServedBy | undefined;
}

/** Notes a request that is over. This is on its way; what can wait is done by `entryOf`. */
export function finished(request: FastifyRequest, reply: FastifyReply): FinishedRequest {
  const { modelCall: call } = request;
  return {
    at: Date.now(),
    requestId: request.id,
    principal: request.principal,
    action: request.action,
    endpoint: request.routeOptions.url ?? unknownAddress(request.url),
    method: request.method,
    status: reply.statusCode,
    ms: reply.elapsedTime,
    client: clientInfo(request),
    metadata: request.logMetadata,
    called: call && { model: call.model, parameters: call.parameters },
    used: call?.usage?.(),
    served: call?.served?.(),
  };
}

/** Makes the line of a finished request, once: its id decides whether it has been written already. */
export function entryOf(request: FinishedRequest): LogEntry {
  const { principal, client } = request;
  return {
    id: newId(),
    user_id: principal?.userId ?? null,
    username: principal?.username ?? null,
    action: request.action ?? 'http.request',
    endpoint: request.endpoint,
    method: request.method,
    status_code: request.status,
    metadata: metadataOf(request),
    ip_address: client?.ip ?? null,
    user_agent: client?.userAgent ?? null,
    duration_ms: Math.round(request.ms * 100) / 100,
    request_id: request.requestId,
    created_at: new Date(request.at),
  };
}

function metadataOf({ principal, metadata, called, used, served }: FinishedRequest): LogEntry['metadata'] {
  const key = principal?.key;
  if (!key && !metadata && !called) return null;
  // Without a token there was no answer.
  const tokens = used && used.input_tokens + used.output_tokens > 0 ? used : undefined;
  // One literal and a field or two: spread parts, or a copy without one field, would take more than all the rest.
  const line: Record<string, unknown> = {
    model: called?.model,
    parameters: called?.parameters,
    ...tokens,
    ...served,
    ...metadata,
  };
  if (key) {
    line.api_key_id = key.id;
    line.key_name = key.name;
  }
  return line;
}

/** Longer parts of an unknown address may be a key or a token. */
const LONGEST_WORD = 24;

/** An address that is nothing of ours, without what may be secret in it. Of ours the pattern says enough. */
const unknownAddress = (url: string): string =>
  withoutControls(
    decodedPath(url)
      .split('/')
      .map((word) => (word.length > LONGEST_WORD ? '…' : word))
      .join('/'),
  ).slice(0, 256);
