import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../../common/access/principal.js';
import { LogService } from '../../logging/index.js';
import type { SqlQuery } from './sql-query.entity.js';
import type { SavedQueryDto, SaveQueryDto, UpdateQueryDto } from './sql-saved.dto.js';
import { SqlSavedRepository } from './sql-saved.repository.js';
import { toSavedDto } from './sql-saved.views.js';

/** Characters of a statement that the audit log keeps. */
const KEPT_CHARS = 10_000;

/** Saved queries. Only their owner changes them; those that are shared may be opened by every admin. */
@Injectable()
export class SqlSavedService {
  constructor(
    private readonly repository: SqlSavedRepository,
    private readonly log: LogService,
  ) {}

  async list({ userId }: Principal): Promise<SavedQueryDto[]> {
    return (await this.repository.list(userId)).map((query) => toSavedDto(query, query.owner, userId));
  }

  /** @throws DomainError `sql.too-many-saved` */
  async save(
    request: FastifyRequest,
    { userId, username }: Principal,
    { name, sql, parameters, shared = false }: SaveQueryDto,
  ): Promise<SavedQueryDto> {
    const fields = { name: name.trim(), sql, parameters: parameters ?? null, shared };
    return toSavedDto(
      await this.repository.save(userId, fields, this.audited(request, 'sql.query-saved')),
      username,
      userId,
    );
  }

  /** @throws DomainError `sql.not-found` */
  async change(
    request: FastifyRequest,
    { userId, username }: Principal,
    id: string,
    { name, sql, parameters, shared }: UpdateQueryDto,
  ): Promise<SavedQueryDto> {
    const fields = {
      ...(name !== undefined && { name: name.trim() }),
      ...(sql !== undefined && { sql }),
      ...(parameters !== undefined && { parameters }),
      ...(shared !== undefined && { shared }),
    };
    const query = await this.repository.change(userId, id, fields, this.audited(request, 'sql.query-changed'));
    return toSavedDto(query, username, userId);
  }

  /** @throws DomainError `sql.not-found` */
  remove(request: FastifyRequest, { userId }: Principal, id: string): Promise<void> {
    return this.repository.remove(userId, id, this.audited(request, 'sql.query-deleted'));
  }

  private audited(request: FastifyRequest, action: string) {
    return (manager: EntityManager, { id, name, sql, shared }: SqlQuery): Promise<void> =>
      this.log.audit(
        request,
        {
          action,
          target: { type: 'saved query', id, name: name! },
          metadata: { shared },
          detail: { sql: sql.slice(0, KEPT_CHARS) },
        },
        manager,
      );
  }
}
