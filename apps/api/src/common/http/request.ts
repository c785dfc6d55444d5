import type { FastifyRequest } from 'fastify';
import { withoutControls } from '../printable.js';
import type { Principal } from '../access/principal.js';
import type { DomainError } from '../errors/domain-error.js';

/** What a request asks of a model, for its log line. */
export interface ModelCall {
  /** The model's name at the backend. */
  model: string;
  /** What was set: figures and kinds, never contents. */
  parameters?: Record<string, unknown>;
  /** The tokens, read when the reply is over, so that an answer that was cut off counts as far as it came. */
  usage?: () => { input_tokens: number; output_tokens: number };
  /** Where it was answered, read at the same time. */
  served?: () => ServedBy | undefined;
}

/** Where an answer was made. */
export interface ServedBy {
  /** Id of the backend. */
  backend: string;
  /** Ids of the backends that could not. */
  failed_over_from?: readonly string[];
  /** The model that answered in the place of the one that was asked for. */
  answered_by?: string;
}

/** The call of a request that may be refused before the portal knows the model: its name as it was asked for. */
export const namedCall = (model: string): ModelCall => ({ model: withoutControls(model).slice(0, 200) });

declare module 'fastify' {
  interface FastifyRequest {
    /** The principal; set by the access guard. Absent on public routes without credentials. */
    principal?: Principal;
    /** `area.verb` of the handler; set by the access guard, written to the request log. */
    action?: string;
    /** Extra fields for the request log. Never contents of chats, never secrets. */
    logMetadata?: Record<string, unknown>;
    /** What it asked of a model. */
    modelCall?: ModelCall;
    /** Whether an audit entry was written for this request. */
    audited?: boolean;
  }
}

/** Adds fields to the request's log line. */
export function annotate(request: FastifyRequest, metadata: Record<string, unknown>): void {
  request.logMetadata = { ...request.logMetadata, ...metadata };
}

/** Adds an error to the request's log line, with what only the administrator may know. */
export function annotateError(request: FastifyRequest, error: DomainError): void {
  annotate(request, errorFields(error));
}

/** What a log line says of an error. */
export const errorFields = ({ code, internal }: DomainError): Record<string, unknown> => ({
  error_code: code,
  ...(internal !== undefined && { error_detail: withoutInput(internal) }),
});

/** Validators of model servers repeat what they were sent, which is a prompt. */
const withoutInput = (detail: string): string =>
  detail.slice(0, 1_000).replace(/(['"]?input(_value)?['"]?\s*[=:]).*/s, '$1 …');

/** What sessions and logs keep about a client. */
export interface ClientInfo {
  ip: string;
  userAgent: string | null;
}

/** Longest user agent that is kept, in characters. */
const USER_AGENT_MAX = 256;

export function clientInfo(request: FastifyRequest): ClientInfo {
  const userAgent = request.headers['user-agent']?.slice(0, USER_AGENT_MAX);
  return { ip: request.ip, userAgent: userAgent === undefined ? null : withoutControls(userAgent) };
}
