import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/http/ids.js';
import type { Principal } from '../../common/access/principal.js';
import type { BackendModel, Provider } from '../../llm/index.js';
import { DOCUMENTED_DEFAULT, defaultOf, lastSeen, unavailability, type DescribedModel } from './availability.js';
import type { BackendState } from './backend-probes.js';
import { ModelCatalog, otherNames } from './model-catalog.js';
import type { ModelDto } from './model.dto.js';
import type { Model } from './model.entity.js';
import { ModelRepository } from './model.repository.js';
import { permitted } from './model-rights.js';
import { ModelMeasures } from './model-measures.js';
import { removeWeights } from './remove-weights.js';

const DEMO = 'pocket-demo';

type Audit = (manager: EntityManager) => Promise<void>;

@Injectable()
export class ModelsService {
  constructor(
    private readonly models: ModelRepository,
    private readonly catalog: ModelCatalog,
    private readonly measures: ModelMeasures,
  ) {}

  /** Creates the documented default on the very first start. */
  async ensureDefault(): Promise<void> {
    if ((await this.models.all()).length > 0) return;
    await this.models.insertMissing([
      { id: newId(), name: DOCUMENTED_DEFAULT, display_name: DOCUMENTED_DEFAULT, provider: 'ollama', is_default: true },
    ]);
  }

  /** Models this principal may use, with the backends' state. */
  async list(principal: Principal): Promise<ModelDto[]> {
    const all = await this.listAll(await this.catalog.freshSnapshot());
    const mine = all.filter(({ model }) => permitted(model, principal));
    const chosen = defaultOf(mine);
    return mine.map((one) => ({ ...one.dto, is_default: one === chosen }));
  }

  /** All models, for admins, including disabled ones. Adds newly found models first. */
  async listAll(states?: BackendState[]): Promise<DescribedModel[]> {
    states ??= await this.catalog.snapshot();
    const models = await this.withDiscovered(await this.models.all(), states);
    return models
      .filter(({ withdrawn_at }) => !withdrawn_at)
      .map((model) => ({ model, dto: this.describe(model, states) }));
  }

  /**
   * The model of a request: the named one, otherwise the default. Nothing replaces a model that cannot answer now.
   * @throws DomainError `model.unavailable`: unknown, disabled or not permitted
   */
  async choose(principal: Principal, name?: string): Promise<Model> {
    if (name !== undefined) {
      const known = named(await this.models.known(), principal, name);
      if (known) return known;
      // It may have come since, to a backend or, by another process, to the table.
      const rows = await this.withDiscovered(await this.models.all(), await this.catalog.freshSnapshot());
      const found = named(byName(rows), principal, name);
      if (found) this.models.forget();
      if (!found)
        throw new DomainError(
          'model.unavailable',
          `The model ${JSON.stringify(name.slice(0, 100))} is not available: unknown, disabled or not permitted. ` +
            'GET /api/models lists those that are.',
        );
      return found;
    }
    const chosen = defaultOf((await this.listAll()).filter(({ model }) => permitted(model, principal)));
    if (!chosen)
      throw new DomainError('model.unavailable', 'No model is available to you. Ask an administrator to enable one.');
    return chosen.model;
  }

  /**
   * The models that may answer in the place of one that is out, in the order that an admin chose: those that the
   * principal may use. They have no fallbacks in turn, so there is no circle.
   */
  async fallbacksOf({ fallbacks }: Model, principal: Principal): Promise<Model[]> {
    if (fallbacks.length === 0) return [];
    const all = [...(await this.models.known()).values()];
    return fallbacks.flatMap((id) =>
      all.filter((one) => one.id === id && !one.withdrawn_at && permitted(one, principal)),
    );
  }

  /** The enabled model of this name, whoever may use it. */
  async enabled(name: string): Promise<Model | undefined> {
    const known = await this.models.known();
    const model = [name, ...otherNames(name)].map((one) => known.get(one)).find(Boolean);
    return model?.is_enabled && !model.withdrawn_at ? model : undefined;
  }

  /** Whether there is a model of this name that the principal may use, as far as the portal knows by now. */
  async isFor(principal: Principal, name: string): Promise<boolean> {
    return named(await this.models.known(), principal, name) !== undefined;
  }

  /** Whether the portal has, or had, a model of this name, whoever may use it. */
  async exists(name: string): Promise<boolean> {
    const known = await this.models.known();
    return [name, ...otherNames(name)].some((one) => known.has(one));
  }

  /** Checks model ids that a key of this person is to be bound to. @throws DomainError `model.unavailable` */
  async requirePermitted(ids: string[], principal: Principal): Promise<void> {
    if (ids.length === 0) return;
    const mine = new Set(
      (await this.models.all())
        .filter((model) => !model.withdrawn_at && permitted(model, principal))
        .map(({ id }) => id),
    );
    const missing = ids.find((id) => !mine.has(id));
    if (missing)
      throw new DomainError(
        'model.unavailable',
        `The model ${missing} is not available: unknown, disabled or not permitted. GET /api/models lists those ` +
          'that are.',
      );
  }

  /** Checks model ids that an admin names. @throws DomainError `model.not-found` */
  async requireKnown(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    const known = await this.namesById();
    const missing = ids.find((id) => !known.has(id));
    if (missing) throw new DomainError('model.not-found', `There is no model ${missing}. It may have been deleted.`);
  }

  async namesById(): Promise<Map<string, string>> {
    return new Map((await this.models.all()).map(({ id, name }) => [id, name]));
  }

  /** @throws DomainError `model.exists` */
  async add(
    model: { name: string; display_name?: string; provider?: Provider },
    audit: (model: Model) => Audit,
  ): Promise<DescribedModel> {
    const { name, display_name, provider = 'ollama' } = model;
    const row = { id: newId(), name, display_name: shownName(display_name, name), provider };
    const added = await this.models.add(row, audit(row as Model));
    if (!added) throw exists(name);
    return { model: added, dto: this.describe(added, await this.catalog.snapshot()) };
  }

  /** @throws DomainError `model.not-found` */
  find(id: string): Promise<Model> {
    return this.models.find(id);
  }

  async described(id: string): Promise<DescribedModel> {
    const model = await this.models.find(id);
    return { model, dto: this.describe(model, await this.catalog.snapshot()) };
  }

  /** Enables a newly pulled model. */
  async offer(name: string, provider: Provider): Promise<void> {
    await this.models.offer({ id: newId(), name, display_name: name, provider });
  }

  /** @throws DomainError `model.exists`: a backend of this kind has the name, or another kind of backend uses it */
  async requireFreeName(name: string, provider: Provider): Promise<void> {
    const taken = (await this.models.all()).some((model) => model.name === name && model.provider !== provider);
    if (taken || ModelCatalog.find(await this.catalog.snapshot(), { name, provider })) throw exists(name);
  }

  /**
   * Removes a model from the portal. While a backend has it, or may have it, the row stays and marks it as withdrawn.
   * @param fromBackend also deletes its weights
   * @throws DomainError `model.not-found`, `model.is-default`, `model.in-use`, and what the backend throws
   */
  async remove(id: string, fromBackend: boolean, audit: (model: Model) => Audit): Promise<void> {
    const model = await this.models.find(id);
    if (model.is_default)
      throw new DomainError(
        'model.is-default',
        `${model.display_name} is the default. Make another model the default first.`,
      );
    const states = await this.catalog.snapshot();
    const found = ModelCatalog.all(states, model);
    // An unreachable backend may have it, and the model must not come back with that backend.
    const hidden = states.find(({ backend, problem }) => backend.provider === model.provider && problem)?.problem;
    if (fromBackend && found.length === 0 && hidden) throw hidden;
    if (fromBackend) await removeWeights(found).finally(() => this.catalog.invalidate());
    await this.models.remove(id, Boolean(hidden) || (!fromBackend && found.length > 0), audit(model));
  }

  /** @throws DomainError `model.not-found`, `request.invalid` */
  async change(id: string, wanted: Partial<Model>, audit: Audit): Promise<DescribedModel> {
    const before = await this.models.find(id);
    const { display_name } = wanted;
    const change = {
      ...wanted,
      ...(display_name !== undefined && { display_name: shownName(display_name, before.name) }),
    };
    const after = { ...before, ...change };
    if (after.is_default && !after.is_enabled) {
      throw new DomainError(
        'request.invalid',
        'The default model cannot be disabled. Make another model the default first.',
        { errors: [{ pointer: '/is_enabled', message: 'must stay true for the default model' }] },
      );
    }
    const { fallbacks } = change;
    if (fallbacks) await this.requireFallbacks(id, fallbacks);
    const saved = Object.keys(change).length > 0 ? await this.models.save(id, change, audit) : before;
    return { model: saved, dto: this.describe(saved, await this.catalog.snapshot()) };
  }

  private async requireFallbacks(id: string, fallbacks: string[]): Promise<void> {
    const known = new Set((await this.models.all()).filter((one) => !one.withdrawn_at).map((one) => one.id));
    const wrong = fallbacks.includes(id) || !fallbacks.every((one) => known.has(one));
    if (!wrong) return;
    throw new DomainError('request.invalid', 'A fallback has to be another model of this portal.', {
      errors: [{ pointer: '/fallbacks', message: 'must be ids of other models' }],
    });
  }

  private async withDiscovered(known: Model[], states: BackendState[]): Promise<Model[]> {
    const found = states.flatMap(({ backend, models }) =>
      models.map(({ name }) => ({ name, provider: backend.provider })),
    );
    const found_at = new Date();
    const seen = known.filter((model) => !model.found_at && ModelCatalog.find(states, model));
    if (seen.length > 0) await this.models.markFound(seen.map(({ id }) => id));
    for (const model of seen) model.found_at = found_at;
    const names = new Set(known.flatMap(({ name }) => [name, `${name}:latest`]));
    const fresh = found.filter(({ name }) => !names.has(name));
    if (fresh.length === 0) return known;
    const rows = [...new Map(fresh.map((model) => [model.name, model])).values()].map(({ name, provider }) => ({
      id: newId(),
      name,
      provider,
      display_name: name === DEMO ? 'Pocket demo' : name,
      found_at,
    }));
    await this.models.insertMissing(rows);
    return this.models.all();
  }

  private describe(model: Model, states: BackendState[]): ModelDto {
    const info = ModelCatalog.find(states, model)?.info;
    const { id, name, display_name, provider, is_enabled, is_default, created_at } = model;
    return {
      id,
      name,
      display_name,
      provider,
      is_enabled,
      is_default,
      available: info !== undefined,
      ...(!info && unavailability(model, states)),
      loaded: info?.loaded ?? false,
      context_length: info?.context_length ?? null,
      context_window: contextWindow(model, info),
      capabilities: (info ?? lastSeen(states, model))?.capabilities ?? [],
      size_bytes: info?.size_bytes ?? null,
      parameter_size: info?.parameter_size ?? null,
      quantization: info?.quantization ?? null,
      ...this.measures.of(id),
      created_at,
    };
  }
}

/** The name that people see: an empty one falls back to the model's. */
const shownName = (displayName: string | undefined, name: string): string => displayName?.trim() || name;

const exists = (name: string): DomainError =>
  new DomainError('model.exists', `There is a model named ${name} already. Enable or change that one.`);

/**
 * Context length of this model's answers in tokens: the configured one, capped by the model's maximum; otherwise the
 * one its backend uses.
 */
export function contextWindow(
  { options }: Pick<Model, 'options'>,
  info: BackendModel | undefined,
  wanted = options.num_ctx,
): number | null {
  if (wanted === undefined) return info?.context_window ?? null;
  return Math.min(wanted, info?.context_length ?? wanted);
}

const byName = (rows: Model[]): Map<string, Model> => new Map(rows.map((model) => [model.name, model]));

/** The model of this name that the principal may use; people write `tiny` or `tiny:latest`. */
const named = (models: ReadonlyMap<string, Model>, principal: Principal, name: string): Model | undefined =>
  [name, ...otherNames(name)]
    .map((one) => models.get(one))
    .find((model) => model && !model.withdrawn_at && permitted(model, principal));
