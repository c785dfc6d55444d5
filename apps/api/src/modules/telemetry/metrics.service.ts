import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { isLoopbackAddress } from '../../common/http/addresses.js';
import { Workers } from '../../common/workers.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { ENV, type Env } from '../../config/env.js';
import { pageOf, PrometheusMetrics, type Figures } from './prometheus.js';
import { Sampler } from './sampler.js';

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The metrics page for Prometheus, and its access rule. */
@Injectable()
export class MetricsService {
  constructor(
    metrics: PrometheusMetrics,
    sampler: Sampler,
    private readonly workers: Workers,
    @Inject(ENV) private readonly env: Env,
  ) {
    workers.answer(async () => metrics.figures(sampler.process(), await sampler.database(), await sampler.backends()));
  }

  /**
   * @throws DomainError `route.not-found` from another machine when no token is set, `auth.invalid-token` with a wrong
   * one
   */
  async page(request: FastifyRequest): Promise<string> {
    this.admit(request);
    const { values, gone } = await this.workers.collect();
    return pageOf(values as Figures[], gone as Figures[]);
  }

  /**
   * Only the socket's own address counts, and only without a proxy: a proxy on this machine would make every client
   * local.
   */
  private admit({ headers, socket }: FastifyRequest): void {
    const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const wanted = this.env.METRICS_TOKEN;
    if (
      token === undefined &&
      isLoopbackAddress(socket.remoteAddress ?? '') &&
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
