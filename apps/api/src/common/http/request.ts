import type { FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the access guard. Absent on public routes without credentials. */
    principal?: Principal;
    /** `area.verb` of the handler; set by the access guard, written to the request log. */
    action?: string;
    /** What the request log keeps beside the request itself. Never bodies of chats, never secrets. */
    logMetadata?: Record<string, unknown>;
    /** An audit entry was written for it. */
    audited?: boolean;
  }
}

/** Adds to what the request log keeps of this request. */
export function annotate(request: FastifyRequest, metadata: Record<string, unknown>): void {
  request.logMetadata = { ...request.logMetadata, ...metadata };
}

/** The part of the request that sessions and logs remember of a client. */
export interface ClientInfo {
  ip: string;
  userAgent: string | null;
}

/** Longest user agent that is kept, in characters. */
const USER_AGENT_MAX = 256;

export function clientInfo(request: FastifyRequest): ClientInfo {
  return { ip: request.ip, userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_MAX) ?? null };
}
