import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { parseJson } from '../../../common/redis/parse-json.js';
import type { RedisLink } from '../../../common/redis/redis-link.js';
import { Run, type RunSubject, type StopReason } from './run.js';
import { RunMirror } from './run.mirror.js';
import { FINISHED_RUN_TTL_MS, type OwnRuns, RunLog, type RunSelector } from './run.log.js';

/** Events that are copied together: what a model writes within this time goes over in one command. */
const COPY_INTERVAL_MS = 50;
const COPY_EVENTS = 500;
/** How long a copy stays that nobody asks for. Readers ask every few seconds. */
const COPY_TTL_S = 60;
const COPY_UNASKED_MS = 15_000;
/** A run that is longer than this cannot be found by others. */
const RECORD_TTL_S = 24 * 3600;
const ENDED_TTL_S = FINISHED_RUN_TTL_MS / 1_000;
/** How often a process says that it is there, and for how long that holds. */
const BEAT_MS = 2_000;
const BEAT_TTL_S = 10;
/** How long a closing process waits for its last events to be copied. */
const CLOSE_GRACE_MS = 1_000;

/** Where a run is, in Redis. */
interface Place {
  owner: string;
  subject: RunSubject;
}

type Message =
  | { do: 'copy'; id: string; anew: boolean; watched: boolean }
  | { do: 'stop'; id: string; why: StopReason }
  | { do: 'stop-all'; from: string; why: StopReason; which: RunSelector };

interface Copy {
  ending: AbortController;
  done: Promise<unknown>;
  askedAt: number;
}

/**
 * In Redis each run has a record of its process. Its events are copied only when another process asks for them, so
 * that a run which nobody reads elsewhere costs two commands and none per token.
 *
 * The copy is a stream; each entry has the events since the one before, and as its id the number of the last of them.
 */
export class RedisRunLog extends RunLog {
  own: OwnRuns;
  private readonly id = randomUUID();
  private readonly logger = new Logger('Run');
  /** Runs of this process that are being copied. */
  private readonly copies = new Map<string, Copy>();
  /** Runs of others that are read here. */
  private readonly mirrors = new Map<string, Promise<RunMirror | undefined>>();
  private readonly closing = new AbortController();
  private readonly timer: NodeJS.Timeout;
  /** Redis may lack a record: it was out of reach, or is another one. */
  private untold = false;
  private beating = false;

  constructor(private readonly link: RedisLink) {
    super();
    const take = (text: string) => this.take(text);
    void link.listen(this.channelOf(this.id), take);
    void link.listen(link.name('runs'), take);
    link.onReady(() => (this.untold = true));
    this.timer = setInterval(() => void this.beat().catch(() => (this.untold = true)), BEAT_MS).unref();
  }

  enter(run: Run): void {
    const place: Place = { owner: this.id, subject: run.subject };
    this.tell((client) =>
      client.set(this.recordOf(run.id), JSON.stringify(place), { EX: run.isEnded ? ENDED_TTL_S : RECORD_TTL_S }),
    );
  }

  leave({ id }: Run): void {
    this.tell((client) => client.expire(this.recordOf(id), ENDED_TTL_S));
  }

  drop({ id }: Run): void {
    this.tell((client) => client.del(this.recordOf(id)));
  }

  async find(id: string, userId: string): Promise<Run | undefined> {
    const known = await this.mirrors.get(id);
    if (known && !known.run.isEnded) return known.run.subject.userId === userId ? known.run : undefined;
    const opening = this.open(id, userId).catch((error: Error) => {
      this.logger.warn(`Runs of other processes cannot be looked up: ${error.message}`);
      return undefined;
    });
    this.mirrors.set(id, opening);
    const mirror = await opening;
    const forget = () => {
      if (this.mirrors.get(id) === opening) this.mirrors.delete(id);
    };
    if (mirror) void mirror.run.untilEnded().then(forget);
    else forget();
    return mirror?.run;
  }

  stop(why: StopReason, which: RunSelector): void {
    const message: Message = { do: 'stop-all', from: this.id, why, which };
    this.link.publish(this.link.name('runs'), message).catch(() => undefined);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    const copied = Promise.all([...this.copies.values()].map(({ done }) => done));
    await Promise.race([copied, setTimeout(CLOSE_GRACE_MS, undefined, { ref: false })]);
    this.closing.abort();
    for (const { ending } of this.copies.values()) ending.abort();
    this.tell((client) => client.del(this.beatOf(this.id)));
  }

  private recordOf = (id: string) => this.link.name(`run:${id}`);
  private eventsOf = (id: string) => this.link.name(`run-events:${id}`);
  private beatOf = (owner: string) => this.link.name(`process:${owner}`);
  private channelOf = (owner: string) => this.link.name(`to-process:${owner}`);

  private tell(commands: Parameters<RedisLink['run']>[0]): void {
    this.link.run(commands).catch(() => (this.untold = true));
  }

  /** Says that this process is there, and tells a Redis what it does not know. */
  private async beat(): Promise<void> {
    if (this.beating) return;
    this.beating = true;
    try {
      const mark = this.beatOf(this.id);
      const known = await this.link.run((client) => client.expire(mark, BEAT_TTL_S));
      if (known && !this.untold) return;
      await this.link.run((client) => client.set(mark, '1', { EX: BEAT_TTL_S }));
      this.untold = false;
      for (const run of this.own.all()) this.enter(run);
    } finally {
      this.beating = false;
    }
  }

  /** A message of another process. */
  private take(text: string): void {
    const message = parseJson<Message>(text);
    if (typeof message !== 'object') return;
    if (message.do === 'copy') this.copy(message);
    if (message.do === 'stop') this.own.find(message.id)?.stop(message.why);
    if (message.do === 'stop-all' && message.from !== this.id) void this.own.stopOwn(message.why, message.which);
  }

  private copy({ id, anew, watched }: Extract<Message, { do: 'copy' }>): void {
    const run = this.own.find(id);
    const key = this.eventsOf(id);
    if (!run || this.closing.signal.aborted) {
      // Its record has outlived it.
      this.tell((client) => client.publish(key, 'gone'));
      return this.tell((client) => client.del(this.recordOf(id)));
    }
    if (watched) run.watchElsewhere();
    const before = this.copies.get(id);
    if (before && !anew) {
      before.askedAt = performance.now();
      return void this.link.run((client) => client.expire(key, COPY_TTL_S)).catch(() => undefined);
    }
    before?.ending.abort();
    const copy: Copy = {
      ending: new AbortController(),
      done: Promise.resolve(before?.done),
      askedAt: performance.now(),
    };
    copy.done = copy.done
      .then(() => this.write(run, copy))
      // Whoever reads it asks again.
      .catch((error: Error) => this.logger.debug(`A run could not be copied for another process: ${error.message}`))
      .finally(() => this.copies.get(id) === copy && this.copies.delete(id));
    this.copies.set(id, copy);
  }

  private async write(run: Run, copy: Copy): Promise<void> {
    const { signal } = copy.ending;
    const key = this.eventsOf(run.id);
    await this.link.run((client) => client.del(key));
    for await (const batch of run.copy(signal)) {
      if (signal.aborted || performance.now() - copy.askedAt > COPY_UNASKED_MS) return;
      for (let from = 0; from < batch.length; from += COPY_EVENTS) {
        const events = batch.slice(from, from + COPY_EVENTS);
        const entry = { events: JSON.stringify(events) };
        await this.link.run((client) => client.xAdd(key, `${events.at(-1)!.id}-0`, entry));
        if (events[0]!.id === 1) await this.link.run((client) => client.expire(key, COPY_TTL_S));
      }
      await this.link.run((client) => client.publish(key, 'more'));
      await setTimeout(COPY_INTERVAL_MS);
    }
  }

  private async open(id: string, userId: string): Promise<RunMirror | undefined> {
    const place = parseJson<Place>((await this.link.run((client) => client.get(this.recordOf(id)))) ?? '');
    if (!place || place.owner === this.id || place.subject?.userId !== userId) return undefined;
    const say = (message: Message) => this.link.publish(this.channelOf(place.owner), message);
    const mirror = new RunMirror(new Run(place.subject, id), this.link, {
      events: this.eventsOf(id),
      beat: this.beatOf(place.owner),
      ask: (anew, watched) => say({ do: 'copy', id, anew, watched }),
      stop: (why) => say({ do: 'stop', id, why }),
    });
    return (await mirror.begin(this.closing.signal)) ? mirror : undefined;
  }
}
