import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { BackendHealth } from '../../../llm/index.js';
import { HostRuns } from '../../inference/index.js';
import { LogService } from '../../logging/index.js';
import {
  BackendPool,
  BackendsService,
  ModelCatalog,
  type BackendHost,
  type BackendState,
  type BrokenBackend,
} from '../../models/index.js';
import type { AddBackendDto, BackendDto, ChangeBackendDto, TriedBackendDto, TryBackendDto } from './backend.dto.js';

/** Model servers for the admin routes: every change and every attempt is audited, and no entry has a key. */
@Injectable()
export class AdminBackendsService {
  constructor(
    private readonly backends: BackendsService,
    private readonly pool: BackendPool,
    private readonly catalog: ModelCatalog,
    private readonly runs: HostRuns,
    private readonly log: LogService,
  ) {}

  /** Never fails because one is unreachable. */
  async list(): Promise<BackendDto[]> {
    const states = await this.catalog.freshSnapshot();
    const hosts = await Promise.all(this.pool.hosts.map((host) => this.describe(host, states)));
    return [...hosts, ...this.pool.broken.map(toBroken)];
  }

  /** @throws DomainError as `BackendsService.add` */
  async add(request: FastifyRequest, { provider, ...fields }: AddBackendDto): Promise<BackendDto> {
    const { api_key, ...shown } = fields;
    const added = await this.backends.add(
      provider,
      fields,
      (id) => (manager) =>
        this.log.audit(
          request,
          {
            action: 'backend.added',
            target: target(id),
            metadata: { backend: id, ...withoutKey(shown), has_api_key: Boolean(api_key) },
          },
          manager,
        ),
    );
    return this.described(added);
  }

  /** @throws DomainError as `BackendsService.change` */
  async change(request: FastifyRequest, id: string, fields: ChangeBackendDto): Promise<BackendDto> {
    const { api_key, ...shown } = fields;
    const changed = await this.backends.change(
      id,
      fields,
      (to) => (manager) =>
        this.log.audit(
          request,
          {
            action: 'backend.changed',
            target: target(to),
            metadata: {
              backend: to,
              ...(to !== id && { before: id }),
              ...withoutKey(shown),
              ...(api_key !== undefined && { api_key: api_key === null ? 'removed' : 'replaced' }),
            },
          },
          manager,
        ),
    );
    return this.described(changed);
  }

  /** @throws DomainError as `BackendsService.remove` */
  async remove(request: FastifyRequest, id: string): Promise<void> {
    await this.backends.remove(id, (manager) =>
      this.log.audit(request, { action: 'backend.removed', target: target(id), metadata: { backend: id } }, manager),
    );
  }

  /** The attempt is audited with its address; the key is kept nowhere. @throws DomainError `request.invalid` */
  async test(request: FastifyRequest, { provider, url, api_key, id: saved }: TryBackendDto): Promise<TriedBackendDto> {
    return this.backends.try(provider, url, api_key, saved, (address) =>
      this.log.audit(request, { action: 'backend.tried', target: target(address), metadata: {} }),
    );
  }

  private async described(host: BackendHost): Promise<BackendDto> {
    return this.describe(host, await this.catalog.freshSnapshot());
  }

  private async describe(host: BackendHost, states: BackendState[]): Promise<BackendDto> {
    const { backend, breaker, row } = host;
    const state = states.find((one) => one.backend.id === backend.id);
    const health = await this.healthOf(host, state);
    const models = state?.last?.models ?? [];
    return {
      id: backend.id,
      name: host.name,
      label: backend.label,
      provider: backend.provider,
      url: row?.url ?? null,
      from_environment: host.fromEnvironment,
      has_api_key: Boolean(row?.api_key),
      api_key_lost: host.keyLost,
      broken: false,
      weight: host.weight,
      tier: host.tier,
      max_parallel: host.maxParallel,
      state: host.state,
      reachable: health?.reachable ?? null,
      ...(health && !health.reachable && { problem: health.detail }),
      version: health?.version ?? null,
      breaker: {
        state: breaker.state,
        opens_in_ms: breaker.state === 'open' ? Math.ceil(breaker.opensInMs) : null,
        fault: breaker.fault ?? null,
      },
      model_count: models.length,
      loaded: health?.reachable ? models.filter(({ loaded }) => loaded).map(({ name }) => name) : [],
      running: this.runs.runningAt(backend.id),
    };
  }

  /** One whose list of models is missing is not asked again: the desk would wait for it. */
  private async healthOf(
    { backend, state: use }: BackendHost,
    state?: BackendState,
  ): Promise<BackendHealth | undefined> {
    if (use === 'off') return undefined;
    if (use === 'on' && state?.problem) return { reachable: false, detail: state.problem.detail };
    if (state?.isLate) return { reachable: false, detail: `${backend.label} takes long to answer.` };
    return backend.health();
  }
}

/** Its address is not shown: what nobody can read may be anything. */
const toBroken = ({ row, reason }: BrokenBackend): BackendDto => ({
  id: row.id,
  name: row.name ?? row.id,
  label: row.id,
  provider: row.provider ?? 'ollama',
  url: null,
  from_environment: false,
  has_api_key: Boolean(row.api_key),
  api_key_lost: false,
  broken: true,
  weight: row.weight,
  tier: row.tier,
  max_parallel: row.max_parallel,
  state: row.state,
  reachable: null,
  problem: reason,
  version: null,
  breaker: { state: 'closed', opens_in_ms: null, fault: null },
  model_count: 0,
  loaded: [],
  running: 0,
});

const target = (id: string) => ({ type: 'backend', id });

/** Addresses as typed may have a password in them, which is refused later. */
const withoutKey = ({ url: _, ...fields }: ChangeBackendDto): Omit<ChangeBackendDto, 'url' | 'api_key'> => fields;
