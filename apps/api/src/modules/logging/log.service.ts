import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { BatchWriter } from '../../common/batch-writer.js';
import type { ErrorCode } from '../../common/errors/error-codes.js';
import type { AccountNotice } from './account-notices.js';
import { AuditService, type AuditEvent } from './audit.service.js';
import type { ChatAccess } from './chat-access.js';
import { entryOf, finished, type FinishedRequest } from './finished-request.js';
import type { LogEntry } from './log.entity.js';
import type { Facet } from './facets.js';
import { LogFiguresRepository, type FacetField, type LogHistogram } from './log-figures.repository.js';
import type { LogFilter } from './log.filter.js';
import { lineOf, type LogLine } from './model-call.js';
import { LogRelay } from './log-relay.js';
import { LogRepository, type LogPage, type LogPageRequest } from './log.repository.js';
import { LogTail, type TailBatch } from './log-tail.js';

/** Longest time that rows wait before they are written together; a `kill -9` can lose them. */
const FLUSH_MS = 200;
/**
 * While the database is unavailable, rows are kept up to this number; then the oldest are dropped, and the loss is
 * logged.
 */
const MOST_WAITING = 20_000;
const BATCH = 1_000;
const RETRY_MS = 2_000;

/** The request log (in batches) and the audit log (in the transaction of the change). */
@Injectable()
export class LogService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('RequestLog');
  private readonly tail = new LogTail();
  private waiting: FinishedRequest[] = [];
  private readonly writer = new BatchWriter<LogEntry>({
    logger: this.logger,
    what: 'The request log',
    flushMs: FLUSH_MS,
    retryMs: RETRY_MS,
    drain: () => this.waiting.splice(0, BATCH).map(entryOf),
    write: async (batch) => {
      await this.repository.insertMany(batch);
      this.tail.publish(batch);
      this.relay.pass(batch);
    },
  });

  constructor(
    private readonly repository: LogRepository,
    private readonly figures: LogFiguresRepository,
    private readonly audits: AuditService,
    private readonly relay: LogRelay,
  ) {
    relay.take = (rows) => this.tail.publish(rows);
  }

  /** Records a finished request; the request does not wait for it. Its line is made when it is written. */
  record(request: FastifyRequest, reply: FastifyReply): void {
    this.recordFinished(finished(request, reply));
  }

  /** The same for what a job did as a request would have. */
  recordFinished(request: FinishedRequest): void {
    this.waiting.push(request);
    if (this.waiting.length > MOST_WAITING) {
      this.waiting.splice(0, BATCH);
      this.logger.error(`The database does not take the request log; ${BATCH} rows were given up.`);
    }
    this.writer.schedule();
  }

  /** Writes an audit entry now. @param manager of the transaction it belongs to, if any */
  audit(request: FastifyRequest, event: AuditEvent, manager?: EntityManager): Promise<void> {
    return this.audits.audit(request, event, manager);
  }

  /** Who could read people's chats since a time, newest first. */
  chatAccesses(since: Date): Promise<ChatAccess[]> {
    return this.audits.chatAccesses(since);
  }

  /** Changes of how an account signs in since a time and not by this session, newest first. */
  accountNotices(userId: string, sessionId: string, since: Date): Promise<AccountNotice[]> {
    return this.audits.accountNotices(userId, sessionId, since);
  }

  /**
   * Writes what waits. Resolves when it is in the database, or kept because the database did not answer.
   */
  flush(): Promise<void> {
    return this.writer.flush();
  }

  /** @throws DomainError `request.invalid` for an invalid cursor */
  async page(filter: LogFilter, request: LogPageRequest): Promise<Omit<LogPage, 'logs'> & { logs: LogLine[] }> {
    await this.flush();
    const page = await this.repository.page(filter, request);
    return { ...page, logs: page.logs.map(lineOf) };
  }

  async histogram(filter: LogFilter, buckets: number): Promise<LogHistogram> {
    await this.flush();
    return this.figures.histogram(filter, buckets);
  }

  /** How many requests failed since a time, by error code and up to a number for each. */
  async failures(codes: readonly ErrorCode[], since: Date, most: number): Promise<{ code: ErrorCode; n: number }[]> {
    await this.flush();
    return (await this.figures.failures(codes, since, most)) as { code: ErrorCode; n: number }[];
  }

  facets(field: FacetField): Promise<Facet[]> {
    return this.figures.facets(field);
  }

  /** Lines as any process of the installation writes them, from now on. */
  async *follow(filter: LogFilter, signal: AbortSignal): AsyncGenerator<TailBatch> {
    const leave = this.relay.want();
    try {
      yield* this.tail.follow(filter, signal);
    } finally {
      leave();
    }
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }
}
