import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { parseJson } from './parse-json.js';
import type { RedisLink } from './redis-link.js';

/** How long an answer of another process is waited for. */
const ANSWER_MS = 1_000;

type Do = (request: unknown) => boolean;

/** What only the process can do that has something in memory, asked of all the others. */
export abstract class Elsewhere {
  protected readonly doings = new Map<string, Do>();

  /** @param act does what another process sent, if this one has the thing; returns whether it did */
  answer(what: string, act: Do): void {
    this.doings.set(what, act);
  }

  /** @returns whether a process did it, within a second; `false` while Redis is out of reach */
  abstract ask(what: string, request: unknown): Promise<boolean>;
}

/** One process: nobody else has anything. */
export class Nowhere extends Elsewhere {
  ask(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

/** Several processes on one Redis. */
export class RedisElsewhere extends Elsewhere {
  private readonly id = randomUUID();

  constructor(private readonly link: RedisLink) {
    super();
    void link.listen(link.name('elsewhere'), (text) => this.take(text));
  }

  async ask(what: string, request: unknown): Promise<boolean> {
    const reply = this.link.name(`reply:${randomUUID()}`);
    const waiting = new AbortController();
    let done = false;
    const end = await this.link.listen(reply, () => {
      done = true;
      waiting.abort();
    });
    try {
      await this.link.publish(this.link.name('elsewhere'), { from: this.id, what, request, reply });
      await setTimeout(ANSWER_MS, undefined, { signal: waiting.signal });
    } catch {
      // Somebody did it, or nobody can be asked.
    } finally {
      end();
    }
    return done;
  }

  private take(text: string): void {
    const message = parseJson<{ from: string; what: string; request: unknown; reply: string }>(text);
    if (!message || message.from === this.id || !this.doings.get(message.what)?.(message.request)) return;
    this.link.publish(message.reply, true).catch(() => undefined);
  }
}
