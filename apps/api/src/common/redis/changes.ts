import { parseJson } from './parse-json.js';
import type { RedisLink } from './redis-link.js';

/**
 * What a process keeps in memory and another may change. `revoked-key` and `ended-session` end the
 * answers of that API key or session; `batches` and
 * `schedules` say that there is work, as `deliveries`, `files` and `passages` do, or that some of it shall end.
 */
export type Change =
  | 'principals'
  | 'quotas'
  | 'groups'
  | 'settings'
  | 'models'
  | 'backends'
  | 'pins'
  | 'instructions'
  | 'revoked-key'
  | 'ended-session'
  | 'batches'
  | 'schedules'
  | 'webhooks'
  | 'deliveries'
  | 'files'
  | 'passages'
  | 'announcements'
  | 'terms';

/** @param key which entry changed; `undefined`: any of them may have */
type Forget = (key?: string) => void;

/**
 * Tells all processes of an installation that something changed which they keep in memory. Without a Redis there is one
 * process. While a Redis is out of reach, a change is noticed when the kept value expires, as each keeper says.
 */
export abstract class Changes {
  private readonly forgets = new Map<Change, Forget[]>();

  /** Calls `forget` at each change, of this process and of others. */
  watch(change: Change, forget: Forget): void {
    const others = this.forgets.get(change) ?? [];
    this.forgets.set(change, [...others, forget]);
  }

  /** After the change was saved: this process has forgotten it when this returns. */
  announce(change: Change, key?: string): void {
    this.forget(change, key);
    this.tell(change, key);
  }

  protected forget(change: Change, key?: string): void {
    for (const forget of this.forgets.get(change) ?? []) forget(key);
  }

  /** Nobody knows what has changed meanwhile. */
  protected forgetAll(): void {
    for (const change of this.forgets.keys()) this.forget(change);
  }

  protected abstract tell(change: Change, key?: string): void;
}

/** One process: there is nobody to tell. */
export class OwnChanges extends Changes {
  protected tell(): void {}
}

/** Several processes on one Redis. */
export class RedisChanges extends Changes {
  constructor(private readonly link: RedisLink) {
    super();
    void link.listen(link.name('changes'), (text) => this.take(text));
    link.onReady(() => this.forgetAll());
  }

  protected tell(change: Change, key?: string): void {
    this.link.publish(this.link.name('changes'), { change, key }).catch(() => undefined);
  }

  private take(text: string): void {
    const message = parseJson<{ change: Change; key?: string }>(text);
    if (typeof message === 'object') this.forget(message.change, message.key);
  }
}
