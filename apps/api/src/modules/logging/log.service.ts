import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { newId } from '../../common/http/ids.js';
import { clientInfo } from '../../common/http/request.js';
import type { Principal } from '../../common/principal.js';
import type { LogEntry } from './log.entity.js';
import { LogRepository, type ActivityCounts, type LogFilter } from './log.repository.js';

/** Rows wait at most this long before they are written together; what a `kill -9` can lose of the request log. */
const FLUSH_MS = 200;
/** When the database is away rows are kept up to this number; then the oldest are given up, and the loss is printed. */
const MOST_WAITING = 20_000;
const BATCH = 1_000;

/** Something an admin wants to be able to look up later, written together with what it records. */
export interface AuditEvent {
  action: string;
  metadata: Record<string, unknown>;
}

/** The request log (in batches) and audited events (at once, in the transaction of what they record). */
@Injectable()
export class LogService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('RequestLog');
  private waiting: LogEntry[] = [];
  private timer?: NodeJS.Timeout;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly repository: LogRepository) {}

  /** Notes a finished request; costs the request nothing but this call. */
  record(request: FastifyRequest, reply: FastifyReply): void {
    this.waiting.push(entry(request, { action: request.action ?? 'http.request', metadata: request.logMetadata ?? null, status: reply.statusCode, duration: reply.elapsedTime }));
    if (this.waiting.length > MOST_WAITING) {
      this.waiting.splice(0, BATCH);
      this.logger.error(`The database does not take the request log; ${BATCH} rows were given up.`);
    }
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes an audit event now. @param manager of the transaction it belongs to, where there is one */
  async audit(request: FastifyRequest, event: AuditEvent, manager?: EntityManager): Promise<void> {
    await this.repository.insertMany([entry(request, { ...event, status: 200, duration: 0 })], manager);
  }

  /** Writes what waits. Resolves when it is in the database, or back in the queue because the database did not answer. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.writeWaiting());
    return this.writing;
  }

  async find(filter: LogFilter, limit: number, offset: number): Promise<{ logs: LogEntry[]; total: number }> {
    await this.flush();
    return this.repository.find(filter, limit, offset);
  }

  async activity(): Promise<ActivityCounts> {
    await this.flush();
    return this.repository.activity();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async writeWaiting(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH);
      try {
        await this.repository.insertMany(batch);
      } catch (error) {
        this.waiting.unshift(...batch);
        this.logger.warn(`The request log waits for the database: ${(error as Error).message}`);
        this.timer ??= setTimeout(() => void this.flush(), 2_000).unref();
        return;
      }
    }
  }
}

function entry(request: FastifyRequest, what: { action: string; metadata: Record<string, unknown> | null; status: number; duration: number }): LogEntry {
  const { ip, userAgent } = clientInfo(request);
  const principal: Principal | undefined = request.principal;
  return {
    id: newId(),
    user_id: principal?.userId ?? null,
    username: principal?.username ?? null,
    action: what.action,
    // The path as the route declares it: no ids, no query, so nothing private and few different values.
    endpoint: request.routeOptions.url ?? clean(request.url.split('?')[0]!).slice(0, 256),
    method: request.method,
    status_code: what.status,
    metadata: principal?.key ? { ...what.metadata, api_key_id: principal.key.id } : what.metadata,
    ip_address: ip,
    user_agent: userAgent && clean(userAgent),
    duration_ms: Math.round(what.duration * 100) / 100,
    request_id: request.id,
    created_at: new Date(),
  };
}

/** PostgreSQL text cannot hold NUL, and control characters have no place in a log line. */
const clean = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, '\uFFFD');
