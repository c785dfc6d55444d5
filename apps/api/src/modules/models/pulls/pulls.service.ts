import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import pLimit from 'p-limit';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { ProblemDto } from '../../../common/errors/problem.dto.js';
import { toDomainError, toProblem } from '../../../common/errors/to-problem.js';
import { newId } from '../../../common/http/ids.js';
import type { LlmBackend, PullProgress } from '../../../llm/index.js';
import { BackendPool } from '../backends/backend-pool.js';
import { ModelCatalog } from '../model-catalog.js';
import { ModelsService } from '../models.service.js';
import type { ModelPull, PullKind } from './model-pull.entity.js';
import { PullJob, type PullSnapshot } from './pull-job.js';
import { PullRepository, type Audit } from './pull.repository.js';

/** Parallel transfers; further jobs wait, because more would only share the same bandwidth. */
const TRANSFERS = 2;
/** How often progress is saved, and after how long without an update a job's process counts as gone. */
const PROGRESS_SAVE_INTERVAL_MS = 1_000;
const HEARTBEAT_TIMEOUT_MS = 20_000;

export interface PullRequest {
  kind: PullKind;
  name: string;
  /** Id of the backend; defaults to the first that can do it. */
  backend?: string;
  url?: string | null;
  sha256?: string | null;
  requestedBy: string;
}

/** A job with its live figures. */
export type ListedPull = ModelPull & Pick<PullSnapshot, 'bytes_per_second' | 'eta_ms'>;

/**
 * Pulls models to backends. The server owns the jobs: a reload does not end them, every admin sees them, and they can
 * be resumed after a restart.
 */
@Injectable()
export class PullsService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Pull');
  private readonly jobs = new Map<string, PullJob>();
  private readonly running = new Map<PullJob, Promise<void>>();
  private readonly limit = pLimit(TRANSFERS);
  private timer?: NodeJS.Timeout;
  private closed = false;

  constructor(
    private readonly pool: BackendPool,
    private readonly pulls: PullRepository,
    private readonly catalog: ModelCatalog,
    private readonly models: ModelsService,
  ) {}

  /** @param exclusive no other process uses the database, so every active job is an orphan */
  async begin(exclusive: boolean): Promise<void> {
    await this.pulls.interruptOrphans(exclusive ? 0 : HEARTBEAT_TIMEOUT_MS, interrupted());
    this.timer = setInterval(
      () => void this.heartbeat().catch((error: Error) => this.logger.warn(`Progress not written: ${error.message}`)),
      PROGRESS_SAVE_INTERVAL_MS,
    ).unref();
  }

  async list(): Promise<ListedPull[]> {
    return (await this.pulls.list()).map((pull) => this.listed(pull));
  }

  /** Checks the address of a file before a job exists. @throws DomainError `pull.source-refused`, `llm.unsupported` */
  admit(url: string): void {
    try {
      this.choose('download', undefined).admit?.(url);
    } catch (error) {
      const { code, detail } = toDomainError(error);
      throw code === 'pull.source-refused'
        ? new DomainError(code, detail, { errors: [{ pointer: '/url', message: detail }], cause: error })
        : error;
    }
  }

  /**
   * Starts a job, or returns the active one of the same model.
   * @throws DomainError `request.invalid`, `llm.unsupported`, `model.exists`
   */
  async start(
    { kind, name, backend: wanted, url = null, sha256 = null, requestedBy }: PullRequest,
    audit: (pull: ModelPull) => Audit,
  ): Promise<ListedPull> {
    const backend = this.choose(kind, wanted);
    if (kind === 'download') await this.models.requireFreeName(name, backend.provider);
    const row = { id: newId(), kind, name, backend_id: backend.id, url, sha256, requested_by: requestedBy };
    const { pull, isNew } = await this.pulls.insert(row, audit(row as ModelPull));
    if (isNew) this.enqueue(pull);
    return this.listed(pull);
  }

  /** Resumes an interrupted job. @throws DomainError `pull.not-found`, `pull.active` */
  async resume(id: string, audit: Audit): Promise<ListedPull> {
    const before = await this.pulls.find(id);
    this.choose(before.kind, before.backend_id);
    if (await this.pulls.active(before.backend_id, before.name))
      throw new DomainError('pull.active', `${before.name} is being downloaded already.`);
    if (!(await this.pulls.requeue(id, audit)))
      throw new DomainError('pull.active', `${before.name} is there already, or on its way.`);
    const pull = await this.pulls.find(id);
    this.enqueue(pull);
    return this.listed(pull);
  }

  /**
   * Cancels an active job, or removes an ended one from the list together with its partial files.
   * @throws DomainError `pull.not-found`
   */
  async cancel(id: string, by: string, audit: Audit): Promise<void> {
    const pull = await this.pulls.find(id);
    const problem = new DomainError('pull.cancelled', `${by} cancelled it. Resume: it goes on where it stopped.`);
    const ended = await this.pulls.transaction(async (manager) => {
      const was = await this.pulls.end(id, 'cancelled', toProblem(problem, id), manager);
      if (!was) await this.pulls.delete(id, manager);
      await audit(manager);
      return was;
    });
    const job = this.jobs.get(id);
    if (ended && job) {
      job.abort(problem);
      await this.running.get(job);
      if (!job.isOver) this.close(job, 'cancelled');
    } else if (!ended && pull.state !== 'done') await this.backend(pull.backend_id)?.discard?.(pull.name);
  }

  /**
   * Progress of a job: its current state, then every change until it has ended.
   * @throws DomainError `pull.not-found`
   */
  async follow(id: string, gone: AbortSignal): Promise<AsyncIterable<ListedPull>> {
    const pull = await this.pulls.find(id);
    return this.changes(pull, gone);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    const waiting = [...this.jobs.values()].filter((job) => !this.running.has(job));
    for (const job of this.jobs.values()) job.abort(new DomainError('pull.interrupted', STOPPED));
    await Promise.all(this.running.values());
    for (const { id } of waiting) await this.pulls.end(id, 'interrupted', interrupted());
  }

  private async *changes(pull: ModelPull, gone: AbortSignal): AsyncGenerator<ListedPull> {
    const job = this.jobs.get(pull.id);
    if (job) {
      for await (const snapshot of job.follow(gone)) if (!job.isOver) yield { ...pull, ...snapshot };
    } else {
      // It runs in another process, so poll the progress that the other process saves every second.
      while (!gone.aborted && isActive(pull)) {
        yield this.listed(pull);
        await new Promise((resolve) => setTimeout(resolve, PROGRESS_SAVE_INTERVAL_MS));
        pull = await this.pulls.find(pull.id);
      }
    }
    if (!gone.aborted) yield this.listed(await this.pulls.find(pull.id));
  }

  private listed(pull: ModelPull): ListedPull {
    const job = this.jobs.get(pull.id);
    return job && !job.isOver ? { ...pull, ...job.snapshot } : { ...pull, bytes_per_second: null, eta_ms: null };
  }

  private backend(id: string): LlmBackend | undefined {
    return this.pool.find(id);
  }

  private choose(kind: PullKind, id: string | undefined): LlmBackend {
    const able = (id === undefined ? this.pool.inService : this.pool.all).filter((backend) => backend[kind]);
    const chosen = id === undefined ? able[0] : able.find((backend) => backend.id === id);
    if (chosen) return chosen;
    if (id !== undefined && this.backend(id) === undefined)
      throw new DomainError(
        'request.invalid',
        `There is no backend ${JSON.stringify(id)}. GET /api/admin/models/discover lists them.`,
        { errors: [{ pointer: '/backend', message: 'is no configured backend' }] },
      );
    throw new DomainError(
      'llm.unsupported',
      kind === 'pull'
        ? 'No backend here can pull models by name: that takes an Ollama. Add one under Backends.'
        : 'The embedded engine is switched off, so there is no place for the file. Switch it on with ' +
            'EMBEDDED_ENGINE=auto.',
    );
  }

  private enqueue(pull: ModelPull): void {
    const job = new PullJob(pull);
    this.jobs.set(pull.id, job);
    void this.limit(() => {
      // It was cancelled, or the server stopped, before its turn came.
      if (this.closed || job.isOver) return;
      const running = this.run(job);
      this.running.set(job, running);
      return running;
    });
  }

  /** Never throws: every outcome becomes the state of the job. */
  private async run(job: PullJob): Promise<void> {
    let [state, problem]: ['done' | 'failed' | 'cancelled' | 'interrupted', ProblemDto | null] = ['done', null];
    try {
      job.become('running');
      if (!(await this.pulls.record(job.id, { state: 'running' })))
        throw new DomainError('pull.cancelled', 'It was cancelled.');
      const backend = this.choose(job.pull.kind, job.backendId);
      for await (const progress of this.transfer(backend, job)) job.record(progress);
      this.catalog.invalidate();
      await this.models.offer(job.name, backend.provider);
    } catch (error) {
      const fault = toDomainError(job.signal.aborted ? job.signal.reason : error);
      if (fault.code === 'internal.error') this.logger.error(`${job.name}: ${String(error)}`);
      state =
        fault.code === 'pull.cancelled' ? 'cancelled' : fault.code === 'pull.interrupted' ? 'interrupted' : 'failed';
      problem = toProblem(fault, job.id);
    }
    try {
      const { phase, completed, total } = job.snapshot;
      await this.pulls.record(job.id, { phase, completed, total });
      await this.pulls.end(job.id, state, problem);
    } catch (error) {
      this.logger.error(`${job.name}: its end was not written: ${(error as Error).message}`);
    }
    this.close(job, state);
  }

  private transfer(
    backend: LlmBackend,
    { pull: { kind, name, url, sha256 }, signal }: PullJob,
  ): AsyncIterable<PullProgress> {
    return kind === 'pull'
      ? backend.pull!(name, signal)
      : backend.download!(name, { url: url!, ...(sha256 && { sha256 }) }, signal);
  }

  private close(job: PullJob, state: 'done' | 'failed' | 'cancelled' | 'interrupted'): void {
    this.running.delete(job);
    this.jobs.delete(job.id);
    job.become(state);
  }

  private async heartbeat(): Promise<void> {
    for (const job of this.jobs.values()) {
      const { phase, completed, total } = job.snapshot;
      job.publish();
      // An admin cancelled it through another process.
      if (!(await this.pulls.record(job.id, { phase, completed, total })) && !job.isOver)
        job.abort(new DomainError('pull.cancelled', 'It was cancelled.'));
    }
    await this.pulls.interruptOrphans(HEARTBEAT_TIMEOUT_MS, interrupted());
  }
}

const STOPPED = 'The server was stopped while it was under way. Resume: it goes on where it stopped.';
const interrupted = (): ProblemDto => toProblem(new DomainError('pull.interrupted', STOPPED), newId());
const isActive = ({ state }: ModelPull): boolean => state === 'queued' || state === 'running';
