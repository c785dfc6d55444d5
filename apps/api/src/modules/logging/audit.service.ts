import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { newId } from '../../common/http/ids.js';
import { annotate } from '../../common/http/request.js';
import { sanitizeJsonForPostgres, sanitizeForPostgres } from '../../common/sanitize-for-postgres.js';
import { isAccountChange, type AccountNotice } from './account-notices.js';
import type { AuditEntry, AuditResult } from './audit-entry.entity.js';
import { AuditRepository, type AuditCheck, type AuditFacetField, type AuditFilter } from './audit.repository.js';
import type { ChatAccess } from './chat-access.js';
import type { Facet } from './facets.js';
import type { Page } from '../../common/http/paging.js';

/** An event that an admin may want to look up later, written in the same transaction as the change. */
export interface AuditEvent {
  action: string;
  /** Also in the request's log line, so keep it small. */
  metadata: Record<string, unknown>;
  /** In the audit log only. */
  detail?: Record<string, unknown>;
  /** Whom or what it was about; defaults to the target in the address. */
  target?: AuditTarget;
  /** Who did it, if the request has no principal yet. */
  actor?: { id: string | null; name: string | null };
  result?: AuditResult;
}

export interface AuditTarget {
  type: string;
  id: string;
  name?: string;
}

/** Ids or names of one entry at most. */
const MOST_LISTED = 100;

/** The first of a list, for the details of an entry, which has their number beside them. */
export const firstOf = (list: readonly string[]): string[] => list.slice(0, MOST_LISTED);

const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** The audit log: who did what to whom, and the result. */
@Injectable()
export class AuditService {
  private readonly logger = new Logger('Audit');
  private readonly completed = new WeakSet<FastifyRequest>();

  constructor(private readonly repository: AuditRepository) {}

  /** Writes an entry now. @param manager of the transaction it belongs to, if any */
  async audit(request: FastifyRequest, event: AuditEvent, manager?: EntityManager): Promise<void> {
    const { action, metadata, detail, target = targetOf(request), actor, result = 'ok' } = event;
    const { principal } = request;
    await this.repository.insert(
      {
        id: newId(),
        actor_id: actor ? actor.id : (principal?.userId ?? null),
        actor_name: actor ? actor.name : (principal?.username ?? null),
        action,
        target_type: target?.type ?? null,
        target_id: target?.id ?? null,
        target_name: target?.name ?? null,
        result,
        detail: sanitizeJsonForPostgres({
          ...metadata,
          ...detail,
          ...(principal?.sessionId && isAccountChange(action) && { session_id: principal.sessionId }),
        }),
        ip_address: request.ip,
        request_id: request.id,
      },
      manager,
    );
    request.action = action;
    request.audited = true;
    annotate(request, metadata);
  }

  /** Writes an entry for a command that the operator runs on the server itself. */
  auditCommand(action: string, target: Required<AuditTarget>, manager: EntityManager): Promise<void> {
    const { type, id, name } = target;
    return this.repository.insert(
      {
        id: newId(),
        actor_id: null,
        actor_name: 'command line',
        action,
        target_type: type,
        target_id: id,
        target_name: name,
        result: 'ok',
        detail: null,
        ip_address: null,
        request_id: null,
      },
      manager,
    );
  }

  /** Whether a request is a change by somebody through the admin routes. */
  static concerns({ method, principal, routeOptions }: FastifyRequest): boolean {
    return CHANGES.has(method) && principal !== undefined && (routeOptions.url ?? '').startsWith('/api/admin/');
  }

  /**
   * Ensures that every change through the admin routes has its entry before the reply leaves, even when it was rejected
   * or failed. Anonymous requests leave no entry, because strangers must not fill an append-only table; the request log
   * has them.
   */
  async complete(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!AuditService.concerns(request)) return;
    if (this.completed.has(request)) return;
    this.completed.add(request);
    const status = reply.statusCode;
    if (request.audited && status < 400) return;
    try {
      // An entry written in a transaction that failed was rolled back, so only the table can say whether it exists.
      if (request.audited && (await this.repository.hasRequest(request.id))) return;
      await this.audit(request, {
        action: request.action ?? 'http.request',
        metadata: {},
        detail: { status, method: request.method, endpoint: request.routeOptions.url },
        result: status >= 500 ? 'failed' : status >= 400 ? 'refused' : 'ok',
      });
    } catch (error) {
      this.logger.error(
        `An audit entry could not be written: ${request.method} ${request.routeOptions.url} ${status} ` +
          `[${request.id}] ${(error as Error).message}`,
      );
    }
  }

  page(filter: AuditFilter, limit: number, cursor?: string): Promise<Page<AuditEntry>> {
    return this.repository.page(filter, limit, cursor);
  }

  chatAccesses(since: Date): Promise<ChatAccess[]> {
    return this.repository.chatAccesses(since);
  }

  accountNotices(userId: string, sessionId: string, since: Date): Promise<AccountNotice[]> {
    return this.repository.accountNotices(userId, sessionId, since);
  }

  facets(field: AuditFacetField): Promise<Facet[]> {
    return this.repository.facets(field);
  }

  verify(): Promise<AuditCheck> {
    return this.repository.verify();
  }
}

/** `/api/admin/users/:user_id/role` has the user of the address as its target. */
function targetOf(request: FastifyRequest): AuditTarget | undefined {
  const [name, id] = Object.entries((request.params ?? {}) as Record<string, string>)[0] ?? [];
  return name && id ? { type: name.replace(/_id$/, ''), id: sanitizeForPostgres(id.slice(0, 128)) } : undefined;
}
