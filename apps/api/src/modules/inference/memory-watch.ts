import { Injectable } from '@nestjs/common';
import { ModelCatalog } from '../models/index.js';
import { Sampler, type LoadedModel } from '../telemetry/index.js';

const MINUTE_MS = 60_000;
/** So long after the last question the backends are still asked what they hold. */
const WATCH_AFTER_USE_MS = 60 * MINUTE_MS;

/**
 * Tells the telemetry which models are in memory. Backends are asked for it only while models are in use; else what
 * others heard is enough.
 */
@Injectable()
export class MemoryWatch {
  private usedAt = -Infinity;

  constructor(
    private readonly catalog: ModelCatalog,
    sampler: Sampler,
  ) {
    sampler.watchModels(() => this.look());
  }

  /** A backend is being used. */
  used(): void {
    this.usedAt = Date.now();
  }

  /** `undefined`: nobody knows. A server with the API of OpenAI says nothing about memory. */
  private async look(): Promise<LoadedModel[] | undefined> {
    const states = await (Date.now() - this.usedAt < WATCH_AFTER_USE_MS
      ? this.catalog.snapshot()
      : this.catalog.heard(MINUTE_MS));
    const telling = states?.filter(({ backend, problem }) => backend.provider !== 'openai' && !problem) ?? [];
    if (telling.length === 0) return undefined;
    const bytes = new Map<string, number>();
    // Several backends may have the same model in memory: then it takes up the sum.
    for (const { name, loaded, memory } of telling.flatMap(({ models }) => models))
      if (loaded) bytes.set(name, (bytes.get(name) ?? 0) + (memory?.bytes ?? 0));
    return [...bytes].map(([model, size]) => ({ model, bytes: size }));
  }
}
