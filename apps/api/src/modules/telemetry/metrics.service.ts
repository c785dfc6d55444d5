import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { DomainError } from '../../common/errors/domain-error.js';
import { ENV, type Env } from '../../config/env.js';
import { Counters } from './counters.js';
import { gauge } from './exposition.js';
import { Sampler } from './sampler.js';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The page for Prometheus, and who may read it. */
@Injectable()
export class MetricsService {
  constructor(
    private readonly counters: Counters,
    private readonly sampler: Sampler,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** @throws DomainError `route.not-found` from elsewhere without a token set, `auth.invalid-token` with a wrong one */
  async page(request: FastifyRequest): Promise<string> {
    this.admit(request);
    const { rss_bytes, heap_bytes, loop_lag_ms, uptime_seconds, queue_depth } = this.sampler.process();
    const { pool_used, pool_open, pool_waiting, size_bytes } = await this.sampler.database();
    const { user, system } = process.cpuUsage();
    const lines = [
      ...this.counters.lines(),
      ...gauge('pocket_llm_queue_depth', 'Questions that wait for a backend.', queue_depth),
      ...gauge(
        'pocket_llm_event_loop_lag_p99_seconds',
        'How late the event loop was in the last ten seconds.',
        loop_lag_ms / 1_000,
      ),
      ...gauge('pocket_llm_uptime_seconds', 'Since the start of the process.', uptime_seconds),
      ...gauge('pocket_llm_database_connections_used', 'Connections at work.', pool_used),
      ...gauge('pocket_llm_database_connections_open', 'Connections in the pool.', pool_open),
      ...gauge('pocket_llm_database_waiting', 'Callers that wait for a connection.', pool_waiting),
      ...gauge('pocket_llm_database_size_bytes', 'Size of the database on disk.', size_bytes),
      ...gauge('process_resident_memory_bytes', 'Memory of the process.', rss_bytes),
      ...gauge('nodejs_heap_size_used_bytes', 'Heap in use.', heap_bytes),
      '# HELP process_cpu_seconds_total Processor time of the process.',
      '# TYPE process_cpu_seconds_total counter',
      `process_cpu_seconds_total ${(user + system) / 1e6}`,
    ];
    return `${lines.join('\n')}\n`;
  }

  /** The socket's own address counts, and only without a proxy before it: a proxy on this machine would make everybody local. */
  private admit({ headers, socket }: FastifyRequest): void {
    const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const wanted = this.env.METRICS_TOKEN;
    if (
      token === undefined &&
      LOOPBACK.test(socket.remoteAddress ?? '') &&
      headers['x-forwarded-for'] === undefined &&
      headers.forwarded === undefined
    )
      return;
    if (wanted === undefined)
      throw new DomainError(
        'route.not-found',
        'The figures are read from this machine alone, unless METRICS_TOKEN is set.',
      );
    if (token === undefined || !timingSafeEqual(hash(token), hash(wanted)))
      throw new DomainError('auth.invalid-token', 'Send `Authorization: Bearer <METRICS_TOKEN>`.');
  }
}
