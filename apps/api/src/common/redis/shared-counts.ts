import { randomUUID } from 'node:crypto';
import { parseJson } from './parse-json.js';
import type { RedisLink } from './redis-link.js';

/**
 * Counts of what strangers do, such as wrong passwords: each process keeps them in memory, and tells the others what it
 * has counted, so that whoever tries at several gains nothing. While Redis is out of reach each counts what it sees.
 */
export abstract class SharedCounts {
  protected readonly takers = new Map<string, (counted: never) => void>();

  /** @param take counts what another process has counted */
  hear<T>(what: string, take: (counted: T) => void): void {
    this.takers.set(what, take);
  }

  /** Tells the others. */
  abstract tell(what: string, counted: unknown): void;
}

/** One process counts for itself. */
export class OwnCounts extends SharedCounts {
  tell(): void {}
}

/** Several processes on one Redis. */
export class RedisCounts extends SharedCounts {
  private readonly id = randomUUID();
  private readonly channel: string;

  constructor(private readonly link: RedisLink) {
    super();
    this.channel = link.name('counts');
    void link.listen(this.channel, (text) => {
      const said = parseJson<{ from: string; what: string; counted: never }>(text);
      if (said && said.from !== this.id) this.takers.get(said.what)?.(said.counted);
    });
  }

  tell(what: string, counted: unknown): void {
    this.link.publish(this.channel, { from: this.id, what, counted }).catch(() => undefined);
  }
}
