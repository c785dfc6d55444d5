import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/http/ids.js';
import { LogService } from '../logging/index.js';
import { SqlConsole } from './sql-console.js';
import type { SqlQueryDto, SqlResultDto } from './sql.dto.js';

const DEFAULT_ROWS = 1_000;

@Injectable()
export class SqlService {
  constructor(
    @Inject(SqlConsole) private readonly console: SqlConsole,
    private readonly log: LogService,
  ) {}

  /** Runs a query; it is audited whether it succeeds or not, and before its result leaves the server. @throws as `SqlConsole.run` */
  async query(request: FastifyRequest, { sql, query_id = newId(), max_rows = DEFAULT_ROWS }: SqlQueryDto): Promise<SqlResultDto> {
    const began = performance.now();
    const audit = (result: 'ok' | 'failed', outcome: Record<string, unknown>) =>
      this.log.audit(request, { action: 'sql.executed', metadata: { query_id, duration_ms: elapsed(began), ...outcome }, detail: { sql }, result });
    try {
      const { rows, columns, truncated, command } = await this.console.run(sql, max_rows);
      await audit('ok', { row_count: rows.length });
      return { query_id, columns, rows, row_count: rows.length, truncated, duration_ms: elapsed(began), command };
    } catch (error) {
      await audit('failed', { error: error instanceof DomainError ? (error.members?.sqlstate ?? error.code) : 'internal.error' });
      throw error;
    }
  }
}

const elapsed = (since: number): number => Math.round((performance.now() - since) * 10) / 10;
