import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/principal.js';
import { PrincipalCache, SessionService } from '../../auth/index.js';
import { RunRegistry } from '../../chat/index.js';
import { LogService } from '../../logging/index.js';
import { endLine, headerLine, invalid, readBackup, rowLines, tableLine, type BackupHeader } from './backup-file.js';
import { BackupRepository, type BackedUpTable } from './backup.repository.js';

const BATCH = 500;

export interface Restored {
  made_at: string;
  rows: number;
}

/** The whole database in a file, and back from one. */
@Injectable()
export class BackupService {
  private readonly logger = new Logger('Backup');

  constructor(
    private readonly repository: BackupRepository,
    private readonly sessions: SessionService,
    private readonly principals: PrincipalCache,
    private readonly runs: RunRegistry,
    private readonly log: LogService,
  ) {}

  /** Lines of a backup as of now. @throws DomainError `auth.confirm-required` */
  async create(request: FastifyRequest, caller: Principal): Promise<AsyncGenerator<string>> {
    await this.sessions.requireRecent(caller);
    const header: BackupHeader = { made_at: new Date().toISOString(), migrations: await this.repository.migrations() };
    await this.log.flush();
    await this.log.audit(request, { action: 'backup.created', metadata: { made_at: header.made_at } });
    return this.lines(header);
  }

  /**
   * Puts a backup in the place of everything but the audit log, or changes nothing. Everybody is signed out.
   * @throws DomainError `auth.confirm-required`, `backup.invalid`, `backup.other-version`
   */
  async restore(request: FastifyRequest, caller: Principal, file: Readable): Promise<Restored> {
    await this.sessions.requireRecent(caller);
    const parts = readBackup(file);
    const { value: first } = await parts.next();
    if (!first || !('header' in first)) throw invalid('it is empty');
    const { header } = first;
    await this.requireSameSchema(header);
    await this.runs.stop('revoked', () => true);
    let rows = 0;
    await this.repository.replace(async (insert, tables, manager) => {
      let table: BackedUpTable | undefined;
      let waiting: string[] = [];
      const write = async () => {
        if (table && waiting.length > 0) await insert(table, waiting).catch(refused);
        rows += waiting.length;
        waiting = [];
      };
      for await (const part of parts) {
        if ('row' in part) {
          if (waiting.push(part.row) >= BATCH) await write();
          continue;
        }
        await write();
        if ('table' in part) table = known(part.table, tables);
        else if ('end' in part && part.end !== rows) throw invalid(`it should hold ${part.end} rows and holds ${rows}`);
      }
      await this.log.audit(request, { action: 'backup.restored', metadata: { made_at: header.made_at, rows } }, manager);
    });
    this.principals.forgetAll();
    return { made_at: header.made_at, rows };
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
      // The download breaks off; only here it says why.
      this.logger.error(`The backup of ${header.made_at} broke off: ${(error as Error).message}`);
      throw error;
    }
    yield endLine(rows);
  }

  private async requireSameSchema({ made_at, migrations }: BackupHeader): Promise<void> {
    const own = await this.repository.migrations();
    if (JSON.stringify(own) === JSON.stringify(migrations)) return;
    const newer = Array.isArray(migrations) && migrations.length > own.length;
    throw new DomainError('backup.other-version', `The backup of ${made_at} was made by ${newer ? 'a newer' : 'an older'} version of Pocket-LLM. Restore it with that version${newer ? '' : ', then update'}. Nothing was changed.`);
  }
}

/** Names of the file are only compared with those of the database, never used. */
function known(named: BackedUpTable, tables: BackedUpTable[]): BackedUpTable {
  const table = tables.find(({ name }) => name === named.name);
  if (!table) throw invalid(`it holds a table ${String(named.name).slice(0, 64)} that is not known here`);
  return table;
}

function refused(error: Error): never {
  throw new DomainError('backup.invalid', `The database does not take a row of this backup. Nothing was changed.`, { cause: error });
}
