import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import { PrincipalCache, SessionService } from '../../auth/index.js';
import { RunRegistry } from '../../chat/index.js';
import { LogService } from '../../logging/index.js';
import { BackendsService } from '../../models/index.js';
import {
  endLine,
  headerLine,
  invalid,
  readBackup,
  rowLines,
  tableLine,
  type BackedUpTable,
  type BackupHeader,
} from './backup-file.js';
import { BackupRepository } from './backup.repository.js';
import { UploadSpool } from '../../../common/http/upload-spool.js';

const BATCH = 500;
/** Rows with images are long. */
const BATCH_CHARS = 16 * 1024 * 1024;

export interface Restored {
  made_at: string;
  rows: number;
}

/** Backup and restore of the whole database. */
@Injectable()
export class BackupService {
  private readonly logger = new Logger('Backup');

  constructor(
    private readonly repository: BackupRepository,
    private readonly spool: UploadSpool,
    private readonly sessions: SessionService,
    private readonly principals: PrincipalCache,
    private readonly runs: RunRegistry,
    private readonly backends: BackendsService,
    private readonly log: LogService,
  ) {}

  /**
   * Lines of a backup of the current state.
   * @param reason why this admin takes everybody's chats, which they can read
   * @throws DomainError `auth.confirm-required`, `backup.reason-required`
   */
  async create(
    request: FastifyRequest,
    caller: Principal,
    reason: string | undefined,
  ): Promise<AsyncGenerator<string>> {
    await this.sessions.requireRecent(caller);
    if (!reason) throw reasonRequired('A backup contains');
    const header: BackupHeader = { made_at: new Date().toISOString(), migrations: await this.repository.migrations() };
    await this.log.flush();
    await this.log.audit(request, {
      action: 'backup.created',
      metadata: { made_at: header.made_at },
      detail: { reason },
    });
    return this.lines(header);
  }

  /**
   * Replaces everything but the audit log with a backup, or changes nothing. Signs everybody out.
   * @param reason why this admin writes everybody's chats anew, which they can read
   * @throws DomainError `auth.confirm-required`, `backup.reason-required`, `backup.invalid`, `backup.other-version`
   */
  async restore(
    request: FastifyRequest,
    caller: Principal,
    file: Readable,
    reason: string | undefined,
  ): Promise<Restored> {
    await this.sessions.requireRecent(caller);
    if (!reason) throw reasonRequired('A restore replaces');
    return this.spool.hold(file, async (open) => {
      const { header, rows } = await this.check(open());
      await this.repository.replace({
        fill: (insert, tables) => this.fill(open(), insert, tables),
        beforeSwitch: () => this.runs.stop('revoked', { all: true }),
        afterSwitch: (manager) =>
          this.log.audit(
            request,
            { action: 'backup.restored', metadata: { made_at: header.made_at, rows }, detail: { reason } },
            manager,
          ),
      });
      this.principals.forgetAll();
      await this.backends.reload();
      return { made_at: header.made_at, rows };
    });
  }

  /** Reads a file to its end. @throws DomainError `backup.invalid`, `backup.other-version` */
  private async check(file: Readable): Promise<{ header: BackupHeader; rows: number }> {
    const parts = readBackup(file);
    const { value: first } = await parts.next();
    if (!first || !('header' in first)) throw invalid('it is empty');
    await this.requireSameSchema(first.header);
    let rows = 0;
    for await (const part of parts) {
      if ('row' in part) rows++;
      else if ('end' in part && part.end !== rows) throw invalid(`it should hold ${part.end} rows and holds ${rows}`);
    }
    return { header: first.header, rows };
  }

  private async fill(
    file: Readable,
    insert: (table: BackedUpTable, lines: string[]) => Promise<void>,
    tables: BackedUpTable[],
  ): Promise<void> {
    let table: BackedUpTable | undefined;
    let waiting: string[] = [];
    let length = 0;
    const write = async () => {
      if (table && waiting.length > 0) await insert(table, waiting).catch(refused);
      [waiting, length] = [[], 0];
    };
    for await (const part of readBackup(file)) {
      if ('row' in part) {
        length += part.row.length;
        if (waiting.push(part.row) >= BATCH || length >= BATCH_CHARS) await write();
        continue;
      }
      await write();
      if ('table' in part) table = known(part.table, tables);
    }
  }

  private async *lines(header: BackupHeader): AsyncGenerator<string> {
    let rows = 0;
    yield headerLine(header);
    try {
      for await (const part of this.repository.rows()) {
        if ('table' in part) yield tableLine(part.table);
        else {
          rows += part.lines.length;
          yield rowLines(part.lines);
        }
      }
    } catch (error) {
      // The download just breaks off; only this log line says why.
      this.logger.error(`The backup of ${header.made_at} broke off: ${(error as Error).message}`);
      throw error;
    }
    yield endLine(rows);
  }

  private async requireSameSchema({ made_at, migrations }: BackupHeader): Promise<void> {
    const own = await this.repository.migrations();
    if (JSON.stringify(own) === JSON.stringify(migrations)) return;
    const newer = Array.isArray(migrations) && migrations.length > own.length;
    throw new DomainError(
      'backup.other-version',
      `The backup of ${made_at} was made by ${newer ? 'a newer' : 'an older'} version of Pocket-LLM. Restore it ` +
        `with that version${newer ? '' : ', then update'}. Nothing was changed.`,
    );
  }
}

const reasonRequired = (what: string): DomainError =>
  new DomainError(
    'backup.reason-required',
    `${what} people’s chats. Say why: the reason is recorded, and they see it in their settings.`,
  );

/** Names from the file are only compared with those of the database, never used in SQL. */
function known(named: BackedUpTable, tables: BackedUpTable[]): BackedUpTable {
  const table = tables.find(({ name }) => name === named.name);
  if (!table) throw invalid(`it holds a table ${String(named.name).slice(0, 64)} that is not known here`);
  return table;
}

function refused(error: Error): never {
  throw new DomainError('backup.invalid', `The database does not take a row of this backup. Nothing was changed.`, {
    cause: error,
  });
}
