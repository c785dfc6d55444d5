import { Injectable } from '@nestjs/common';
import { csvLines } from '../../../common/csv.js';
import { printable } from '../../../common/printable.js';
import { AuditService, LogService, type AuditEntry, type AuditFilter, type LogLine } from '../../logging/index.js';
import type { FileFormat } from './file-format.js';
import type { LogExportQueryDto } from './log-query.dto.js';

/** Rows read at a time: a file of any length needs the memory of one page. */
const PAGE = 2_000;
const LOG_COLUMNS = [
  'created_at',
  'status_code',
  'method',
  'endpoint',
  'action',
  'username',
  'user_id',
  'duration_ms',
  'ip_address',
  'user_agent',
  'request_id',
  'model',
  'key_name',
  'api_key_id',
  'input_tokens',
  'output_tokens',
  'error_code',
  'error_detail',
  'metadata',
  'id',
] as const satisfies (keyof LogLine)[];
const AUDIT_COLUMNS = [
  'seq',
  'at',
  'actor_name',
  'actor_id',
  'action',
  'target_type',
  'target_id',
  'target_name',
  'result',
  'detail',
  'ip_address',
  'request_id',
  'id',
  'previous_hash',
  'hash',
] as const satisfies (keyof AuditEntry)[];

/** The logs as files, in pieces; each piece is read when the one before has been consumed. */
@Injectable()
export class LogsService {
  constructor(
    private readonly log: LogService,
    private readonly audits: AuditService,
  ) {}

  /** The request log, newest first, as of the start of the export. */
  async *file({ format, ...filter }: LogExportQueryDto): AsyncGenerator<string> {
    const now = new Date();
    const to = filter.to && filter.to < now ? filter.to : now;
    yield* written(format, LOG_COLUMNS, async (cursor) => {
      const { logs, nextCursor } = await this.log.page(
        { ...filter, to },
        { limit: PAGE, offset: 0, order: 'desc', cursor },
      );
      return { rows: logs, nextCursor };
    });
  }

  /** The audit log, newest first. */
  async *auditFile(filter: AuditFilter, format: FileFormat): AsyncGenerator<string> {
    yield* written(format, AUDIT_COLUMNS, (cursor) => this.audits.page(filter, PAGE, cursor));
  }
}

async function* written<Row extends object>(
  format: FileFormat,
  columns: readonly (keyof Row)[],
  read: (cursor?: string) => Promise<{ rows: Row[]; nextCursor?: string }>,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLines([columns]);
  for (let cursor: string | undefined; ;) {
    const { rows, nextCursor } = await read(cursor);
    yield format === 'csv'
      ? csvLines(rows.map((row) => columns.map((name) => cell(row[name]))))
      : rows.map((row) => `${printable(JSON.stringify(row))}\n`).join('');
    if (!nextCursor) return;
    cursor = nextCursor;
  }
}

/** A row is one line, whatever a name or a statement in it contains. */
function cell(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  return typeof value === 'object' && value !== null && !(value instanceof Date)
    ? printable(JSON.stringify(value))
    : value;
}
