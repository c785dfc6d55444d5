import { Injectable } from '@nestjs/common';
import type { CheckDto } from './doctor.dto.js';
import { DoctorRepository } from './doctor.repository.js';

export type Check = Promise<CheckDto | CheckDto[]>;
/** A check with the head of the row that is shown when it fails itself. */
export type NamedCheck = [id: string, title: string, check: () => Check];

const DAY_MS = 86_400_000;
// Decimal units, as on the portal's pages.
const GB = 1000 ** 3;
const MB = 1000 ** 2;
export const sized = (bytes: number): string =>
  bytes < GB ? `${Math.round(bytes / MB)} MB` : `${(bytes / GB).toFixed(1)} GB`;

/** Checks of the database and of what stands between. */
@Injectable()
export class DatabaseChecks {
  constructor(private readonly repository: DoctorRepository) {}

  checks(): NamedCheck[] {
    return [
      ['database', 'Database', () => this.databaseIsWell()],
      ['pooler', 'Connections to the database', () => this.sessionsAreOurs()],
      ['migrations', 'Schema', () => this.schemaIsCurrent()],
      ['clock', 'Clock of the database', () => this.clocksAgree()],
      ['backup', 'Backup', () => this.backupIsRecent()],
    ];
  }

  private async databaseIsWell(): Check {
    const { version, size_bytes, connections, max_connections } = await this.repository.facts();
    const tight = connections > 0.8 * max_connections;
    return {
      id: 'database',
      title: 'Database',
      state: tight ? 'warn' : 'ok',
      detail: `PostgreSQL ${version}, ${sized(size_bytes)}, ${connections} of ${max_connections} connections in use.`,
      ...(tight && { fix: 'Raise max_connections, or run fewer processes on it.' }),
    };
  }

  /** A pooler that gives each session a connection of its own, and passes everything on, cannot be told from none. */
  private async sessionsAreOurs(): Check {
    const { shares, drops } = await this.repository.pooler();
    const head = { id: 'pooler', title: 'Connections to the database' };
    if (drops)
      return {
        ...head,
        state: 'warn',
        detail:
          'A connection pooler in front of the database drops the time limits that the portal sets, so a statement ' +
          'that hangs holds its connection.',
        fix:
          `Set them for the role of DATABASE_URL: ALTER ROLE … SET statement_timeout = '30s'; ALTER ROLE … SET ` +
          `idle_in_transaction_session_timeout = '30s'.`,
      };
    if (shares)
      return {
        ...head,
        state: 'note',
        detail:
          'A connection pooler lends connections for one transaction each. The portal needs no more; the SQL console ' +
          'needs its role to be known to the pooler.',
        fix: 'docs/operations.md says what a pooler changes.',
      };
    return { ...head, state: 'ok', detail: 'Each session has a connection of its own.' };
  }

  private async schemaIsCurrent(): Check {
    const { missing, unknown } = await this.repository.schema();
    const head = { id: 'migrations', title: 'Schema' };
    if (missing.length > 0)
      return {
        ...head,
        state: 'fail',
        detail: `The database lacks ${missing.join(', ')}.`,
        fix: 'Restart the portal: it brings the schema up to date.',
      };
    if (unknown.length > 0)
      return {
        ...head,
        state: 'warn',
        detail: `The database was used by a newer version (${unknown.join(', ')}).`,
        fix: 'Run that version again, or restore a backup of this one.',
      };
    return { ...head, state: 'ok', detail: 'Up to date.' };
  }

  private async clocksAgree(): Check {
    const { now } = await this.repository.facts();
    const apart = Math.abs(now.getTime() - Date.now());
    const agree = apart < 2_000;
    return {
      id: 'clock',
      title: 'Clock of the database',
      state: agree ? 'ok' : 'warn',
      detail: agree
        ? 'Agrees with that of the portal.'
        : `Differs by ${Math.round(apart / 1000)} s from that of the portal.`,
      ...(!agree && { fix: 'Let both machines take their time from NTP.' }),
    };
  }

  private async backupIsRecent(): Check {
    const at = await this.repository.lastBackup();
    const head = {
      id: 'backup',
      title: 'Backup',
      fix: 'Make one on this page, or let pg_dump do it every night (docs/operations.md).',
    };
    if (!at)
      return {
        ...head,
        state: 'note',
        detail: 'None was made here. Backups made otherwise are not known to the portal.',
      };
    const days = Math.floor((Date.now() - at.getTime()) / DAY_MS);
    if (days >= 7) return { ...head, state: 'warn', detail: `The last one was made ${days} days ago.` };
    return {
      id: head.id,
      title: head.title,
      state: 'ok',
      detail: days === 0 ? 'Made today.' : `Made ${days === 1 ? 'a day' : `${days} days`} ago.`,
    };
  }
}
