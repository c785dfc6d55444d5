import { setTimeout } from 'node:timers/promises';
import type { SseEvent } from '../../../common/http/sse.js';
import { parseJson } from '../../../common/redis/parse-json.js';
import type { RedisLink } from '../../../common/redis/redis-link.js';
import type { Run, StopReason } from './run.js';

/** After this long without news a reader asks its process; and at least so often, to say that it still reads. */
const SILENCE_MS = 2_000;
const ASK_MS = 5_000;
/** So long a process may take to come back to a Redis that was away. */
const REJOIN_MS = 6_000;
/** So long a reader waits for a Redis that is away. */
const AWAY_MS = 30_000;
/** So long a mirror stays that nobody reads. */
const UNREAD_MS = 10_000;

/** The process that has the run. */
interface Owner {
  /** Key of the copied events, and the channel that announces them. */
  events: string;
  /** Key that is there while the process is. */
  beat: string;
  /** Asks it for its events. @returns how many processes heard it */
  ask: (anew: boolean, watched: boolean) => Promise<number>;
  stop: (why: StopReason) => Promise<number>;
}

/** A run of another process, read here. It ends without a last event when that process, or Redis, is gone. */
export class RunMirror {
  private pending = false;
  private gone = false;
  private wake?: () => void;
  private seen = 0;
  private askedAt = 0;
  /** Since when nothing shows that the process is there. */
  private missedAt?: number;
  private unreadAt = performance.now();

  constructor(
    readonly run: Run,
    private readonly link: RedisLink,
    private readonly owner: Owner,
  ) {}

  /** @returns whether the process of the run is there. @throws Error while Redis is out of reach */
  async begin(closing: AbortSignal): Promise<boolean> {
    const end = await this.link.listen(this.owner.events, (text) => this.come(text === 'gone'));
    try {
      if ((await this.ask(false)) === 0 || closing.aborted) {
        end();
        return false;
      }
    } catch (error) {
      end();
      throw error;
    }
    const come = () => this.come();
    const ready = this.link.onReady(come);
    closing.addEventListener('abort', come);
    this.run.signal.addEventListener('abort', come);
    void this.follow(closing)
      .catch(() => undefined)
      .finally(() => {
        end();
        ready();
        closing.removeEventListener('abort', come);
        this.run.abandon();
      });
    return true;
  }

  private come(gone = false): void {
    this.pending = true;
    this.gone ||= gone;
    this.wake?.();
  }

  private ask(anew: boolean): Promise<number> {
    this.askedAt = performance.now();
    return this.owner.ask(anew, this.run.isWatched);
  }

  private async follow(closing: AbortSignal): Promise<void> {
    const { run } = this;
    while (!run.isEnded && !closing.aborted && !this.isUnread()) {
      const { stopped } = run;
      if (stopped) await this.owner.stop(stopped.why).catch(() => 0);
      const news = await this.read();
      if (run.isEnded || (this.gone && news === 'none')) return;
      const isDue = performance.now() - this.askedAt > ASK_MS;
      if (!isDue && (news === 'some' || (news === 'none' && (await this.moreWithin(SILENCE_MS))))) continue;
      if (await this.isLost(news === 'gap')) return;
      if (news === 'gap') await this.moreWithin(SILENCE_MS);
    }
  }

  /** Takes what was copied since. @returns `gap` when events are missing before those that are there */
  private async read(): Promise<'some' | 'none' | 'gap'> {
    const entries = await this.link
      .run((client) => client.xRange(this.owner.events, `(${this.seen}-0`, '+'))
      .catch(() => []);
    const events = entries.flatMap(({ message }) => parseJson<(SseEvent | null)[]>(message.events ?? '') ?? []);
    for (const event of events) {
      if (event?.id !== this.seen + 1) continue;
      this.run.take(event);
      this.seen = event.id;
    }
    if ((events.at(-1)?.id ?? 0) > this.seen) return 'gap';
    return events.length > 0 ? 'some' : 'none';
  }

  /** Asks the process again. @returns whether it has to be taken for gone */
  private async isLost(anew: boolean): Promise<boolean> {
    const heard = await this.ask(anew).catch(() => undefined);
    const there = heard && (await this.link.run((client) => client.exists(this.owner.beat)).catch(() => undefined));
    if (there) {
      this.missedAt = undefined;
      return false;
    }
    this.missedAt ??= performance.now();
    const missedMs = performance.now() - this.missedAt;
    if (heard === undefined || there === undefined) return missedMs > AWAY_MS;
    // After an outage the processes come back one by one.
    return missedMs > REJOIN_MS || (heard === 0 && this.link.readyMs > REJOIN_MS);
  }

  private isUnread(): boolean {
    if (this.run.isWatched || this.run.stopped) this.unreadAt = performance.now();
    return performance.now() - this.unreadAt > UNREAD_MS;
  }

  /** @returns whether something has come, now or within so many milliseconds */
  private async moreWithin(ms: number): Promise<boolean> {
    if (!this.pending) {
      const waiting = new AbortController();
      this.wake = () => waiting.abort();
      await setTimeout(ms, undefined, { signal: waiting.signal, ref: false }).catch(() => undefined);
    }
    const came = this.pending;
    this.pending = false;
    return came;
  }
}
