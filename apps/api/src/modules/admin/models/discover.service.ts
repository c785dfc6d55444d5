import { Injectable } from '@nestjs/common';
import { freemem } from 'node:os';
import { ModelCatalog, ModelsService, type BackendState, type Model } from '../../models/index.js';
import { BACKEND_VERBS, type BackendStateDto } from './discover.dto.js';
import { ModelUsesRepository } from './model-uses.repository.js';

/** What the backends have, what they can do, and how much room they have. */
@Injectable()
export class DiscoverService {
  constructor(
    private readonly catalog: ModelCatalog,
    private readonly models: ModelsService,
    private readonly rows: ModelUsesRepository,
  ) {}

  /** Queries every backend now. Never fails because one is unreachable. */
  async look(): Promise<BackendStateDto[]> {
    this.catalog.invalidate();
    const [states, days] = await Promise.all([this.catalog.snapshot(), this.rows.lastDays()]);
    const models = (await this.models.listAll()).map(({ model }) => model);
    return Promise.all(states.map((state) => this.describe(state, models, days)));
  }

  private async describe(
    { backend, problem, isLate, last }: BackendState,
    rows: Model[],
    days: Map<string, string>,
  ): Promise<BackendStateDto> {
    const [health, room] = await Promise.all([
      problem || isLate ? undefined : backend.health(),
      backend.room?.().catch(() => undefined),
    ]);
    return {
      id: backend.id,
      label: backend.label,
      provider: backend.provider,
      reachable: problem === undefined,
      version: health?.version ?? null,
      ...(problem && { problem: problem.detail }),
      seen_at: last?.at.toISOString() ?? null,
      can: BACKEND_VERBS.filter((verb) => backend[verb] !== undefined),
      free_disk_bytes: room?.free_bytes ?? null,
      free_memory_bytes: backend.local ? freemem() : null,
      models: (last?.models ?? []).map(
        ({ name, size_bytes, quantization = null, parameter_size = null, context_length, loaded, memory }) => {
          const row = rows.find(
            (model) => model.provider === backend.provider && (model.name === name || `${model.name}:latest` === name),
          );
          return {
            name,
            model_id: row?.id ?? null,
            size_bytes,
            quantization,
            parameter_size,
            context_length,
            loaded: loaded && !problem,
            was_loaded: loaded,
            ...(memory && !problem && { memory }),
            memory_seen_bytes: this.catalog.memoryOf(backend, name) ?? null,
            last_used: days.get(row?.name ?? name) ?? null,
          };
        },
      ),
    };
  }
}
