import { EventEmitter, once } from 'node:events';
import type { PullProgress } from '../../../llm/index.js';
import type { ModelPull, PullState } from './model-pull.entity.js';
import { RateEstimator } from './rate-estimator.js';

/** Shortest time between two updates to readers, unless the phase changes. */
const PUBLISH_INTERVAL_MS = 250;

/** Progress of a job. */
export interface PullSnapshot {
  state: PullState;
  /** Current step, in the backend's words. */
  phase: string;
  completed: number;
  total: number;
  bytes_per_second: number | null;
  eta_ms: number | null;
}

/** A job of this process: its newest state, for any number of readers. */
export class PullJob {
  readonly id: string;
  readonly name: string;
  readonly backendId: string;
  private readonly ending = new AbortController();
  private readonly speed = new RateEstimator();
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private state: PullState = 'queued';
  private progress: PullProgress = { status: '', completed: 0, total: 0 };
  private publishedAt = -Infinity;

  constructor(readonly pull: ModelPull) {
    this.id = pull.id;
    this.name = pull.name;
    this.backendId = pull.backend_id;
    this.progress = { status: '', completed: pull.completed, total: pull.total };
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  get snapshot(): PullSnapshot {
    const { status: phase, completed, total } = this.progress;
    return {
      state: this.state,
      phase,
      completed,
      total,
      bytes_per_second: this.speed.rate(),
      eta_ms: this.speed.eta(total),
    };
  }

  get isOver(): boolean {
    return this.state !== 'queued' && this.state !== 'running';
  }

  /** @param reason becomes what the transfer throws */
  abort(reason: unknown): void {
    this.ending.abort(reason);
  }

  record(progress: PullProgress): void {
    const samePhase = progress.status === this.progress.status;
    this.progress = progress;
    this.speed.record(progress.completed);
    if (!samePhase || performance.now() - this.publishedAt >= PUBLISH_INTERVAL_MS) this.publish();
  }

  become(state: PullState): void {
    this.state = state;
    this.publish();
  }

  /** Wakes the readers. Called even without progress, because the speed falls while nothing arrives. */
  publish(): void {
    this.publishedAt = performance.now();
    this.changes.emit('change');
  }

  /**
   * The current state, then every change, until the job ends or the reader disconnects. A slow reader skips
   * intermediate states.
   */
  async *follow(gone: AbortSignal): AsyncGenerator<PullSnapshot> {
    while (!gone.aborted) {
      const { snapshot } = this;
      const nextChange = this.isOver
        ? undefined
        : once(this.changes, 'change', { signal: gone }).catch(() => undefined);
      yield snapshot;
      if (!nextChange) return;
      await nextChange;
    }
  }
}
