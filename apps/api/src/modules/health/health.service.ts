import { Injectable } from '@nestjs/common';
import { DatabaseProbe } from '../../database/database-probe.js';
import { ModelCatalog } from '../models/index.js';
import type { ReadinessDto } from './health.dto.js';

@Injectable()
export class HealthService {
  private stopping = false;

  constructor(
    private readonly database: DatabaseProbe,
    private readonly catalog: ModelCatalog,
  ) {}

  /** From now on the readiness check fails. */
  leave(): void {
    this.stopping = true;
  }

  async ready(): Promise<ReadinessDto> {
    const [database, backends] = await Promise.all([this.database.isUp(), this.catalog.snapshot()]);
    const inService = backends.filter(({ host }) => host.state === 'on');
    const llm = inService.map(({ backend, problem }) => ({
      name: backend.provider,
      status: problem ? ('down' as const) : ('up' as const),
    }));
    const dependencies = [{ name: 'database', status: database ? ('up' as const) : ('down' as const) }, ...llm];
    const degraded = llm.some(({ status }) => status === 'down');
    return { status: !database || this.stopping ? 'unready' : degraded ? 'degraded' : 'ready', dependencies };
  }
}
