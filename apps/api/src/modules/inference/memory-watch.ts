import { Injectable } from '@nestjs/common';
import { ModelCatalog } from '../models/index.js';
import { Sampler, type BackendNow, type LoadedModel } from '../telemetry/index.js';

const MINUTE_MS = 60_000;
/** How long after the last question the backends are still polled for loaded models. */
const WATCH_AFTER_USE_MS = 60 * MINUTE_MS;

/**
 * Reports to the telemetry which models are in memory. It polls the backends only while models are in use; otherwise it
 * reuses what the catalog knows.
 */
@Injectable()
export class MemoryWatch {
  private usedAt = -Infinity;

  constructor(
    private readonly catalog: ModelCatalog,
    sampler: Sampler,
  ) {
    sampler.watchModels(() => this.look());
    sampler.watchBackends(() => this.backendsUp());
  }

  /** Marks the backends as in use. */
  used(): void {
    this.usedAt = performance.now();
  }

  private async backendsUp(): Promise<BackendNow[]> {
    return (await this.catalog.snapshot())
      .filter(({ host }) => host.state === 'on')
      .map(({ host, problem }) => ({ id: host.backend.id, up: !problem && host.breaker.state !== 'open' }));
  }

  /** `undefined` when unknown: a server with OpenAI's API does not report its memory. */
  private async look(): Promise<LoadedModel[] | undefined> {
    const states = await (performance.now() - this.usedAt < WATCH_AFTER_USE_MS
      ? this.catalog.snapshot()
      : this.catalog.recentSnapshot(MINUTE_MS));
    const reporting = states?.filter(({ backend, problem }) => backend.provider !== 'openai' && !problem) ?? [];
    if (reporting.length === 0) return undefined;
    const bytes = new Map<string, number>();
    // Several backends may have loaded the same model: add up their bytes.
    for (const { name, loaded, memory } of reporting.flatMap(({ models }) => models))
      if (loaded) bytes.set(name, (bytes.get(name) ?? 0) + (memory?.bytes ?? 0));
    return [...bytes].map(([model, size]) => ({ model, bytes: size }));
  }
}
