import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { SecretBox } from '../../../common/secret-box.js';
import { createBackend } from '../../../llm/index.js';
import { addressOf, judgedLookup } from './address.js';
import type { BackendHost } from './backend-host.js';
import { BackendPool, sealedFor } from './backend-pool.js';
import type { Backend } from './backend.entity.js';
import { BackendRepository } from './backend.repository.js';

type Audit = (manager: EntityManager) => Promise<void>;
type Provider = NonNullable<Backend['provider']>;

/** What can be said of a backend; the environment's have only the last four. */
export interface BackendFields extends Partial<Pick<Backend, 'weight' | 'tier' | 'max_parallel' | 'state'>> {
  name?: string;
  url?: string;
  /** `null` removes it. */
  api_key?: string | null;
}

export interface TriedBackend {
  reachable: boolean;
  problem?: string;
  version: string | null;
  models: string[];
  model_count: number;
  latency_ms: number | null;
}

/** More are no installation of this kind; each is asked for its models. */
const MOST_BACKENDS = 64;
const MOST_NAMES = 20;

/** Adds, changes and tries the model servers of the table. */
@Injectable()
export class BackendsService {
  constructor(
    private readonly pool: BackendPool,
    private readonly rows: BackendRepository,
    private readonly box: SecretBox,
  ) {}

  /** @throws DomainError `request.invalid`, `backend.exists` */
  async add(
    provider: Provider,
    { name, url: address = '', api_key, ...use }: BackendFields,
    audit: (id: string) => Audit,
  ): Promise<BackendHost> {
    const url = await addressOf(provider, address);
    const id = idOf(provider, url.href);
    if (this.pool.hosts.length + this.pool.broken.length >= MOST_BACKENDS)
      throw new DomainError('request.invalid', `There are ${MOST_BACKENDS} model servers already.`);
    if (this.pool.find(id)) throw exists(id);
    const row = {
      ...use,
      id,
      provider,
      name: name?.trim() || null,
      url: textOf(url),
      api_key: this.sealed(id, url, api_key),
    };
    if (!(await this.rows.insert(row, audit(id)))) throw exists(id);
    return this.host(id);
  }

  /**
   * Changes a backend. Another address is another id; its key has to be given again then, so that nobody can have it
   * sent to a server of their own.
   * @throws DomainError `backend.not-found`, `backend.exists`, `backend.from-environment`, `request.invalid`
   */
  async change(
    id: string,
    { name, url: address, api_key, ...use }: BackendFields,
    audit: (id: string) => Audit,
  ): Promise<BackendHost> {
    const { fromEnvironment, row } = this.require(id);
    if (fromEnvironment) {
      if (name !== undefined || address !== undefined || api_key !== undefined) throw fixed(id);
      if (!(await this.rows.update(id, use, true, audit(id)))) throw notFound();
      return this.host(id);
    }
    const { provider, url: urlBefore } = row!;
    const before = new URL(urlBefore!);
    const url = address === undefined ? before : await addressOf(provider!, address);
    const to = idOf(provider!, url.href);
    const change: Partial<Backend> = { ...use, ...(name !== undefined && { name: name.trim() || null }) };
    if (textOf(url) !== textOf(before)) {
      Object.assign(change, { id: to, url: textOf(url) });
      if (api_key === undefined && row!.api_key) {
        if (url.origin !== before.origin) throw keyNeeded();
        change.api_key = this.sealed(to, url, this.box.open(row!.api_key, sealedFor(id, urlBefore!)));
      }
    }
    if (api_key !== undefined) change.api_key = this.sealed(to, url, api_key);
    if (to !== id && this.pool.find(to)) throw exists(to);
    if (!(await this.rows.update(id, change, false, audit(to))))
      throw (await this.rows.find(id)) ? exists(to) : notFound();
    return this.host(to);
  }

  /** Also one of which nothing can be made. @throws DomainError `backend.not-found`, `backend.from-environment` */
  async remove(id: string, audit: Audit): Promise<void> {
    const isBroken = this.pool.broken.some(({ row }) => row.id === id);
    if (!isBroken && this.require(id).fromEnvironment) throw fixed(id);
    if (!(await this.rows.remove(id, audit))) throw notFound();
    await this.pool.settled();
  }

  /**
   * Asks a server for its models, once, before it is saved.
   * @param id of the saved backend whose key is used when none is given; only at its own address
   * @param audit writes down the origin before anything is asked
   * @throws DomainError `request.invalid` for what is no such address
   */
  async try(
    provider: Provider,
    address: string,
    apiKey: string | undefined,
    id: string | undefined,
    audit: (origin: string) => Promise<void>,
  ): Promise<TriedBackend> {
    const url = await addressOf(provider, address);
    await audit(url.origin);
    const backend = createBackend(provider, url.href, {
      apiKey: apiKey || this.savedKey(id, url),
      lookup: judgedLookup,
    });
    const began = performance.now();
    try {
      const models = await backend.models();
      const latency_ms = Math.round(performance.now() - began);
      const { version = null } = await backend.health();
      const names = models.slice(0, MOST_NAMES).map(({ name }) => name);
      return { reachable: true, version, models: names, model_count: models.length, latency_ms };
    } catch (error) {
      const problem = toDomainError(error).detail;
      return { reachable: false, problem, version: null, models: [], model_count: 0, latency_ms: null };
    } finally {
      await backend.close();
    }
  }

  /** After the table was replaced by that of a backup. */
  async reload(): Promise<void> {
    this.rows.announce();
    await this.pool.settled();
  }

  private savedKey(id: string | undefined, { origin }: URL): string | undefined {
    const row = id === undefined ? undefined : this.pool.host(id)?.row;
    if (!row?.url || !row.api_key || new URL(row.url).origin !== origin) return undefined;
    return this.box.open(row.api_key, sealedFor(row.id, row.url));
  }

  private sealed(id: string, { href }: URL, key: string | null | undefined): Buffer | null {
    return key?.trim() ? this.box.seal(key.trim(), sealedFor(id, href)) : null;
  }

  private require(id: string): BackendHost {
    const host = this.pool.host(id);
    if (!host) throw notFound();
    return host;
  }

  private async host(id: string): Promise<BackendHost> {
    await this.pool.settled();
    return this.require(id);
  }
}

/** As it is stored and shown. */
const textOf = ({ href }: URL): string => href.replace(/\/+$/, '');

function idOf(provider: Provider, url: string): string {
  const backend = createBackend(provider, url, {});
  void backend.close();
  return backend.id;
}

const notFound = (): DomainError => new DomainError('backend.not-found', 'There is no model server with this id.');

const exists = (id: string): DomainError =>
  new DomainError('backend.exists', `${id} is there already. Change that one.`, {
    errors: [{ pointer: '/url', message: 'is that of another model server here' }],
  });

const fixed = (id: string): DomainError =>
  new DomainError(
    'backend.from-environment',
    `${id} comes from the environment. Change or remove it there (OLLAMA_HOST, OPENAI_BASE_URL, EMBEDDED_ENGINE), or ` +
      'switch it off here.',
  );

const keyNeeded = (): DomainError =>
  new DomainError('request.invalid', 'Another address needs its key again.', {
    errors: [{ pointer: '/api_key', message: 'must be given again with another address, or be null for none' }],
  });
