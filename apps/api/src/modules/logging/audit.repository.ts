import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { decodeCursor, encodeCursor, type Page } from '../../common/http/paging.js';
import { positional } from '../../database/positional.js';
import { ACCOUNT_NOTICES, type AccountNotice } from './account-notices.js';
import { AuditEntry, type AuditResult } from './audit-entry.entity.js';
import { CHAT_ACCESSES, type ChatAccess } from './chat-access.js';
import { facetsOf, type Facet } from './facets.js';

export interface AuditFilter {
  actor?: string;
  action?: string;
  target?: string;
  target_type?: string;
  result?: AuditResult;
  from?: Date;
  to?: Date;
  q?: string;
}

export const AUDIT_FACET_FIELDS = ['action', 'actor_name', 'target_name', 'target_type'] as const;
export type AuditFacetField = (typeof AUDIT_FACET_FIELDS)[number];

export interface AuditCheck {
  ok: boolean;
  /** Number of valid entries, up to the first invalid one. */
  entries: number;
  broken_at?: number;
  reason?: 'changed' | 'missing' | 'cut-off';
}

/** Columns that the database does not fill in. */
export type NewAuditEntry = Omit<AuditEntry, 'seq' | 'at' | 'previous_hash' | 'hash'>;

const COLUMNS = [
  'id',
  'actor_id',
  'actor_name',
  'action',
  'target_type',
  'target_id',
  'target_name',
  'result',
  'detail',
  'ip_address',
  'request_id',
] as const;
/** Entries that a person sees of who read chats. */
const MOST_ACCESSES = 200;
/** Changes of the account that a person is told at once. */
const MAX_NOTICES = 20;
/** Entries that one statement checks. */
const CHECKED = 10_000;
const NOTHING = '0'.repeat(64);

@Injectable()
export class AuditRepository {
  constructor(@InjectRepository(AuditEntry) private readonly entries: Repository<AuditEntry>) {}

  /** @param manager of the transaction it belongs to, if any */
  async insert(entry: NewAuditEntry, manager: EntityManager = this.entries.manager): Promise<void> {
    await manager.query(
      `INSERT INTO audit_log (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((_, i) => `$${i + 1}`).join(', ')})`,
      COLUMNS.map((name) => (name === 'detail' && entry.detail ? JSON.stringify(entry.detail) : entry[name])),
    );
  }

  hasRequest(requestId: string): Promise<boolean> {
    return this.entries.existsBy({ request_id: requestId });
  }

  /** Newest first. @throws DomainError `request.invalid` for an invalid cursor */
  async page(filter: AuditFilter, limit: number, cursor?: string): Promise<Page<AuditEntry>> {
    const [before] = cursor ? decodeCursor(cursor, [/^\d{1,18}$/]) : [];
    const conditions = [
      before && 'seq < :before',
      filter.actor && '(actor_id::text = :actor OR actor_name = :actor)',
      filter.action && 'action = :action',
      filter.target && '(target_id = :target OR target_name = :target)',
      filter.target_type && 'target_type = :target_type',
      filter.result && 'result = :result',
      filter.from && 'at >= :from',
      filter.to && 'at < :to',
      // strpos takes the text literally: % and _ are no wildcards.
      filter.q &&
        `strpos(lower(concat_ws(' ', action, actor_name, target_name, target_id, request_id::text, ` +
          'detail::text)), lower(:q)) > 0',
    ].filter(Boolean);
    const rows: AuditEntry[] = await this.entries.query(
      ...positional(
        `SELECT * FROM audit_log WHERE ${conditions.join(' AND ') || 'true'} ORDER BY seq DESC LIMIT :most`,
        { ...filter, before, most: limit + 1 },
      ),
    );
    const found = rows.slice(0, limit);
    return { rows: found, ...(rows.length > limit && { nextCursor: encodeCursor([found.at(-1)!.seq]) }) };
  }

  /** Who could read people's chats since a time, newest first. */
  chatAccesses(since: Date): Promise<ChatAccess[]> {
    return this.entries.query(CHAT_ACCESSES, [since, MOST_ACCESSES]);
  }

  /** Changes of how an account signs in since a time and not by this session, newest first. */
  accountNotices(userId: string, sessionId: string, since: Date): Promise<AccountNotice[]> {
    return this.entries.query(ACCOUNT_NOTICES, [userId, sessionId, since, MAX_NOTICES]);
  }

  facets(field: AuditFacetField): Promise<Facet[]> {
    return facetsOf(this.entries.manager, field, 'audit_log ORDER BY seq DESC');
  }

  /** Verifies the whole chain: numbers without a gap, each entry's hash, and the last entry against the head. */
  async verify(): Promise<AuditCheck> {
    let [seq, hash] = [0, NOTHING];
    for (;;) {
      const [step]: { n: number; bad: string | null; last: string | null; hash: string | null }[] =
        await this.entries.query(
          `WITH part AS (SELECT a.seq, a.hash, a.previous_hash, audit_hash(a) AS real,
             lag(a.hash, 1, $2) OVER w AS before, lag(a.seq, 1, $1::bigint) OVER w AS seq_before
           FROM (SELECT * FROM audit_log WHERE seq > $1 ORDER BY seq LIMIT ${CHECKED}) a WINDOW w AS (ORDER BY a.seq))
         SELECT count(*)::int AS n, max(seq) AS last, (array_agg(hash ORDER BY seq DESC))[1] AS hash,
           min(seq) FILTER (WHERE seq <> seq_before + 1 OR previous_hash <> before OR hash <> real) AS bad FROM part`,
          [seq, hash],
        );
      if (step!.bad !== null) return this.broken(Number(step!.bad));
      if (step!.n > 0) [seq, hash] = [Number(step!.last), step!.hash!];
      const [end]: { last: string | null; head: string | null; hash: string | null }[] = await this.entries.query(
        'SELECT (SELECT max(seq) FROM audit_log) AS last, (SELECT seq FROM audit_head) AS head, (SELECT hash ' +
          'FROM audit_head) AS hash',
      );
      if (Number(end!.last) > seq) continue;
      const whole = Number(end!.head) === seq && end!.hash === hash;
      return whole ? { ok: true, entries: seq } : { ok: false, entries: seq, broken_at: seq + 1, reason: 'cut-off' };
    }
  }

  private async broken(at: number): Promise<AuditCheck> {
    const before = await this.entries.findOneBy({ seq: String(at - 1) });
    const missing = at > 1 && !before;
    const [last]: { n: string | null }[] = await this.entries.query(
      'SELECT max(seq) AS n FROM audit_log WHERE seq < $1',
      [at],
    );
    const place = missing ? Number(last!.n) + 1 : at;
    return { ok: false, entries: place - 1, broken_at: place, reason: missing ? 'missing' : 'changed' };
  }
}
