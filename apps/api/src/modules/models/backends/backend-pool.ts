import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SecretBox } from '../../../common/secret-box.js';
import { Changes } from '../../../common/redis/changes.js';
import { createBackend, type LlmBackend } from '../../../llm/index.js';
import { isAllowedUrl, judgedLookup } from './address.js';
import { ENVIRONMENT_BACKENDS, type BackendHost, type BrokenBackend } from './backend-host.js';
import type { Backend } from './backend.entity.js';
import { BackendRepository } from './backend.repository.js';
import { Breaker } from './breaker.js';

/** After this time the table is read again: without a Redis nobody says that another process changed it. */
const RELOAD_MS = 10_000;

/** For whom a key is encrypted: that row and that address, so no other server ever gets it. */
export const sealedFor = (id: string, url: string): string => `backend ${id} ${new URL(url).origin}`;

/** The model servers: those of the environment and those of the table, with how each is used now. */
@Injectable()
export class BackendPool implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Backends');
  private current: readonly BackendHost[] = [];
  private brokenRows: readonly BrokenBackend[] = [];
  private readonly breakers = new Map<string, Breaker>();
  /** Backends of the table, by what makes them: address and key. */
  private readonly made = new Map<string, LlmBackend>();
  /** Taken out while they may still be answering. */
  private readonly leaving = new Set<LlmBackend>();
  /** Names and labels of all that there ever were: their errors may come late. */
  private readonly seen = new Map<string, Pick<LlmBackend, 'name' | 'label'>>();
  private loading: Promise<void> | undefined;
  private loadedAt = -Infinity;
  /** The rows of `current`, as a text to compare. */
  private inUse = '[]';
  private readonly listeners: (() => void)[] = [];

  constructor(
    @Inject(ENVIRONMENT_BACKENDS) private readonly environment: readonly LlmBackend[],
    private readonly rows: BackendRepository,
    private readonly box: SecretBox,
    changes: Changes,
  ) {
    this.use([]);
    changes.watch('backends', () => void this.reload());
  }

  async onModuleInit(): Promise<void> {
    if (this.box.isChanging) await this.resealKeys();
    await this.read();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.made.values(), ...this.leaving].map((backend) => backend.close()));
  }

  /** Those of the environment first, then those of the table in the order in which they were added. */
  get hosts(): readonly BackendHost[] {
    return this.current;
  }

  /** Rows of the table that are left out, because nobody can make a backend of them. */
  get broken(): readonly BrokenBackend[] {
    return this.brokenRows;
  }

  get all(): readonly LlmBackend[] {
    return this.current.map(({ backend }) => backend);
  }

  /** Those that take new questions, the lowest tier first. */
  get inService(): readonly LlmBackend[] {
    return this.current
      .filter(({ state }) => state === 'on')
      .sort((a, b) => a.tier - b.tier)
      .map(({ backend }) => backend);
  }

  /** Whatever was a backend since the start, for errors that name one: see `withoutAddress`. */
  get ever(): readonly Pick<LlmBackend, 'name' | 'label'>[] {
    return [...this.seen.values()];
  }

  host(id: string): BackendHost | undefined {
    return this.current.find(({ backend }) => backend.id === id);
  }

  find(id: string): LlmBackend | undefined {
    return this.host(id)?.backend;
  }

  /** Calls back whenever there are other hosts, or other settings of them. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Has the table read again if that was long ago; nobody waits for it. */
  refresh(): void {
    if (performance.now() - this.loadedAt <= RELOAD_MS) return;
    this.loadedAt = performance.now();
    void this.reload();
  }

  /** After a change of the table: when this resolves, the hosts are as it says. */
  async settled(): Promise<void> {
    await this.loading;
  }

  /** Never fails: without a database the hosts stay as they are. */
  private reload(): Promise<void> {
    // A read that began before the change may have missed it.
    const next = (this.loading ?? Promise.resolve())
      .then(() => this.read())
      .catch((error: Error) => this.logger.warn(`The model servers were not read anew: ${error.message}`))
      .finally(() => {
        if (this.loading === next) this.loading = undefined;
      });
    return (this.loading = next);
  }

  private async read(): Promise<void> {
    const rows = await this.rows.all();
    this.loadedAt = performance.now();
    const state = JSON.stringify(rows);
    if (state === this.inUse) return;
    this.use(rows);
    this.inUse = state;
  }

  private use(rows: readonly Backend[]): void {
    const byId = new Map(rows.map((row) => [row.id, row]));
    const kept = new Set<string>();
    const fromEnvironment = this.environment.map((backend) => this.hostOf(backend, byId.get(backend.id), true, false));
    const own = new Set(fromEnvironment.map(({ backend }) => backend.id));
    const broken: BrokenBackend[] = [];
    const added = rows.flatMap((row) => {
      const { id, url } = row;
      if (url === null || own.has(id)) return [];
      const wrong = (reason: string) => broken.push({ row, reason });
      return this.unlessWrong(id, () => this.add(row, url, kept), wrong) ?? [];
    });
    this.brokenRows = broken;
    for (const [made, backend] of this.made) if (!kept.has(made)) this.retire(made, backend);
    this.current = [...fromEnvironment, ...added];
    for (const id of this.breakers.keys()) if (!this.find(id)) this.breakers.delete(id);
    for (const { id, name, label } of this.all) this.seen.set(`${id} ${label}`, { name, label });
    for (const listener of this.listeners) listener();
  }

  /** @throws Error for what is no address, or none that may be asked */
  private add(row: Backend, url: string, kept: Set<string>): BackendHost {
    if (!URL.canParse(url)) throw new Error('its address is none');
    if (!isAllowedUrl(new URL(url))) throw new Error('its address is one at which clouds keep credentials');
    const made = [row.provider, url, row.api_key?.toString('base64')].join(' ');
    const apiKey = row.api_key ? this.box.open(row.api_key, sealedFor(row.id, url)) : undefined;
    let backend = this.made.get(made);
    if (!backend) {
      backend = createBackend(row.provider!, url, { apiKey, lookup: judgedLookup });
      this.made.set(made, backend);
    }
    kept.add(made);
    return this.hostOf(backend, row, false, row.api_key !== null && apiKey === undefined);
  }

  /** A row that nobody can read, of a backup for example, does not stop the others. */
  private unlessWrong<T>(id: string, work: () => T, wrong?: (reason: string) => void): T | undefined {
    try {
      return work();
    } catch (error) {
      const reason = `The model server ${id} is left out: ${(error as Error).message}`;
      this.logger.error(reason);
      wrong?.(`${reason}.`);
      return undefined;
    }
  }

  private hostOf(
    backend: LlmBackend,
    row: Backend | undefined,
    fromEnvironment: boolean,
    keyLost: boolean,
  ): BackendHost {
    let breaker = this.breakers.get(backend.id);
    if (!breaker) this.breakers.set(backend.id, (breaker = new Breaker()));
    return {
      backend,
      breaker,
      name: row?.name ?? backend.label,
      weight: row?.weight ?? 1,
      tier: row?.tier ?? 0,
      maxParallel: row?.max_parallel ?? null,
      state: row?.state ?? 'on',
      fromEnvironment,
      row,
      keyLost,
    };
  }

  /** What it is answering comes to its end first. */
  private retire(made: string, backend: LlmBackend): void {
    this.made.delete(made);
    this.leaving.add(backend);
    void backend
      .close(true)
      .catch((error: Error) => this.logger.warn(`${backend.label} was not closed: ${error.message}`))
      .finally(() => this.leaving.delete(backend));
  }

  /** While JWT_SECRET changes, encrypts under the present one what was encrypted under the one before. */
  private async resealKeys(): Promise<void> {
    for (const { id, url, api_key } of await this.rows.all()) {
      if (!api_key || url === null) continue;
      const owner = this.unlessWrong(id, () => sealedFor(id, url));
      const key = owner && this.box.open(api_key, owner);
      if (owner && key !== undefined) await this.rows.reseal(id, api_key, this.box.seal(key, owner));
    }
  }
}
