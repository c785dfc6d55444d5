import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { SseEvent } from '../../../common/http/sse.js';
import { parseJson } from '../../../common/redis/parse-json.js';
import type { RedisLink } from '../../../common/redis/redis-link.js';
import { Run, type RunSubject, type StopReason } from './run.js';
import { type OwnRuns, RunLog, type RunSelector } from './run.log.js';

/** Events that are copied together: what a model writes within this time goes over in one command. */
const COPY_INTERVAL_MS = 20;
const COPY_EVENTS = 500;
/** How long a copy stays that nobody asks for again. */
const COPY_TTL_S = 300;
/** A run that is longer than this cannot be found by others. */
const RECORD_TTL_S = 24 * 3600;
/** After this long without news a reader asks whether the process is still there. */
const SILENCE_MS = 2_000;

/** How often a process looks whether Redis still knows it. */
const REMIND_MS = 2_000;

const ALL = 'pocket-llm:runs';
const recordOf = (id: string) => `pocket-llm:run:${id}`;
const eventsOf = (id: string) => `pocket-llm:run-events:${id}`;
const channelOf = (owner: string) => `pocket-llm:process:${owner}`;

/** Where a run is, in Redis. */
interface Place {
  owner: string;
  subject: RunSubject;
}

type Message =
  /** `anew`: what was copied so far is lost. */
  | { do: 'copy'; id: string; anew: boolean }
  | { do: 'stop'; id: string; why: StopReason }
  | { do: 'stop-all'; from: string; why: StopReason; which: RunSelector };

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
  /** Runs of this process that are being copied, and the ends of their copies. */
  private readonly copying = new Map<string, { ending: AbortController; done: Promise<unknown> }>();
  /** Runs of others that are read here. */
  private readonly mirrors = new Map<string, Promise<Run | undefined>>();
  private readonly closing = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly link: RedisLink) {
    super();
    const take = (text: string) => this.take(text);
    void link.listen(channelOf(this.id), take).catch(() => undefined);
    void link.listen(ALL, take).catch(() => undefined);
    this.timer = setInterval(() => void this.remind().catch(() => undefined), REMIND_MS).unref();
  }

  /** Tells a Redis that was emptied, or is a new one, what it has forgotten. */
  private async remind(): Promise<void> {
    const mark = channelOf(this.id);
    if (await this.link.client.exists(mark)) return;
    await this.link.client.set(mark, '1', { EX: RECORD_TTL_S });
    for (const run of this.own.all()) this.enter(run);
  }

  enter({ id, subject }: Run): void {
    const place: Place = { owner: this.id, subject };
    this.link.client.set(recordOf(id), JSON.stringify(place), { EX: RECORD_TTL_S }).catch(() => undefined);
  }

  leave({ id }: Run, readableMs: number): void {
    this.link.client.expire(recordOf(id), Math.ceil(readableMs / 1_000)).catch(() => undefined);
  }

  find(id: string): Promise<Run | undefined> {
    const known = this.mirrors.get(id);
    if (known) return known;
    const mirror = this.open(id);
    this.mirrors.set(id, mirror);
    const forget = () => this.mirrors.delete(id);
    mirror.then(async (run) => {
      await run?.untilEnded();
      forget();
    }, forget);
    return mirror;
  }

  stop(why: StopReason, which: RunSelector): void {
    this.tell(ALL, { do: 'stop-all', from: this.id, why, which }).catch(() => undefined);
  }

  close(): void {
    this.closing.abort();
    clearInterval(this.timer);
    for (const { ending } of this.copying.values()) ending.abort();
  }

  private tell(channel: string, message: Message): Promise<number> {
    return this.link.publish(channel, message);
  }

  /** A message of another process. */
  private take(text: string): void {
    const message = parseJson<Message>(text);
    const run = message && 'id' in message ? this.own.find(message.id) : undefined;
    if (message?.do === 'copy' && run) this.copy(run, message.anew);
    if (message?.do === 'stop') run?.stop(message.why);
    if (message?.do === 'stop-all' && message.from !== this.id) void this.own.stopOwn(message.why, message.which);
  }

  private copy(run: Run, anew: boolean): void {
    const before = this.copying.get(run.id);
    if (before && !anew) return void this.link.client.expire(eventsOf(run.id), COPY_TTL_S).catch(() => undefined);
    before?.ending.abort();
    const ending = new AbortController();
    const copy = { ending, done: Promise.resolve(before?.done) };
    copy.done = copy.done
      .then(() => this.write(run, ending.signal))
      // Whoever reads it asks again.
      .catch((error: Error) => this.logger.debug(`A run could not be copied for another process: ${error.message}`))
      .finally(() => this.copying.get(run.id) === copy && this.copying.delete(run.id));
    this.copying.set(run.id, copy);
  }

  private async write(run: Run, signal: AbortSignal): Promise<void> {
    const key = eventsOf(run.id);
    const { client } = this.link;
    await client.del(key);
    for await (const batch of run.copy(signal)) {
      if (signal.aborted) return;
      for (let from = 0; from < batch.length; from += COPY_EVENTS) {
        const events = batch.slice(from, from + COPY_EVENTS);
        await client.xAdd(key, `${events.at(-1)!.id}-0`, { events: JSON.stringify(events) });
      }
      await client.expire(key, COPY_TTL_S);
      await client.publish(key, '');
      await setTimeout(COPY_INTERVAL_MS);
    }
  }

  private async open(id: string): Promise<Run | undefined> {
    const text = await this.link.client.get(recordOf(id)).catch((error: Error) => {
      this.logger.warn(`Runs of other processes cannot be looked up: ${error.message}`);
      return null;
    });
    const place = parseJson<Place>(text ?? '');
    if (!place || place.owner === this.id) return undefined;
    const run = new Run(place.subject, id);
    const news = new News();
    const end = await this.link.listen(eventsOf(id), () => news.come()).catch(() => undefined);
    if (!end) return undefined;
    const ask = (anew: boolean) => this.tell(channelOf(place.owner), { do: 'copy', id, anew });
    if ((await ask(false).catch(() => 0)) === 0) {
      end();
      return undefined;
    }
    run.signal.addEventListener('abort', () => {
      const why = run.stopped?.why ?? 'user';
      this.tell(channelOf(place.owner), { do: 'stop', id, why }).catch(() => undefined);
    });
    const ready = this.link.onReady(() => news.come());
    void this.follow(run, news, ask).finally(() => {
      end();
      ready();
      run.abandon();
    });
    return run;
  }

  /** Passes on what the process of the run copies, until its last event, or until that process is gone. */
  private async follow(run: Run, news: News, ask: (anew: boolean) => Promise<number>): Promise<void> {
    const { client } = this.link;
    const { signal } = this.closing;
    let seen = 0;
    while (!run.isEnded && !signal.aborted) {
      const entries = await client.xRange(eventsOf(run.id), `(${seen}-0`, '+').catch(() => []);
      const events = entries.flatMap(({ message }) => parseJson<SseEvent[]>(message.events ?? '') ?? []);
      for (const event of events) {
        if (event.id !== seen + 1) continue;
        run.take(event);
        seen = event.id;
      }
      const lacks = (events.at(-1)?.id ?? 0) > seen;
      if (!lacks && (events.length > 0 || (await news.within(SILENCE_MS)))) continue;
      // Nobody listens where Redis is out of reach either; then the channels come back, and so does the news.
      if (this.link.isReady && (await ask(lacks).catch(() => 1)) === 0) return;
      if (lacks) await news.within(SILENCE_MS);
    }
  }
}

/** Something has come since it was last asked for. */
class News {
  private pending = false;
  private wake?: () => void;

  come(): void {
    this.pending = true;
    this.wake?.();
  }

  /** @returns whether something has come, now or within so many milliseconds */
  async within(ms: number): Promise<boolean> {
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
