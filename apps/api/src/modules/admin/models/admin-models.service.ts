import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { Groups } from '../../auth/index.js';
import { withoutNulls } from '../../../common/without-nulls.js';
import { LogService } from '../../logging/index.js';
import type { LlmBackend } from '../../../llm/index.js';
import {
  BackendPool,
  ModelCatalog,
  ModelsService,
  optionsWithoutEffect,
  type BackendState,
  type DescribedModel,
  type Model,
} from '../../models/index.js';
import type { AddModelDto, AdminModelDto, UpdateModelDto } from './admin-model.dto.js';
import type { ModelUsesDto } from './model-uses.dto.js';
import { ModelUsesRepository } from './model-uses.repository.js';

/** Large models take minutes to load from a slow disk. */
const LOAD_TIMEOUT_MS = 600_000;

/** Model management for admins. */
@Injectable()
export class AdminModelsService {
  private readonly logger = new Logger('Models');

  constructor(
    private readonly models: ModelsService,
    private readonly catalog: ModelCatalog,
    private readonly pool: BackendPool,
    private readonly rows: ModelUsesRepository,
    private readonly groups: Groups,
    private readonly log: LogService,
  ) {}

  async list(): Promise<AdminModelDto[]> {
    const states = await this.catalog.freshSnapshot();
    const [models, days] = await Promise.all([this.models.listAll(states), this.rows.lastDays()]);
    return models.map((described) => toDto(described, days, states, this.pool.all));
  }

  /** @throws DomainError `model.exists` */
  async add(request: FastifyRequest, body: AddModelDto): Promise<AdminModelDto> {
    const added = await this.models.add(
      body,
      (model) => (manager) =>
        this.log.audit(request, { action: 'model.added', target: target(model), metadata: { ...body } }, manager),
    );
    return this.dtoOf(added);
  }

  /** @throws DomainError `model.not-found`, `request.invalid` */
  async change(
    request: FastifyRequest,
    id: string,
    { system_prompt, ...rest }: UpdateModelDto,
  ): Promise<AdminModelDto> {
    const before = await this.models.find(id);
    if (rest.group_ids) await this.groups.requireKnown(rest.group_ids);
    const change = {
      ...rest,
      ...(rest.cost && { cost: withoutNulls(rest.cost) }),
      ...(system_prompt !== undefined && { system_prompt: system_prompt?.trim() || null }),
    };
    const changed = await this.models.change(id, change, (manager) =>
      this.log.audit(
        request,
        {
          action: 'model.changed',
          target: target(before),
          metadata: { model_id: id, ...rest },
          ...(system_prompt !== undefined && { detail: { system_prompt: change.system_prompt } }),
        },
        manager,
      ),
    );
    if (rest.options && rest.options.keep_alive !== before.options.keep_alive) await this.keep(changed.model);
    return this.dtoOf(changed);
  }

  /** A model in memory obeys its new setting from now on, and not only after the next question. */
  private async keep(model: Model): Promise<void> {
    try {
      const places = (await this.catalog.places(model)).flat();
      await Promise.all(places.map(({ backend, info }) => backend.keep?.(info.name, model.options.keep_alive)));
      this.catalog.invalidate();
    } catch (error) {
      // The setting is saved; a model that cannot be reached now will hear of it with its next question.
      this.logger.warn(`${model.name} does not know yet how long it stays in memory: ${String(error)}`);
    }
  }

  /** @throws DomainError `model.not-found` */
  async uses(id: string): Promise<ModelUsesDto> {
    return this.rows.of(await this.models.find(id));
  }

  /** @throws DomainError as `ModelsService.remove` */
  async remove(request: FastifyRequest, id: string, fromBackend = false): Promise<void> {
    await this.models.remove(
      id,
      fromBackend,
      (model) => (manager) =>
        this.log.audit(
          request,
          {
            action: 'model.deleted',
            target: target(model),
            metadata: { model_id: id, name: model.name, from_backend: fromBackend },
          },
          manager,
        ),
    );
  }

  /** @throws DomainError `model.not-found`, `model.not-pulled`, `llm.unsupported`, and what the backend throws */
  async load(request: FastifyRequest, id: string): Promise<AdminModelDto> {
    const model = await this.models.find(id);
    const { backend, info } = await this.catalog.locate(model);
    if (!backend.load) throw cannot(backend.label, 'load');
    const { num_ctx, keep_alive } = model.options;
    await backend.load(info.name, { num_ctx, keep_alive }, AbortSignal.timeout(LOAD_TIMEOUT_MS));
    return this.moved(request, model, 'model.loaded');
  }

  /**
   * @throws DomainError `model.not-found`, `model.not-pulled`, `model.in-use`, `llm.unsupported`, and what the backend
   * throws
   */
  async unload(request: FastifyRequest, id: string): Promise<AdminModelDto> {
    const model = await this.models.find(id);
    const places = (await this.catalog.places(model)).flat();
    const loaded = places.filter(({ info }) => info.loaded);
    // Whether it is in memory may be known too late: the best place is asked in any case.
    for (const { backend, info } of loaded.length > 0 ? loaded : places.slice(0, 1)) {
      if (!backend.unload) throw cannot(backend.label, 'unload');
      await backend.unload(info.name);
    }
    return this.moved(request, model, 'model.ejected');
  }

  private async moved(request: FastifyRequest, model: Model, action: string): Promise<AdminModelDto> {
    this.catalog.invalidate();
    await this.log.audit(request, { action, target: target(model), metadata: { model_id: model.id } });
    return this.dtoOf(await this.models.described(model.id));
  }

  private async dtoOf(described: DescribedModel): Promise<AdminModelDto> {
    return toDto(described, await this.rows.lastDays(), await this.catalog.snapshot(), this.pool.all);
  }
}

const target = ({ id, name }: Model) => ({ type: 'model', id, name });
const cannot = (label: string, what: string): DomainError =>
  new DomainError('llm.unsupported', `${label} does not let us ${what} models: it decides that by itself.`);

function toDto(
  { model, dto }: DescribedModel,
  days: Map<string, string>,
  states: BackendState[],
  backends: readonly LlmBackend[],
): AdminModelDto {
  const backend = backends.find(({ provider }) => provider === model.provider);
  const { options, system_prompt, roles, group_ids, fallbacks, cost } = model;
  return {
    ...dto,
    options,
    options_without_effect: backend ? optionsWithoutEffect(backend, dto) : [],
    system_prompt,
    roles: roles as AdminModelDto['roles'],
    group_ids,
    fallbacks,
    cost,
    last_used: days.get(model.name) ?? null,
    hosts: ModelCatalog.all(states, model).map(({ host, info }) => ({
      id: host.backend.id,
      name: host.name,
      loaded: info.loaded,
    })),
  };
}
